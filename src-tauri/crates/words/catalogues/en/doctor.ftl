# What `syncit doctor` finds.

key--none = this machine has no key yet: it gets one when it becomes a hub or joins one
key--in-keyring = the key { $fingerprint } is in the keyring, as “{ $account }”
key--in-file = the key { $fingerprint } is in the file { $path } (there was no keyring)
key--not-in-keyring = the key should be in the keyring, as “{ $account }”: { $cause }
    .hint = unlock the keyring
key--not-in-file = the key should be in the file { $path }: { $cause }
    .hint = put the file back

leap--behind = { DURATION($by) } behind
leap--ahead = { DURATION($by) } ahead of
clock--lost = the clock shows { MOMENT($at) }
    .command-line = set it: `sudo timedatectl set-ntp true`
    .window = set this computer’s clock
clock--shows = the clock shows { MOMENT($at) }; nothing depends on it but the times that are shown
clock--alone = the clock shows { MOMENT($at) }; the hub’s cannot be asked now; nothing depends on it but the times that are shown
clock--steady = the clock shows { MOMENT($at) } and has not leapt; nothing depends on it but the times that are shown
clock--doubted = the clock shows { MOMENT($at) }, { $leap } what it should show since { MOMENT($since) }: the history goes on at { MOMENT($believed) }
    .command-line = what it shows is believed if it stays so for ten minutes; if it is wrong, set it: `sudo timedatectl set-ntp true`
    .window = what it shows is believed if it stays so for ten minutes; if it is wrong, set this computer’s clock
clock--set-at-start = the clock shows { MOMENT($at) }; after the start it was set to { $leap } what it showed, at { MOMENT($when) }
clock--went-back = the clock shows { MOMENT($at) }; at { MOMENT($when) } it was { $leap } what it should show, for less than ten minutes, which changed nothing
clock--leapt = the clock shows { MOMENT($at) }; it last leapt at { MOMENT($when) }, to { $leap } what it showed
clock--leapt-lately = the clock shows { MOMENT($at) }; it last leapt at { MOMENT($when) }, to { $leap } what it showed
    .command-line = see whether the clock is right now, and if not set it: `sudo timedatectl set-ntp true`; for a time at which it was wrong, restore versions instead of moments
    .window = see whether this computer’s clock is right now; for a time at which it was wrong, restore versions instead of moments
clock--same = the clock shows { MOMENT($at) }, as the hub { $hub }’s does; nothing depends on it but the times that are shown
clock--near = the clock shows { MOMENT($at) }, { $leap } the hub { $hub }’s; nothing depends on it but the times that are shown
clock--apart = the clock shows { MOMENT($at) }, { $leap } the hub { $hub }’s; nothing depends on it but the times that are shown
    .command-line = see which of the two is wrong and set it: `sudo timedatectl set-ntp true`
    .window = see which of the two clocks is wrong and set it

space = { BYTES($free) } are free at { $path }
space--little = only { BYTES($free) } are free at { $path }
    .hint = make room on that disk
space--unknown = { $path } cannot be looked at: { $cause }
    .hint = check that its disk is there

watches = { $used } of at most { $most } directories are watched by SyncIt
watches--unknown = the limit cannot be read: { $cause }
    .hint = is /proc mounted?
watches--too-few = { $polled ->
        [one] 1 part
       *[other] { $polled } parts
    } of folders { $polled ->
        [one] is
       *[other] are
    } looked at every ten seconds instead of watched; { $used } of at most { $most } directories are watched by SyncIt
    .command-line = raise the limit: `echo fs.inotify.max_user_watches={ TEXT($more) } | sudo tee /etc/sysctl.d/90-syncit.conf && sudo sysctl --system`
    .window = have an administrator raise fs.inotify.max_user_watches to { TEXT($more) }
watches--too-few-most = { $polled ->
        [one] 1 part
       *[other] { $polled } parts
    } of folders { $polled ->
        [one] is
       *[other] are
    } looked at every ten seconds instead of watched; { $used } of at most { $most } directories are watched by SyncIt, { $watches } of them in { $folder }
    .command-line = raise the limit: `echo fs.inotify.max_user_watches={ TEXT($more) } | sudo tee /etc/sysctl.d/90-syncit.conf && sudo sysctl --system`
    .window = have an administrator raise fs.inotify.max_user_watches to { TEXT($more) }
missed = no change was found that the system had not told of
missed--some = some changes since the start were found minutes late, because the system did not tell of them ({ $counts })
    .command-line = nothing is left to be done about them; where a folder lies on a network disk that is usual, elsewhere it is a fault of SyncIt: please report it with the file that `syncit diagnostics FILE` writes
    .window = nothing is left to be done about them; where a folder lies on a network disk that is usual, elsewhere it is a fault of SyncIt: please report it with the report that you can save here

hub--none = this machine has no hub and is none
    .command-line = `syncit hub` makes it one, `syncit join` pairs it with one
    .window = set up this machine first
hub = connected with { $hub } at { $address }
hub--connecting = still connecting to { $hub }
    .hint = check again in a moment
relay = the relay runs
relay--failed = the hub’s relay ended: { $cause }
    .hint = free some space if the disk is full, then start SyncIt again
port--none = the hub listens nowhere
    .command-line = choose where: `syncit settings listen ADDR:PORT`
    .window = choose an address in the settings of the hub
port = the hub answers at { $address }
port--silent = the hub does not answer at { $address }: { $cause }
    .hint = start SyncIt again
firewall = { $program } is installed; if other machines cannot connect, let them in with: { $line }
part = this machine’s part does not run
    .hint = it is tried again by itself
folders = no folder has a problem
folders--problems = { $problems ->
        [one] 1 problem, in { $folder }: { $first }
       *[other] { $problems } problems, the first in { $folder }: { $first }
    }
    .command-line = `syncit folders` lists them
    .window = the folders’ pages list them

metered--yes = the network is metered, and SyncIt pauses on metered networks
metered--no = the network is not metered
metered--not-said = NetworkManager does not know whether the network is metered
metered--unknown = whether the network is metered is not known: { $cause }
    .command-line = SyncIt does not pause until it is; where there is no NetworkManager, turn it off: `syncit settings pause-on-metered no`
    .window = SyncIt does not pause until it is; where there is no NetworkManager, turn it off in the settings
battery--mains = this machine runs on mains; on battery, SyncIt pauses below { $below } %
battery = this machine runs on battery, with { $percent } % left; SyncIt pauses below { $below } %
battery--unknown = what is left of the battery is not known: { $cause }
    .command-line = SyncIt does not pause until it is; where there is no UPower, install it or turn it off: `syncit settings pause-on-battery off`
    .window = SyncIt does not pause until it is; where there is no UPower, install it or turn it off in the settings
not-known--not-asked = the system has not answered yet
not-known--no-bus = the system bus cannot be asked ({ $cause })
not-known--no-program = { $program } does not run
not-known--no-answer = { $program } did not answer ({ $cause })
not-known--not-said = the system does not say

# What `syncit doctor` checks. In English also for programs.

checked--key = key
checked--clock = clock
checked--own-space = disk space for SyncIt’s data
checked--space = disk space for { $folder }
checked--watches = watches
checked--missed = missed changes
checked--hub = hub
checked--relay = relay
checked--port = port
checked--firewall = firewall
checked--metered = metered networks
checked--battery = battery
checked--folders = folders
