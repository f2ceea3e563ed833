# Warum ein Pfad oder ein ganzer Ordner nicht synchron ist.

## Worte des Datenträgers

disk--not-found = das gibt es nicht
disk--exists = dort ist schon etwas anderes
disk--not-empty = das Verzeichnis ist nicht leer
disk--denied = keine Berechtigung
disk--full = der Datenträger ist voll
disk--other-mount = dort ist ein anderes Dateisystem eingehängt
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
obstructed-by-others = „{ $path }“ ist hier kein Verzeichnis, auf anderen Rechnern aber eines, mit Dateien dieser Rechner darin
    .hint = dieser Rechner sendet nur: benennen Sie es hier um oder löschen Sie das Verzeichnis auf einem anderen Rechner
too-many-conflicts = „{ $path }“ ist die Konfliktkopie einer Konfliktkopie und steht wieder in Konflikt
    .hint = lösen Sie die Konflikte dieser Datei oder geben Sie ihr einen anderen Namen; danach wird sie synchronisiert
no-conflict-name = „{ $path }“ steht in Konflikt, und für eine Konfliktkopie daneben ist kein Name möglich
    .hint = der Pfad des Verzeichnisses ist zu lang oder es enthält zu viele Konfliktkopien: verschieben oder löschen Sie einige
not-updated = { $path } kann nicht auf den neuen Stand gebracht werden: { $cause }
    .hint = in einer Minute wird es erneut versucht
not-updated--disk-full = { $path } kann nicht auf den neuen Stand gebracht werden: der Datenträger ist voll
    .hint = schaffen Sie Platz; in einer Minute wird es erneut versucht
not-updated--denied = { $path } kann nicht auf den neuen Stand gebracht werden: keine Berechtigung
    .hint = prüfen Sie dort die Zugriffsrechte; in einer Minute wird es erneut versucht
not-fetched = { $path } kann nicht geholt werden: { $cause }
    .hint = in einer Minute wird es erneut versucht
not-fetched--damaged = der Inhalt von { $path } kommt anders an, als der Hub ihn angekündigt hat
    .hint = in einer Minute wird es erneut versucht
not-put-back = eine Version von { $path }, die sonst niemand hat, konnte nicht daneben abgelegt werden
    .hint = sie liegt sicher in .syncit/staging/{ $name }; in einer Minute wird es erneut versucht
unreadable = { $path } kann nicht gelesen werden: { $cause }
    .hint = prüfen Sie die Zugriffsrechte; es wird in einer Minute erneut versucht, und sobald sich dort etwas ändert
unreadable--passing = { $path } kann nicht gelesen werden: { $cause }
    .hint = es wird automatisch erneut versucht
not-synced--too-large = { $path } ist größer als 256 GiB
    .hint = es bleibt nur auf diesem Rechner
not-synced--special = { $path } ist ein Gerät, ein Socket oder eine Pipe
    .hint = es wird nicht synchronisiert
not-synced--symlink = { $path } ist eine symbolische Verknüpfung, deren Ziel kein UTF-8 oder zu lang ist
    .hint = es bleibt nur auf diesem Rechner
bad-name-here = der Name „{ $name }“ kann nicht synchronisiert werden: { $cause }
    .hint = es bleibt nur auf diesem Rechner; benennen Sie es um, damit es synchronisiert wird
bad-name-here--in = der Name „{ $name }“ in { $directory } kann nicht synchronisiert werden: { $cause }
    .hint = es bleibt nur auf diesem Rechner; benennen Sie es um, damit es synchronisiert wird
not-chosen = „{ $path }“ ist auf diesem Rechner nicht ausgewählt, aber hier trägt etwas diesen Namen
    .hint = es wird nicht synchronisiert; benennen Sie es um, entfernen Sie es oder wählen Sie den Unterordner wieder aus: dann werden beide zusammengeführt
bad-rules = { $path }: { $errors }
    .hint = die anderen Zeilen gelten; sobald Sie die Datei berichtigen, wird sie neu gelesen
invalid-at-hub = was auf dem Hub unter { $path } liegt, kann hier nicht übernommen werden: { $cause }
    .hint = hier bleibt es mit allem darunter, wie es ist; löschen oder ersetzen Sie es auf dem Rechner, von dem es stammt
case-twin = { $path } kann nicht neben einem Namen bestehen, der sich nur in Groß- und Kleinschreibung unterscheidet
    .hint = benennen Sie eines von beiden auf einem anderen Rechner um; in einer Minute wird es erneut versucht
unrepresentable = { $path } ist auf dem Datenträger dieses Rechners nicht möglich: { $cause }
    .hint = benennen Sie es auf einem anderen Rechner um; bis dahin bleibt es dort
