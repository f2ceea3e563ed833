# Die Hilfe der Befehlszeile, aus der auch ihr Handbuch entsteht.
#
# Jeder Befehl hat eine Meldung seines Namens: was er tut, in einer Zeile. `.long` ist, was sonst über ihn gesagt wird, wobei
# Zeilen zu Absätzen verbunden werden; `.examples` steht am Ende so, wie es hier steht. Jedes Argument hat eine Meldung mit
# beiden Namen.

help-syncit = Hält Ordner zwischen den Rechnern eines lokalen Netzwerks synchron
    .examples =
        Auf dem Rechner, der der Hub werden soll:
          syncit run &                    SyncIt starten (oder als systemd-Unit)
          syncit hub                      diesen Rechner zum Hub machen
          syncit share ~/Dokumente        einen Ordner teilen
          syncit invite                   einen Code für den nächsten Rechner anzeigen

        Auf jedem anderen Rechner:
          syncit run &
          syncit join                     mit dem Hub koppeln, der im Netzwerk gefunden wird
          syncit link Dokumente ~/Dokumente

        Rückgabewerte: 0 erledigt · 1 „wait“ wurde nicht fertig oder eine Prüfung ist fehlgeschlagen · 2 nicht möglich
help-syncit-home = Alles, was zu einer Installation gehört, unter diesem Verzeichnis ablegen
help-syncit-json = JSON ausgeben, auch für Fehler
help-syncit-verbose = Mehr ausgeben; zweimal angegeben, viel mehr

help-run = SyncIt starten und im Vordergrund laufen lassen
    .long =
        SIGTERM und SIGINT beenden es ordentlich. Auch ein Rechner, der noch nicht eingerichtet ist, läuft und wartet.

help-hub = Diesen Rechner zum Hub machen
    .long =
        Jeder Rechner kann der Hub sein: Er bewahrt jede Änderung auf, die anderen senden ihre Änderungen an ihn und erhalten die der anderen von ihm.
    .examples =
        Beispiele:
          syncit hub
          syncit hub --name attic --root /srv/syncit
          syncit hub --root none          nur den Inhaltsspeicher führen, keine Ordner
help-hub-name = Wie die anderen diesen Rechner nennen [Vorgabe: sein Rechnername]
help-hub-listen = Wo auf Verbindungen gewartet wird [Vorgabe: [::]:22082 oder der nächste freie Port]
help-hub-root = Wo die Ordner liegen sollen, die andere Rechner teilen; mit „none“ wird keine Kopie abgelegt [Vorgabe: ~/SyncIt]. Weder ein persönliches Verzeichnis noch ein Ort, dem Programme vertrauen, etwa .ssh

help-invite = Einen Einmalcode anzeigen, mit dem ein Rechner beitreten kann: auf dem Hub oder wo dessen Besitzer es erlaubt
    .examples =
        Beispiele:
          syncit invite
          syncit invite --may read        er darf alle Ordner lesen und nur eigene ändern
          syncit invite --wait            bis zum Beitritt; 1, wenn der Code nicht mehr gilt
          syncit invite --show            der Code, der gerade gilt
help-invite-minutes = Wie viele Minuten der Code gilt
help-invite-may = Was der beitretende Rechner mit den Ordnern dieses Hubs darf, auch mit künftigen [Vorgabe: wie bei seiner letzten Einladung; für einen neuen Rechner: write]
help-invite-show = Stattdessen die offene Einladung anzeigen, falls es eine gibt
help-invite-cancel = Die offene Einladung zurückziehen
help-invite-wait = Warten, bis ein Rechner beigetreten ist oder der Code nicht mehr gilt

help-discover = Die Hubs im lokalen Netzwerk auflisten, bei denen eine Einladung offen ist

help-join = Diesen Rechner mit einem Hub koppeln
    .examples =
        Beispiele:
          syncit join                        der Hub, der im Netzwerk gefunden wird; fragt nach dem Code
          syncit join attic.lan
          syncit join [fe80::1%eth0]:22082 --code - < DATEI
          syncit join 'syncit://join?address=…'    der Link, den syncit invite anzeigt; prüft zuerst den Schlüssel des Hubs
          syncit join --code 123456          währenddessen sehen andere Benutzer den Code in der Prozessliste
