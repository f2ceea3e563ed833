# Warum der Hub etwas ablehnt.

## Was ein Rechner nicht darf oder was es nicht gibt

no-such-folder-at-hub = auf dem Hub gibt es keinen solchen gemeinsamen Ordner
    .command-line = `syncit folders` nennt die gemeinsamen Ordner
    .window = die Seite „Ordner“ nennt die gemeinsamen Ordner
no-longer-shared--with-this = der Ordner wird mit diesem Rechner nicht mehr geteilt; seine Dateien bleiben
    .command-line = synchronisieren Sie ihn hier mit `syncit unlink NAME` nicht mehr, oder lassen Sie ihn wieder teilen
    .window = synchronisieren Sie ihn hier nicht mehr oder lassen Sie ihn wieder teilen
no-longer-shared = der Ordner wird nicht mehr geteilt; seine Dateien bleiben, wo sie sind
    .command-line = synchronisieren Sie ihn hier mit `syncit unlink NAME` nicht mehr, oder lassen Sie ihn wieder teilen
    .window = synchronisieren Sie ihn hier nicht mehr oder lassen Sie ihn wieder teilen
may-not-change = dieser Rechner darf „{ $folder }“ nicht ändern
    .hint = darüber wird auf dem Hub entschieden; was hier geändert wird, bleibt hier
not-paired-with-hub = dieser Rechner ist nicht mit dem Hub gekoppelt, oder der Hub kennt ihn nicht mehr
    .command-line = um ihn wieder zu koppeln: `syncit leave` auf diesem Rechner, dann `syncit join` mit einem neuen Code; Dateien bleiben
    .window = um ihn wieder zu koppeln, verlassen Sie auf der Seite „Rechner“ die Gruppe und treten Sie mit einem neuen Code wieder bei; Dateien bleiben
only-at-hub = das ist nur auf dem Hub selbst erlaubt
    .hint = führen Sie es dort aus
home-in-use = ein anderer verbundener Rechner verwendet den Schlüssel dieses Rechners oder dieselbe Kopie des Ordners
    .hint = die Daten von SyncIt auf einem der beiden sind eine Kopie: löschen Sie sie dort, und koppeln Sie ihn als eigenen Rechner
other-protocol = auf { $machine } läuft SyncIt { $version } und auf dem Hub { $hub } { $hub_version }; beide verstehen einander nicht
    .hint = aktualisieren Sie SyncIt auf { $older }
no-such-machine-at-hub = der Hub kennt keinen solchen Rechner
    .command-line = `syncit machines` nennt die gekoppelten
    .window = die Seite „Rechner“ nennt die gekoppelten
taken-at-hub--folder = ein anderer Ordner heißt schon „{ $name }“ oder unterscheidet sich nur in Groß- und Kleinschreibung
    .hint = wählen Sie einen anderen Namen
taken-at-hub--machine = ein anderer Rechner heißt schon „{ $name }“ oder unterscheidet sich nur in Groß- und Kleinschreibung
    .hint = wählen Sie einen anderen Namen
taken-at-hub--joining = ein anderer Rechner dieses Hubs heißt schon „{ $name }“
    .command-line = wählen Sie einen anderen Namen: `syncit join … --name NAME`
    .window = wählen Sie einen anderen Namen für diesen Rechner
hub-stays = der Hub kann sich nicht selbst entfernen
hub-may-all = der Hub selbst darf immer lesen und schreiben
hub-folders-full = der Hub teilt schon so viele Ordner, wie er kann
    .hint = beenden Sie das Teilen eines Ordners, der nicht mehr gebraucht wird
machine-folders-full = dieser Rechner teilt { $shared ->
        [one] 1 Ordner
       *[other] { $shared } Ordner
    }, und { $hub } erlaubt einem Rechner höchstens { $limit }
    .command-line = auf { $hub }: beenden Sie das Teilen eines Ordners (`syncit unshare NAME`) oder erlauben Sie mehr: `syncit settings folders-per-machine N`
    .window = auf { $hub }: beenden Sie das Teilen eines Ordners oder erlauben Sie in den Einstellungen mehr
may-not-invite = { $machine } darf keine anderen Rechner einladen
    .command-line = das lässt sich auf { $hub } erlauben: `syncit allow-invites { WORD($machine) } on`
    .window = das lässt sich auf { $hub } erlauben, in den Einzelheiten von { $machine }
may-not-invite--no-access = { $machine } hat keinen Zugriff auf die Ordner von { $hub }, den er weitergeben könnte
    .command-line = laden Sie auf { $hub } selbst ein: `syncit invite`
    .window = laden Sie auf { $hub } selbst ein
