# Warum etwas nicht getan wurde.

not-running = für { $home } läuft kein SyncIt, das antworten könnte
    .command-line = starten Sie es mit `syncit run` oder öffnen Sie die SyncIt-App
    .window = öffnen Sie die SyncIt-App
bad-reply = das laufende SyncIt hat in einer Weise geantwortet, die dieses Programm nicht versteht
    .hint = vielleicht läuft eine andere Version: starten Sie es neu
engine-gone = SyncIt wurde während der Anfrage beendet; ob sie noch ausgeführt wurde, ist nicht bekannt
    .command-line = starten Sie es mit `syncit run` wieder und sehen Sie mit `syncit status` nach
    .window = öffnen Sie SyncIt wieder und sehen Sie nach, ob es getan wurde