help-join-address = Der Hub: ein Rechnername, eine IPv4-Adresse oder [IPv6%zone], mit dem Port, wenn er nicht 22082 ist; oder der Link, den „syncit invite“ dort anzeigt [Vorgabe: der Hub, der im Netzwerk gefunden wird]
help-join-code = Die sechs Ziffern, die „syncit invite“ auf dem Hub anzeigt [Vorgabe: „-“, erfragt oder von der Standardeingabe gelesen]. Hier angegeben, können andere Benutzer dieses Rechners sie in der Prozessliste sehen
help-join-name = Wie die anderen diesen Rechner nennen [Vorgabe: sein Rechnername]
help-join-fingerprint = Der Fingerabdruck, den der Schlüssel des Hubs haben muss, wie ihn „syncit key“ dort anzeigt. Bei einem Hub mit einem anderen Schlüssel wird der Code nicht versucht

help-leave = Den Hub verlassen; alle Dateien bleiben

help-share = Einen Ordner mit den anderen Rechnern teilen
    .long =
        Ein persönliches Verzeichnis wird abgelehnt, ebenso ein Ort darin, dem Programme vertrauen, etwa .ssh.
    .examples =
        Beispiele:
          syncit share ~/Dokumente
          syncit share /srv/fotos --name Fotos --no-hub-copy
help-share-path = Der Ordner, der geteilt werden soll
help-share-name = Wie er auf allen Rechnern heißt [Vorgabe: der letzte Teil von PFAD]
help-share-no-hub-copy = Der Hub führt nur den Inhaltsspeicher und keinen Ordner, der sich dort öffnen lässt

help-estimate = Anzeigen, was das Teilen eines Verzeichnisses brauchen würde, ohne es zu teilen
    .long =
        Zählt höchstens zwei Sekunden lang.
help-estimate-path = Das Verzeichnis

help-unshare = Auf dem Hub: das Teilen eines Ordners beenden; die Dateien bleiben auf allen Rechnern
help-unshare-name = Der Ordner

help-link = Einen gemeinsamen Ordner auf diesem Rechner unter PFAD einrichten
    .long =
        Unter PFAD dürfen schon Dateien liegen: Gleiche werden nicht übertragen, andere zusammengeführt, nichts wird überschrieben.
    .examples =
        Beispiele:
          syncit link Dokumente ~/Dokumente
          syncit link Musik /mnt/musik --role receive-only
help-link-name = Der Ordner, wie ihn „syncit folders“ nennt
help-link-path = Wo er liegen soll; wird angelegt, wenn es das noch nicht gibt
help-link-role = Was dieser Rechner mit ihm tut
help-link-only = Nur diesen Unterordner hier behalten; kann mehrmals angegeben werden

help-unlink = Einen Ordner auf diesem Rechner nicht mehr synchronisieren; die Dateien bleiben
help-unlink-name = Der Ordner

help-relocate = Mit einem Ordner fortfahren, der nach PFAD verschoben wurde
help-relocate-name = Der Ordner
help-relocate-path = Wo er jetzt liegt

help-folders = Die gemeinsamen Ordner auflisten, hier eingerichtet oder nur angeboten

help-status = Den Zustand dieses Rechners und seiner Ordner anzeigen

help-wait = Warten, bis die Änderungen dieses Rechners auf dem Hub sind und die des Hubs hier
    .long =
        Endet mit 0, sobald es so ist, mit 1, wenn die Zeit um ist, und sofort mit 1, wenn den Rest nur ein Mensch klären kann.
        Konflikte halten es nicht auf.
    .examples =
        Beispiele:
          syncit wait && echo gesichert
          syncit wait Dokumente --timeout 30
          syncit wait --everywhere && echo die anderen Rechner haben es auch
help-wait-folder = Nur dieser Ordner
help-wait-timeout = Wie viele Sekunden höchstens gewartet wird [Vorgabe: so lange es dauert]
help-wait-everywhere = Auch warten, bis jeder verbundene Rechner alles hat

