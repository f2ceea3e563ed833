# Was die Befehlszeile sagt. Ihre Hilfe steht in help.ftl, was an Eingegebenem falsch ist, in usage.ftl.

error = Fehler
hint = Tipp
quoted = „{ $word }“
both = { $one } und { $other }
at-least = mindestens { $what }
yes = ja
no = nein
number = { $number }
size = { BYTES($bytes) }
count-of = { $done } von { $total }
bytes-of = { BYTES($done) } von { BYTES($total) }
and-more = und { $count } weitere
changes = { $changes ->
        [one] 1 Änderung
       *[other] { $changes } Änderungen
    }
paths-to-go = { $paths ->
        [one] noch 1 Pfad
       *[other] noch { $paths } Pfade
    }
version-of = von { $machine }, { $at }

## Köpfe von Spalten

column-addresses = Adressen
column-at-hub = auf dem Hub
column-by = von
column-change = Änderung
column-changes = Änderungen
column-files = Dateien
column-fingerprint = Fingerabdruck
column-folder = Ordner
column-folders = Ordner
column-from = aus
column-from-hour = ab
column-here = hier
column-hub = Hub
column-kept-here = hier behalten
column-left-out = ausgelassen
column-machine = Rechner
column-now = jetzt
column-past = früher
column-path = Pfad
column-role = Rolle
column-rule = Regel
column-seen = gesehen
column-setting = Einstellung
column-size = Größe
column-state = Zustand
column-subfolder = Unterordner
column-value = Wert
column-version = Version
column-versions = Versionen
column-what = was
column-when = wann

## Was mit einem Pfad geschah, und was er ist

action-added = hinzugefügt
action-changed = geändert
action-deleted = gelöscht
action-moved = verschoben
action-restored = wiederhergestellt
action-conflict = Konflikt
kind-directory = Verzeichnis
kind-symlink = symbolische Verknüpfung

## status

status-this-machine = Dieser Rechner
status-is-hub = der Hub
status-connected = Hub { $hub } unter { $address }, verbunden
status-not-connected = Hub { $hub } unter { $address }, nicht verbunden
status-no-role = syncit hub macht ihn zum Hub, syncit join koppelt ihn mit einem
status-held = zur Sicherheit angehalten
status-attention = wartet auf Sie
status-paused = pausiert
status-paused-metered = pausiert: getaktete Verbindung
status-paused-battery = pausiert: Akkubetrieb, { $percent } %
status-paused-until = pausiert bis { $at }
status-paused-by-itself = Wenn das vorbei ist, wird von selbst weiter synchronisiert, mit syncit resume sofort. syncit settings zeigt, was eingestellt ist.
status-offline = der Hub ist nicht erreichbar
status-scanning = sucht nach Änderungen
status-syncing = synchronisiert
status-in-sync = synchron
status-otherwise-in-sync = sonst synchron
status-not-linked = hier nicht eingerichtet
status-unpaired = nicht gekoppelt
status-items = { $items ->
        [one] 1 Eintrag wartet auf Sie, { $doing }
       *[other] { $items } Einträge warten auf Sie, { $doing }
    }
status-offer-metered = Der Hub wird über eine getaktete Verbindung erreicht. Um bei solchen zu pausieren: syncit settings pause-on-metered yes
status-offer-refused = Damit dies nicht wieder erscheint: syncit settings pause-on-metered no
status-store-check = Er wird geprüft: bisher { $done } von { $total } Teilen.
limit-up = { BYTES($bytes) } pro Sekunde zum Hub
limit-down = { BYTES($bytes) } pro Sekunde vom Hub
limit-applies = Begrenzt auf { $limits }.
limit-applies-until = Begrenzt auf { $limits } bis { $at }.
limit-applies-from = Jetzt nicht begrenzt; ab { $at } auf { $limits }.
limit-does-not-apply = Jetzt nicht begrenzt; zu anderen Zeiten auf { $limits }.

## folders

folders-none = Es wird noch kein Ordner geteilt. So teilen Sie einen: syncit share PFAD
folders-pending = { $state }, noch { $paths }
folders-conflicts = { $conflicts ->
        [one] 1 Konflikt wartet auf Sie (syncit conflicts)
       *[other] { $conflicts } Konflikte warten auf Sie (syncit conflicts)
    }
folders-not-chosen = { $files ->
        [one] 1 Datei ({ BYTES($bytes) }) wird auf diesem Rechner nicht behalten
       *[other] { $files } Dateien ({ BYTES($bytes) }) werden auf diesem Rechner nicht behalten
    }
folder-kept-at = { $folder } liegt unter { $path }

## differences

