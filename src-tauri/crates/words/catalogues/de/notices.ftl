# Benachrichtigungen.