help-machines = Die gekoppelten Rechner auflisten, und was jedem noch fehlt

help-rename = Diesen Rechner umbenennen, auf dem Hub jeden
    .examples =
        Beispiele:
          syncit rename laptop
          syncit rename laptop alter-laptop   auf dem Hub
help-rename-names = RECHNER und sein neuer NAME, oder nur der NAME für diesen Rechner

help-forget = Auf dem Hub: einen Rechner von jetzt an abweisen und seine Verbindungen trennen
help-forget-name = Der Rechner

help-access = Auf dem Hub: festlegen, was ein Rechner mit einem Ordner darf
help-access-machine = Der Rechner
help-access-folder = Der Ordner
help-access-access = Was er darf

help-allow-invites = Auf dem Hub: festlegen, ob ein Rechner andere einladen darf
    .long =
        Ein Rechner, der einladen darf, zeigt mit „syncit invite“ Codes an wie der Hub, der den Code weiterhin verwahrt, die Versuche zählt
        und koppelt. Wen er einlädt, der darf nie mehr als er selbst. Mit off endet auch die Einladung, die er vielleicht offen hat.
    .examples =
        Beispiele:
          syncit allow-invites laptop on
help-allow-invites-machine = Der Rechner
help-allow-invites-allowed = Ob er darf

help-history = Anzeigen, was sich geändert hat, das Neueste zuerst
    .examples =
        Beispiele:
          syncit history
          syncit history --folder Dokumente --path briefe --since 2026-11-01
          syncit history --kind deleted --search rechnung
          syncit history --limit 20 --before CURSOR     die nächste Seite: CURSOR ist die Version der letzten Zeile
help-history-folder = Nur aus diesem Ordner
help-history-path = Nur dieser Pfad und was darunter liegt
help-history-machine = Nur von diesem Rechner
help-history-since = Nur seit diesem Zeitpunkt: ein Datum, oder Datum und Uhrzeit, nach RFC 3339 oder ohne Zeitzone für die dieses Rechners
help-history-before = Nur was vor dieser Zeile kam: die Version der letzten Zeile der vorigen Seite
help-history-kinds = Nur diese Art von Änderung; kann mehrmals angegeben werden
help-history-search = Nur alte oder neue Pfade, die diesen Text enthalten; Groß- und Kleinschreibung spielt keine Rolle
help-history-limit = Wie viele Zeilen höchstens

help-activity = Anzeigen, wie viel sich geändert hat, Stunde für Stunde
help-activity-hours = Wie viele Stunden zurück

help-versions = Die aufbewahrten Versionen einer Datei auflisten, die neueste zuerst, auch unter früheren Namen
help-versions-folder = Der Ordner
help-versions-path = Die Datei

help-restore = Eine Version einer Datei wiederherstellen, oder ein Verzeichnis oder den ganzen Ordner, wie sie zu einem Zeitpunkt waren
    .long =
        Das ist eine Änderung wie jede andere: Sie kommt auf alle Rechner und lässt sich selbst rückgängig machen.
    .examples =
        Beispiele:
          syncit restore Dokumente brief.txt                        die neueste Version, die nicht die aktuelle ist
          syncit restore Dokumente brief.txt --version V            V, wie syncit versions sie anzeigt
          syncit restore Dokumente brief.txt --version V --to alt.txt
          syncit restore Dokumente --at 2026-11-22T14:03 --dry-run  was sich ändern würde
          syncit restore Dokumente fotos --at 2026-11-22T14:03
help-restore-folder = Der Ordner
help-restore-path = Eine Datei oder ein Verzeichnis darin
help-restore-version = Diese Version der Datei
help-restore-at = Wie es zu diesem Zeitpunkt war: ein Datum, oder Datum und Uhrzeit, nach RFC 3339 oder ohne Zeitzone für die dieses Rechners
help-restore-to = Die Version stattdessen in diese neue Datei schreiben
help-restore-dry-run = Nur auflisten, was sich ändern würde

