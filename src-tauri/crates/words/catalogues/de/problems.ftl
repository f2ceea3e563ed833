# Warum ein Pfad oder ein ganzer Ordner nicht synchron ist.

## Worte des Datenträgers

disk--not-found = existiert nicht
disk--exists = dort ist schon etwas anderes
disk--not-empty = das Verzeichnis ist nicht leer
disk--denied = Zugriff verweigert
disk--full = der Datenträger ist voll
disk--other-mount = liegt unter einem Einhängepunkt
disk--unsupported = dieses Dateisystem kann das nicht
disk--other = { $words }

## Was einen Namen oder Eintrag vom Synchronisieren abhält

bad-path--empty-component = enthält einen leeren Bestandteil
bad-path--dots = enthält einen Bestandteil, der . oder .. ist
bad-path--nul = enthält ein NUL-Byte
bad-path--too-long = ist zu lang oder zu tief verschachtelt
bad-path--reserved = verwendet den Namen .syncit, der SyncIt selbst gehört
bad-path--not-utf8 = ist kein UTF-8
bad-path--slash = enthält einen Schrägstrich
bad-path--control = enthält ein Steuerzeichen oder ein Zeichen, das die Schreibrichtung ändert
bad-path--edge = beginnt oder endet mit einem Leerzeichen oder endet mit einem Punkt

invalid-entry--too-large = die Datei ist größer als 256 GiB
invalid-entry--other-digest = Größe und Prüfsumme des Inhalts passen nicht zusammen
invalid-entry--bad-target = das Ziel der symbolischen Verknüpfung ist leer, zu lang oder enthält NUL

## Pfade

obstructed-by-unsynced = „{ $path }“ ist anderswo kein Verzeichnis mehr, enthält hier aber noch Dinge, die nicht synchronisiert werden
    .hint = verschieben oder löschen Sie diese; danach wird es ersetzt
obstructed-by-changes = „{ $path }“ ist anderswo kein Verzeichnis mehr, enthält hier aber eigene Änderungen
    .hint = verschieben oder löschen Sie diese; danach wird es ersetzt
obstructed-by-others = „{ $path }“ ist hier kein Verzeichnis, anderswo aber eines, das Dinge anderer Rechner enthält
    .hint = dieser Rechner sendet nur: benennen Sie es hier um oder löschen Sie das Verzeichnis auf einem anderen Rechner
too-many-conflicts = „{ $path }“ ist die Konfliktkopie einer Konfliktkopie und steht wieder in Konflikt
    .hint = lösen Sie die Konflikte dieser Datei oder geben Sie ihr einen anderen Namen; danach wird sie synchronisiert
no-conflict-name = „{ $path }“ steht in Konflikt, und für eine Konfliktkopie daneben ist kein Name möglich
    .hint = der Pfad des Verzeichnisses ist zu lang oder es enthält zu viele Konfliktkopien: verschieben oder löschen Sie einige
not-updated = { $path } kann nicht auf den neuen Stand gebracht werden: { $cause }
    .hint = in einer Minute wird es erneut versucht
not-updated--disk-full = { $path } kann nicht auf den neuen Stand gebracht werden: der Datenträger ist voll
    .hint = schaffen Sie Platz; in einer Minute wird es erneut versucht
not-updated--denied = { $path } kann nicht auf den neuen Stand gebracht werden: Zugriff verweigert
    .hint = prüfen Sie dort die Zugriffsrechte; in einer Minute wird es erneut versucht
not-fetched = { $path } kann nicht geholt werden: { $cause }
    .hint = in einer Minute wird es erneut versucht
not-fetched--damaged = der Inhalt von { $path } kommt nicht so an, wie der Hub ihn beschrieben hat
    .hint = in einer Minute wird es erneut versucht
not-put-back = eine Version von { $path }, die sonst niemand hat, konnte nicht daneben abgelegt werden
    .hint = sie liegt sicher in .syncit/staging/{ $name }; in einer Minute wird es erneut versucht
unreadable = { $path } kann nicht gelesen werden: { $cause }
    .hint = prüfen Sie die Zugriffsrechte; es wird in einer Minute erneut versucht, und sobald sich dort etwas ändert
unreadable--passing = { $path } kann nicht gelesen werden: { $cause }
    .hint = es wird von selbst erneut versucht
not-synced--too-large = { $path } ist größer als 256 GiB
    .hint = bleibt nur auf diesem Rechner
not-synced--special = { $path } ist ein Gerät, ein Socket oder eine Pipe
    .hint = wird nicht synchronisiert
not-synced--symlink = { $path } ist eine symbolische Verknüpfung, deren Ziel kein UTF-8 oder zu lang ist
    .hint = bleibt nur auf diesem Rechner
bad-name-here = der Name „{ $name }“ kann nicht synchronisiert werden: { $cause }
    .hint = bleibt nur auf diesem Rechner; benennen Sie es um, damit es synchronisiert wird
bad-name-here--in = der Name „{ $name }“ in { $directory } kann nicht synchronisiert werden: { $cause }
    .hint = bleibt nur auf diesem Rechner; benennen Sie es um, damit es synchronisiert wird
not-chosen = „{ $path }“ ist auf diesem Rechner nicht ausgewählt, aber hier trägt etwas diesen Namen
    .hint = es wird nicht synchronisiert; benennen Sie es um, entfernen Sie es oder wählen Sie den Unterordner wieder aus: dann werden beide zusammengeführt
bad-rules = { $path }: { $errors }
    .hint = die anderen Zeilen gelten; sobald Sie die Datei berichtigen, wird sie neu gelesen
