# Warum etwas nicht getan wurde.

not-running = SyncIt läuft nicht ({ $home }): es wurde nichts getan
    .command-line = starten Sie es mit `syncit run` oder öffnen Sie die SyncIt-App
    .window = öffnen Sie die SyncIt-App
bad-reply = das laufende SyncIt hat in einer Weise geantwortet, die dieses Programm nicht versteht
    .hint = vielleicht läuft eine andere Version: starten Sie SyncIt neu
engine-gone = SyncIt wurde während der Anfrage beendet; ob sie noch ausgeführt wurde, ist nicht bekannt
    .command-line = starten Sie es mit `syncit run` wieder und sehen Sie mit `syncit status` nach
    .window = öffnen Sie SyncIt wieder und sehen Sie nach, ob es getan wurde

## Warum das System etwas abgelehnt hat

cause--not-found = das gibt es nicht
cause--denied = keine Berechtigung
cause--full = der Datenträger ist voll
cause--read-only = der Datenträger ist schreibgeschützt
cause--exists = dort ist schon etwas
cause--not-a-directory = es selbst oder etwas darüber ist kein Verzeichnis
cause--is-a-directory = das ist ein Verzeichnis
cause--not-empty = das Verzeichnis ist nicht leer
cause--busy = ein anderes Programm verwendet es gerade
cause--address-in-use = ein anderes Programm verwendet es gerade
cause--address-not-here = kein Netzwerk dieses Rechners hat diese Adresse
cause--other = { $words }

## Was nicht getan wurde

undone--change = nichts wurde geändert
undone--perhaps = ob es getan wurde, ist nicht bekannt
undone--answer = es kann nichts gezeigt werden

## Dieser Rechner

home = { $path } kann nicht verwendet werden: { $cause }
    .hint = prüfen Sie, wem es gehört und ob auf dem Datenträger Platz ist
home--make = { $path } kann nicht angelegt werden: { $cause }
    .hint = prüfen Sie, wer dort schreiben darf und ob auf dem Datenträger Platz ist
home--read = { $path } kann nicht gelesen werden: { $cause }
    .hint = prüfen Sie, wer es lesen darf
home--damaged = was dieser Rechner in { $path } über sich vermerkt hat, kann nicht gelesen werden: { $words }
    .hint = ersetzen Sie es durch eine Sicherung
home--none = es gibt kein persönliches Verzeichnis: HOME ist nicht gesetzt
    .command-line = setzen Sie es, oder wählen Sie mit --home VERZEICHNIS ein Verzeichnis
    .window = setzen Sie es, und starten Sie dann SyncIt neu
already-running = für { $path } läuft SyncIt schon: es wurde nicht noch einmal gestartet
    .command-line = verwenden Sie das andere (`syncit status`), oder wählen Sie ein anderes --home
    .window = schließen Sie zuerst das andere
newer-home = { $path } wurde von einer neueren Version von SyncIt geschrieben und blieb unangetastet
    .command-line = aktualisieren Sie SyncIt auf diesem Rechner, oder wählen Sie ein anderes --home
    .window = aktualisieren Sie SyncIt auf diesem Rechner
store = SyncIt kann nicht weiterarbeiten: { $words }
disk-full--database = SyncIt kann nicht weiterarbeiten: der Datenträger mit seinen Daten ist voll
    .hint = schaffen Sie Platz auf diesem Datenträger
key = der Schlüssel dieses Rechners kann nicht verwendet werden: { $cause }
    .command-line = `syncit doctor` zeigt, wo der Schlüssel liegt; liegt er im Schlüsselbund, dann entsperren Sie diesen
    .window = entsperren Sie den Schlüsselbund Ihrer Arbeitsumgebung, und versuchen Sie es dann erneut
key--hub = der Hub läuft noch nicht, weil sein Schlüssel nicht verwendet werden kann
    .command-line = `syncit doctor` zeigt, wo der Schlüssel liegt; liegt er im Schlüsselbund, dann entsperren Sie diesen
    .window = entsperren Sie den Schlüsselbund Ihrer Arbeitsumgebung, und versuchen Sie es dann erneut
bad-argument--no-name = dieser Rechner ist als Hub vermerkt, aber ohne Namen
listen = { $address } kann nicht verwendet werden: { $cause }
    .command-line = wählen Sie eine andere Adresse (ADRESSE:PORT) dieses Rechners, die kein anderes Programm verwendet
    .window = wählen Sie in den Einstellungen eine andere Adresse
