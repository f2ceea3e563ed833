# Benachrichtigungen.

notice-files = { $files ->
        [one] 1 Datei
       *[other] { $files } Dateien
    }
notice-machines = { $machines ->
        [one] 1 Rechner
       *[other] { $machines } Rechnern
    }
notice-changed = { $what } von { $by } in { $folder }
notice-deleted = { $what } von { $by } gelöscht in { $folder }
notice-some-deleted = { $files ->
        [one] 1 davon wurde gelöscht
       *[other] { $files } davon wurden gelöscht
    }
notice-conflict = Zwei Versionen von { $what }
notice-conflict-text = Beide liegen in { $folder }. Wählen Sie, welche Sie behalten.
notice-hold = { $folder } wurde zur Sicherheit angehalten
notice-disk = Ein Datenträger ist voll
notice-disk-text = Schaffen Sie Platz auf dem Datenträger von { $path }; was nicht passt, wartet.
notice-machine = { $machine } ist beigetreten
notice-machine-text = Der Rechner kann von nun an die Ordner dieser Gruppe synchronisieren.
notice-absent = { $machine } wurde eine Woche lang nicht gesehen
notice-absent-text = Was sich inzwischen geändert hat, wartet auf diesen Rechner.
