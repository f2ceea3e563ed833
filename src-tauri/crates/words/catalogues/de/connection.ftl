# Warum keine Verbindung besteht, und warum Rechner nicht gekoppelt wurden.

## Keine Verbindung zum Hub

no-connection--not-running = unter { $address } läuft kein SyncIt: es wird automatisch weiter versucht
    .command-line = starten Sie es auf { $hub } (`syncit run`), oder prüfen Sie, unter welcher Adresse es dort wartet
    .window = öffnen Sie SyncIt auf { $hub }
no-connection--no-answer = der Hub hat unter { $address } nicht geantwortet: es wird automatisch weiter versucht
    .command-line = { $hub } ist aus oder im Ruhezustand, oder seine Firewall sperrt den Port: öffnen Sie ihn dort mit `sudo ufw allow { $port }/tcp` oder `sudo firewall-cmd --permanent --add-port={ $port }/tcp`
    .window = { $hub } ist aus oder im Ruhezustand, oder seine Firewall sperrt den Port { $port }
no-connection--unknown-name = für { $address } ist keine Adresse bekannt: es wird automatisch weiter versucht
    .hint = prüfen Sie den Namen oder verwenden Sie die Adresse von { $hub }
no-connection--no-route = { $address } ist aus diesem Netzwerk nicht erreichbar ({ $words }): es wird automatisch weiter versucht
    .hint = prüfen Sie die Netzwerkverbindung dieses Rechners
no-connection--busy = der Hub unter { $address } ist überlastet oder wird beendet und hat die Verbindung getrennt: es wird automatisch weiter versucht
    .hint = warten Sie einen Moment; bleibt es dabei, starten Sie SyncIt auf { $hub } neu
no-connection--not-a-hub = was unter { $address } antwortet, ist kein SyncIt-Hub: es wird automatisch weiter versucht
    .hint = prüfen Sie Adresse und Port von { $hub }
no-connection--other-key = der Hub unter { $address } zeigt den Schlüssel { $found } statt { $expected }
    .command-line = { $hub } wurde neu eingerichtet, oder ein anderer Rechner gibt sich als dieser aus: wenn Sie ihn neu eingerichtet haben, koppeln Sie neu (`syncit leave`, dann `syncit join` mit einem neuen Code)
    .window = { $hub } wurde neu eingerichtet, oder ein anderer Rechner gibt sich als dieser aus: wenn Sie ihn neu eingerichtet haben, verlassen Sie auf der Seite „Rechner“ die Gruppe und treten Sie mit einem neuen Code wieder bei
no-connection--forgotten = der Hub unter { $address } kennt den Schlüssel dieses Rechners nicht
    .command-line = { $hub } kennt diesen Rechner nicht mehr: um neu zu koppeln, führen Sie `syncit leave` aus, dann `syncit join` mit einem neuen Code; Dateien bleiben, wo sie sind
    .window = { $hub } kennt diesen Rechner nicht mehr: verlassen Sie auf der Seite „Rechner“ die Gruppe und treten Sie mit einem neuen Code wieder bei; Dateien bleiben, wo sie sind
no-connection--bad-key = der Schlüssel dieses Rechners kann nicht verwendet werden: { $words }
    .command-line = `syncit doctor` sagt, wo der Schlüssel dieses Rechners liegt
    .window = die Einstellungen sagen, wo der Schlüssel dieses Rechners liegt
no-connection--no-key = { $cause }: es wird automatisch weiter versucht
no-connection--protocol = der Hub unter { $address } hat etwas gesendet, das dieser Rechner nicht versteht ({ $words }): es wird automatisch weiter versucht
    .hint = installieren Sie auf diesem Rechner und auf { $hub } dieselbe Version von SyncIt
no-connection--no-welcome = der Hub { $hub } hat die Verbindung angenommen, aber nicht geantwortet: es wird automatisch weiter versucht
no-connection--second-welcome = der Hub hat etwas Unerwartetes gesendet: eine zweite Begrüßung
    .hint = aktualisieren Sie SyncIt auf diesem Rechner und auf dem Hub