listen--any = kein Port von { $first } bis { $last } kann verwendet werden: { $cause }
    .command-line = wählen Sie eine andere Adresse (ADRESSE:PORT) dieses Rechners, die kein anderes Programm verwendet
    .window = beenden Sie ein Programm, das einen davon verwendet, und versuchen Sie es erneut
listen--none = keine Adresse dieses Rechners kann verwendet werden
    .command-line = wählen Sie eine andere Adresse (ADRESSE:PORT) dieses Rechners, die kein anderes Programm verwendet
    .window = wählen Sie in den Einstellungen eine andere Adresse
stopping = SyncIt wird gerade beendet: die Anfrage wurde nicht ausgeführt
write = { $path } kann nicht geschrieben werden: { $cause }
    .hint = wählen Sie einen Pfad, der geschrieben werden kann und den es noch nicht gibt
disk-full--write = { $path } kann nicht geschrieben werden: der Datenträger ist voll
    .hint = schaffen Sie Platz auf diesem Datenträger, oder wählen Sie einen anderen Ort
bad-argument--not-absolute = { $path } ist nicht der vollständige Pfad einer Datei
    .hint = geben Sie den ganzen Pfad an, ab /

## Rollen und die Verbindung zum Hub

not-the-hub = dieser Rechner ist nicht der Hub: { $undone }
    .command-line = erledigen Sie das auf dem Hub; `syncit status` nennt ihn
    .window = erledigen Sie das in SyncIt auf dem Hub
not-the-hub--named = nicht dieser Rechner ist der Hub, sondern { $hub }: { $undone }
    .command-line = erledigen Sie das auf { $hub }
    .window = erledigen Sie das in SyncIt auf { $hub }
hub-too-old--invitations = auf { $hub } läuft ein älteres SyncIt, das nur selbst einlädt: { $undone }
    .command-line = aktualisieren Sie SyncIt auf { $hub } oder führen Sie dort `syncit invite` aus
    .window = aktualisieren Sie SyncIt auf { $hub } oder laden Sie dort ein
not-set-up = dieser Rechner ist kein Hub und mit keinem gekoppelt: { $undone }
    .command-line = machen Sie ihn mit `syncit hub` zum Hub, oder koppeln Sie ihn mit einem: `syncit join ADRESSE`
    .window = richten Sie zuerst diesen Rechner ein
is-the-hub = dieser Rechner ist schon der Hub und heißt { $name }: { $undone }
    .command-line = für einen anderen Hub wählen Sie ein anderes --home
    .window = für einen anderen Hub nehmen Sie einen anderen Rechner
is-the-hub--leaves = dieser Rechner ist der Hub { $name }: er kann sich nicht selbst verlassen
    .command-line = für einen anderen Hub wählen Sie ein anderes --home
    .window = für einen anderen Hub nehmen Sie einen anderen Rechner
is-paired = dieser Rechner ist mit dem Hub { $hub } gekoppelt: { $undone }
    .command-line = verlassen Sie diesen Hub zuerst: `syncit leave`; Dateien bleiben, wo sie sind
    .window = verlassen Sie zuerst die Gruppe, auf der Seite „Rechner“; Dateien bleiben, wo sie sind
offline = der Hub { $hub } ist nicht erreichbar: { $undone }
    .command-line = `syncit status` zeigt, was der Verbindung fehlt; versuchen Sie es wieder, sobald sie besteht
    .window = versuchen Sie es wieder, sobald der Hub zurück ist; „Alles prüfen“ in den Einstellungen kann die Ursache finden
offline--why = der Hub { $hub } ist nicht erreichbar ({ $cause }): { $undone }
    .command-line = `syncit status` zeigt, was der Verbindung fehlt; versuchen Sie es wieder, sobald sie besteht
    .window = versuchen Sie es wieder, sobald der Hub zurück ist; „Alles prüfen“ in den Einstellungen kann die Ursache finden
no-answer = der Hub { $hub } hat nach { $seconds } s nicht geantwortet: { $undone }
    .command-line = versuchen Sie es erneut; `syncit doctor` prüft die Verbindung
    .window = versuchen Sie es erneut; „Alles prüfen“ in den Einstellungen kann die Ursache finden
protocol--other-answer = die Antwort des Hubs passt nicht zur Anfrage: { $undone }
    .hint = installieren Sie auf diesem Rechner und auf dem Hub dieselbe Version