may-not-invite--to-write = { $machine } darf nur lesen und deshalb keinen Rechner einladen, der schreiben darf
    .command-line = laden Sie zum Lesen ein (`--may read`) oder auf { $hub } selbst
    .window = laden Sie zum Lesen ein oder auf { $hub } selbst

## Was der Hub nicht annimmt

hub-disk-full = der Datenträger des Hubs ist zu voll, um das anzunehmen
    .hint = schaffen Sie auf dem Hub Platz; es wird automatisch erneut gesendet
hub-disk-full--request = der Datenträger des Hubs ist dafür zu voll
    .hint = schaffen Sie auf dem Hub Platz und versuchen Sie es erneut
machine-quota-full = { $hub } bewahrt von diesem Rechner höchstens { BYTES($most) } auf, und das wäre mehr
    .command-line = löschen Sie etwas, das dieser Rechner hinzugefügt hat, oder erlauben Sie auf { $hub } mehr: `syncit settings bytes-per-machine GRÖSSE`
    .window = löschen Sie etwas, das dieser Rechner hinzugefügt hat, oder erlauben Sie auf { $hub } in den Einstellungen mehr
not-acceptable = der Hub nimmt das nicht an: { $cause }
    .hint = es wird erneut gesendet, wenn es sich ändert
content-did-not-come = Inhalt, den der Hub angefordert hatte, kam nicht an
    .hint = er wird automatisch erneut gesendet, sobald die Datei wieder gelesen wurde
invalid-above = der Hub hat über diesem Pfad einen Eintrag, den kein Rechner übernehmen kann
    .command-line = löschen oder ersetzen Sie zuerst diesen: `syncit doctor` auf dem Hub nennt ihn
    .window = löschen oder ersetzen Sie zuerst diesen: die Probleme auf dem Hub nennen ihn
mass-deletion-held = auf diesem Rechner wurde der größte Teil dieses Ordners auf einmal gelöscht: das wird nicht weitergegeben, bis jemand entscheidet
    .command-line = `syncit held` zeigt es; `syncit release { WORD($folder) } --restore` stellt die Dateien wieder her, `--delete` löscht sie überall
    .window = prüfen Sie „{ $folder }“: stellen Sie die Dateien wieder her oder löschen Sie sie auf allen Rechnern
mass-overwriting-held = auf diesem Rechner wurden innerhalb weniger Minuten viele Dateien mit unlesbarem Inhalt überschrieben: das wird nicht weitergegeben, bis jemand entscheidet
    .command-line = `syncit held` zeigt es; `syncit release { WORD($folder) } --restore` stellt die Dateien wieder her, `--accept` nimmt die Änderungen an
    .window = prüfen Sie „{ $folder }“: stellen Sie die Dateien wieder her oder nehmen Sie die Änderungen an

## Warum Inhalt nicht gegeben wird

not-served--no-version = der Pfad hat keine solche Version
not-served--not-kept = der Inhalt dieser Version wird nicht mehr aufbewahrt
not-served--damaged = sein Inhalt wurde auf dem Datenträger des Hubs beschädigt
    .hint = der Hub holt ihn neu, sobald sich ein Rechner verbindet, der ihn hat; dann kommt er von selbst
not-served--incomplete = dem Hub fehlt ein Teil dieses Inhalts
not-served--unreadable = der Hub kann einen Teil dieses Inhalts nicht lesen: { $words }
    .command-line = führen Sie auf dem Hub `syncit verify` aus
    .window = prüfen Sie in den Einstellungen des Hubs den Speicher
not-served--unreadable-here = der Hub kann diesen Inhalt nicht aus seinem Speicher lesen
    .command-line = führen Sie auf dem Hub `syncit verify` aus
    .window = prüfen Sie in den Einstellungen des Hubs den Speicher

## Versionen, und wie es einmal war

not-restored--damaged = { $path } in der damaligen Version ist auf dem Datenträger des Hubs beschädigt: nichts wurde wiederhergestellt
    .command-line = `syncit verify` auf dem Hub zeigt, ob es neu geholt werden kann; alles andere von damals lässt sich über seinen eigenen Pfad wiederherstellen
    .window = die Prüfung des Speichers auf dem Hub zeigt, ob es neu geholt werden kann; alles andere von damals lässt sich einzeln wiederherstellen
not-restored--never-there = in dem Ordner gibt es { $path } nicht, und es war nie darin
    .command-line = `syncit history --folder { WORD($folder) }` zeigt, was sich geändert hat
    .window = der Verlauf von „{ $folder }“ zeigt, was sich geändert hat
