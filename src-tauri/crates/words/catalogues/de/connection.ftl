# Warum keine Verbindung besteht, und warum Rechner nicht gekoppelt wurden.

## Keine Verbindung zum Hub

no-connection--not-running = unter { $address } antwortet kein Hub: es wird von selbst weiter versucht
    .command-line = auf { $hub } läuft SyncIt nicht, oder unter einer anderen Adresse: starten Sie es dort (`syncit run`)
    .window = öffnen Sie SyncIt auf { $hub }
no-connection--no-answer = der Hub hat unter { $address } nicht geantwortet: es wird von selbst weiter versucht
    .command-line = { $hub } ist aus oder im Ruhezustand, oder seine Firewall sperrt die Verbindung: öffnen Sie sie dort mit `sudo ufw allow { $port }/tcp` oder `sudo firewall-cmd --permanent --add-port={ $port }/tcp`
    .window = { $hub } ist aus oder im Ruhezustand, oder seine Firewall sperrt den Port { $port }
no-connection--unknown-name = für { $address } ist keine Adresse bekannt: es wird von selbst weiter versucht
    .hint = prüfen Sie den Namen oder verwenden Sie die Adresse von { $hub }
no-connection--no-route = { $address } ist aus diesem Netz nicht erreichbar: { $words }: es wird von selbst weiter versucht
    .hint = prüfen Sie das Netz dieses Rechners
no-connection--busy = der Hub unter { $address } ist überlastet oder wird beendet: er hat die Verbindung beendet, bevor er diesen Rechner einließ: es wird von selbst weiter versucht
    .hint = { $hub } hat mehr zu tun, als er bewältigt: dieser Rechner versucht es von selbst erneut
no-connection--not-a-hub = was unter { $address } antwortet, ist kein Hub von SyncIt: es wird von selbst weiter versucht
    .hint = prüfen Sie Adresse und Port von { $hub }
no-connection--other-key = der Hub unter { $address } zeigt den Schlüssel { $found } statt { $expected }
    .command-line = { $hub } wurde neu eingerichtet, oder jemand gibt sich dafür aus: wenn Sie es selbst waren, koppeln Sie neu (`syncit leave`, dann `syncit join` mit einem neuen Code)
    .window = { $hub } wurde neu eingerichtet, oder jemand gibt sich dafür aus: wenn Sie es selbst waren, verlassen Sie auf der Seite „Rechner“ die Gruppe und treten Sie mit einem neuen Code wieder bei
no-connection--forgotten = der Hub unter { $address } kennt den Schlüssel dieses Rechners nicht
    .command-line = { $hub } kennt diesen Rechner nicht mehr: um neu zu koppeln, `syncit leave`, dann `syncit join` mit einem neuen Code; Dateien bleiben, wo sie sind
    .window = { $hub } kennt diesen Rechner nicht mehr: verlassen Sie auf der Seite „Rechner“ die Gruppe und treten Sie mit einem neuen Code wieder bei; Dateien bleiben, wo sie sind
no-connection--bad-key = der Schlüssel dieses Rechners kann nicht verwendet werden: { $words }
    .command-line = `syncit doctor` sagt, wo der Schlüssel dieses Rechners liegt
    .window = die Einstellungen sagen, wo der Schlüssel dieses Rechners liegt
no-connection--no-key = { $cause }: es wird von selbst weiter versucht
no-connection--protocol = der Hub unter { $address } hat das Protokoll verletzt: { $words }: es wird von selbst weiter versucht
    .hint = vielleicht muss SyncIt auf einem der beiden aktualisiert werden: vergleichen Sie mit { $hub }
no-connection--no-welcome = der Hub { $hub } hat auf die Begrüßung nicht geantwortet: es wird von selbst weiter versucht
no-connection--second-welcome = der Hub hat das Protokoll verletzt: eine zweite Begrüßung
    .hint = aktualisieren Sie SyncIt auf diesem Rechner und auf dem Hub
no-connection--lost = die Verbindung zum Hub { $hub } ist abgerissen: sie wird neu aufgebaut
no-connection--lost-because = die Verbindung zum Hub { $hub } ist abgerissen ({ $cause }): sie wird neu aufgebaut
no-connection--again-and-again = die Verbindung zum Hub { $hub } endet immer wieder ({ $cause }): es wird von selbst weiter versucht
    .command-line = mehr sagen `syncit doctor` und das Log, hier und auf dem Hub
    .window = mehr sagen vielleicht die Prüfungen in den Einstellungen und das Log, hier und auf dem Hub
no-connection--again-and-again-as-said = die Verbindung zum Hub { $hub } endet immer wieder ({ $cause }): es wird von selbst weiter versucht

## Warum eine Verbindung endete

connection-ended--lost = das Netz ist ausgefallen: { $words }
connection-ended--closed = der Hub hat sie beendet
connection-ended--silent = vom Hub kam { $seconds ->
        [one] 1 Sekunde
       *[other] { $seconds } Sekunden
    } lang nichts
connection-ended--foreign = der Hub hat das Protokoll verletzt: { $words }
connection-ended--unsendable = eine Nachricht an den Hub kann nicht gesendet werden: { $words }
connection-ended--stalled = der Hub nimmt nicht an, was ihm gesendet wird
connection-ended--failed = SyncIt selbst hat dabei versagt

## Kein Hub zum Koppeln

discovery-off = die Suche nach Hubs im lokalen Netz ist hier ausgeschaltet
    .command-line = schalten Sie sie ein (`syncit settings discovery on`) oder nennen Sie die Adresse des Hubs
    .window = schalten Sie sie in den Einstellungen ein oder nennen Sie die Adresse des Hubs