invalid-at-hub = was der Hub unter { $path } hat, kann nicht übernommen werden: { $cause }
    .hint = hier bleibt es mit allem darunter, wie es ist; löschen oder ersetzen Sie es auf dem Rechner, von dem es stammt
case-twin = { $path } kann nicht neben einem Namen bestehen, der sich nur in Groß- und Kleinschreibung unterscheidet
    .hint = benennen Sie einen davon auf einem anderen Rechner um; in einer Minute wird es erneut versucht
unrepresentable = { $path } ist auf dem Datenträger dieses Rechners nicht möglich: { $cause }
    .hint = benennen Sie es auf einem anderen Rechner um; bis dahin bleibt es dort
git-lock = { $path } besteht seit über zehn Minuten, daher wartet das Repository
    .hint = wenn kein git-Befehl läuft, entfernen Sie die Datei
not-settled = { $path } ist noch nicht synchronisiert
    .hint = die nächste Prüfung sieht wieder nach

## Ordner

own-directory-unreadable = was in .syncit zurückgeblieben ist, kann nicht gelesen werden: { $cause }
    .hint = binnen einer Minute wird es erneut versucht; bis dahin wartet der Ordner
held = der Ordner wurde zur Sicherheit angehalten
deletions-held = { $files ->
        [one] 1 Löschung wird
       *[other] { $files } Löschungen werden
    } zurückgehalten, bis jemand entscheidet
overwriting-held = { $files ->
        [one] 1 überschriebene Datei wird
       *[other] { $files } überschriebene Dateien werden
    } zurückgehalten, bis jemand entscheidet
folder-database = die Datenbank des Ordners kann nicht verwendet werden: { $words }
    .hint = der Ordner wartet; binnen einer Minute wird es erneut versucht
folder-database--disk-full = der Datenträger mit den Daten von SyncIt ist voll
    .hint = schaffen Sie dort Platz; binnen einer Minute wird es erneut versucht
undeliverable = das Journal des Hubs hat unter { $path } einen Eintrag, den kein Rechner übernehmen kann; er wird an keinen gesendet
    .hint = alles andere wird synchronisiert; löschen oder ersetzen Sie es auf dem Rechner, von dem es stammt
damaged-at-hub = der Inhalt von { $path } wurde im Speicher des Hubs beschädigt
    .hint = er wird von selbst neu geholt, sobald sich ein Rechner verbindet, der ihn hat
damaged-at-hub--more = der Inhalt { $files ->
        [one] einer weiteren Datei
       *[other] von { $files } weiteren Dateien
    } wurde im Speicher des Hubs beschädigt
    .command-line = `syncit verify` nennt sie alle
    .window = die Prüfung des Speichers in den Einstellungen nennt sie alle
not-opened = der Ordner { $path } kann nicht geöffnet werden: { $cause }; nichts wird synchronisiert
    .command-line = es wird von selbst noch einmal versucht; `syncit doctor` zeigt vielleicht mehr
    .window = es wird von selbst noch einmal versucht; „Alles prüfen“ in den Einstellungen zeigt vielleicht mehr
not-opened--gone = der Ordner { $path } kann nicht geöffnet werden: { $cause }; nichts wird synchronisiert
    .command-line = hängen Sie seinen Datenträger ein; wenn er verschoben wurde: `syncit relocate { WORD($folder) } PATH`; wenn er hier nicht mehr gewünscht ist: `syncit unlink { WORD($folder) }`
    .window = hängen Sie seinen Datenträger ein; wenn er verschoben wurde, öffnen Sie { $folder } und wählen „Ordner verschoben …“; wenn er hier nicht mehr gewünscht ist, beenden Sie die Synchronisierung
not-opened--inside = der Ordner { $path } kann nicht geöffnet werden: er liegt in { $other }, einem Ordner eines anderen SyncIt auf diesem Rechner; nichts wird synchronisiert
    .command-line = verschieben Sie ihn von dort, und geben Sie den neuen Ort an: `syncit relocate { WORD($folder) } PATH`; oder, wenn kein SyncIt mehr { $other } benutzt, entfernen Sie { $own_dir }; wenn er hier nicht mehr gewünscht ist: `syncit unlink { WORD($folder) }`
    .window = verschieben Sie ihn von dort, öffnen Sie { $folder } und wählen „Ordner verschoben …“; oder, wenn kein SyncIt mehr { $other } benutzt, entfernen Sie { $own_dir }; wenn er hier nicht mehr gewünscht ist, beenden Sie die Synchronisierung
not-watched = er kann nicht beobachtet werden: { $cause }
no-copy--hidden = der Hub bewahrt davon nur in seinem Speicher etwas auf: { $path } wäre ein verstecktes Verzeichnis, das nur ein Mensch anlegt
    .command-line = soll dort eine Kopie liegen, vereint mit dem, was da sein mag: `syncit link { WORD($folder) } { WORD($path) }`; soll es keine geben: `syncit unlink { WORD($folder) }`
    .window = wählen Sie auf diesem Rechner einen Ort für { $folder }, oder verzichten Sie auf eine Kopie
no-copy--taken = der Hub bewahrt davon nur in seinem Speicher etwas auf: { $path } gibt es schon, und SyncIt hat es nicht für diesen Ordner angelegt
    .command-line = soll dort eine Kopie liegen, vereint mit dem, was da sein mag: `syncit link { WORD($folder) } { WORD($path) }`; soll es keine geben: `syncit unlink { WORD($folder) }`
    .window = wählen Sie auf diesem Rechner einen Ort für { $folder }, oder verzichten Sie auf eine Kopie
no-copy--yet = der Hub bewahrt davon noch keine Kopie auf: { $cause }
    .hint = es wird von selbst noch einmal versucht; oder richten Sie ihn woanders ein
