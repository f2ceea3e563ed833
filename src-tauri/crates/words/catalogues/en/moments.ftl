# When something was or will be, in short.

date-short = { $year }-{ $month }-{ $day }
moment-short = { $date } { $time }
just-now = just now
minutes-ago = { $minutes ->
        [one] 1 minute ago
       *[other] { $minutes } minutes ago
    }
hours-ago = { $hours ->
        [one] 1 hour ago
       *[other] { $hours } hours ago
    }
days-ago = { $days ->
        [one] 1 day ago
       *[other] { $days } days ago
    }
in-seconds = { $seconds ->
        [one] in 1 second
       *[other] in { $seconds } seconds
    }
in-minutes = in { $minutes } minutes
