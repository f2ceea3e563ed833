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

marker-gone = die Markierung .syncit/folder.json fehlt in { $place }: nichts wird synchronisiert oder gelöscht
    .command-line = stellen Sie wieder her, was dort war (Datenträger einhängen, Verschieben rückgängig machen); wurde der Ordner verschoben: `syncit relocate { WORD($folder) } PFAD`; wurde eine Sicherung darüber kopiert: `syncit release { WORD($folder) } --restore`; oder richten Sie ihn neu ein
    .window = stellen Sie wieder her, was dort war (Datenträger anschließen, Verschieben rückgängig machen), oder wählen Sie „Ort des Ordners angeben …“; wurde eine Sicherung darüber kopiert, wählen Sie „Diesen Ordner verwenden“
marker-gone--intact = die Markierung .syncit/folder.json fehlt in { $place }: nichts wird synchronisiert oder gelöscht
    .command-line = die Dateien sind unverändert, nur die Markierung fehlt: `syncit release { WORD($folder) } --restore` schreibt sie neu
    .window = die Dateien sind unverändert, nur die Markierung fehlt: wählen Sie „Diesen Ordner verwenden“
marker-gone--differing = die Markierung .syncit/folder.json fehlt in { $place }: nichts wird synchronisiert oder gelöscht
    .command-line = die Dateien sind nicht wie zuvor: wurde eine Sicherung über den Ordner kopiert, führt `syncit release { WORD($folder) } --restore` sie mit dem Stand des Hubs zusammen; was fehlt, kommt zurück, und wo sich eine Datei unterscheidet, bleiben beide Versionen. Sonst stellen Sie wieder her, was dort war (Datenträger einhängen, Verschieben rückgängig machen), oder sagen Sie, wo der Ordner ist: `syncit relocate { WORD($folder) } PFAD`
    .window = die Dateien sind nicht wie zuvor: wurde eine Sicherung über den Ordner kopiert, wählen Sie „Diesen Ordner verwenden“; was fehlt, kommt zurück, und wo sich eine Datei unterscheidet, bleiben beide Versionen. Sonst stellen Sie wieder her, was dort war, oder wählen Sie „Ort des Ordners angeben …“
held-other-folder = { $place } enthält einen anderen Ordner als { $folder } oder die Kopie eines anderen Rechners davon: nichts wird synchronisiert oder gelöscht
    .command-line = wurde der Ordner verschoben: `syncit relocate { WORD($folder) } PFAD`
    .window = wurde der Ordner verschoben, wählen Sie „Ort des Ordners angeben …“
root-gone--other = { $place } kann nicht geöffnet werden oder ist nicht das Verzeichnis, das für diesen Ordner gewählt wurde: nichts wird synchronisiert oder gelöscht
    .command-line = legen Sie es zurück oder hängen Sie seinen Datenträger ein; wurde es verschoben: `syncit relocate { WORD($folder) } PFAD`
    .window = legen Sie „{ $folder }“ zurück, schließen Sie den Datenträger an oder wählen Sie „Ort des Ordners angeben …“
root-gone = { $path } kann nicht geöffnet werden: nichts wird synchronisiert oder gelöscht
    .command-line = hängen Sie den Datenträger ein, auf dem es liegt; wurde es verschoben: `syncit relocate { WORD($folder) } PFAD`
    .window = legen Sie „{ $folder }“ zurück, schließen Sie den Datenträger an oder wählen Sie „Ort des Ordners angeben …“
inside-another = { $path } liegt in { $above }, einem Ordner eines anderen SyncIt auf diesem Rechner: nichts wird synchronisiert oder gelöscht
    .command-line = verschieben Sie ihn von dort und sagen Sie, wo er ist: `syncit relocate { WORD($folder) } PFAD`; oder entfernen Sie { $own }, falls kein SyncIt { $above } mehr verwendet
    .window = verschieben Sie „{ $folder }“ von dort und wählen Sie „Ort des Ordners angeben …“; oder entfernen Sie { $own }, falls kein SyncIt { $above } mehr verwendet