damaged = der Inhalt von { $path } ist auf dem Hub beschädigt: nichts wurde geschrieben
    .command-line = `syncit verify` auf dem Hub holt ihn von einem Rechner, der ihn hat
    .window = prüfen Sie auf dem Hub in den Einstellungen den Speicher: er holt den Inhalt von einem Rechner, der ihn hat

## Was jemand nennt

bad-name--of-yours = „{ $name }“ kann kein Name sein: { $cause }
    .hint = wählen Sie 1 bis 40 druckbare Zeichen ohne Schrägstrich
bad-path--in-folder = „{ $path }“ kann kein Pfad in einem Ordner sein: { $cause }
    .hint = geben Sie ihn so an, wie er im Ordner steht: VERZEICHNIS/DATEI
no-such-folder = es gibt keinen gemeinsamen Ordner namens „{ $folder }“
    .command-line = `syncit folders` zeigt alle
    .window = vielleicht wird er nicht mehr geteilt
not-linked = der Ordner „{ $folder }“ wird auf diesem Rechner nicht synchronisiert
    .command-line = um ihn hier zu synchronisieren: `syncit link { WORD($folder) } PFAD`
    .window = vielleicht wird er hier schon nicht mehr synchronisiert
not-open = der Ordner „{ $folder }“ kann auf diesem Rechner nicht geöffnet werden: nichts wurde geändert
    .command-line = `syncit folders` zeigt, warum
    .window = die Seite des Ordners zeigt, warum
is-linked = der Ordner „{ $folder }“ wird auf diesem Rechner schon synchronisiert, unter { $path }
    .command-line = soll er woanders liegen, dann verschieben Sie ihn und führen Sie `syncit relocate { WORD($folder) } PFAD` aus
    .window = wenn Sie ihn verschoben haben, öffnen Sie den Ordner und wählen Sie „Ordner verschoben …“
no-such-machine = kein gekoppelter Rechner heißt „{ $machine }“
    .command-line = `syncit machines` zeigt alle
    .window = vielleicht heißt er schon anders oder wurde entfernt
no-such-subfolder = in „{ $folder }“ gibt es keinen Unterordner „{ $subfolder }“
    .command-line = `syncit selected { WORD($folder) }` zeigt alle
    .window = vielleicht wurde er auf einem anderen Rechner entfernt oder umbenannt: schließen Sie diesen Dialog, und öffnen Sie ihn neu
no-such-setting = es gibt keine Einstellung „{ $key }“
    .command-line = `syncit settings` zeigt alle
    .window = vielleicht läuft eine andere Version: starten Sie SyncIt neu
not-found--version = „{ $version }“ ist keine Version einer Datei dieses Ordners
    .command-line = `syncit versions ORDNER PFAD` zeigt die aufbewahrten Versionen
    .window = der Verlauf der Datei zeigt die aufbewahrten Versionen
bad-argument--no-content = { $path } war damals keine Datei und hat keinen Inhalt

## Verzeichnisse, die nicht synchronisiert werden können

bad-path--not-absolute = { $path } kann nicht synchronisiert werden: das ist kein vollständiger Pfad
    .hint = geben Sie den ganzen Pfad an, ab /
bad-path--root-not-utf8 = { $path } kann nicht synchronisiert werden: der Name ist kein UTF-8
    .hint = benennen Sie das Verzeichnis um
bad-path--unusable = { $path } kann nicht synchronisiert werden: { $cause }
    .hint = prüfen Sie den Pfad und wer ihn lesen darf
bad-path--not-made = { $path } kann nicht synchronisiert werden, weil es nicht angelegt werden kann: { $cause }
    .hint = prüfen Sie, wer dort schreiben darf
bad-path--whole = { $path } kann nicht synchronisiert werden: das ist das ganze Dateisystem
    .hint = wählen Sie ein Verzeichnis darin
no-such-path = { $path } kann nicht synchronisiert werden: das gibt es nicht
    .hint = legen Sie es zuerst an, oder prüfen Sie die Schreibweise
no-such-path--parent = { $path } kann nicht synchronisiert werden: das Verzeichnis darüber gibt es nicht
    .hint = legen Sie dieses zuerst an, oder prüfen Sie die Schreibweise
overlaps--own-data = { $path } kann nicht synchronisiert werden: dort liegen die eigenen Daten von SyncIt
    .hint = wählen Sie ein Verzeichnis daneben