no-connection--lost = die Verbindung zum Hub { $hub } ist abgerissen: sie wird neu aufgebaut
no-connection--lost-because = die Verbindung zum Hub { $hub } ist abgerissen ({ $cause }): sie wird neu aufgebaut
no-connection--again-and-again = die Verbindung zum Hub { $hub } endet immer wieder ({ $cause }): es wird automatisch weiter versucht
    .command-line = mehr sagen `syncit doctor` und das Protokoll, hier und auf dem Hub
    .window = mehr sagen vielleicht „Alles prüfen“ und das Protokoll in den Einstellungen, hier und auf dem Hub
no-connection--again-and-again-as-said = die Verbindung zum Hub { $hub } endet immer wieder ({ $cause }): es wird automatisch weiter versucht

## Warum eine Verbindung endete

connection-ended--lost = das Netzwerk ist ausgefallen: { $words }
connection-ended--closed = der Hub hat sie beendet
connection-ended--silent = vom Hub kam { $seconds ->
        [one] 1 Sekunde
       *[other] { $seconds } Sekunden
    } lang nichts
connection-ended--foreign = der Hub hat etwas gesendet, das dieser Rechner nicht versteht: { $words }
connection-ended--unsendable = eine Nachricht an den Hub kann nicht gesendet werden: { $words }
connection-ended--stalled = der Hub nimmt nicht an, was ihm gesendet wird
connection-ended--failed = ein Teil von SyncIt auf diesem Rechner hat versagt

## Kein Hub zum Koppeln

discovery-off = die Suche nach Hubs ist auf diesem Rechner ausgeschaltet
    .command-line = schalten Sie sie ein (`syncit settings discovery on`) oder nennen Sie die Adresse des Hubs
    .window = schalten Sie sie in den Einstellungen ein oder geben Sie die Adresse des Hubs ein
discovery = im lokalen Netzwerk kann nicht nach Hubs gesucht werden (mDNS): { $words }
    .command-line = nennen Sie die Adresse des Hubs: `syncit invite` auf dem Hub zeigt sie
    .window = geben Sie die Adresse des Hubs ein: er zeigt sie neben dem Code
no-hub-found = im lokalen Netzwerk wurde kein Hub mit einer offenen Einladung gefunden: dieser Rechner wurde nicht gekoppelt
    .command-line = öffnen Sie auf dem Hub eine Einladung (`syncit invite`) oder nennen Sie die Adresse, die er zeigt: `syncit join ADRESSE`
    .window = wählen Sie auf dem Hub „Rechner koppeln“ oder geben Sie die Adresse ein, die er zeigt
several-hubs = mehrere Hubs haben eine offene Einladung: { $hubs }
    .hint = nennen Sie die Adresse des Hubs, den Sie meinen
bad-code = das ist kein Kopplungscode: er hat sechs Ziffern
    .command-line = `syncit invite` auf dem Hub zeigt einen
    .window = der Hub zeigt einen, während er einen Rechner einlädt

## Der Hub wurde nicht erreicht

unreachable--not-running = unter { $address } läuft kein SyncIt: dieser Rechner wurde nicht gekoppelt
    .command-line = starten Sie es auf dem Hub (`syncit run`), oder prüfen Sie, unter welcher Adresse es dort wartet
    .window = öffnen Sie SyncIt auf dem Hub und prüfen Sie seine Adresse
unreachable--no-answer = der Hub hat unter { $address } nicht geantwortet: dieser Rechner wurde nicht gekoppelt
    .command-line = der Hub ist aus oder im Ruhezustand, oder seine Firewall sperrt den Port: öffnen Sie ihn dort mit `sudo ufw allow { $port }/tcp` oder `sudo firewall-cmd --permanent --add-port={ $port }/tcp`
    .window = der Hub ist aus oder im Ruhezustand, oder seine Firewall sperrt den Port { $port }