differences-none = Wegen der Rolle oder der Rechte dieses Rechners weicht nichts ab.
differences-not-applied = hier nicht übernommen
differences-not-sent = nicht gesendet
differences-more = Mehr: --after { $path }
left-out-not-applied = { $changes ->
        [one] 1 Änderung wird hier nicht übernommen
       *[other] { $changes } Änderungen werden hier nicht übernommen
    }
left-out-not-sent = { $changes ->
        [one] 1 Änderung wird nicht gesendet
       *[other] { $changes } Änderungen werden nicht gesendet
    }
left-out-both = { $applied }, { $sent }
left-out-only-sends = dieser Rechner sendet nur
left-out-only-sends-and-reads = dieser Rechner sendet nur, und der Hub erlaubt ihm nur das Lesen
left-out-only-receives = dieser Rechner empfängt nur
left-out-only-reads = der Hub erlaubt diesem Rechner nur das Lesen

## selected

selected-none = Dort gibt es keine Unterordner.
selected-in-part = teilweise
selected-nothing-else = Sonst wird daraus hier nichts behalten.
selected-no-new = Unterordner, die andere ganz oben hinzufügen, werden hier nicht behalten.
selected-elsewhere = { BYTES($bytes) } davon sind nicht auf diesem Datenträger, auf dem { BYTES($free) } frei sind.

## hub, invite, discover, join

hub-listens =
    { $machine } ist jetzt der Hub und wartet auf Verbindungen unter { $addresses }.
    Weiter: syncit share PFAD, und für jeden anderen Rechner: syncit invite
invite-none = Es ist keine Einladung offen. syncit invite öffnet eine.
invite-code = Code: { $code }
invite-opened-by = { $machine } zeigt diesen Code an.
invite-valid = { $tries ->
        [one] (für einen Rechner, ein Versuch, läuft { $ends } ab)
       *[other] (für einen Rechner, { $tries } Versuche, läuft { $ends } ab)
    }
invite-how =
    Auf dem anderen Rechner: syncit join
    Wenn er diesen Hub nicht findet: syncit join { $address }
invite-link = Oder öffnen Sie dort diesen Link und geben Sie den Code ein: { $link }
invite-may-nothing = Er darf keinen Ordner dieses Hubs sehen, bis Sie es erlauben: syncit access RECHNER ORDNER read
invite-may-read = Er darf nur empfangen, bis Sie ihn einen Ordner ändern lassen: syncit access RECHNER ORDNER write
invite-other-addresses = Andere Adressen dieses Hubs: { $addresses }
invite-wrong-codes = Falsche Codes bisher: { $wrong-codes }
invite-wrong-codes-from = { $count } von { $address }
invite-burnt =
    Der Code gilt nicht mehr: Zu viele falsche Codes wurden versucht ({ $wrong-codes }). Niemand ist beigetreten.
    syncit invite zeigt einen neuen an.
invite-joined = { $machine } ist beigetreten.
invite-over = Der Code gilt nicht mehr, und kein Rechner ist beigetreten.
discover-none = Im lokalen Netzwerk wurde kein Hub mit einer offenen Einladung gefunden. Führen Sie syncit invite auf dem Hub aus oder geben Sie syncit join seine Adresse an.
join-ask-code = Der Code, den „syncit invite“ auf dem Hub anzeigt:
join-paired =
    Gekoppelt mit { $hub }, wo dieser Rechner { $machine } heißt.
    Weiter: syncit folders, dann syncit link NAME PFAD

## machines, wait

machines-none = Dieser Rechner ist mit keinem anderen gekoppelt. syncit hub macht ihn zum Hub, syncit join koppelt ihn mit einem.
role-hub = Hub
role-client = Client
machines-online = verbunden
machines-may-invite = darf einladen
machines-inviting = zeigt einen Code an
machines-never-seen = nie
machines-up-to-date = auf dem neuesten Stand
machines-not-known = { $folder }: nicht bekannt
machines-pending = { $folder }: noch { $changes }
machines-pending-since = { $pending } (zuletzt auf dem neuesten Stand { $ago })
wait-over = Die Zeit ist um, und noch ist nicht alles da. syncit status zeigt, was fehlt.
wait-over-elsewhere = Die Zeit ist um, und andere Rechner haben noch nicht alles:
wait-blocked = Was noch fehlt, wartet auf Sie:
wait-left-on = { $place } auf { $machine }: { $reason }

## history, versions, restore

