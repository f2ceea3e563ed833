# Was an mehreren Stellen gesagt wird.

unknown-reason = etwas, das diese Version von SyncIt nicht kennt ({ $code })
    .hint = aktualisieren Sie SyncIt auf diesem Rechner
bytes-free = { BYTES($bytes) } frei
days = { $days ->
        [one] 1 Tag
       *[other] { $days } Tage
    }
day-and-time = { $day }. { $month } { $year }, { $time }
january = Januar
february = Februar
march = März
april = April
may = Mai
june = Juni
july = Juli
august = August
september = September
october = Oktober
november = November
december = Dezember