help-conflicts = Dateien auflisten, von denen zwei Versionen auf eine Entscheidung warten
    .examples =
        Beispiele:
          syncit conflicts
          syncit conflicts --diff                 was sich unterscheidet, und ob beide Änderungen in einen Text passen
          syncit conflicts Dokumente "bericht (conflict, laptop, 2026-11-22 14.03.05).txt" --diff
help-conflicts-folder = Nur die dieses Ordners
help-conflicts-copy = Nur diese Konfliktkopie
help-conflicts-diff = Anzeigen, was sich unterscheidet, und ob die Änderungen beider in einen Text passen

help-resolve = Einen Konflikt lösen: die Version der Konfliktkopie behalten, die der Datei, beide, oder einen Text mit den Änderungen beider
    .examples =
        Beispiele:
          syncit conflicts
          syncit resolve Dokumente "bericht (conflict, laptop, 2026-11-22 14.03.05).docx" --keep mine
          syncit resolve Dokumente "notizen (conflict, laptop, 2026-11-22 14.03.05).txt" --keep merged

        „mine“ ist die Version der Konfliktkopie und „theirs“ die der Datei, auf welchem Rechner auch gefragt wird. Was nicht
        behalten wird, bleibt als Version auf dem Hub.
help-resolve-folder = Der Ordner
help-resolve-copy = Die Konfliktkopie, wie sie „syncit conflicts“ nennt
help-resolve-keep = Welche Version den Namen der Datei bekommt oder behält

help-differences = Auflisten, was in einem Ordner abweicht, weil dieser Rechner nur sendet, nur empfängt oder nur lesen darf
    .long =
        Bei einem Ordner, der nur sendet: was andere geändert haben und hier nicht übernommen wird. Bei einem, der nur empfängt
        oder den der Hub diesen Rechner nur lesen lässt: was hier geändert wurde und nicht gesendet wird. Das ist weder
        ausstehende Arbeit noch ein Problem; mit einer anderen Rolle wird es synchronisiert.
    .examples =
        Beispiele:
          syncit differences Dokumente
          syncit differences Dokumente --limit 20 --after briefe/b.txt      die nächste Seite: nach dem Pfad der letzten Zeile
          syncit settings Dokumente role two-way                            synchronisiert ihn in beide Richtungen
          syncit differences Dokumente --send-mine                          dieser Rechner sendet nur: gleicht ihm alle anderen an
          syncit differences Dokumente --drop-mine                          er empfängt nur: nimmt zurück, was hier geändert wurde
help-differences-folder = Der Ordner
help-differences-after = Nur was nach diesem Pfad kommt: dem letzten der vorigen Seite
help-differences-limit = Wie viele Zeilen höchstens
help-differences-send-mine = Auf einem Rechner, der nur sendet: überall ersetzen, was andere geändert haben, durch das, was hier ist. Dateien, die nur andere haben, werden gelöscht; alles bleibt im Verlauf
help-differences-drop-mine = Auf einem Rechner, der nur empfängt oder nur lesen darf: verwerfen, was hier geändert wurde, und übernehmen, was der Hub hat. Was es nur hier gibt, geht verloren

help-select = Unterordner eines Ordners auf diesem Rechner behalten, oder alles darin
    .long =
        Sie werden geholt. Ein Unterordner wird mit allem darin ausgewählt; die Verzeichnisse darüber werden auch angelegt. Was
        nicht auf den Datenträger passt, wird abgelehnt.
    .examples =
        Beispiele:
          syncit select Fotos                           wieder alles behalten
          syncit select Fotos 2026 2025/urlaub          auch diese behalten
          syncit select Fotos --only 2026               diesen behalten und sonst nichts
help-select-folder = Der Ordner
help-select-paths = Unterordner, wie sie „syncit selected“ nennt; alles, wenn keiner angegeben ist
help-select-only = Sonst nichts von dem Ordner hier behalten

help-deselect = Unterordner eines Ordners auf diesem Rechner nicht mehr behalten
    .long =
        Beim Hub und auf den anderen Rechnern bleiben sie. Von diesem Datenträger werden sie entfernt, sobald der Hub alles
        darin hat. Was darin ignoriert wird, bleibt hier.
    .examples =
        Beispiele:
          syncit deselect Fotos 2019 2020
          syncit selected Fotos                         was jetzt hier behalten wird
          syncit settings Fotos new-subfolders off      auslassen, was andere oben im Ordner hinzufügen
