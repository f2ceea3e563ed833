# Warum keine Verbindung zum Hub besteht.