history-none = Keine Änderungen.
history-none-seen = Hier wurden keine Änderungen gesehen.
history-from = aus
history-older = Älteres: --before { $version }
history-seen-by = { $bold }{ $hub } ist nicht verbunden: Nur Änderungen, die { $machine } gesehen hat, sind aufgeführt{ $plain }, und von jeder Datei nur die letzte. Die meisten Löschungen und was hinzugefügt, verschoben oder wiederhergestellt wurde, kennt nur { $hub }.
versions-none = Davon ist keine Version aufbewahrt.
versions-current = { $action }, aktuell
restore-written = { $place } wurde in { $file } geschrieben
restore-as-of = { $place } (Stand { $at })
restore-nothing = { $what } ist derselbe Stand wie jetzt: Es ändert sich nichts.
restore-did = { $changes ->
        [one] Das Wiederherstellen von { $what } ergab 1 Änderung:
       *[other] Das Wiederherstellen von { $what } ergab { $changes } Änderungen:
    }
restore-would = { $changes ->
        [one] Das Wiederherstellen von { $what } würde 1 Änderung ergeben:
       *[other] Das Wiederherstellen von { $what } würde { $changes } Änderungen ergeben:
    }
restore-more = { $changes ->
        [one] und 1 weitere Änderung
       *[other] und { $changes } weitere Änderungen
    }
restore-not-yet-here = Noch nicht hier: { $place }: { $reason }

## conflicts, held, ignored

conflicts-none = Keine Konflikte.
conflicts-mergeable = Beide Änderungen passen in einen Text: --keep merged
conflicts-not-mergeable = Kein gemeinsamer Text: { $why }
conflicts-merge-unknown = Ob es einen gemeinsamen Text gibt, ist nicht bekannt: { $why }
conflicts-origin = { $version }, aus der beide entstanden
conflicts-cut = Hier wird nur der Anfang angezeigt: Der Text ist zu lang.
held-none = Nichts wird zurückgehalten.
held-since = seit { $at }
ignored-none = Dort wird nichts ignoriert.

## where

where-nowhere = { $path } liegt in keinem Ordner, der hier synchronisiert wird
where-root = der Ordner selbst
where-on = auf { $machine }
where-not-known = der Zustand ist gerade nicht bekannt
where-conflict = zwei Versionen: wählen Sie eine mit syncit conflicts
where-problem = kann nicht synchronisiert werden: syncit folders sagt, warum
where-pending = wartet auf die Synchronisierung
where-in-sync = synchron
where-not-synced = nicht synchronisiert: auf diesem Rechner ausgelassen

## estimate, key, store, verify

estimate = { $files ->
        [one] 1 Datei, { BYTES($bytes) }
       *[other] { $files } Dateien, { BYTES($bytes) }
    }
estimate-free = { BYTES($here) } sind auf dem Datenträger frei
estimate-free-at-both = { BYTES($here) } sind auf dem Datenträger frei, { BYTES($hub) } auf dem des Hubs
key-in-keyring = Sein geheimer Teil liegt im Schlüsselbund, als { $place }.
key-in-file = Sein geheimer Teil liegt in der Datei { $place }.
store-none = Es wird noch kein Ordner geteilt.
store-takes = Der Inhaltsspeicher belegt { BYTES($stored) }.
store-takes-for = { $versions ->
        [one] Der Inhaltsspeicher belegt { BYTES($stored) }, für { BYTES($current) } an aktuellen Dateien und { BYTES($past) } in 1 früheren Version
       *[other] Der Inhaltsspeicher belegt { BYTES($stored) }, für { BYTES($current) } an aktuellen Dateien und { BYTES($past) } in { $versions } früheren Versionen
    }
store-and-free = { $text }; auf seinem Datenträger sind { BYTES($free) } frei.
verify-checked = { $parts ->
        [one] 1 Teil gelesen und geprüft
       *[other] { $parts } Teile gelesen und geprüft
    }
verify-fine = { $checked }: keine Schäden gefunden.
verify-fine-now = { $checked }: jetzt keine Schäden, aber einige Teile waren beschädigt.
verify-put-aside = { $parts ->
        [one] { $checked }: 1 war beschädigt und wurde beiseitegelegt.
       *[other] { $checked }: { $parts } waren beschädigt und wurden beiseitegelegt.
    }
verify-not-needed = Keine Version einer Datei braucht es.
verify-fetched = Neu geholt von einem Rechner, der es hat:
verify-waiting = Wird neu geholt, sobald sich ein Rechner verbindet, der es hat:
verify-past = Frühere Versionen, die sich nicht wiederherstellen lassen, es sei denn, ein Rechner sendet denselben Inhalt noch einmal:
verify-of = ({ BYTES($bytes) }, vom { $at })
verify-more = Es gibt mehr, als hier aufgelistet sind.

## run, web