help-deselect-folder = Der Ordner
help-deselect-paths = Unterordner, wie sie „syncit selected“ nennt

help-selected = Die Unterordner eines Ordners mit ihren Größen auflisten, und welche davon auf diesem Rechner behalten werden
help-selected-folder = Der Ordner
help-selected-path = Die Unterordner dieses Unterordners; ohne Angabe die obersten

help-held = Auflisten, was zur Sicherheit angehalten ist: zurückgehaltene Löschungen und überschriebene Dateien, Ordner, die nicht mehr an ihrem Ort sind
    .long =
        Löschungen werden zurückgehalten, wenn ein Rechner innerhalb einer Minute das meiste eines Ordners löscht; überschriebene
        Dateien, wenn viele davon unlesbar werden, wie durch Erpressungssoftware („mass-overwriting“
        in JSON). „syncit release“ entscheidet über beides.

help-release = Entscheiden, was mit Zurückgehaltenem in einem Ordner geschieht
    .examples =
        Beispiele:
          syncit held
          syncit release Dokumente --restore     die Dateien kommen zurück, auf allen Rechnern
          syncit release Dokumente --delete      sie werden überall gelöscht
          syncit release Dokumente --accept      überschriebene Dateien bleiben überall, wie sie jetzt sind
help-release-folder = Der Ordner
help-release-delete = Das Zurückgehaltene an alle Rechner weitergeben; „--accept“ bedeutet dasselbe
help-release-restore = Die Dateien zurückholen, auch jene, deren Löschung oder Überschreiben kurz zuvor schon weitergegeben wurde

help-pause = Das Synchronisieren eine Zeit lang pausieren; Änderungen in der Zwischenzeit werden später übertragen
    .long =
        Ein Rechner kann auch von selbst pausieren, bei getakteter Verbindung und im Akkubetrieb: siehe die Einstellungen
        pause-on-metered und pause-on-battery.
help-pause-folder = Nur dieser Ordner
help-pause-lasting = Wie lange, etwa 45m, 1h oder 2h30m [Vorgabe: bis zum Fortsetzen]

help-resume = Das Synchronisieren fortsetzen
    .long =
        Ein Rechner, der von selbst pausiert, fährt sofort fort und pausiert wieder, wenn das nächste Mal der Akku schwach
        oder die Verbindung getaktet ist. Haben Sie selbst pausiert, endet zuerst diese Pause.
help-resume-folder = Nur dieser Ordner

help-check = Jetzt alles auf Änderungen prüfen, statt bis zum nächsten Mal zu warten
help-check-folder = Nur dieser Ordner

help-where = Anzeigen, in welchem Ordner eine Datei oder ein Verzeichnis liegt und ob es synchron ist
    .long =
        Der Zustand eines Verzeichnisses ist der seines Inhalts. Es wird nichts eingelesen und der Hub nicht gefragt.
    .examples =
        Beispiele:
          syncit where ~/Dokumente/brief.odt
          syncit --json where . | jq -r .folder
help-where-path = Die Datei oder das Verzeichnis

help-ignored = Auflisten, was in einem Ordner ignoriert wird, und nach welcher Regel
    .examples =
        Beispiele:
          syncit ignored Dokumente
          syncit ignored Dokumente --rules entwurf.txt    was diese Regeln statt derer in .syncitignore treffen würden
help-ignored-folder = Der Ordner
help-ignored-path = Nur dieser Pfad und was darunter liegt
help-ignored-rules = Die Regeln in dieser Datei ausprobieren, als wären sie die „.syncitignore“ ganz oben im Ordner; ändert nichts

help-store = Anzeigen, wie viel Platz die Ordner auf dem Hub brauchen: was jetzt da ist, und frühere Versionen

