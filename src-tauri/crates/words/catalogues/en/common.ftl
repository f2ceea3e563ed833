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
