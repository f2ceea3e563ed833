# Was die Befehlszeile sagt.
