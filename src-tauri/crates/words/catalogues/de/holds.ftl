# Warum ein Ordner zur Sicherheit angehalten ist.

place = { $path }
place--link = { $path } (führt zu { $target })
within = { "" }
within--one = {" "}in { $first }
within--two = {" "}in { $first } und { $second }
within--more = {" "}in { $first }, { $second } und an { $more ->
        [one] 1 weiteren Stelle
       *[other] { $more } weiteren Stellen
    }

marker-gone = die Kennung .syncit/folder.json fehlt in { $place }: nichts wird synchronisiert oder gelöscht
    .command-line = stellen Sie wieder her, was dort war (Datenträger einhängen, Verschieben rückgängig machen); wurde der Ordner verschoben: `syncit relocate { WORD($folder) } PATH`; wurde eine Sicherung darüber kopiert: `syncit release { WORD($folder) } --restore`; oder richten Sie ihn neu ein
    .window = stellen Sie wieder her, was dort war (Datenträger anschließen, Verschieben rückgängig machen), oder suchen Sie den Ordner; wurde eine Sicherung darüber kopiert, verwenden Sie diesen Ordner
marker-gone--intact = die Kennung .syncit/folder.json fehlt in { $place }: nichts wird synchronisiert oder gelöscht
    .command-line = die Dateien sind unverändert, nur die Kennung fehlt: `syncit release { WORD($folder) } --restore` schreibt sie neu
    .window = die Dateien sind unverändert, nur die Kennung fehlt: verwenden Sie diesen Ordner
marker-gone--differing = die Kennung .syncit/folder.json fehlt in { $place }: nichts wird synchronisiert oder gelöscht
    .command-line = die Dateien sind nicht wie zuvor: wurde eine Sicherung über den Ordner kopiert, führt `syncit release { WORD($folder) } --restore` sie mit dem Stand des Hubs zusammen; was fehlt, kommt zurück, und wo sich eine Datei unterscheidet, bleiben beide Versionen. Sonst stellen Sie wieder her, was dort war (Datenträger einhängen, Verschieben rückgängig machen), oder sagen Sie, wo der Ordner ist: `syncit relocate { WORD($folder) } PATH`
    .window = die Dateien sind nicht wie zuvor: wurde eine Sicherung über den Ordner kopiert, verwenden Sie ihn; was fehlt, kommt zurück, und wo sich eine Datei unterscheidet, bleiben beide Versionen. Sonst stellen Sie wieder her, was dort war, oder suchen Sie den Ordner
held-other-folder = { $place } enthält einen anderen Ordner als { $folder } oder die Kopie eines anderen Rechners davon: nichts wird synchronisiert oder gelöscht
    .command-line = wurde der Ordner verschoben: `syncit relocate { WORD($folder) } PATH`
    .window = wurde der Ordner verschoben, suchen Sie ihn
root-gone--other = { $place } kann nicht geöffnet werden oder ist nicht das eingerichtete Verzeichnis: nichts wird synchronisiert oder gelöscht
    .command-line = stellen Sie es wieder her oder hängen Sie seinen Datenträger ein; wurde es verschoben: `syncit relocate { WORD($folder) } PATH`
    .window = stellen Sie „{ $folder }“ wieder her, schließen Sie den Datenträger an oder suchen Sie den Ordner
root-gone = { $path } kann nicht geöffnet werden: nichts wird synchronisiert oder gelöscht
    .command-line = hängen Sie den Datenträger ein, auf dem es liegt; wurde es verschoben: `syncit relocate { WORD($folder) } PATH`
    .window = stellen Sie „{ $folder }“ wieder her, schließen Sie den Datenträger an oder suchen Sie den Ordner
inside-another = { $path } liegt in { $above }, einem Ordner eines anderen SyncIt auf diesem Computer: nichts wird synchronisiert oder gelöscht
    .command-line = verschieben Sie ihn von dort und sagen Sie, wo er ist: `syncit relocate { WORD($folder) } PATH`; oder entfernen Sie { $own }, falls kein SyncIt { $above } mehr verwendet
    .window = verschieben Sie „{ $folder }“ von dort und suchen Sie den Ordner; oder entfernen Sie { $own }, falls kein SyncIt { $above } mehr verwendet
