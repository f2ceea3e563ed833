# Warum ein Ordner zur Sicherheit angehalten ist.