help-settings = Einstellungen auflisten, anzeigen oder ändern, die dieses Rechners oder eines Ordners
    .long =
        Wie lange Vergangenes aufbewahrt wird, sagen die Einstellungen mit keep-: jede Version für keep-all-days, dann die
        letzte jedes Tages bis keep-daily-days, dann jeder Woche bis keep-weekly-days; die letzte Version von Gelöschtem für
        keep-deleted-days. Sie werden auf dem Hub gesetzt.

        Mit pause-on-metered yes pausiert ein Rechner von selbst bei getakteter Verbindung, mit pause-on-battery im Akkubetrieb
        unter einem Prozentsatz. Er sagt, warum, und fährt fort, wenn es vorbei ist. Beides ist aus, wenn nichts anderes
        gesetzt ist. Ob die Verbindung getaktet ist, sagt NetworkManager; wie voll der Akku ist, UPower.

        Mit limit-hours gelten die Geschwindigkeitsgrenzen nur an diesen Tagen und zu diesen Stunden, in Ortszeit. Stunden, die
        enden, bevor sie beginnen, enden am nächsten Tag.

        Git führt die Hooks eines Repositorys von selbst aus. Mit git-hooks not-executable, der Vorgabe, werden Hooks von
        anderen Rechnern ohne das Recht zur Ausführung abgelegt, mit as-they-are wie jede andere Datei. Das wird für einen
        Ordner auf jedem Rechner gesetzt.
    .examples =
        Beispiele:
          syncit settings
          syncit settings discovery off
          syncit settings limit-up 2048          höchstens so viele KiB pro Sekunde zum Hub; 0 ist unbegrenzt
          syncit settings limit-hours "mon-fri 08:00-18:00, sat"    die Grenzen gelten nur dann; oder always
          syncit settings pause-on-metered yes   pausiert, solange die Verbindung getaktet ist
          syncit settings pause-on-battery 20    pausiert im Akkubetrieb unter 20 %; oder off
          syncit settings folders-per-machine 10           auf dem Hub: so viele Ordner teilt jeder andere Rechner höchstens
          syncit settings bytes-per-machine "200 GiB"    auf dem Hub: und so viel hat er höchstens darin; none ist unbegrenzt
          syncit settings Dokumente
          syncit settings Dokumente role send-only
          syncit settings Dokumente rescan-minutes 30
          syncit settings Dokumente git-hooks as-they-are  Git-Hooks anderer Rechner dürfen hier laufen
          syncit settings Dokumente keep-all-days 60       auf dem Hub
          syncit settings Dokumente keep-size "10 GiB"    auf dem Hub: mehr brauchen frühere Versionen nicht; none ist unbegrenzt
          syncit settings Dokumente hold-files 500         Löschungen von weniger Dateien werden nie zurückgehalten
help-settings-words = [ORDNER] [EINSTELLUNG [WERT]]

help-key = Den Schlüssel dieses Rechners anzeigen: seinen Fingerabdruck, und wo der geheime Teil liegt

help-verify = Auf dem Hub: den ganzen Inhaltsspeicher lesen und prüfen, und Beschädigtes neu holen
    .long =
        Währenddessen wird weiter synchronisiert. Was beschädigt ist, wird im Datenverzeichnis des Hubs beiseitegelegt und von
        einem Rechner neu geholt, der es hat, jetzt oder sobald sich einer verbindet. Endet mit 1, wenn etwas beschädigt ist
        oder war.
    .examples =
        Beispiele:
          syncit verify
          syncit --json verify

help-doctor = Prüfen, was dieser Rechner zum Synchronisieren braucht, und sagen, was zu tun ist

help-web = Das Fenster in einem Browser öffnen, für einen Rechner ohne Bildschirm
    .long =
        Gibt einen Link aus, der einmal funktioniert, und zeigt das Fenster, bis Strg+C gedrückt wird. Die Eingabetaste gibt
        einen weiteren Link aus. Über das Netzwerk wird TLS gesprochen, mit einem jedes Mal neuen Zertifikat: Vergleichen Sie den
        ausgegebenen Fingerabdruck mit dem im Browser.
    .examples =
        Beispiele:
          syncit web
          ssh -t -L 22080:127.0.0.1:22080 attic syncit web     dann den Link hier öffnen
          syncit web --files /srv --listen 0.0.0.0:22080