overlaps--same = { $path } kann nicht synchronisiert werden: das ist schon der Ordner „{ $folder }“
    .hint = Ordner können sich nicht überschneiden: wählen Sie ein anderes Verzeichnis
overlaps--inside = { $path } kann nicht synchronisiert werden: es liegt im Ordner „{ $folder }“, der schon synchronisiert wird
    .hint = Ordner können sich nicht überschneiden: wählen Sie ein anderes Verzeichnis
overlaps--contains = { $path } kann nicht synchronisiert werden: es enthält den Ordner „{ $folder }“ ({ $other })
    .hint = Ordner können sich nicht überschneiden: wählen Sie ein anderes Verzeichnis
overlaps--inside-foreign = { $path } kann nicht synchronisiert werden: es liegt in { $other }, einem Ordner eines anderen SyncIt auf diesem Rechner
    .hint = Ordner können sich nicht überschneiden: wählen Sie ein anderes Verzeichnis; oder, wenn kein SyncIt mehr { $other } verwendet, entfernen Sie { $own_dir }
overlaps--contains-foreign = { $path } kann nicht synchronisiert werden: es enthält { $other }, einen Ordner eines anderen SyncIt auf diesem Rechner
    .hint = Ordner können sich nicht überschneiden: wählen Sie ein anderes Verzeichnis; oder, wenn kein SyncIt mehr { $other } verwendet, entfernen Sie { $own_dir }
home-directory = { $path } kann nicht synchronisiert werden: es ist oder enthält das persönliche Verzeichnis { $home }; wer es von einem anderen Rechner aus ändern kann, könnte hier Programme ausführen
    .hint = wählen Sie ein Verzeichnis darin, das Dokumente enthält, zum Beispiel Dokumente
home-directory--trusted = { $path } kann nicht synchronisiert werden: es ist, enthält oder liegt in { $place }, dem Programme vertrauen; wer es von einem anderen Rechner aus ändern kann, könnte hier Programme ausführen
    .hint = wählen Sie ein Verzeichnis, das Dokumente enthält, zum Beispiel Dokumente
not-a-directory = { $path } kann nicht synchronisiert werden: das ist kein Verzeichnis
    .hint = geben Sie das Verzeichnis an, in dem die Dateien liegen
not-writable = { $path } kann nicht synchronisiert werden: dieser Benutzer kann es nicht sowohl lesen als auch schreiben ({ $cause })
    .hint = ändern Sie den Besitzer oder die Rechte, oder starten Sie SyncIt als der Benutzer, dem es gehört
not-writable--own = { $path } kann nicht synchronisiert werden: SyncIt kann dort keine eigenen Dateien ablegen: { $cause }
    .hint = ändern Sie den Besitzer oder die Rechte, oder schaffen Sie Platz auf dem Datenträger
is-marked = { $path } kann nicht synchronisiert werden: nach der Markierung .syncit/folder.json gehört es schon zu einem anderen Ordner
    .command-line = wurde es hierher verschoben, dann hilft `syncit relocate NAME PFAD`; wurde es kopiert oder verwendet kein SyncIt es mehr, dann entfernen Sie { $own_dir }
    .window = wurde es hierher verschoben, dann öffnen Sie seinen Ordner und wählen Sie „Ordner verschoben …“; wurde es kopiert oder verwendet kein SyncIt es mehr, dann entfernen Sie { $own_dir }
is-marked--unreadable = { $path } kann nicht synchronisiert werden: { $cause }
    .command-line = wurde es hierher verschoben, dann hilft `syncit relocate NAME PFAD`; wurde es kopiert oder verwendet kein SyncIt es mehr, dann entfernen Sie { $own_dir }
    .window = wurde es hierher verschoben, dann öffnen Sie seinen Ordner und wählen Sie „Ordner verschoben …“; wurde es kopiert oder verwendet kein SyncIt es mehr, dann entfernen Sie { $own_dir }
other-folder = { $path } kann nicht synchronisiert werden: nach der Markierung gehört es nicht zu „{ $folder }“
    .hint = wählen Sie das Verzeichnis, das unter { $former } lag; oder synchronisieren Sie den Ordner hier nicht mehr, und richten Sie ihn neu ein
other-folder--unmarked = { $path } kann nicht synchronisiert werden: { $cause }
    .hint = wählen Sie das Verzeichnis, das unter { $former } lag; oder synchronisieren Sie den Ordner hier nicht mehr, und richten Sie ihn neu ein
