# Warum etwas nicht getan wurde.

not-running = für { $home } läuft kein SyncIt, das antworten könnte
    .command-line = starten Sie es mit `syncit run` oder öffnen Sie die SyncIt-App
    .window = öffnen Sie die SyncIt-App
bad-reply = das laufende SyncIt hat in einer Weise geantwortet, die dieses Programm nicht versteht
    .hint = vielleicht läuft eine andere Version: starten Sie es neu
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
cause--busy = es wird gerade benutzt
cause--address-in-use = ein anderes Programm benutzt das
cause--address-not-here = kein Netz dieses Rechners hat diese Adresse
cause--other = { $words }

## Was nicht getan wurde

undone--change = nichts wurde geändert
undone--perhaps = ob es getan wurde, ist nicht bekannt
undone--answer = es kann nichts gezeigt werden

## Dieser Rechner

home = { $path } kann nicht benutzt werden: { $cause }
    .hint = prüfen Sie, wem es gehört und ob auf dem Datenträger Platz ist
home--make = { $path } kann nicht angelegt werden: { $cause }
    .hint = prüfen Sie, wer dort schreiben darf und ob auf dem Datenträger Platz ist
home--read = { $path } kann nicht gelesen werden: { $cause }
    .hint = prüfen Sie, wer es lesen darf
home--damaged = was dieser Rechner in { $path } über sich vermerkt hat, kann nicht gelesen werden: { $words }
    .hint = ersetzen Sie es durch eine Sicherung
home--none = es gibt kein persönliches Verzeichnis: HOME ist nicht gesetzt
    .command-line = setzen Sie es, oder wählen Sie mit --home DIR ein Verzeichnis
    .window = setzen Sie es, und starten Sie SyncIt neu
already-running = für { $path } läuft schon ein SyncIt: dieses wurde nicht gestartet
    .command-line = benutzen Sie jenes (`syncit status`), oder wählen Sie ein anderes --home
    .window = schließen Sie zuerst das andere
newer-home = { $path } wurde von einer neueren Version von SyncIt geschrieben und blieb unangetastet
    .command-line = aktualisieren Sie SyncIt auf diesem Rechner, oder wählen Sie ein anderes --home
    .window = aktualisieren Sie SyncIt auf diesem Rechner
store = es geht nicht weiter: { $words }
disk-full--database = es geht nicht weiter: der Datenträger mit den Daten von SyncIt ist voll
    .hint = schaffen Sie Platz auf diesem Datenträger
key = der Schlüssel dieses Rechners kann nicht benutzt werden: { $cause }
    .command-line = `syncit doctor` zeigt, wo der Schlüssel liegt; liegt er im Schlüsselbund, dann entsperren Sie diesen
    .window = entsperren Sie den Schlüsselbund Ihrer Arbeitsumgebung, und versuchen Sie es dann erneut
key--hub = der Hub läuft noch nicht, weil sein Schlüssel nicht benutzt werden kann
    .command-line = `syncit doctor` zeigt, wo der Schlüssel liegt; liegt er im Schlüsselbund, dann entsperren Sie diesen
    .window = entsperren Sie den Schlüsselbund Ihrer Arbeitsumgebung, und versuchen Sie es dann erneut
bad-argument--no-name = dieser Rechner ist als Hub vermerkt, aber ohne Namen
listen = { $address } kann nicht benutzt werden: { $cause }
    .command-line = wählen Sie eine andere Adresse ADDR:PORT dieses Rechners, die sonst nichts benutzt
    .window = wählen Sie in den Einstellungen eine andere Adresse
listen--any = kein Port von { $first } bis { $last } kann benutzt werden: { $cause }
    .command-line = wählen Sie eine andere Adresse ADDR:PORT dieses Rechners, die sonst nichts benutzt
    .window = beenden Sie ein Programm, das einen davon benutzt, und versuchen Sie es erneut
listen--none = keine Adresse dieses Rechners kann benutzt werden
    .command-line = wählen Sie eine andere Adresse ADDR:PORT dieses Rechners, die sonst nichts benutzt
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
    .command-line = erledigen Sie das am Hub; `syncit status` nennt ihn
    .window = erledigen Sie das in SyncIt am Hub
