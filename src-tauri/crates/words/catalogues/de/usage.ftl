# Was an dem falsch ist, was in der Befehlszeile eingegeben wurde.

usage-unknown-command = den Befehl „{ $word }“ gibt es nicht
usage-unknown-argument = unerwartetes Argument „{ $word }“
usage-missing = es fehlen erforderliche Argumente: { $arguments }
usage-no-value = „{ $argument }“ braucht einen Wert, es wurde aber keiner angegeben
usage-no-choice = ungültiger Wert „{ $value }“ für „{ $argument }“: möglich sind { $choices }
usage-bad-value = ungültiger Wert „{ $value }“ für „{ $argument }“: { $cause }
usage-repeated = das Argument „{ $argument }“ kann nur einmal angegeben werden
usage-conflict = das Argument „{ $argument }“ kann nicht zusammen mit { $others } verwendet werden
usage-too-many = unerwarteter Wert „{ $value }“ für „{ $argument }“; mehr werden nicht erwartet

## Was stattdessen gebraucht wird

usage-number = gebraucht wird eine Zahl von { $least } bis { $most }
usage-seconds = gebraucht wird eine Anzahl von Sekunden, 0 oder mehr
usage-length-of-time = gebraucht wird eine Dauer wie 45m, 1h, 2h30m oder 1d
usage-address = gebraucht wird eine IP-Adresse mit Port, etwa 127.0.0.1:22080

## Was unter dem Fehler steht

usage-tip = Tipp
usage-similar-command = { $count ->
        [one] es gibt einen ähnlichen Befehl: { $words }
       *[other] es gibt ähnliche Befehle: { $words }
    }
usage-similar-argument = { $count ->
        [one] es gibt ein ähnliches Argument: { $words }
       *[other] es gibt ähnliche Argumente: { $words }
    }
usage-similar-value = { $count ->
        [one] es gibt einen ähnlichen Wert: { $words }
       *[other] es gibt ähnliche Werte: { $words }
    }
usage-more = Mehr dazu mit „--help“.
usage-help = syncit --help zeigt alle Befehle
