# What several places say.

unknown-reason = something that this version of SyncIt does not know ({ $code })
    .hint = update SyncIt on this machine
bytes-free = { BYTES($bytes) } free
days = { $days ->
        [one] 1 day
       *[other] { $days } days
    }
day-and-time = { $day } { $month } { $year }, { $time }
january = January
february = February
march = March
april = April
may = May
june = June
july = July
august = August
september = September
october = October
november = November
december = December
monday = Monday
tuesday = Tuesday
wednesday = Wednesday
thursday = Thursday
friday = Friday
saturday = Saturday
sunday = Sunday
tomorrow-at = tomorrow at { $time }
weekday-at = { $weekday } { $day } { $month } at { $time }
date-at = { $day } { $month } { $year } at { $time }
yesterday-at = yesterday at { $time }
day-of-month = { $day } { $month }
date = { $day } { $month } { $year }