discovery = die Suche nach Hubs über mDNS ist nicht möglich: { $words }
    .command-line = nennen Sie die Adresse des Hubs: `syncit invite` auf dem Hub zeigt sie
    .window = nennen Sie die Adresse des Hubs: er zeigt sie neben dem Code
no-hub-found = im lokalen Netz wurde kein Hub mit einer offenen Einladung gefunden: dieser Rechner wurde nicht gekoppelt
    .command-line = laden Sie auf dem Hub ein (`syncit invite`) oder nennen Sie die Adresse, die er zeigt: `syncit join ADDRESS`
    .window = laden Sie auf dem Hub ein oder nennen Sie die Adresse, die er zeigt
several-hubs = mehrere Hubs haben eine offene Einladung: { $hubs }
    .hint = nennen Sie die Adresse des gewünschten
bad-code = ein Kopplungscode hat sechs Ziffern: das ist keiner
    .command-line = `syncit invite` auf dem Hub zeigt einen
    .window = der Hub zeigt einen, während er einen Rechner einlädt

## Der Hub wurde nicht erreicht

unreachable--not-running = unter { $address } antwortet kein Hub: dieser Rechner wurde nicht gekoppelt
    .command-line = auf dem Hub läuft SyncIt nicht, oder unter einer anderen Adresse: starten Sie es dort (`syncit run`)
    .window = öffnen Sie SyncIt auf dem Hub und prüfen Sie seine Adresse
unreachable--no-answer = der Hub hat unter { $address } nicht geantwortet: dieser Rechner wurde nicht gekoppelt
    .command-line = der Hub ist aus oder im Ruhezustand, oder seine Firewall sperrt die Verbindung: öffnen Sie sie dort mit `sudo ufw allow { $port }/tcp` oder `sudo firewall-cmd --permanent --add-port={ $port }/tcp`
    .window = der Hub ist aus oder im Ruhezustand, oder seine Firewall sperrt den Port { $port }
unreachable--unknown-name = für { $address } ist keine Adresse bekannt: dieser Rechner wurde nicht gekoppelt
    .hint = prüfen Sie den Namen oder verwenden Sie die Adresse des Hubs
unreachable--no-route = { $address } ist aus diesem Netz nicht erreichbar: { $words }: dieser Rechner wurde nicht gekoppelt
    .hint = prüfen Sie das Netz dieses Rechners
unreachable--busy = der Hub unter { $address } ist überlastet oder wird beendet: er hat die Verbindung beendet, bevor er diesen Rechner einließ: dieser Rechner wurde nicht gekoppelt
    .hint = versuchen Sie es gleich noch einmal, mit demselben Code
unreachable--not-a-hub = was unter { $address } antwortet, ist kein Hub von SyncIt: dieser Rechner wurde nicht gekoppelt
    .hint = prüfen Sie Adresse und Port des Hubs
unreachable--bad-key = der Schlüssel dieses Rechners kann nicht verwendet werden: { $words }: dieser Rechner wurde nicht gekoppelt
    .command-line = `syncit doctor` sagt, wo der Schlüssel dieses Rechners liegt
    .window = die Einstellungen sagen, wo der Schlüssel dieses Rechners liegt
unreachable--protocol = der Hub unter { $address } hat das Protokoll verletzt: { $words }: dieser Rechner wurde nicht gekoppelt
    .hint = vielleicht muss SyncIt auf einem der beiden aktualisiert werden: vergleichen Sie mit dem Hub

## Der Hub hat diesen Rechner nicht aufgenommen

wrong-code = der Code ist falsch; mit dieser Einladung { $left ->
        [one] ist noch 1 Versuch
       *[other] sind noch { $left } Versuche
    } möglich ({ $address }): dieser Rechner wurde nicht gekoppelt
    .hint = sehen Sie auf dem Hub nach dem Code und geben Sie ihn noch einmal ein
no-invitation = der Hub hat für diesen Rechner keine offene Einladung: sie ist abgelaufen, wurde schon verwendet, oder es wurden zu viele falsche Codes versucht ({ $address }): dieser Rechner wurde nicht gekoppelt
    .command-line = laden Sie auf dem Hub neu ein: `syncit invite`
    .window = laden Sie auf dem Hub neu ein
other-key = der Hub zeigt einen anderen Schlüssel ({ $found }) als den erwarteten ({ $expected }) ({ $address }): dieser Rechner wurde nicht gekoppelt
    .command-line = prüfen Sie die Adresse und vergleichen Sie mit dem, was `syncit key` auf dem Hub zeigt; der Code wurde nicht versucht
    .window = prüfen Sie die Adresse und vergleichen Sie mit dem Schlüssel, den die Einstellungen des Hubs zeigen; der Code wurde nicht versucht
impostor = der Rechner, der geantwortet hat, konnte nicht nachweisen, dass er den Code kennt: er ist nicht der Hub, der ihn zeigt ({ $address }): dieser Rechner wurde nicht gekoppelt
    .hint = prüfen Sie die Adresse; wenn sie stimmt, ist vielleicht jemand dazwischen: machen Sie hier nicht weiter
protocol--pairing = der Hub koppelt nach Version { $theirs }, dieser Rechner nach { $ours } ({ $address }): dieser Rechner wurde nicht gekoppelt
    .hint = installieren Sie auf beiden Rechnern dieselbe Version
connection-lost = die Verbindung zum Hub endete während des Koppelns: { $words } ({ $address }): dieser Rechner wurde nicht gekoppelt
    .hint = versuchen Sie es mit demselben Code noch einmal

## Was andere Rechner noch nicht haben

lacks--changes = { $changes ->
        [one] 1 Änderung ist
       *[other] { $changes } Änderungen sind
    } noch nicht dort
lacks--unknown = er sagt nicht, was ihm fehlt; aktualisieren Sie dort SyncIt