not-the-hub--named = nicht dieser Rechner ist der Hub, sondern { $hub }: { $undone }
    .command-line = erledigen Sie das an { $hub }
    .window = erledigen Sie das in SyncIt an { $hub }
not-set-up = dieser Rechner hat keinen Hub und ist auch keiner: { $undone }
    .command-line = machen Sie ihn mit `syncit hub` zum Hub, oder koppeln Sie ihn mit einem: `syncit join ADDRESS`
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
    .command-line = `syncit status` zeigt, was mit der Verbindung ist; versuchen Sie es wieder, sobald sie besteht
    .window = versuchen Sie es wieder, sobald der Hub zurück ist; „Alles prüfen“ in den Einstellungen kann die Ursache finden
offline--why = der Hub { $hub } ist nicht erreichbar ({ $cause }): { $undone }
    .command-line = `syncit status` zeigt, was mit der Verbindung ist; versuchen Sie es wieder, sobald sie besteht
    .window = versuchen Sie es wieder, sobald der Hub zurück ist; „Alles prüfen“ in den Einstellungen kann die Ursache finden
no-answer = der Hub { $hub } hat nach { $seconds } s nicht geantwortet: { $undone }
    .command-line = versuchen Sie es erneut; `syncit doctor` prüft die Verbindung
    .window = versuchen Sie es erneut; „Alles prüfen“ in den Einstellungen kann die Ursache finden
protocol--other-answer = der Hub hat etwas anderes geantwortet, als gefragt war: { $undone }
    .hint = installieren Sie auf diesem Rechner und am Hub dieselbe Version
damaged = der Inhalt von { $path } ist am Hub beschädigt: nichts wurde geschrieben
    .command-line = `syncit verify` am Hub holt ihn von einem Rechner, der ihn hat
    .window = SyncIt am Hub kann ihn von einem Rechner holen, der ihn hat

## Was jemand nennt

bad-name--of-yours = „{ $name }“ kann kein Name sein: { $cause }
    .hint = wählen Sie 1 bis 40 druckbare Zeichen ohne Schrägstrich
bad-path--in-folder = „{ $path }“ kann kein Pfad in einem Ordner sein: { $cause }
    .hint = geben Sie ihn so an, wie er im Ordner steht: VERZEICHNIS/DATEI
no-such-folder = es gibt keinen gemeinsamen Ordner namens „{ $folder }“
    .command-line = `syncit folders` zeigt alle
    .window = vielleicht wird er nicht mehr geteilt
not-linked = der Ordner „{ $folder }“ ist auf diesem Rechner nicht eingerichtet
    .command-line = richten Sie ihn ein: `syncit link { WORD($folder) } PATH`
    .window = vielleicht wird er hier schon nicht mehr synchronisiert
not-linked--no-longer = der Ordner ist hier nicht mehr eingerichtet
not-open = der Ordner „{ $folder }“ kann auf diesem Rechner nicht geöffnet werden: nichts wurde geändert
    .command-line = `syncit folders` zeigt, warum
    .window = die Seite des Ordners zeigt, warum
is-linked = der Ordner „{ $folder }“ ist auf diesem Rechner schon eingerichtet, unter { $path }
    .command-line = soll er woanders liegen, dann verschieben Sie ihn und geben `syncit relocate { WORD($folder) } PATH` ein
    .window = wenn Sie ihn verschoben haben, dann öffnen Sie den Ordner und wählen „Ordner verschoben …“
no-such-machine = kein gekoppelter Rechner heißt „{ $machine }“
    .command-line = `syncit machines` zeigt alle
    .window = vielleicht heißt er schon anders oder wurde entfernt
no-such-subfolder = in „{ $folder }“ gibt es keinen Unterordner „{ $subfolder }“
    .command-line = `syncit selected { WORD($folder) }` zeigt alle
    .window = vielleicht wurde er auf einem anderen Rechner entfernt oder umbenannt: schließen Sie dies, und öffnen Sie es neu
no-such-setting = es gibt keine Einstellung „{ $key }“
    .command-line = `syncit settings` zeigt alle
    .window = vielleicht läuft eine andere Version von SyncIt: starten Sie es neu