emptied = in { $path } fehlen alle Dateien: nichts wird synchronisiert oder gelöscht
    .command-line = legen Sie die Dateien zurück; oder `syncit release { WORD($folder) } --restore` stellt sie wieder her, `syncit release { WORD($folder) } --delete` löscht sie überall
    .window = legen Sie die Dateien von „{ $folder }“ zurück, stellen Sie sie wieder her oder löschen Sie sie auf allen Rechnern
mass-deletion = { $files ->
        [one] 1 Datei wurde
       *[other] { $files } Dateien wurden
    } auf { $machine } binnen einer Minute gelöscht: der Hub gibt das nicht weiter, bis jemand entscheidet
    .command-line = `syncit release { WORD($folder) } --restore` stellt die Dateien wieder her, `syncit release { WORD($folder) } --delete` löscht sie überall
    .window = prüfen Sie „{ $folder }“: stellen Sie die Dateien wieder her oder löschen Sie sie auf allen Rechnern
mass-deletion--explained = { $files ->
        [one] 1 Datei
       *[other] { $files } Dateien
    }{ $place } { $files ->
        [one] wurde
       *[other] wurden
    } auf { $machine } binnen einer Minute gelöscht: mehr, als man von Hand löscht, also vielleicht versehentlich, oder ein Verzeichnis wurde wegbewegt{ $passed ->
        [0] { "" }
       *[other] ; { $passed } davon waren schon weitergegeben, bevor es auffiel
    }
    .command-line = `syncit release { WORD($folder) } --restore` stellt die Dateien wieder her, `syncit release { WORD($folder) } --delete` löscht sie überall
    .window = prüfen Sie „{ $folder }“: stellen Sie die Dateien wieder her oder löschen Sie sie auf allen Rechnern
mass-overwriting = { $files ->
        [one] 1 Datei wurde
       *[other] { $files } Dateien wurden
    } auf { $machine } binnen zehn Minuten überschrieben und { $files ->
        [one] sieht
       *[other] sehen
    } verschlüsselt aus: sie entsprechen ihrem Typ nicht mehr, oder nichts darin ist lesbar: der Hub gibt das nicht weiter, bis jemand entscheidet
    .command-line = prüfen Sie zuerst diesen Computer; `syncit release { WORD($folder) } --restore` stellt die Dateien auf allen Rechnern wieder her, `syncit release { WORD($folder) } --accept` übernimmt die Änderungen überall; die früheren Versionen bleiben in beiden Fällen erhalten
    .window = prüfen Sie zuerst diesen Computer, dann „{ $folder }“: stellen Sie die Dateien wieder her oder übernehmen Sie die Änderungen; die früheren Versionen bleiben in beiden Fällen erhalten
mass-overwriting--explained = { $files ->
        [one] 1 Datei
       *[other] { $files } Dateien
    }{ $place } { $files ->
        [one] wurde
       *[other] wurden
    } auf { $machine } binnen zehn Minuten überschrieben und { $files ->
        [one] sieht
       *[other] sehen
    } verschlüsselt aus: sie entsprechen ihrem Typ nicht mehr, oder nichts darin ist lesbar: so arbeitet Erpressungssoftware; absichtliches Verschlüsseln sieht ebenso aus{ $passed ->
        [0] { "" }
       *[other] ; { $passed } davon waren schon weitergegeben, bevor es auffiel
    }
    .command-line = prüfen Sie zuerst diesen Computer; `syncit release { WORD($folder) } --restore` stellt die Dateien auf allen Rechnern wieder her, `syncit release { WORD($folder) } --accept` übernimmt die Änderungen überall; die früheren Versionen bleiben in beiden Fällen erhalten
    .window = prüfen Sie zuerst diesen Computer, dann „{ $folder }“: stellen Sie die Dateien wieder her oder übernehmen Sie die Änderungen; die früheren Versionen bleiben in beiden Fällen erhalten
