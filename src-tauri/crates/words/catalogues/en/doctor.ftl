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
clock--shows = the clock shows { MOMENT($at) }; the clock matters only for the times that are shown
clock--alone = the clock shows { MOMENT($at) }; the hub cannot be asked for its time now; the clock matters only for the times that are shown
clock--steady = the clock shows { MOMENT($at) } and has not leapt; the clock matters only for the times that are shown
clock--doubted = the clock shows { MOMENT($at) }, { $leap } what it should show since { MOMENT($since) }: the history continues at { MOMENT($believed) }
    .command-line = the new time is accepted if it stays so for ten minutes; if it is wrong, set the clock: `sudo timedatectl set-ntp true`
    .window = the new time is accepted if it stays so for ten minutes; if it is wrong, set this computer’s clock
clock--set-at-start = the clock shows { MOMENT($at) }; after the start it was set to { $leap } what it showed, at { MOMENT($when) }
clock--went-back = the clock shows { MOMENT($at) }; at { MOMENT($when) } it was { $leap } what it should show, for less than ten minutes, which changed nothing
clock--leapt = the clock shows { MOMENT($at) }; it last leapt at { MOMENT($when) }, to { $leap } what it showed
clock--leapt-lately = the clock shows { MOMENT($at) }; it last leapt at { MOMENT($when) }, to { $leap } what it showed
    .command-line = check whether the clock is right now, and if not, set it: `sudo timedatectl set-ntp true`; to restore something from the time when it was wrong, choose versions instead of moments
    .window = check whether this computer’s clock is right now; to restore something from the time when it was wrong, choose versions instead of moments
clock--same = the clock shows { MOMENT($at) }, as the hub { $hub }’s does; the clock matters only for the times that are shown
clock--near = the clock shows { MOMENT($at) }, { $leap } the hub { $hub }’s; the clock matters only for the times that are shown
clock--apart = the clock shows { MOMENT($at) }, { $leap } the hub { $hub }’s; the clock matters only for the times that are shown
    .command-line = check which of the two is wrong, and set it: `sudo timedatectl set-ntp true`
    .window = check which of the two clocks is wrong, and set it

space = { BYTES($free) } are free at { $path }
space--little = only { BYTES($free) } are free at { $path }
    .hint = free some space on that disk
space--unknown = { $path } cannot be checked: { $cause }
    .hint = check that its disk is connected

watches = watched directories: { $used } of at most { $most }
watches--unknown = the limit cannot be read: { $cause }
    .hint = is /proc mounted?
watches--too-few = { $polled ->
        [one] 1 part
       *[other] { $polled } parts
    } of folders { $polled ->
        [one] is
       *[other] are
    } checked every ten seconds instead of being watched; watched directories: { $used } of at most { $most }
    .command-line = raise the limit: `echo fs.inotify.max_user_watches={ TEXT($more) } | sudo tee /etc/sysctl.d/90-syncit.conf && sudo sysctl --system`
    .window = have an administrator raise fs.inotify.max_user_watches to { TEXT($more) }
watches--too-few-most = { $polled ->
        [one] 1 part
       *[other] { $polled } parts
    } of folders { $polled ->
        [one] is
       *[other] are
    } checked every ten seconds instead of being watched; watched directories: { $used } of at most { $most }, { $watches } of them in { $folder }
    .command-line = raise the limit: `echo fs.inotify.max_user_watches={ TEXT($more) } | sudo tee /etc/sysctl.d/90-syncit.conf && sudo sysctl --system`
    .window = have an administrator raise fs.inotify.max_user_watches to { TEXT($more) }
missed = the system reported every change that was found
missed--some = some changes since the start were found minutes late, because the system did not report them ({ $counts })
    .command-line = nothing needs to be done about them; on a network disk that is usual, elsewhere it is a fault of SyncIt: please report it with the file that `syncit diagnostics FILE` writes
    .window = nothing needs to be done about them; on a network disk that is usual, elsewhere it is a fault of SyncIt: please report it with the file that “Save a report…” writes

hub--none = this machine is not a hub, and is not paired with one
    .command-line = `syncit hub` makes it one, `syncit join` pairs it with one
    .window = set up this machine first
hub = connected to { $hub } at { $address }
hub--connecting = still connecting to { $hub }
    .hint = check again in a moment
relay = the hub passes changes on
relay--failed = the hub no longer passes changes on: { $cause }
    .hint = free some space if the disk is full, then start SyncIt again
port--none = the hub does not accept connections at any address
    .command-line = choose where: `syncit settings listen ADDR:PORT`
    .window = choose an address in the settings of the hub
port = the hub answers at { $address }
port--silent = the hub does not answer at { $address }: { $cause }
    .hint = start SyncIt again
firewall = { $program } is installed; if other machines cannot connect, let them in with: { $line }
part = syncing does not run on this machine
    .hint = SyncIt tries again automatically
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
metered--unknown = it is not known whether the network is metered: { $cause }
    .command-line = until it is known, SyncIt does not pause; where there is no NetworkManager, turn this off: `syncit settings pause-on-metered no`
    .window = until it is known, SyncIt does not pause; where there is no NetworkManager, turn this off in the settings
battery--mains = this machine runs on mains power; on battery, SyncIt pauses below { $below }%
battery = this machine runs on battery, with { $percent }% left; SyncIt pauses below { $below }%
battery--unknown = it is not known how full the battery is: { $cause }
    .command-line = until it is known, SyncIt does not pause; where there is no UPower, install it, or turn this off: `syncit settings pause-on-battery off`
    .window = until it is known, SyncIt does not pause; where there is no UPower, install it, or turn this off in the settings
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