git-lock = { $path } gibt es seit über zehn Minuten, daher wartet das Repository
    .hint = wenn kein git-Befehl läuft, entfernen Sie die Datei
not-settled = { $path } ist noch nicht synchronisiert
    .hint = die nächste Prüfung sieht wieder nach

## Ordner

own-directory-unreadable = was in .syncit zurückgeblieben ist, kann nicht gelesen werden: { $cause }
    .hint = innerhalb einer Minute wird es erneut versucht; bis dahin wartet der Ordner
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
    .hint = der Ordner wartet; innerhalb einer Minute wird es erneut versucht
folder-database--disk-full = der Datenträger mit den Daten von SyncIt ist voll
    .hint = schaffen Sie dort Platz; innerhalb einer Minute wird es erneut versucht
undeliverable = der Hub hat unter { $path } einen Eintrag, den kein Rechner übernehmen kann; er wird an keinen gesendet
    .hint = alles andere wird synchronisiert; löschen oder ersetzen Sie es auf dem Rechner, von dem es stammt
damaged-at-hub = der Inhalt von { $path } wurde im Speicher des Hubs beschädigt
    .hint = er wird von selbst neu geholt, sobald sich ein Rechner verbindet, der ihn hat
damaged-at-hub--more = der Inhalt { $files ->
        [one] einer weiteren Datei
       *[other] von { $files } weiteren Dateien
    } wurde im Speicher des Hubs beschädigt
    .command-line = `syncit verify` nennt sie alle
    .window = „Speicher prüfen“ in den Einstellungen des Hubs nennt sie alle
not-opened = der Ordner { $path } kann nicht geöffnet werden: { $cause }; nichts wird synchronisiert
    .command-line = es wird automatisch erneut versucht; `syncit doctor` zeigt vielleicht mehr
    .window = es wird automatisch erneut versucht; „Alles prüfen“ in den Einstellungen zeigt vielleicht mehr
not-opened--gone = der Ordner { $path } kann nicht geöffnet werden: { $cause }; nichts wird synchronisiert
    .command-line = hängen Sie seinen Datenträger ein; wenn er verschoben wurde: `syncit relocate { WORD($folder) } PFAD`; wenn er hier nicht mehr gewünscht ist: `syncit unlink { WORD($folder) }`
    .window = schließen Sie seinen Datenträger an; wenn er verschoben wurde, öffnen Sie { $folder } und wählen Sie „Ordner verschoben …“; wenn er hier nicht mehr gewünscht ist, synchronisieren Sie ihn hier nicht mehr
not-opened--inside = der Ordner { $path } kann nicht geöffnet werden: er liegt in { $other }, einem Ordner eines anderen SyncIt auf diesem Rechner; nichts wird synchronisiert
    .command-line = verschieben Sie ihn von dort, und geben Sie den neuen Ort an: `syncit relocate { WORD($folder) } PFAD`; oder, wenn kein SyncIt mehr { $other } verwendet, entfernen Sie { $own_dir }; wenn er hier nicht mehr gewünscht ist: `syncit unlink { WORD($folder) }`
    .window = verschieben Sie ihn von dort, öffnen Sie { $folder } und wählen Sie „Ordner verschoben …“; oder, wenn kein SyncIt mehr { $other } verwendet, entfernen Sie { $own_dir }; wenn er hier nicht mehr gewünscht ist, synchronisieren Sie ihn hier nicht mehr
not-watched = der Ordner kann nicht auf Änderungen überwacht werden: { $cause }
no-copy--hidden = der Hub bewahrt diesen Ordner nur in seinem Speicher auf: { $path } wäre ein verstecktes Verzeichnis, und solche legt SyncIt nicht von selbst an
    .command-line = soll dort eine Kopie liegen, zusammengeführt mit etwaigen Dateien dort: `syncit link { WORD($folder) } { WORD($path) }`; soll es keine geben: `syncit unlink { WORD($folder) }`
    .window = wählen Sie auf diesem Rechner einen Ort für { $folder }, oder verzichten Sie auf eine Kopie
no-copy--taken = der Hub bewahrt diesen Ordner nur in seinem Speicher auf: { $path } gibt es schon, und SyncIt hat es nicht für diesen Ordner angelegt
    .command-line = soll dort eine Kopie liegen, zusammengeführt mit etwaigen Dateien dort: `syncit link { WORD($folder) } { WORD($path) }`; soll es keine geben: `syncit unlink { WORD($folder) }`
    .window = wählen Sie auf diesem Rechner einen Ort für { $folder }, oder verzichten Sie auf eine Kopie
no-copy--yet = der Hub bewahrt von diesem Ordner noch keine Kopie auf: { $cause }
    .hint = es wird automatisch erneut versucht; oder wählen Sie einen anderen Ort dafür
