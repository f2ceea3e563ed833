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
monday = Montag
tuesday = Dienstag
wednesday = Mittwoch
thursday = Donnerstag
friday = Freitag
saturday = Samstag
sunday = Sonntag
tomorrow-at = morgen um { $time } Uhr
weekday-at = { $weekday }, { $day }. { $month } um { $time } Uhr
date-at = { $day }. { $month } { $year } um { $time } Uhr
yesterday-at = gestern um { $time } Uhr
day-of-month = { $day }. { $month }
date = { $day }. { $month } { $year }