emptied = in { $path } fehlen alle Dateien: nichts wird synchronisiert oder gelöscht
    .command-line = legen Sie die Dateien zurück; oder `syncit release { WORD($folder) } --restore` stellt sie wieder her, `syncit release { WORD($folder) } --delete` löscht sie überall
    .window = legen Sie die Dateien zurück, oder stellen Sie die von „{ $folder }“ wieder her, oder löschen Sie sie auf allen Rechnern
mass-deletion = { $files ->
        [one] 1 Datei wurde
       *[other] { $files } Dateien wurden
    } auf { $machine } innerhalb einer Minute gelöscht: der Hub gibt das nicht weiter, bis jemand entscheidet
    .command-line = `syncit release { WORD($folder) } --restore` stellt die Dateien wieder her, `syncit release { WORD($folder) } --delete` löscht sie überall
    .window = prüfen Sie „{ $folder }“: stellen Sie die Dateien wieder her oder löschen Sie sie auf allen Rechnern
mass-deletion--explained = { $files ->
        [one] 1 Datei
       *[other] { $files } Dateien
    }{ $place } { $files ->
        [one] wurde
       *[other] wurden
    } auf { $machine } innerhalb einer Minute gelöscht: mehr, als man von Hand löscht, also vielleicht versehentlich, oder ein Verzeichnis wurde verschoben{ $passed ->
        [0] { "" }
        [one] ; 1 davon war schon weitergegeben, bevor es auffiel
       *[other] ; { $passed } davon waren schon weitergegeben, bevor es auffiel
    }
    .command-line = `syncit release { WORD($folder) } --restore` stellt die Dateien wieder her, `syncit release { WORD($folder) } --delete` löscht sie überall
    .window = prüfen Sie „{ $folder }“: stellen Sie die Dateien wieder her oder löschen Sie sie auf allen Rechnern
mass-overwriting = { $files ->
        [one] 1 Datei wurde
       *[other] { $files } Dateien wurden
    } auf { $machine } innerhalb von zehn Minuten überschrieben und { $files ->
        [one] sieht
       *[other] sehen
    } verschlüsselt aus (nicht mehr von ihrem Typ oder nicht lesbar): der Hub gibt das nicht weiter, bis jemand entscheidet
    .command-line = prüfen Sie zuerst diesen Rechner; `syncit release { WORD($folder) } --restore` stellt die Dateien auf allen Rechnern wieder her, `syncit release { WORD($folder) } --accept` nimmt die Änderungen überall an; die früheren Versionen bleiben in beiden Fällen erhalten
    .window = prüfen Sie zuerst diesen Rechner, dann „{ $folder }“: stellen Sie die Dateien wieder her oder nehmen Sie die Änderungen an; die früheren Versionen bleiben in beiden Fällen erhalten
mass-overwriting--explained = { $files ->
        [one] 1 Datei
       *[other] { $files } Dateien
    }{ $place } { $files ->
        [one] wurde
       *[other] wurden
    } auf { $machine } innerhalb von zehn Minuten überschrieben und { $files ->
        [one] sieht
       *[other] sehen
    } verschlüsselt aus (nicht mehr von ihrem Typ oder nicht lesbar): so arbeitet Erpressungssoftware; absichtliches Verschlüsseln sieht ebenso aus{ $passed ->
        [0] { "" }
        [one] ; 1 davon war schon weitergegeben, bevor es auffiel
       *[other] ; { $passed } davon waren schon weitergegeben, bevor es auffiel
    }
    .command-line = prüfen Sie zuerst diesen Rechner; `syncit release { WORD($folder) } --restore` stellt die Dateien auf allen Rechnern wieder her, `syncit release { WORD($folder) } --accept` nimmt die Änderungen überall an; die früheren Versionen bleiben in beiden Fällen erhalten
    .window = prüfen Sie zuerst diesen Rechner, dann „{ $folder }“: stellen Sie die Dateien wieder her oder nehmen Sie die Änderungen an; die früheren Versionen bleiben in beiden Fällen erhalten