not-found--version = „{ $version }“ bezeichnet keine Version einer Datei dieses Ordners
    .command-line = `syncit versions FOLDER PATH` zeigt die aufbewahrten Versionen
    .window = der Verlauf der Datei zeigt die aufbewahrten Versionen
bad-argument--no-content = { $path } war damals keine Datei und hat keinen Inhalt

## Verzeichnisse, die nicht synchronisiert werden können

bad-path--not-absolute = { $path } kann nicht synchronisiert werden: das ist kein vollständiger Pfad
    .hint = geben Sie den ganzen Pfad an, ab /
bad-path--root-not-utf8 = { $path } kann nicht synchronisiert werden: der Name ist nicht UTF-8
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
    .hint = Ordner können sich nicht überschneiden: wählen Sie ein anderes Verzeichnis; oder, wenn kein SyncIt mehr { $other } benutzt, entfernen Sie { $own_dir }
overlaps--contains-foreign = { $path } kann nicht synchronisiert werden: es enthält { $other }, einen Ordner eines anderen SyncIt auf diesem Rechner
    .hint = Ordner können sich nicht überschneiden: wählen Sie ein anderes Verzeichnis; oder, wenn kein SyncIt mehr { $other } benutzt, entfernen Sie { $own_dir }
home-directory = { $path } kann nicht synchronisiert werden: es ist oder enthält das persönliche Verzeichnis { $home }; wer von einem anderen Rechner aus hineinschreibt, könnte hier Programme ausführen
    .hint = wählen Sie ein Verzeichnis darin, das Dokumente enthält, zum Beispiel Dokumente
home-directory--trusted = { $path } kann nicht synchronisiert werden: es ist, enthält oder liegt in { $place }, dem Programme vertrauen; wer von einem anderen Rechner aus hineinschreibt, könnte hier Programme ausführen
    .hint = wählen Sie ein Verzeichnis, das Dokumente enthält, zum Beispiel Dokumente
not-a-directory = { $path } kann nicht synchronisiert werden: das ist kein Verzeichnis
    .hint = geben Sie das Verzeichnis an, in dem die Dateien liegen
not-writable = { $path } kann nicht synchronisiert werden: dieser Benutzer kann es nicht sowohl lesen als auch schreiben ({ $cause })
    .hint = ändern Sie den Besitzer oder die Rechte, oder starten Sie SyncIt als der Benutzer, dem es gehört
not-writable--own = { $path } kann nicht synchronisiert werden: SyncIt kann dort keine eigenen Dateien ablegen: { $cause }
    .hint = ändern Sie den Besitzer oder die Rechte, oder schaffen Sie Platz auf dem Datenträger
is-marked = { $path } kann nicht synchronisiert werden: nach der Markierung .syncit/folder.json gehört es schon zu einem anderen Ordner
    .command-line = wurde es hierher verschoben, dann hilft `syncit relocate NAME PATH`; wurde es kopiert oder benutzt es kein SyncIt mehr, dann entfernen Sie { $own_dir }
    .window = wurde es hierher verschoben, dann öffnen Sie seinen Ordner und wählen „Ordner verschoben …“; wurde es kopiert oder benutzt es kein SyncIt mehr, dann entfernen Sie { $own_dir }
is-marked--unreadable = { $path } kann nicht synchronisiert werden: { $cause }
    .command-line = wurde es hierher verschoben, dann hilft `syncit relocate NAME PATH`; wurde es kopiert oder benutzt es kein SyncIt mehr, dann entfernen Sie { $own_dir }
    .window = wurde es hierher verschoben, dann öffnen Sie seinen Ordner und wählen „Ordner verschoben …“; wurde es kopiert oder benutzt es kein SyncIt mehr, dann entfernen Sie { $own_dir }
other-folder = { $path } kann nicht synchronisiert werden: nach der Markierung gehört es nicht zu „{ $folder }“
    .hint = geben Sie das Verzeichnis an, das unter { $former } lag; oder entfernen Sie den Ordner hier, und richten Sie ihn neu ein
other-folder--unmarked = { $path } kann nicht synchronisiert werden: { $cause }
    .hint = geben Sie das Verzeichnis an, das unter { $former } lag; oder entfernen Sie den Ordner hier, und richten Sie ihn neu ein
