# What is wrong with what was typed on the command line. The English is clap's where clap has words for it.

usage-unknown-command = unrecognized subcommand '{ $word }'
usage-unknown-argument = unexpected argument '{ $word }' found
usage-missing = the following required arguments were not provided: { $arguments }
usage-no-value = a value is required for '{ $argument }' but none was supplied
usage-no-choice = invalid value '{ $value }' for '{ $argument }': one of { $choices } is needed
usage-bad-value = invalid value '{ $value }' for '{ $argument }': { $cause }
usage-repeated = the argument '{ $argument }' cannot be used multiple times
usage-conflict = the argument '{ $argument }' cannot be used with { $others }
usage-too-many = unexpected value '{ $value }' for '{ $argument }' found; no more were expected

## What is needed instead

usage-number = a number from { $least } to { $most } is needed
usage-seconds = a number of seconds, 0 or more, is needed
usage-length-of-time = a length of time like 45m, 1h, 2h30m or 1d is needed
usage-address = an IP address with a port is needed, like 127.0.0.1:22080

## What is said below the error

usage-tip = tip
usage-similar-command = { $count ->
        [one] a similar subcommand exists: { $words }
       *[other] some similar subcommands exist: { $words }
    }
usage-similar-argument = { $count ->
        [one] a similar argument exists: { $words }
       *[other] some similar arguments exist: { $words }
    }
usage-similar-value = { $count ->
        [one] a similar value exists: { $words }
       *[other] some similar values exist: { $words }
    }
usage-more = For more information, try '--help'.
usage-help = syncit --help lists all commands
