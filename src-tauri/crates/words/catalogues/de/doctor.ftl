# Was `syncit doctor` feststellt.

key--none = dieser Rechner hat noch keinen Schlüssel; er erhält einen, wenn er Hub wird oder mit einem Hub gekoppelt wird
key--in-keyring = der Schlüssel { $fingerprint } liegt im Schlüsselbund, als „{ $account }“
key--in-file = der Schlüssel { $fingerprint } liegt in der Datei { $path } (es gab keinen Schlüsselbund)
key--not-in-keyring = der Schlüssel sollte im Schlüsselbund liegen, als „{ $account }“: { $cause }
    .hint = entsperren Sie den Schlüsselbund
key--not-in-file = der Schlüssel sollte in der Datei { $path } liegen: { $cause }
    .hint = legen Sie die Datei zurück

leap--behind = { DURATION($by) } hinter
leap--ahead = { DURATION($by) } vor
clock--lost = die Uhr zeigt { MOMENT($at) }
    .command-line = stellen Sie sie: `sudo timedatectl set-ntp true`
    .window = stellen Sie die Uhr dieses Rechners
clock--shows = die Uhr zeigt { MOMENT($at) }; die Uhr bestimmt nur die angezeigten Zeiten
clock--alone = die Uhr zeigt { MOMENT($at) }; der Hub kann gerade nicht nach seiner Zeit gefragt werden; die Uhr bestimmt nur die angezeigten Zeiten
clock--steady = die Uhr zeigt { MOMENT($at) } und ist nicht gesprungen; die Uhr bestimmt nur die angezeigten Zeiten
clock--doubted = die Uhr zeigt { MOMENT($at) }, seit { MOMENT($since) } { $leap } dem, was sie zeigen sollte: der Verlauf geht bei { MOMENT($believed) } weiter
    .command-line = bleibt es zehn Minuten dabei, gilt die neue Zeit; ist sie falsch, stellen Sie die Uhr: `sudo timedatectl set-ntp true`
    .window = bleibt es zehn Minuten dabei, gilt die neue Zeit; ist sie falsch, stellen Sie die Uhr dieses Rechners
clock--set-at-start = die Uhr zeigt { MOMENT($at) }; nach dem Start, am { MOMENT($when) }, wurde sie gestellt, auf { $leap } dem, was sie zeigte
clock--went-back = die Uhr zeigt { MOMENT($at) }; am { MOMENT($when) } war sie weniger als zehn Minuten lang { $leap } dem, was sie zeigen sollte; das hatte keine Folgen
clock--leapt = die Uhr zeigt { MOMENT($at) }; zuletzt sprang sie am { MOMENT($when) }, auf { $leap } dem, was sie zeigte
clock--leapt-lately = die Uhr zeigt { MOMENT($at) }; zuletzt sprang sie am { MOMENT($when) }, auf { $leap } dem, was sie zeigte
    .command-line = prüfen Sie, ob die Uhr jetzt stimmt, und stellen Sie sie sonst: `sudo timedatectl set-ntp true`; um etwas aus der Zeit wiederherzustellen, in der sie falsch ging, wählen Sie Versionen statt Zeitpunkte
    .window = prüfen Sie, ob die Uhr dieses Rechners jetzt stimmt; um etwas aus der Zeit wiederherzustellen, in der sie falsch ging, wählen Sie Versionen statt Zeitpunkte
clock--same = die Uhr zeigt { MOMENT($at) } wie die des Hubs { $hub }; die Uhr bestimmt nur die angezeigten Zeiten
clock--near = die Uhr zeigt { MOMENT($at) }, { $leap } der des Hubs { $hub }; die Uhr bestimmt nur die angezeigten Zeiten
clock--apart = die Uhr zeigt { MOMENT($at) }, { $leap } der des Hubs { $hub }; die Uhr bestimmt nur die angezeigten Zeiten
    .command-line = prüfen Sie, welche der beiden falsch geht, und stellen Sie sie: `sudo timedatectl set-ntp true`
    .window = prüfen Sie, welche der beiden Uhren falsch geht, und stellen Sie sie

space = unter { $path } sind { BYTES($free) } frei
space--little = unter { $path } sind nur { BYTES($free) } frei
    .hint = schaffen Sie Platz auf diesem Datenträger
space--unknown = { $path } kann nicht geprüft werden: { $cause }
    .hint = prüfen Sie, ob der Datenträger angeschlossen ist

watches = überwachte Verzeichnisse: { $used } von höchstens { $most }
watches--unknown = die Grenze kann nicht gelesen werden: { $cause }
    .hint = ist /proc eingehängt?
watches--too-few = { $polled ->
        [one] 1 Teil von Ordnern wird
       *[other] { $polled } Teile von Ordnern werden
    } alle zehn Sekunden geprüft statt überwacht; überwachte Verzeichnisse: { $used } von höchstens { $most }
    .command-line = erhöhen Sie die Grenze: `echo fs.inotify.max_user_watches={ TEXT($more) } | sudo tee /etc/sysctl.d/90-syncit.conf && sudo sysctl --system`
    .window = lassen Sie fs.inotify.max_user_watches vom Administrator auf { TEXT($more) } erhöhen