marker--gone = die Markierung .syncit/folder.json des Ordners ist weg
marker--damaged = die Markierung .syncit/folder.json des Ordners ist beschädigt
marker--newer = eine neuere Version von SyncIt hat die Markierung .syncit/folder.json des Ordners geschrieben

## Wo der Hub seine Kopien aufbewahrt

-copies-directory = wählen Sie ein Verzeichnis, das nur für diese Kopien da ist
bad-root--not-absolute = { $path } kann die Kopien des Hubs nicht aufnehmen: das ist kein vollständiger Pfad
    .hint = geben Sie den ganzen Pfad an, ab /
bad-root--not-utf8 = { $path } kann die Kopien des Hubs nicht aufnehmen: der Name ist nicht UTF-8
    .hint = benennen Sie das Verzeichnis um, oder wählen Sie ein anderes
bad-root--dots = { $path } kann die Kopien des Hubs nicht aufnehmen: der Pfad enthält ..
    .hint = geben Sie den Pfad ohne .. an
bad-root = { $path } kann die Kopien des Hubs nicht aufnehmen: { $part }: { $cause }
    .command-line = { -copies-directory } (`syncit hub --root DIR`, später `syncit settings root DIR`), oder „none“
    .window = { -copies-directory }
bad-root--whole = { $path } kann die Kopien des Hubs nicht aufnehmen: das ist das ganze Dateisystem
    .command-line = { -copies-directory } (`syncit hub --root DIR`, später `syncit settings root DIR`), oder „none“
    .window = { -copies-directory }
bad-root--home-directory = { $path } kann die Kopien des Hubs nicht aufnehmen: es ist oder enthält das persönliche Verzeichnis { $home }
    .command-line = { -copies-directory } (`syncit hub --root DIR`, später `syncit settings root DIR`), oder „none“
    .window = { -copies-directory }
bad-root--hidden = { $path } kann die Kopien des Hubs nicht aufnehmen: es liegt im versteckten Verzeichnis { $hidden }
    .command-line = { -copies-directory } (`syncit hub --root DIR`, später `syncit settings root DIR`), oder „none“
    .window = { -copies-directory }
bad-root--own-data = { $path } kann die Kopien des Hubs nicht aufnehmen: dort liegen die eigenen Daten von SyncIt
    .command-line = { -copies-directory } (`syncit hub --root DIR`, später `syncit settings root DIR`), oder „none“
    .window = { -copies-directory }
bad-root--in-folder = { $path } kann die Kopien des Hubs nicht aufnehmen: es liegt im Ordner „{ $folder }“, der synchronisiert wird
    .command-line = { -copies-directory } (`syncit hub --root DIR`, später `syncit settings root DIR`), oder „none“
    .window = { -copies-directory }
bad-root--settings = { $path } kann die Kopien des Hubs nicht aufnehmen: es enthält { $hidden }, woraus Programme Einstellungen lesen
    .command-line = { -copies-directory } (`syncit hub --root DIR`, später `syncit settings root DIR`), oder „none“
    .window = { -copies-directory }
bad-root--not-a-directory = { $path } kann die Kopien des Hubs nicht aufnehmen: das ist kein Verzeichnis
    .command-line = { -copies-directory } (`syncit hub --root DIR`, später `syncit settings root DIR`), oder „none“
    .window = { -copies-directory }
bad-root--symlink = { $path } kann die Kopien des Hubs nicht aufnehmen: { $part } ist ein Symlink oder kein Verzeichnis
    .command-line = { -copies-directory } (`syncit hub --root DIR`, später `syncit settings root DIR`), oder „none“
    .window = { -copies-directory }

## Platz

disk-full--shared = „{ $folder }“ kann nicht geteilt werden: auf dem Datenträger des Hubs blieben nur { BYTES($left) } frei, und { BYTES($minimum) } müssen frei bleiben
    .command-line = schaffen Sie Platz, oder verringern Sie, was frei bleiben muss: `syncit settings min-free 1GiB`
    .window = schaffen Sie Platz auf diesem Datenträger, oder ändern Sie in den Einstellungen, wie viel frei bleiben muss