marker--gone = die Markierung .syncit/folder.json des Ordners ist weg
marker--damaged = die Markierung .syncit/folder.json des Ordners ist beschädigt
marker--newer = eine neuere Version von SyncIt hat die Markierung .syncit/folder.json des Ordners geschrieben

## Wo der Hub seine Kopien aufbewahrt

-copies-directory = wählen Sie ein Verzeichnis, das nur für diese Kopien da ist
bad-root--not-absolute = { $path } kann die Kopien des Hubs nicht aufnehmen: das ist kein vollständiger Pfad
    .hint = geben Sie den ganzen Pfad an, ab /
bad-root--not-utf8 = { $path } kann die Kopien des Hubs nicht aufnehmen: der Name ist kein UTF-8
    .hint = benennen Sie das Verzeichnis um, oder wählen Sie ein anderes
bad-root--dots = { $path } kann die Kopien des Hubs nicht aufnehmen: der Pfad enthält ..
    .hint = geben Sie den Pfad ohne .. an
bad-root = { $path } kann die Kopien des Hubs nicht aufnehmen: { $part }: { $cause }
    .command-line = { -copies-directory } (`syncit hub --root VERZEICHNIS`, später `syncit settings root VERZEICHNIS`), oder „none“ für keine Kopien
    .window = { -copies-directory }
bad-root--whole = { $path } kann die Kopien des Hubs nicht aufnehmen: das ist das ganze Dateisystem
    .command-line = { -copies-directory } (`syncit hub --root VERZEICHNIS`, später `syncit settings root VERZEICHNIS`), oder „none“ für keine Kopien
    .window = { -copies-directory }
bad-root--home-directory = { $path } kann die Kopien des Hubs nicht aufnehmen: es ist oder enthält das persönliche Verzeichnis { $home }
    .command-line = { -copies-directory } (`syncit hub --root VERZEICHNIS`, später `syncit settings root VERZEICHNIS`), oder „none“ für keine Kopien
    .window = { -copies-directory }
bad-root--hidden = { $path } kann die Kopien des Hubs nicht aufnehmen: es liegt im versteckten Verzeichnis { $hidden } eines persönlichen Verzeichnisses
    .command-line = { -copies-directory } (`syncit hub --root VERZEICHNIS`, später `syncit settings root VERZEICHNIS`), oder „none“ für keine Kopien
    .window = { -copies-directory }
bad-root--own-data = { $path } kann die Kopien des Hubs nicht aufnehmen: dort liegen die eigenen Daten von SyncIt
    .command-line = { -copies-directory } (`syncit hub --root VERZEICHNIS`, später `syncit settings root VERZEICHNIS`), oder „none“ für keine Kopien
    .window = { -copies-directory }
bad-root--in-folder = { $path } kann die Kopien des Hubs nicht aufnehmen: es liegt im Ordner „{ $folder }“, der synchronisiert wird
    .command-line = { -copies-directory } (`syncit hub --root VERZEICHNIS`, später `syncit settings root VERZEICHNIS`), oder „none“ für keine Kopien
    .window = { -copies-directory }
bad-root--settings = { $path } kann die Kopien des Hubs nicht aufnehmen: es enthält { $hidden }, woraus Programme Einstellungen lesen
    .command-line = { -copies-directory } (`syncit hub --root VERZEICHNIS`, später `syncit settings root VERZEICHNIS`), oder „none“ für keine Kopien
    .window = { -copies-directory }
bad-root--not-a-directory = { $path } kann die Kopien des Hubs nicht aufnehmen: das ist kein Verzeichnis
    .command-line = { -copies-directory } (`syncit hub --root VERZEICHNIS`, später `syncit settings root VERZEICHNIS`), oder „none“ für keine Kopien
    .window = { -copies-directory }
bad-root--symlink = { $path } kann die Kopien des Hubs nicht aufnehmen: { $part } ist eine symbolische Verknüpfung oder kein Verzeichnis
    .command-line = { -copies-directory } (`syncit hub --root VERZEICHNIS`, später `syncit settings root VERZEICHNIS`), oder „none“ für keine Kopien
    .window = { -copies-directory }

## Platz

disk-full--shared = „{ $folder }“ kann nicht geteilt werden: auf dem Datenträger des Hubs blieben nur { BYTES($left) } frei, und { BYTES($minimum) } müssen frei bleiben
    .command-line = schaffen Sie Platz, oder verringern Sie, wie viel frei bleiben muss: `syncit settings min-free 1GiB`
    .window = schaffen Sie Platz auf diesem Datenträger, oder ändern Sie in den Einstellungen, wie viel frei bleiben muss
