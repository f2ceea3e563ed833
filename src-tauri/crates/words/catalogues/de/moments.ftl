# Wann etwas war oder sein wird, in Kürze.

date-short = { $day }.{ $month }.{ $year }
moment-short = { $date } { $time }
just-now = gerade eben
minutes-ago = { $minutes ->
        [one] vor 1 Minute
       *[other] vor { $minutes } Minuten
    }
hours-ago = { $hours ->
        [one] vor 1 Stunde
       *[other] vor { $hours } Stunden
    }
days-ago = { $days ->
        [one] vor 1 Tag
       *[other] vor { $days } Tagen
    }
in-seconds = { $seconds ->
        [one] in 1 Sekunde
       *[other] in { $seconds } Sekunden
    }
in-minutes = in { $minutes } Minuten