disk-full--linked = { $folder } braucht { BYTES($needed) }, und unter { $place } sind nur { BYTES($free) } verfügbar: nichts wurde geändert
    .command-line = wählen Sie weniger Unterordner (`syncit selected { WORD($folder) }` zeigt ihre Größen), oder schaffen Sie Platz auf diesem Datenträger
    .window = wählen Sie weniger Unterordner, schaffen Sie Platz auf diesem Datenträger, oder ändern Sie in den Einstellungen, wie viel frei bleiben muss
disk-full--chosen = die Auswahl aus { $folder } braucht { BYTES($needed) }, und unter { $place } sind nur { BYTES($free) } verfügbar: nichts wurde geändert
    .command-line = wählen Sie weniger Unterordner (`syncit selected { WORD($folder) }` zeigt ihre Größen), oder schaffen Sie Platz auf diesem Datenträger
    .window = wählen Sie weniger Unterordner, schaffen Sie Platz auf diesem Datenträger, oder ändern Sie in den Einstellungen, wie viel frei bleiben muss
disk-full--estimated = der Hub hat { BYTES($free) } frei, zu wenig für die { BYTES($needed) } darin
kept--twice = SyncIt bewahrt den Inhalt von { $folder } auf diesem Rechner zweimal auf, im Ordner und in seinem Speicher; { BYTES($free) } sind frei
kept--twice-more = SyncIt bewahrt den Inhalt von { $folder } auf diesem Rechner zweimal auf, im Ordner und in seinem Speicher: bis zu { BYTES($more) } mehr; { BYTES($free) } sind frei
kept--hub-copy = { $hub } bewahrt den Inhalt im Speicher auf und eine Kopie in einem Verzeichnis, das er anlegt; kann er keines anlegen, lässt sich der Ordner dort von Hand einrichten

## Argumente

bad-argument--watch = Änderungen werden über den Steuer-Socket beobachtet
bad-argument--request = über den Steuer-Socket kam etwas, das keine Anfrage ist: { $words }
bad-argument--two-moments = geben Sie entweder eine Version oder einen Zeitpunkt an
bad-argument--no-path = welche Datei soll geschrieben werden? Geben Sie ihren Pfad an
bad-argument--relative-path = { $path } ist kein vollständiger Pfad
    .hint = geben Sie den ganzen Pfad an, ab /
bad-argument--paths = es kann nach höchstens { $most } Pfaden auf einmal gefragt werden
bad-argument--seconds = „{ $seconds }“ ist keine Anzahl von Sekunden
bad-argument--cursor = „{ $text }“ ist keine Version aus dem Verlauf
bad-argument--moment = „{ $text }“ ist kein Zeitpunkt, den SyncIt versteht
    .hint = schreiben Sie 2026-11-22T14:03:05Z
bad-argument--hours = die Aktivität gibt es für 1 bis { $most } Stunden
bad-argument--no-key = zu einem Wert gehört der Name einer Einstellung
bad-argument--not-send-only = dieser Rechner sendet „{ $folder }“ nicht nur: nichts wurde geändert
bad-argument--send-only = dieser Rechner sendet „{ $folder }“ nur: nichts wurde geändert
bad-argument--forget-hub = der Hub kann sich nicht selbst entfernen
bad-argument--minutes = eine Einladung ist 1 bis { $most } Minuten lang offen
bad-argument--fingerprint = „{ $text }“ ist kein Fingerabdruck eines Schlüssels
    .command-line = `syncit key` am Hub zeigt ihn, als SHA256:…
    .window = die Einstellungen von SyncIt am Hub zeigen ihn, als SHA256:…
bad-argument--itself = dieser Hub ist dieser Rechner selbst
bad-argument--choices = ein Ordner hat höchstens { $most } Auswahlen
    .hint = wählen Sie statt einiger davon das Verzeichnis darüber
bad-argument--paused = auf diesem Rechner ist alles pausiert, nicht nur dieser Ordner
    .command-line = `syncit resume` ohne Ordner setzt alles fort
    .window = setzen Sie alles fort
bad-argument--pauses-by-itself = auf diesem Rechner ist alles pausiert ({ $why }), nicht nur dieser Ordner
    .command-line = `syncit resume` ohne Ordner setzt trotzdem alles fort
    .window = setzen Sie trotzdem alles fort
bad-address = „{ $text }“ ist keine Adresse, die SyncIt benutzen kann
    .hint = schreiben Sie HOST, HOST:PORT, 192.168.1.20:22082 oder [fe80::1%eth0]:22082