disk-full--linked = { $folder } braucht { BYTES($needed) }, und unter { $place } sind nur { BYTES($free) } verfügbar: nichts wurde geändert
    .command-line = wählen Sie weniger Unterordner (`syncit selected { WORD($folder) }` zeigt ihre Größen), oder schaffen Sie Platz auf diesem Datenträger
    .window = wählen Sie weniger Unterordner, schaffen Sie Platz auf diesem Datenträger, oder ändern Sie in den Einstellungen, wie viel frei bleiben muss
disk-full--chosen = die Auswahl aus { $folder } braucht { BYTES($needed) }, und unter { $place } sind nur { BYTES($free) } verfügbar: nichts wurde geändert
    .command-line = wählen Sie weniger Unterordner (`syncit selected { WORD($folder) }` zeigt ihre Größen), oder schaffen Sie Platz auf diesem Datenträger
    .window = wählen Sie weniger Unterordner, schaffen Sie Platz auf diesem Datenträger, oder ändern Sie in den Einstellungen, wie viel frei bleiben muss
disk-full--estimated = der Hub hat { BYTES($free) } frei, zu wenig für die { BYTES($needed) } in diesem Ordner
kept--twice = SyncIt bewahrt den Inhalt von { $folder } auf diesem Rechner zweimal auf, im Ordner und in seinem Speicher; { BYTES($free) } sind frei
kept--twice-more = SyncIt bewahrt den Inhalt von { $folder } auf diesem Rechner zweimal auf, im Ordner und in seinem Speicher: bis zu { BYTES($more) } mehr; { BYTES($free) } sind frei
kept--hub-copy = { $hub } bewahrt den Inhalt in seinem Speicher auf und eine Kopie in einem Verzeichnis, das er anlegt; kann er keines anlegen, lässt sich der Ordner dort von Hand einrichten

## Argumente

bad-argument--watch = Änderungen werden über den Steuer-Socket beobachtet
bad-argument--request = was über den Steuer-Socket kam, ist keine Anfrage: { $words }
bad-argument--two-moments = geben Sie entweder eine Version oder einen Zeitpunkt an
bad-argument--no-path = welche Datei soll geschrieben werden? Geben Sie ihren Pfad an
bad-argument--relative-path = { $path } ist kein vollständiger Pfad
    .hint = geben Sie den ganzen Pfad an, ab /
bad-argument--paths = es kann nach höchstens { $most } Pfaden auf einmal gefragt werden
bad-argument--seconds = „{ $seconds }“ ist keine Anzahl von Sekunden
bad-argument--cursor = „{ $text }“ ist keine Version aus dem Verlauf
bad-argument--moment = „{ $text }“ ist kein Zeitpunkt, den SyncIt versteht
    .hint = schreiben Sie 2026-11-22T14:03:05Z
bad-argument--hours = die Aktivität wird für 1 bis { $most } Stunden angezeigt
bad-argument--no-key = zu einem Wert gehört der Name einer Einstellung
bad-argument--not-send-only = die Rolle dieses Rechners für „{ $folder }“ ist nicht „Nur senden“: nichts wurde geändert
bad-argument--send-only = die Rolle dieses Rechners für „{ $folder }“ ist „Nur senden“: nichts wurde geändert
bad-argument--forget-hub = der Hub kann sich nicht selbst entfernen
bad-argument--minutes = eine Einladung ist 1 bis { $most } Minuten lang offen
bad-argument--fingerprint = „{ $text }“ ist kein Fingerabdruck eines Schlüssels
    .command-line = `syncit key` auf dem Hub zeigt ihn, als SHA256:…
    .window = die Einstellungen von SyncIt auf dem Hub zeigen ihn, als SHA256:…
bad-argument--itself = dieser Hub ist dieser Rechner selbst
bad-argument--choices = höchstens { $most } Unterordner eines Ordners lassen sich einzeln auswählen
    .hint = wählen Sie statt einiger davon das Verzeichnis darüber
bad-argument--paused = auf diesem Rechner ist alles pausiert, nicht nur dieser Ordner
    .command-line = `syncit resume` ohne Ordner setzt alles fort
    .window = setzen Sie alle Ordner fort