unreachable--unknown-name = für { $address } ist keine Adresse bekannt: dieser Rechner wurde nicht gekoppelt
    .hint = prüfen Sie den Namen oder verwenden Sie die Adresse des Hubs
unreachable--no-route = { $address } ist aus diesem Netzwerk nicht erreichbar ({ $words }): dieser Rechner wurde nicht gekoppelt
    .hint = prüfen Sie die Netzwerkverbindung dieses Rechners
unreachable--busy = der Hub unter { $address } ist überlastet oder wird beendet und hat die Verbindung getrennt: dieser Rechner wurde nicht gekoppelt
    .hint = versuchen Sie es gleich noch einmal, mit demselben Code
unreachable--not-a-hub = was unter { $address } antwortet, ist kein SyncIt-Hub: dieser Rechner wurde nicht gekoppelt
    .hint = prüfen Sie Adresse und Port des Hubs
unreachable--bad-key = der Schlüssel dieses Rechners kann nicht verwendet werden ({ $words }): dieser Rechner wurde nicht gekoppelt
    .command-line = `syncit doctor` sagt, wo der Schlüssel dieses Rechners liegt
    .window = die Einstellungen sagen, wo der Schlüssel dieses Rechners liegt
unreachable--protocol = der Hub unter { $address } hat etwas gesendet, das dieser Rechner nicht versteht ({ $words }): dieser Rechner wurde nicht gekoppelt
    .hint = installieren Sie auf diesem Rechner und auf dem Hub dieselbe Version von SyncIt

## Der Hub hat diesen Rechner nicht aufgenommen

wrong-code = der Code ist falsch; mit dieser Einladung { $left ->
        [one] ist noch 1 Versuch
       *[other] sind noch { $left } Versuche
    } möglich ({ $address }): dieser Rechner wurde nicht gekoppelt
    .hint = sehen Sie auf dem Hub nach dem Code und geben Sie ihn noch einmal ein
no-invitation = der Hub hat für diesen Rechner keine offene Einladung: sie ist abgelaufen, wurde schon verwendet, oder es wurden zu viele falsche Codes versucht ({ $address }): dieser Rechner wurde nicht gekoppelt
    .command-line = öffnen Sie auf dem Hub eine neue Einladung: `syncit invite`
    .window = zeigen Sie auf dem Hub einen neuen Code an
other-key = der Hub unter { $address } hat den Schlüssel { $found }, nicht den erwarteten { $expected }: dieser Rechner wurde nicht gekoppelt
    .command-line = prüfen Sie die Adresse und vergleichen Sie mit dem, was `syncit key` auf dem Hub zeigt; der Code wurde nicht versucht
    .window = prüfen Sie die Adresse und vergleichen Sie mit dem Schlüssel, den die Einstellungen des Hubs zeigen; der Code wurde nicht versucht
impostor = der Rechner, der geantwortet hat, konnte nicht nachweisen, dass er den Code kennt: er ist nicht der Hub, der ihn zeigt ({ $address }): dieser Rechner wurde nicht gekoppelt
    .hint = prüfen Sie die Adresse; wenn sie stimmt, hört vielleicht jemand die Verbindung ab: machen Sie nicht weiter
protocol--pairing = der Hub unter { $address } koppelt nach Version { $theirs } des Verfahrens, dieser Rechner nach Version { $ours }: dieser Rechner wurde nicht gekoppelt
    .hint = installieren Sie auf beiden Rechnern dieselbe Version von SyncIt
connection-lost = die Verbindung zum Hub endete während des Koppelns: { $words } ({ $address }): dieser Rechner wurde nicht gekoppelt
    .hint = versuchen Sie es mit demselben Code noch einmal

## Was andere Rechner noch nicht haben

lacks--changes = { $changes ->
        [one] 1 Änderung ist
       *[other] { $changes } Änderungen sind
    } noch nicht dort
lacks--unknown = er sagt nicht, was ihm fehlt; aktualisieren Sie dort SyncIt