not-restored--no-version = { $path } hat keine solche Version, oder sie wird nicht mehr aufbewahrt
    .command-line = `syncit versions { WORD($folder) } { WORD($path) }` nennt die aufbewahrten
    .window = die Versionen der Datei in „{ $folder }“ zeigen, welche aufbewahrt werden
not-restored--no-other = { $path } kann nicht wiederhergestellt werden: keine andere Version davon wird aufbewahrt
not-restored--none-kept = { $path } kann nicht wiederhergestellt werden: keine Version davon wird aufbewahrt
not-restored--which-moment = ein ganzer Ordner hat keine Versionen: er wird so wiederhergestellt, wie er zu einem Zeitpunkt war
    .command-line = wählen Sie einen: `--at 2026-11-22T14:03`; `--dry-run` zeigt zuerst, was sich ändern würde
    .window = wählen Sie den Zeitpunkt; zuerst wird gezeigt, was sich ändern würde
not-restored--which-moment-of = das Verzeichnis { $path } hat keine Versionen: es wird so wiederhergestellt, wie es zu einem Zeitpunkt war
    .command-line = wählen Sie einen: `--at 2026-11-22T14:03`; `--dry-run` zeigt zuerst, was sich ändern würde
    .window = wählen Sie den Zeitpunkt; zuerst wird gezeigt, was sich ändern würde
not-restored--not-then = am { MOMENT($at) } gab es { $path } nicht
    .command-line = `syncit versions { WORD($folder) } { WORD($path) }` zeigt, wann es da war
    .window = seine Versionen in „{ $folder }“ zeigen, wann es da war
not-restored--in-the-way = { $path } kann nicht wiederhergestellt werden: { $above } ist jetzt kein Verzeichnis
    .command-line = verschieben Sie es zuerst, oder speichern Sie die Version woanders: `--to DATEI`
    .window = verschieben Sie es zuerst, oder speichern Sie die Version woanders
not-restored--future = { MOMENT($at) } liegt in der Zukunft: nach der Uhr des Hubs ist es { MOMENT($now) }
    .hint = wählen Sie einen Zeitpunkt in der Vergangenheit
not-restored--before-shared = { MOMENT($at) } liegt vor dem Zeitpunkt, ab dem „{ $folder }“ geteilt wurde: { MOMENT($shared_at) }
    .hint = wählen Sie einen späteren Zeitpunkt
not-restored--not-kept = vom { MOMENT($at) } ist nichts mehr vorhanden: die Aufbewahrung reicht { $days ->
        [one] 1 Tag
       *[other] { $days } Tage
    } zurück
    .command-line = `syncit settings { WORD($folder) }` zeigt, wie lange
    .window = die Einstellungen von „{ $folder }“ zeigen, wie lange
not-restored--clock-was-wrong = die Uhr des Hubs ging von { MOMENT($from) } bis { MOMENT($until) } falsch: was es am { MOMENT($at) } gab, ist nicht bekannt
    .command-line = wählen Sie stattdessen eine Version (`syncit versions ORDNER PFAD` nennt sie) oder einen Zeitpunkt davor oder danach
    .window = wählen Sie stattdessen eine Version oder einen Zeitpunkt davor oder danach

## Was an einer Anfrage nicht stimmt

search-too-long = die Suche ist zu lang
    .hint = suchen Sie nach einem kürzeren Text oder nach weniger Arten von Änderungen
hours-out-of-range = Änderungen werden für 1 bis { $most } Stunden gezählt
invitation-minutes-out-of-range = eine Einladung ist 1 bis { $most } Minuten offen
no-such-folder-setting = ein Ordner hat keine Einstellung „{ $name }“
    .command-line = `syncit settings ORDNER` nennt sie
    .window = die Einstellungen des Ordners nennen sie
folder-setting-out-of-range = { $value } ist kein Wert für { $name }
    .hint = möglich ist eine Zahl von { $least } bis { $most }
nothing-held-back = in „{ $folder }“ wird nichts zurückgehalten: nichts wurde geändert
    .command-line = `syncit held` nennt, was zurückgehalten wird
    .window = vielleicht hat schon jemand entschieden
no-conflict-copy-at-hub = { $path } ist keine Konfliktkopie: nichts wurde geändert
    .command-line = `syncit conflicts` nennt sie
    .window = die Seite „Konflikte“ nennt sie
bad-retention--daily = eine Version pro Tag kann nicht nur { $daily ->
        [one] 1 Tag
       *[other] { $daily } Tage
    } aufbewahrt werden, wenn jede Version { $all } Tage aufbewahrt wird
    .hint = eine Version pro Tag muss mindestens so lange aufbewahrt werden wie jede Version, eine pro Woche mindestens so lange wie eine pro Tag
