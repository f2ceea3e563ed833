# What is shown at a glance.

state-not-set-up = Not set up yet
state-paused = Paused
state-paused-until = Paused until { $until }
state-paused-because = Paused: { $cause }
because-metered = metered network
because-battery = on battery, { $percent }%
state-some-paused = { $paused } of { $folders } folders { $paused ->
        [one] is
       *[other] are
    } paused
state-some-paused-until = { $paused } of { $folders } folders { $paused ->
        [one] is
       *[other] are
    } paused until { $until }
state-only-paused = The folder is paused
state-only-paused-until = The folder is paused until { $until }
state-offline = Offline: { $hub } cannot be reached, changes wait
state-offline-hub = Offline: the hub cannot be reached, changes wait
state-looking = Looking for changes
state-syncing = Syncing
state-syncing-files = Syncing { $files ->
        [one] 1 file
       *[other] { $files } files
    }
state-syncing-bytes = Syncing { $files ->
        [one] 1 file
       *[other] { $files } files
    }, { BYTES($bytes) } to go
state-no-folders = No folder is kept here yet
state-in-sync = Everything is in sync
state-rest-in-sync = Everything else is in sync
state-not-applied = In sync, except for { $changes ->
        [one] 1 incoming change
       *[other] { $changes } incoming changes
    } not applied
state-not-sent = In sync, except for { $changes ->
        [one] 1 local change
       *[other] { $changes } local changes
    } not sent
state-neither = In sync, except for { $incoming ->
        [one] 1 incoming change
       *[other] { $incoming } incoming changes
    } not applied and { $local ->
        [one] 1 local change
       *[other] { $local } local changes
    } not sent
state-attention = { $items ->
        [one] 1 item needs
       *[other] { $items } items need
    } your attention

## What needs a person

two-versions = two versions were written at the same time, and both were kept
    .command-line = `syncit conflicts` lists them
    .window = the Conflicts page shows them side by side
full-disk = the disk of { $path } is full
    .hint = free some space on it; what does not fit waits
hub-stopped = the hub stopped: { $cause }
    .command-line = `syncit doctor` checks what syncing needs
    .window = “Check everything” in the settings finds the cause
