# Die Hilfe der Befehlszeile.