bad-retention--weekly = eine Version pro Woche kann nicht nur { $weekly ->
        [one] 1 Tag
       *[other] { $weekly } Tage
    } aufbewahrt werden, wenn eine pro Tag { $daily } Tage aufbewahrt wird
    .hint = eine Version pro Tag muss mindestens so lange aufbewahrt werden wie jede Version, eine pro Woche mindestens so lange wie eine pro Tag
bad-retention--too-long = nichts kann { $days } Tage aufbewahrt werden: möglich sind höchstens { $most } Tage

## Koppeln

not-admitted--bad-name = dieser Name ist für den Rechner nicht möglich: der Name { $cause }
    .command-line = wählen Sie mit `--name` einen anderen Namen
    .window = wählen Sie einen anderen Namen
not-admitted--used = ein anderer Rechner hat diese Einladung gerade verwendet
    .command-line = öffnen Sie auf dem Hub eine neue: `syncit invite`
    .window = zeigen Sie auf dem Hub einen neuen Code an
invitation-withdrawn = der Rechner, der diesen Code angezeigt hat, darf nicht mehr einladen
    .command-line = laden Sie auf dem Hub ein: `syncit invite`
    .window = laden Sie auf dem Hub ein
invitation-open = { $by } hat eine Einladung offen, und es kann nur eine geben
    .command-line = warten Sie auf ihr Ende oder nehmen Sie sie auf dem Hub zurück: `syncit invite --cancel`
    .window = warten Sie auf ihr Ende oder nehmen Sie sie auf dem Hub zurück
invitations-too-many = dieser Rechner hat in { $minutes } Minuten { $most } Einladungen geöffnet
    .hint = warten Sie einige Minuten oder laden Sie auf dem Hub selbst ein
invitations-too-many--guesses = in { $minutes } Minuten wurden zu viele falsche Codes versucht, deshalb kann gerade kein Rechner einladen
    .hint = vielleicht errät jemand Codes: warten Sie einige Minuten oder laden Sie auf dem Hub selbst ein
hub-stopping = der Hub wird gerade beendet
    .hint = versuchen Sie es erneut, wenn er wieder läuft

## Programme, die einander nicht verstehen

unspeakable = der Hub kann diesem Rechner nicht mitteilen, was er ihm zu sagen hat: { $words }
    .command-line = `syncit doctor` auf dem Hub sagt vielleicht mehr; SyncIt muss dort womöglich aktualisiert werden
    .window = aktualisieren Sie SyncIt auf dem Hub
broke-protocol = der Hub versteht diesen Rechner nicht: { $cause }
    .hint = aktualisieren Sie SyncIt auf diesem Rechner und auf dem Hub
breach--too-early = eine Anfrage vor dem Ende der Begrüßung
breach--second-hello = eine zweite Begrüßung
breach--incarnations = mehr Läufe des Hubs, als es gegeben haben kann
breach--get = zu viele Einträge auf einmal angefordert, oder über den falschen Kanal
breach--chunks = Stücke angefordert, die der Inhalt nicht hat, oder nicht in aufsteigender Reihenfolge
breach--many-chunks = mehr Inhalt auf einmal angefordert als zulässig
breach--no-file = nur Dateien haben Inhalt
breach--large-offer = ein Angebot mit zu vielen Einträgen
breach--path-twice = ein Angebot, das einen Pfad zweimal nennt
breach--same-offer = ein Angebot mit der Nummer eines anderen, über das noch nicht entschieden ist
breach--many-offers = zu viele Angebote, über die noch nicht entschieden ist
breach--offers-memory = Angebote, über die noch nicht entschieden ist, brauchen zu viel Speicher
breach--unknown-body = Inhalt für einen Eintrag, der nicht angeboten wurde
breach--body-size = ein Stück Inhalt von unzulässiger Größe
breach--needless-body = Inhalt für einen Eintrag, der keinen hat
breach--lists-memory = mehr Stücklisten auf einmal, als der Hub im Speicher hält
breach--other-size = die Größe des Inhalts ist nicht die angebotene
breach--cut-too-finely = der Inhalt ist in zu viele Stücke geteilt
breach--quarantine = zu viel auf einmal zu prüfen
bad-chunk-list--cut-off = eine Stückliste ist abgeschnitten
bad-chunk-list--chunk-length = eine Stückliste nennt ein Stück von unzulässiger Länge
bad-chunk-list--too-large = eine Stückliste nennt mehr Inhalt, als eine Datei haben darf