bad-ignore-rule = { $errors }: nichts wurde geändert
    .hint = schreiben Sie die Regeln wie in .gitignore, eine je Zeile
bad-setting = „{ $value }“ kann nicht der Wert von { $key } sein: { $expected }
expected--switch = möglich sind „on“ und „off“
expected--percentage = möglich sind ein Prozentsatz von 1 bis 100, unter dem pausiert wird, oder „off“
expected--size = möglich ist eine Größe wie 500 MiB oder 2 GiB
expected--limit = möglich sind eine Größe wie 200 GiB, oder „none“ für keine Grenze
expected--folders = möglich ist eine Anzahl von Ordnern, 1 bis { $most }
expected--address = möglich ist ADDR:PORT wie [::]:22082; nach einer Änderung verbinden sich die anderen Rechner neu
expected--hours = möglich sind „always“, oder Tage und Stunden wie „mon-fri 08:00-18:00, sat“ oder „22:00-06:00“
expected--rate = möglich ist eine Anzahl von KiB in der Sekunde; 0 bedeutet keine Grenze
expected--mode = möglich sind „two-way“, „send-only“ und „receive-only“
expected--minutes = möglich ist eine Anzahl von Minuten, 1 bis 10080
expected--git-hooks = möglich sind „not-executable“ und „as-they-are“
expected--number = möglich ist eine Zahl
expected--days = möglich ist eine Anzahl von Tagen, 0 bis { $most }
expected--past-size = möglich sind „none“, oder was frühere Versionen zusammen belegen dürfen, wie 500 MiB oder 10 GiB
expected--daily-after-all = keep-all-days wäre { $all } und keep-daily-days nur { $daily }, doch die Stände vom Ende der Tage reichen mindestens so weit zurück wie alles; setzen Sie zuerst den anderen Wert
expected--weekly-after-daily = keep-daily-days wäre { $daily } und keep-weekly-days nur { $weekly }, doch die Stände vom Ende der Wochen reichen mindestens so weit zurück wie die der Tage; setzen Sie zuerst den anderen Wert

## Konflikte, Unterschiede, Angehaltenes

no-such-conflict = { $place } ist keine Konfliktkopie, die wartet: nichts wurde geändert
    .command-line = `syncit conflicts` zeigt alle: geben Sie die Kopie an, nicht die Datei
    .window = vielleicht ist der Konflikt schon aufgelöst
unsettled = { $place } ändert sich gerade oder ist noch nicht am Hub: der Konflikt bleibt
    .command-line = versuchen Sie es wieder, wenn `syncit wait` fertig ist: nur was der Hub als Version aufbewahrt, wird ersetzt
    .window = versuchen Sie es wieder, wenn alles synchron ist
not-a-file = { $place } ist ein Verzeichnis: der Konflikt bleibt
    .command-line = behalten Sie mit theirs oder both die Datei oder beide, oder benennen Sie eines von Hand um
    .window = behalten Sie die aktuelle Datei oder beide, oder benennen Sie eines von Hand um
not-allowed--receives = dieser Rechner sendet nichts von { $folder }: der Konflikt bleibt
    .command-line = lösen Sie ihn auf einem anderen Rechner auf; auch dort zeigt ihn `syncit conflicts`
    .window = lösen Sie ihn auf einem anderen Rechner auf, der ihn auch zeigt
held--stopped = { $folder } ist auf diesem Rechner angehalten: der Konflikt bleibt
    .command-line = `syncit status` zeigt, warum
    .window = beheben Sie zuerst, was den Ordner angehalten hat: die Seite „Angehalten“ zeigt, was zu tun ist
write--conflict = der Datenträger lässt nicht zu, dass { $place } geändert wird: der Konflikt bleibt
    .hint = prüfen Sie die Rechte und den Platz auf dem Datenträger, und versuchen Sie es erneut
not-mergeable = die beiden Versionen von { $place } passen nicht in einen Text: { $cause }. Der Konflikt bleibt
    .command-line = behalten Sie mine, theirs oder both; `syncit conflicts --diff` zeigt die Unterschiede
    .window = behalten Sie eine der beiden, oder beide