run-started = SyncIt läuft mit seinen Daten in { $home }. Strg+C beendet es.
web-link = Der Link öffnet das Fenster von SyncIt einmal, bis { $until }. Die Eingabetaste gibt einen weiteren aus, Strg+C schließt das Fenster.
web-certificate =
    Der Browser wird warnen, dass er das Zertifikat nicht kennt. Fahren Sie nur fort, wenn es diesen SHA-256-Fingerabdruck hat:
      { $fingerprint }
web-from-elsewhere = Von einem anderen Rechner aus: `ssh -L { $port }:127.0.0.1:{ $port } { $host }`, dann dort den Link öffnen.
web-roots = Ordner in { $roots } können geteilt und eingerichtet werden.
web-opened = Geöffnet von { $peer }.

## Was geschieht, während eine Antwort lange dauert

doing-wait = Es wird gewartet, bis die Rechner übereinstimmen
doing-discover = Das lokale Netzwerk wird nach Hubs durchsucht
doing-join = Der Rechner wird mit dem Hub gekoppelt
doing-scan = Der Ordner wird gelesen
doing-leave = Wird beendet
doing-restore = Wird wiederhergestellt
doing-gather = Wird gesammelt
doing-check = Wird geprüft
doing-verify = Der Inhaltsspeicher wird gelesen
doing-fetch-damaged = Beschädigtes wird geholt

## Was nicht ging

bad-path--given-no-text = der Pfad { $path } kann nicht verwendet werden: sein Name ist kein UTF-8
    .hint = benennen Sie ihn um
bad-path--given-relative = der Pfad { $path } kann nicht verwendet werden: { $cause }
    .hint = geben Sie den ganzen Pfad an
bad-path--rules = der Pfad { $path } kann nicht verwendet werden: { $cause }
    .hint = geben Sie eine Textdatei mit Regeln wie in .gitignore an
bad-path--rules-too-large = der Pfad { $path } kann nicht verwendet werden: die Datei ist größer als { BYTES($bytes) }
    .hint = geben Sie eine Textdatei mit Regeln wie in .gitignore an
bad-path--rules-no-text = der Pfad { $path } kann nicht verwendet werden: die Datei ist kein UTF-8
    .hint = geben Sie eine Textdatei mit Regeln wie in .gitignore an
bad-path--window-root = das Verzeichnis { $path } kann nicht verwendet werden: { $cause }
    .hint = geben Sie mit --files ein Verzeichnis an, das es gibt
bad-path--window-no-home = es gibt kein persönliches Verzeichnis
    .hint = nennen Sie die Verzeichnisse, die der Browser verwenden darf: --files VERZEICHNIS
usage--bad-link = „{ $text }“ ist kein Link zu einem Hub: { $cause }
    .command-line = kopieren Sie den ganzen Link, den `syncit invite` auf dem Hub anzeigt, und setzen Sie ihn in Anführungszeichen
usage--two-keys = der Link und --fingerprint nennen verschiedene Schlüssel
usage--no-input = der Code kann nicht von der Standardeingabe gelesen werden: { $cause }
usage--no-code = ein Kopplungscode besteht aus sechs Ziffern
    .command-line = führen Sie auf dem Hub `syncit invite` aus und geben Sie ein, was es anzeigt
usage--no-moment = „{ $text }“ ist kein Datum und kein Zeitpunkt
    .hint = schreiben Sie ihn wie 2026-11-22, 2026-11-22T14:03 oder 2026-11-22T14:03:05Z
usage--no-folder = es gibt keinen Ordner namens „{ $name }“
    .hint = syncit folders listet sie auf
no-log--unreadable = das Protokoll { $path } kann nicht gelesen werden: { $cause }
    .hint = es wird geschrieben, wenn SyncIt läuft: syncit run
signals--not-caught = auf Strg+C kann nicht gewartet werden: { $cause }
bad-reply--other = die Antwort von SyncIt passt nicht zur Anfrage
no-pages--built-without = dieses Programm wurde ohne das Fenster gebaut
    .command-line = bauen Sie es zuerst: `npm ci && npm run ui:build`, dann SyncIt noch einmal
listen--window = unter { $address } kann nicht auf Verbindungen gewartet werden: { $cause }
    .hint = wählen Sie mit --listen eine andere ADRESSE:PORT dieses Rechners; der übliche Port ist { $port }
web--not-served = das Fenster kann nicht geöffnet werden: { $cause }
link-start = er beginnt nicht mit syncit://join?
link-too-long = er ist zu lang
link-parameter = er sagt etwas doppelt oder etwas, das SyncIt nicht kennt
link-encoding = er ist nicht wie ein Link kodiert
link-address = er nennt nicht die Adresse eines Hubs
link-fingerprint = er nennt nicht den Schlüssel eines Hubs
link-name = der Name darin kann nicht der Name eines Rechners sein
