# Was auf einen Blick zu sehen ist.

state-not-set-up = Noch nicht eingerichtet
state-paused = Pausiert
state-paused-until = Pausiert bis { $until }
state-paused-because = Pausiert: { $cause }
because-metered = getaktete Verbindung
because-battery = Akkubetrieb, { $percent } %
state-some-paused = { $paused } von { $folders } Ordnern { $paused ->
        [one] ist
       *[other] sind
    } pausiert
state-some-paused-until = { $paused } von { $folders } Ordnern { $paused ->
        [one] ist
       *[other] sind
    } pausiert bis { $until }
state-only-paused = Der Ordner ist pausiert
state-only-paused-until = Der Ordner ist pausiert bis { $until }
state-offline = Nicht verbunden: { $hub } ist nicht erreichbar, Änderungen warten
state-offline-hub = Nicht verbunden: der Hub ist nicht erreichbar, Änderungen warten
state-looking = Änderungen werden gesucht
state-syncing = Wird synchronisiert
state-syncing-files = { $files ->
        [one] 1 Datei wird
       *[other] { $files } Dateien werden
    } synchronisiert
state-syncing-bytes = { $files ->
        [one] 1 Datei wird
       *[other] { $files } Dateien werden
    } synchronisiert, noch { BYTES($bytes) }
state-no-folders = Hier wird noch kein Ordner synchronisiert
state-in-sync = Alles ist synchron
state-rest-in-sync = Alles andere ist synchron
state-not-applied = Synchron bis auf { $changes ->
        [one] 1 eingehende Änderung, die nicht übernommen wird
       *[other] { $changes } eingehende Änderungen, die nicht übernommen werden
    }
state-not-sent = Synchron bis auf { $changes ->
        [one] 1 lokale Änderung, die nicht gesendet wird
       *[other] { $changes } lokale Änderungen, die nicht gesendet werden
    }
state-neither = Synchron bis auf { $incoming ->
        [one] 1 eingehende Änderung, die nicht übernommen wird,
       *[other] { $incoming } eingehende Änderungen, die nicht übernommen werden,
    } und { $local ->
        [one] 1 lokale, die nicht gesendet wird
       *[other] { $local } lokale, die nicht gesendet werden
    }
state-attention = { $items ->
        [one] 1 Eintrag wartet
       *[other] { $items } Einträge warten
    } auf Sie

## Was jemand entscheiden muss

two-versions = zwei Versionen entstanden gleichzeitig, und beide wurden aufbewahrt
    .command-line = `syncit conflicts` nennt sie
    .window = die Seite „Konflikte“ zeigt sie nebeneinander
full-disk = der Datenträger von { $path } ist voll
    .hint = schaffen Sie dort Platz; was nicht passt, wartet
hub-stopped = der Hub ist stehen geblieben: { $cause }
    .command-line = `syncit doctor` prüft, was zum Synchronisieren nötig ist
    .window = „Alles prüfen“ in den Einstellungen findet die Ursache