bad-argument--pauses-by-itself = auf diesem Rechner ist alles pausiert ({ $why }), nicht nur dieser Ordner
    .command-line = `syncit resume` ohne Ordner setzt alles trotzdem fort
    .window = setzen Sie trotzdem alle Ordner fort
bad-address = „{ $text }“ ist keine Adresse, die SyncIt verwenden kann
    .hint = schreiben Sie HOST, HOST:PORT, 192.168.1.20:22082 oder [fe80::1%eth0]:22082
bad-ignore-rule = { $errors }: nichts wurde geändert
    .hint = schreiben Sie die Regeln wie in .gitignore, eine pro Zeile
bad-setting = „{ $value }“ kann nicht der Wert von { $key } sein: { $expected }
expected--switch = möglich sind „on“ und „off“
expected--percentage = möglich sind ein Prozentsatz von 1 bis 100, unter dem pausiert wird, oder „off“
expected--size = möglich ist eine Größe wie 500 MiB oder 2 GiB
expected--limit = möglich sind eine Größe wie 200 GiB, oder „none“ für keine Kopien für keine Grenze
expected--folders = möglich ist eine Anzahl von Ordnern, 1 bis { $most }
expected--address = möglich ist ADRESSE:PORT wie [::]:22082; nach einer Änderung verbinden sich die anderen Rechner neu
expected--hours = möglich sind „always“, oder Tage und Stunden wie „mon-fri 08:00-18:00, sat“ oder „22:00-06:00“
expected--rate = möglich ist eine Anzahl von KiB pro Sekunde; 0 bedeutet keine Grenze
expected--mode = möglich sind „two-way“, „send-only“ und „receive-only“
expected--minutes = möglich ist eine Anzahl von Minuten, 1 bis 10080
expected--git-hooks = möglich sind „not-executable“ und „as-they-are“
expected--number = möglich ist eine Zahl
expected--days = möglich ist eine Anzahl von Tagen, 0 bis { $most }
expected--past-size = möglich sind „none“, oder was frühere Versionen zusammen belegen dürfen, wie 500 MiB oder 10 GiB
expected--daily-after-all = keep-all-days wäre { $all } und keep-daily-days nur { $daily }, muss aber mindestens so groß sein; ändern Sie zuerst den anderen Wert
expected--weekly-after-daily = keep-daily-days wäre { $daily } und keep-weekly-days nur { $weekly }, muss aber mindestens so groß sein; ändern Sie zuerst den anderen Wert

## Konflikte, Unterschiede, Angehaltenes

no-such-conflict = { $place } ist keine Konfliktkopie, die auf eine Entscheidung wartet: nichts wurde geändert
    .command-line = `syncit conflicts` zeigt alle: geben Sie die Kopie an, nicht die Datei
    .window = vielleicht ist der Konflikt schon gelöst
unsettled = { $place } ändert sich gerade oder ist noch nicht auf dem Hub: der Konflikt bleibt
    .command-line = versuchen Sie es wieder, wenn `syncit wait` fertig ist: ersetzt wird nur, was der Hub als Version aufbewahrt
    .window = versuchen Sie es wieder, wenn alles synchron ist
not-a-file = { $place } ist ein Verzeichnis: der Konflikt bleibt
    .command-line = behalten Sie mit theirs oder both die Datei oder beide, oder benennen Sie eines von Hand um
    .window = behalten Sie die aktuelle Datei oder beide, oder benennen Sie eines von Hand um
not-allowed--receives = dieser Rechner sendet nichts von { $folder }: der Konflikt bleibt
    .command-line = lösen Sie ihn auf einem anderen Rechner; auch dort zeigt ihn `syncit conflicts`
    .window = lösen Sie ihn auf einem anderen Rechner, der ihn auch zeigt
held--stopped = { $folder } ist auf diesem Rechner angehalten: der Konflikt bleibt
    .command-line = `syncit status` zeigt, warum
    .window = beheben Sie zuerst, was den Ordner angehalten hat: die Seite „Angehalten“ zeigt, was zu tun ist
write--conflict = der Datenträger lässt nicht zu, dass { $place } geändert wird: der Konflikt bleibt
    .hint = prüfen Sie die Rechte und den Platz auf dem Datenträger, und versuchen Sie es erneut
not-mergeable = die beiden Versionen von { $place } passen nicht in einen Text ({ $cause }): der Konflikt bleibt
    .command-line = behalten Sie mine, theirs oder both; `syncit conflicts --diff` zeigt die Unterschiede
    .window = behalten Sie eine der beiden, oder beide