help-web-listen = Wo auf Verbindungen gewartet wird [Vorgabe: 127.0.0.1:22080 oder der nächste freie Port]
help-web-files = Ein Verzeichnis, in dem der Browser Ordner teilen und einrichten und Dateien schreiben darf; kann mehrmals angegeben werden [Vorgabe: Ihr persönliches Verzeichnis]

help-log = Das Protokoll ausgeben
help-log-follow = Weiter ausgeben, was hinzukommt

help-diagnostics = Ein Archiv für einen Fehlerbericht schreiben, ohne Schlüssel, Codes oder Inhalte; es kann Rechner, Ordner und Dateien nennen
help-diagnostics-file = Die Datei, die geschrieben wird; es darf sie noch nicht geben

help-demo = Ausprobieren: drei Rechner in einem temporären Verzeichnis auf diesem Rechner, die einen Ordner synchronisieren
    .examples =
        Beispiele:
          syncit demo
          syncit demo --tree ~/src/projekt
          syncit demo --stay                  sie weiterlaufen lassen, zum Spielen
          syncit demo --window                ebenso, und einen davon in der App ansehen
help-demo-tree = Ein Ordner, der kopiert und synchronisiert wird, statt eines hier gefundenen; er wird nur gelesen
help-demo-stay = Die drei Rechner laufen lassen, bis Strg+C gedrückt wird
help-demo-window = Die App auf einem davon öffnen und alle laufen lassen, bis sie beendet oder Strg+C gedrückt wird

## Was sich wählen lässt

choice-role-two-way = Sendet und empfängt
choice-role-send-only = Sendet seinen eigenen Stand, übernimmt nichts
choice-role-receive-only = Empfängt, behält eigene Änderungen für sich

choice-access-none = Er erfährt nicht einmal, dass es den Ordner gibt
choice-access-read = Er empfängt
choice-access-write = Er sendet und empfängt

choice-switch-on = Er darf
choice-switch-off = Er darf nicht

choice-action-added = Es war vorher nicht da
choice-action-changed = Es hat einen anderen Inhalt
choice-action-deleted = Es ist nicht mehr da
choice-action-moved = Es war vorher anderswo
choice-action-restored = Es wurde wiederhergestellt
choice-action-conflict = Es ist eine Konfliktkopie

choice-keep-mine = Die Version der Konfliktkopie
choice-keep-theirs = Die Version der Datei
choice-keep-both = Zwei gewöhnliche Dateien
choice-keep-merged = Ein Text mit den Änderungen beider, wenn sie verschiedene Zeilen betreffen

## Namen von Werten

value-access = ZUGRIFF
value-addr = ADRESSE
value-command = BEFEHL
value-copy = KOPIE
value-dir = VERZEICHNIS
value-file = DATEI
value-folder = ORDNER
value-keep = WAS
value-key = EINSTELLUNG
value-kind = ART
value-machine = RECHNER
value-path = PFAD
value-role = ROLLE
value-subfolder = UNTERORDNER
value-time = ZEIT
value-value = WERT

## Was clap von sich aus schreibt: Gesucht wird das Englische

clap-usage = Aufruf:
clap-commands = Befehle:
clap-arguments = Argumente:
clap-options = Optionen:
clap-any-options = [OPTIONEN]
clap-default = [Vorgabe:
clap-environment = [Umgebung:
clap-alias = [auch:
clap-choices = [mögliche Werte:
clap-choices-list = Mögliche Werte:
clap-help = Diese Hilfe anzeigen
clap-help-more = (ausführlich mit
clap-help-less = (kurz mit
clap-version = Die Version anzeigen

## Was das Handbuch von sich aus schreibt, ebenso

manual-name = .SH BEZEICHNUNG
manual-synopsis = .SH ÜBERSICHT
manual-description = .SH BESCHREIBUNG
manual-options = .SH OPTIONEN
manual-commands = .SH BEFEHLE
manual-extra = .SH WEITERES
manual-version = .SH VERSION
manual-environment = Lässt sich auch mit
manual-environment-end = in der Umgebung angeben.