watches--too-few-most = { $polled ->
        [one] 1 Teil von Ordnern wird
       *[other] { $polled } Teile von Ordnern werden
    } alle zehn Sekunden geprüft statt überwacht; überwachte Verzeichnisse: { $used } von höchstens { $most }, { $watches } davon in { $folder }
    .command-line = erhöhen Sie die Grenze: `echo fs.inotify.max_user_watches={ TEXT($more) } | sudo tee /etc/sysctl.d/90-syncit.conf && sudo sysctl --system`
    .window = lassen Sie fs.inotify.max_user_watches vom Administrator auf { TEXT($more) } erhöhen
missed = das System hat jede Änderung gemeldet, die gefunden wurde
missed--some = einige Änderungen seit dem Start wurden erst nach Minuten gefunden, weil das System sie nicht gemeldet hat ({ $counts })
    .command-line = dazu ist nichts zu tun; auf Netzlaufwerken ist das üblich, anderswo ist es ein Fehler von SyncIt: bitte melden Sie ihn mit der Datei, die `syncit diagnostics DATEI` schreibt
    .window = dazu ist nichts zu tun; auf Netzlaufwerken ist das üblich, anderswo ist es ein Fehler von SyncIt: bitte melden Sie ihn mit der Datei, die „Bericht speichern …“ schreibt

hub--none = dieser Rechner ist kein Hub und mit keinem gekoppelt
    .command-line = `syncit hub` macht ihn dazu, `syncit join` koppelt ihn mit einem
    .window = richten Sie diesen Rechner zuerst ein
hub = verbunden mit { $hub } unter { $address }
hub--connecting = die Verbindung mit { $hub } wird noch aufgebaut
    .hint = prüfen Sie gleich noch einmal
relay = der Hub gibt Änderungen weiter
relay--failed = der Hub gibt keine Änderungen mehr weiter: { $cause }
    .hint = schaffen Sie Platz, falls der Datenträger voll ist, und starten Sie SyncIt neu
port--none = der Hub ist unter keiner Adresse erreichbar
    .command-line = wählen Sie eine: `syncit settings listen ADRESSE:PORT`
    .window = wählen Sie eine in den Einstellungen des Hubs
port = der Hub antwortet unter { $address }
port--silent = der Hub antwortet nicht unter { $address }: { $cause }
    .hint = starten Sie SyncIt neu
firewall = { $program } ist installiert; können andere Rechner keine Verbindung aufbauen, lassen Sie sie zu: { $line }
part = auf diesem Rechner wird nicht synchronisiert
    .hint = es wird automatisch erneut versucht
folders = kein Ordner hat ein Problem
folders--problems = { $problems ->
        [one] 1 Problem, in { $folder }: { $first }
       *[other] { $problems } Probleme, das erste in { $folder }: { $first }
    }
    .command-line = `syncit folders` nennt sie
    .window = die Seiten der Ordner nennen sie

metered--yes = die Verbindung ist getaktet, und SyncIt pausiert bei getakteten Verbindungen
metered--no = die Verbindung ist nicht getaktet
metered--not-said = NetworkManager weiß nicht, ob die Verbindung getaktet ist
metered--unknown = es ist nicht bekannt, ob die Verbindung getaktet ist: { $cause }
    .command-line = bis dahin pausiert SyncIt nicht; gibt es keinen NetworkManager, schalten Sie es aus: `syncit settings pause-on-metered no`
    .window = bis dahin pausiert SyncIt nicht; gibt es keinen NetworkManager, schalten Sie es in den Einstellungen aus
battery--mains = dieser Rechner läuft am Stromnetz; im Akkubetrieb pausiert SyncIt unter { $below } %
battery = dieser Rechner läuft im Akkubetrieb und hat noch { $percent } %; SyncIt pausiert unter { $below } %
battery--unknown = der Stand des Akkus ist nicht bekannt: { $cause }
    .command-line = bis dahin pausiert SyncIt nicht; gibt es kein UPower, installieren Sie es oder schalten Sie es aus: `syncit settings pause-on-battery off`
    .window = bis dahin pausiert SyncIt nicht; gibt es kein UPower, installieren Sie es oder schalten Sie es in den Einstellungen aus
not-known--not-asked = das System hat noch nicht geantwortet
not-known--no-bus = der Systembus kann nicht gefragt werden ({ $cause })
not-known--no-program = { $program } läuft nicht
not-known--no-answer = { $program } hat nicht geantwortet ({ $cause })
not-known--not-said = das System gibt darüber keine Auskunft

# Was `syncit doctor` prüft.

checked--key = Schlüssel
checked--clock = Uhr
checked--own-space = Platz für die Daten von SyncIt
checked--space = Platz für { $folder }
checked--watches = Beobachtung
checked--missed = verpasste Änderungen
checked--hub = Hub
checked--relay = Weitergabe
checked--port = Port
checked--firewall = Firewall
checked--metered = getaktete Verbindungen
checked--battery = Akku
checked--folders = Ordner
