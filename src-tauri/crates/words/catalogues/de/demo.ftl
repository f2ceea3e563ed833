# Was `syncit demo` sagt.

demo-title = Drei Rechner auf diesem Computer
demo-place = in { $directory }
demo-hub = der Hub, erreichbar unter { $address }, mit einer eigenen Kopie
demo-paired = gekoppelt mit dem Code { $code }
demo-folder-is = Der Ordner ist { $origin }.
demo-origin--copy = eine Kopie von { $path }
demo-origin--git = was git in { $path } verwaltet
demo-conflict-copy = die andere ist { $copy }
demo-stay = Die Rechner laufen, bis Sie Strg+C drücken.
demo-stay-with-window = Die Rechner laufen, bis Sie die App beenden oder Strg+C drücken.
demo-try = Ändern Sie Dateien und sehen Sie zu, oder fragen Sie die Rechner:
demo-stopped = Beendet; das temporäre Verzeichnis ist entfernt.
demo-not-equal = Die Rechner unterscheiden sich

## Was geschieht

demo-copying = Dateien zum Synchronisieren werden kopiert
demo-copying--so-far = { $files ->
        [one] Dateien zum Synchronisieren werden kopiert: { $done } von 1
       *[other] Dateien zum Synchronisieren werden kopiert: { $done } von { $files }
    }
demo-pairing = Koppeln
demo-sharing = Der Ordner von laptop wird geteilt und auch auf desktop eingerichtet
demo-editing = Bearbeiten
demo-moving = Verschieben
demo-deleting = Löschen
demo-conflicting = Dieselbe Datei wird auf zwei Rechnern zugleich bearbeitet
demo-switching-off = desktop wird ausgeschaltet, Dateien auf beiden Seiten werden geändert
demo-comparing = Vergleichen
demo-awaiting = { $paths ->
        [one] { $what }: noch 1 Pfad
       *[other] { $what }: noch { $paths } Pfade
    }
demo-awaited--folder = desktop erfährt von dem Ordner
demo-awaited--tree = laptop → attic → desktop
demo-awaited--edit = die Änderung erreicht desktop
demo-awaited--move = das Verschieben erreicht laptop
demo-awaited--deletion = die Löschung erreicht laptop und desktop
demo-awaited--conflict = beide Rechner wissen von dem Konflikt
demo-awaited--desktop = desktop holt auf

## Was getan ist

demo-shared = { $files ->
        [one] 1 Datei, { BYTES($bytes) }: laptop → attic → desktop
       *[other] { $files } Dateien, { BYTES($bytes) }: laptop → attic → desktop
    }
demo-edited = { $path } auf laptop bearbeitet, auf desktop angekommen
demo-moved = { $files ->
        [one] auf desktop verschoben: { $from } → { $to } (1 Datei)
       *[other] auf desktop verschoben: { $from } → { $to } ({ $files } Dateien)
    }
demo-deleted = { $path } auf attic gelöscht, überall weg
demo-conflicted = { $path } auf laptop und desktop bearbeitet: beide behalten
demo-caught-up = desktop war aus, beide Seiten änderten sich: nach dem Start aufgeholt
demo-equal = { $files ->
        [one] alle drei sind Byte für Byte gleich: 1 Datei, { BYTES($bytes) }
       *[other] alle drei sind Byte für Byte gleich: { $files } Dateien, { BYTES($bytes) }
    }

## Was sich unterscheidet

demo-difference--only-in = { $path } gibt es nur in { $directory }
demo-difference--kind = { $path } ist nicht von derselben Art
demo-difference--content = { $path } hat einen anderen Inhalt
demo-difference--gave-up = vergeblich gewartet, bis: { $what }
demo-difference--unfinished = { $machine } wurde nicht fertig: { $cause }
demo-difference--late = { $machine } wurde nicht rechtzeitig fertig

## Was nicht ging

usage--nothing-to-sync = in { $path } gibt es nichts zu synchronisieren
    .hint = nennen Sie ein Verzeichnis, in dem einige Dateien liegen
usage--nothing-found = auf diesem Rechner wurde nichts zum Synchronisieren gefunden
    .hint = nennen Sie ein Verzeichnis: syncit demo --tree VERZEICHNIS
no-app--not-started = die App { $program } kann nicht gestartet werden: { $cause }
    .command-line = bauen Sie sie mit `npm run demo -- --window` oder installieren Sie die App
not-running--demo = { $machine } läuft nicht
internal--other-reply = die Antwort von SyncIt passt nicht zur Anfrage: { $reply }
disk--demo-no-place = ein temporäres Verzeichnis kann nicht angelegt werden: { $cause }
disk--demo-place-stays = das temporäre Verzeichnis { $path } konnte nicht entfernt werden: { $cause }
    .hint = entfernen Sie es von Hand: rm -r { WORD($path) }
disk--demo-make = { $path } kann nicht angelegt werden: { $cause }
disk--demo-read = { $path } kann nicht gelesen werden: { $cause }
disk--demo-write = { $path } kann nicht geschrieben werden: { $cause }
disk--demo-copy = die Dateien können nicht nach { $path } kopiert werden: { $cause }
disk--demo-move = { $path } kann nicht verschoben werden: { $cause }
disk--demo-delete = { $path } kann nicht gelöscht werden: { $cause }