changed-meanwhile = die Unterschiede in „{ $folder }“ sind nicht mehr die, die gezeigt wurden: nichts wurde geändert
    .command-line = sehen Sie sich die Liste noch einmal an
    .window = die Liste zeigt jetzt die neuen: prüfen Sie sie, und versuchen Sie es erneut
not-allowed--reads = der Hub lässt diesen Rechner „{ $folder }“ nur lesen: nichts wurde geändert
    .command-line = am Hub ändert das `syncit access MACHINE { WORD($folder) } write`
    .window = am Hub lässt sich das auf der Seite „Rechner“ ändern
held--at-the-disk = das lässt sich nicht durch eine Anweisung regeln: { $cause }
unmergeable--no-base = es ist nicht bekannt, woraus beide entstanden sind
unmergeable--too-large = { $path } ist größer als 1 MiB
unmergeable--directory = { $path } ist ein Verzeichnis
unmergeable--no-file = { $path } ist keine Datei
unmergeable--no-text = { $path } ist kein Text
unmergeable--base-not-kept = die Version, aus der beide entstanden sind, wird nicht mehr aufbewahrt
unmergeable--base-no-text = das, woraus beide entstanden sind, ist kein Text
unmergeable--base = auf dem, woraus beide entstanden sind, lässt sich nicht aufbauen: { $cause }
unmergeable--same-lines = beide haben dieselben Zeilen geändert, zuerst in Zeile { $line } der Datei
unmergeable--too-many = sie unterscheiden sich an mehr als { $most } Stellen
unmergeable--not-looked-at = es wird nach zu vielen auf einmal gefragt: fragen Sie nach diesem allein

## Was anderen Rechnern fehlt


## Das Fenster

window = die App konnte das nicht zu Ende bringen: { $words }
bad-argument--window = das Fenster kann SyncIt weder anhalten noch beobachten
bad-path--picked = das kann nicht benutzt werden: { $words }
bad-path--picked-not-utf8 = { $path } kann nicht benutzt werden: der Name ist nicht UTF-8
    .hint = benennen Sie es um, oder wählen Sie etwas anderes
no-file-manager = { $path } kann nicht gezeigt werden: { $words }
    .hint = öffnen Sie es von Hand in Ihrer Dateiverwaltung
bad-reply--folders = SyncIt hat seine Ordner nicht genannt
bad-reply--where = SyncIt hat nicht gesagt, wo { $path } liegt
not-linked--shown = kein Ordner „{ $folder }“ ist auf diesem Rechner eingerichtet
bad-path--shown = „{ $path }“ ist kein Pfad in einem Ordner: { $cause }
autostart = ob SyncIt bei der Anmeldung startet, kann nicht geändert werden: { $words }
    .hint = sehen Sie in ~/.config/autostart nach, oder nehmen Sie SyncIt von Hand in die Startprogramme Ihrer Arbeitsumgebung auf
disk = die Einstellungen können nicht in { $path } geschrieben werden: { $cause }
outside = { $path } kann im Browser nicht benutzt werden
    .command-line = wählen Sie ein Verzeichnis in { $roots }; `syncit web --files DIR` erlaubt ein anderes
    .window = wählen Sie ein Verzeichnis in { $roots }; ein anderes erlaubt der Aufruf „syncit web --files DIR“
stopping--window = das Fenster wird gerade geschlossen: die Anfrage wurde vielleicht nicht ausgeführt
locked = diese Seite ist nicht mehr offen
    .command-line = öffnen Sie einen neuen Link: `syncit web` gibt ihn aus
    .window = öffnen Sie einen neuen Link: „syncit web“ gibt ihn aus
no-link = dieser Link wurde schon benutzt oder ist abgelaufen
    .command-line = öffnen Sie einen neuen: `syncit web` gibt ihn aus
    .window = öffnen Sie einen neuen: „syncit web“ gibt ihn aus
no-link--too-many = es wurden zu viele Links versucht, die nichts öffnen
    .hint = versuchen Sie es in einer Minute erneut
bad-argument--not-json = eine Anfrage ist JSON, und das gibt sie an
bad-argument--too-large = die Anfrage ist zu groß
bad-argument--too-slow = die Anfrage kam zu langsam
bad-argument--unreadable = das Fenster hat etwas gesendet, das keine Anfrage ist: { $words }