changed-meanwhile = die Unterschiede in „{ $folder }“ sind nicht mehr die, die gezeigt wurden: nichts wurde geändert
    .command-line = sehen Sie sich die Liste noch einmal an
    .window = die Liste zeigt jetzt die neuen: prüfen Sie sie, und versuchen Sie es erneut
not-allowed--reads = der Hub erlaubt diesem Rechner nur, „{ $folder }“ zu lesen: nichts wurde geändert
    .command-line = auf dem Hub ändert das `syncit access RECHNER { WORD($folder) } write`
    .window = auf dem Hub lässt sich das auf der Seite „Rechner“ ändern
held--at-the-disk = das lässt sich nur am Datenträger selbst beheben: { $cause }
unmergeable--no-base = es ist nicht bekannt, aus welcher Version beide entstanden sind
unmergeable--too-large = { $path } ist größer als 1 MiB
unmergeable--directory = { $path } ist ein Verzeichnis
unmergeable--no-file = { $path } ist keine Datei
unmergeable--no-text = { $path } ist keine Textdatei
unmergeable--base-not-kept = die Version, aus der beide entstanden sind, wird nicht mehr aufbewahrt
unmergeable--base-no-text = die Version, aus der beide entstanden sind, ist keine Textdatei
unmergeable--base = die Version, aus der beide entstanden sind, kann nicht verwendet werden: { $cause }
unmergeable--same-lines = beide haben dieselben Zeilen geändert, zuerst in Zeile { $line } der Datei
unmergeable--too-many = sie unterscheiden sich an mehr als { $most } Stellen
unmergeable--not-looked-at = es wird nach zu vielen auf einmal gefragt: fragen Sie nach diesem allein

## Was anderen Rechnern fehlt


## Das Fenster

window = die App konnte das nicht zu Ende bringen: { $words }
bad-argument--window = das Fenster kann SyncIt weder anhalten noch beobachten
bad-path--picked = das kann nicht verwendet werden: { $words }
bad-path--picked-not-utf8 = { $path } kann nicht verwendet werden: der Name ist kein UTF-8
    .hint = benennen Sie es um, oder wählen Sie etwas anderes
no-file-manager = { $path } kann nicht gezeigt werden: { $words }
    .hint = öffnen Sie es von Hand in Ihrer Dateiverwaltung
bad-reply--folders = SyncIt hat seine Ordner nicht genannt
bad-reply--where = SyncIt hat nicht gesagt, wo { $path } liegt
not-linked--shown = auf diesem Rechner wird kein Ordner „{ $folder }“ synchronisiert
bad-path--shown = „{ $path }“ ist kein Pfad in einem Ordner: { $cause }
autostart = ob SyncIt bei der Anmeldung startet, kann nicht geändert werden: { $words }
    .hint = sehen Sie in ~/.config/autostart nach, oder fügen Sie SyncIt von Hand zu den Startprogrammen Ihrer Arbeitsumgebung hinzu
disk = die Einstellungen können nicht in { $path } geschrieben werden: { $cause }
outside = { $path } kann im Browser nicht verwendet werden
    .command-line = wählen Sie ein Verzeichnis in { $roots }; `syncit web --files VERZEICHNIS` erlaubt ein anderes
    .window = wählen Sie ein Verzeichnis in { $roots }; um ein anderes zu erlauben, starten Sie „syncit web --files VERZEICHNIS“
stopping--window = das Fenster wird gerade geschlossen: die Anfrage wurde vielleicht nicht ausgeführt
locked = diese Seite ist nicht mehr geöffnet
    .command-line = öffnen Sie einen neuen Link: `syncit web` gibt ihn aus
    .window = öffnen Sie einen neuen Link: „syncit web“ gibt ihn aus
no-link = dieser Link wurde schon verwendet oder ist abgelaufen
    .command-line = öffnen Sie einen neuen: `syncit web` gibt ihn aus
    .window = öffnen Sie einen neuen: „syncit web“ gibt ihn aus
no-link--too-many = es wurden zu viele ungültige Links versucht
    .hint = versuchen Sie es in einer Minute erneut
bad-argument--not-json = eine Anfrage muss JSON sein und das angeben
bad-argument--too-large = die Anfrage ist zu groß
bad-argument--too-slow = die Anfrage kam zu langsam
bad-argument--unreadable = was das Fenster gesendet hat, ist keine Anfrage: { $words }
