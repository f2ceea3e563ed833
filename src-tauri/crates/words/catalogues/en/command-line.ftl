# What the command line says. Its help is in help.ftl, what is wrong with what was typed in usage.ftl.

error = error
hint = hint
quoted = '{ $word }'
both = { $one } and { $other }
at-least = at least { $what }
yes = yes
no = no
number = { $number }
size = { BYTES($bytes) }
count-of = { $done } of { $total }
bytes-of = { BYTES($done) } of { BYTES($total) }
and-more = and { $count } more
changes = { $changes ->
        [one] 1 change
       *[other] { $changes } changes
    }
paths-to-go = { $paths ->
        [one] 1 path to go
       *[other] { $paths } paths to go
    }
version-of = { $machine }’s version from { $at }

## Heads of columns

column-addresses = addresses
column-at-hub = at the hub
column-by = by
column-change = change
column-changes = changes
column-files = files
column-fingerprint = fingerprint
column-folder = folder
column-folders = folders
column-from = from
column-from-hour = from
column-here = here
column-hub = hub
column-kept-here = kept here
column-left-out = left out
column-machine = machine
column-now = now
column-past = past
column-path = path
column-role = role
column-rule = rule
column-seen = seen
column-setting = setting
column-size = size
column-state = state
column-subfolder = subfolder
column-value = value
column-version = version
column-versions = versions
column-what = what
column-when = when

## What happened to a path, and what a path is

action-added = added
action-changed = changed
action-deleted = deleted
action-moved = moved
action-restored = restored
action-conflict = conflict
kind-directory = directory
kind-symlink = symlink

## status

status-this-machine = This machine
status-is-hub = the hub
status-connected = hub { $hub } at { $address }, connected
status-not-connected = hub { $hub } at { $address }, not connected
status-no-role = syncit hub makes it the hub, syncit join pairs it with one
status-held = stopped for safety
status-attention = needs attention
status-paused = paused
status-paused-metered = paused: metered network
status-paused-battery = paused: on battery, { $percent }%
status-paused-until = paused until { $at }
status-paused-by-itself = Syncing continues by itself when that ends, or at once with syncit resume. syncit settings shows what is set.
status-offline = the hub cannot be reached
status-scanning = looking for changes
status-syncing = syncing
status-in-sync = in sync
status-otherwise-in-sync = otherwise in sync
status-not-linked = not linked here
status-unpaired = not paired
status-items = { $items ->
        [one] 1 item needs your attention, { $doing }
       *[other] { $items } items need your attention, { $doing }
    }
status-offer-metered = The hub is reached over a metered network. To pause on those: syncit settings pause-on-metered yes
status-offer-refused = Not to be asked again: syncit settings pause-on-metered no
status-store-check = It is being checked: { $done } of { $total } parts done.
limit-up = { BYTES($bytes) } a second to the hub
limit-down = { BYTES($bytes) } a second from the hub
limit-applies = Limited to { $limits }.
limit-applies-until = Limited to { $limits } until { $at }.
limit-applies-from = Not limited now; from { $at } limited to { $limits }.
limit-does-not-apply = Not limited now; at other times limited to { $limits }.

## folders

folders-none = No folder is shared yet. Share one with: syncit share PATH
folders-pending = { $state }, { $paths } to go
folders-conflicts = { $conflicts ->
        [one] 1 conflict waiting for you (syncit conflicts)
       *[other] { $conflicts } conflicts waiting for you (syncit conflicts)
    }
folders-not-chosen = { $files ->
        [one] 1 file ({ BYTES($bytes) }) is not kept on this machine
       *[other] { $files } files ({ BYTES($bytes) }) are not kept on this machine
    }
folder-kept-at = { $folder } is kept at { $path }

## differences

differences-none = Nothing differs because of this machine’s role or access.
differences-not-applied = not applied here
differences-not-sent = not sent
differences-more = More: --after { $path }
left-out-not-applied = { $changes ->
        [one] 1 change is not applied here
       *[other] { $changes } changes are not applied here
    }
left-out-not-sent = { $changes ->
        [one] 1 change is not sent
       *[other] { $changes } changes are not sent
    }
left-out-both = { $applied } and { $sent }
left-out-only-sends = this machine only sends
left-out-only-sends-and-reads = this machine only sends, and the hub allows it only to read
left-out-only-receives = this machine only receives
left-out-only-reads = the hub allows this machine only to read

## selected

selected-none = There are no subfolders there.
selected-in-part = in part
selected-nothing-else = Nothing else in it is kept here.
selected-no-new = Subfolders that others add at the top are not kept here.
selected-elsewhere = { BYTES($bytes) } of it are not on this disk, which has room for { BYTES($free) }.

## hub, invite, discover, join

hub-listens =
    { $machine } is the hub now, listening on { $addresses }.
    Next: syncit share PATH, and for each other machine: syncit invite
invite-none = No invitation is open. syncit invite opens one.
invite-code = Code: { $code }
invite-opened-by = { $machine } shows this code.
invite-valid = { $tries ->
        [one] (for one machine, one try, expires { $ends })
       *[other] (for one machine, { $tries } tries, expires { $ends })
    }
invite-how =
    On the other machine: syncit join
    If it does not find this hub: syncit join { $address }
invite-link = Or open this link there, and type the code: { $link }
invite-may-nothing = It can see no folder of this hub until you allow it: syncit access MACHINE FOLDER read
invite-may-read = It can only receive, until you allow it to change a folder: syncit access MACHINE FOLDER write
invite-other-addresses = Other addresses of this hub: { $addresses }
invite-wrong-codes = Wrong codes so far: { $wrong-codes }
invite-wrong-codes-from = { $count } from { $address }
invite-burnt =
    The code is no longer valid: too many wrong codes were tried ({ $wrong-codes }). Nobody joined.
    syncit invite shows a new one.
invite-joined = { $machine } has joined.
invite-over = The code is no longer valid, and no machine has joined.
discover-none = No hub with an open invitation was found on the LAN. Run syncit invite on the hub, or give its address to syncit join.
join-ask-code = The code that `syncit invite` shows on the hub:
join-paired =
    Paired with { $hub }; it knows this machine as { $machine }.
    Next: syncit folders, then syncit link NAME PATH

## machines, wait

machines-none = This machine is paired with no other. syncit hub makes it the hub, syncit join pairs it with one.
role-hub = hub
role-client = client
machines-online = online
machines-may-invite = may invite
machines-inviting = shows a code
machines-never-seen = never
machines-up-to-date = up to date
machines-not-known = { $folder }: not known
machines-pending = { $folder }: { $changes } to go
machines-pending-since = { $pending } (last up to date { $ago })
wait-over = The time is up, and not everything is synced yet. syncit status shows what is left.
wait-over-elsewhere = The time is up, and other machines do not have everything yet:
wait-blocked = What is left needs your attention:
wait-left-on = { $place } on { $machine }: { $reason }

## history, versions, restore

history-none = No changes.
history-none-seen = No changes were seen here.
history-from = from
history-older = Older: --before { $version }
history-seen-by = { $bold }{ $hub } is offline: only changes seen by { $machine } are listed{ $plain }, and of each file only the latest. Most deletions, and what was added, moved or restored, are known only to { $hub }.
versions-none = No version of it is kept.
versions-current = { $action }, current
restore-written = { $place } was written to { $file }
restore-as-of = { $place } as of { $at }
restore-nothing = { $what } is the same as now: nothing changes.
restore-did = { $changes ->
        [one] Restoring { $what } made 1 change:
       *[other] Restoring { $what } made { $changes } changes:
    }
restore-would = { $changes ->
        [one] Restoring { $what } would make 1 change:
       *[other] Restoring { $what } would make { $changes } changes:
    }
restore-more = { $changes ->
        [one] and 1 more change
       *[other] and { $changes } more changes
    }
restore-not-yet-here = Not yet here: { $place }: { $reason }

## conflicts, held, ignored

conflicts-none = No conflicts.
conflicts-mergeable = Both changes fit into one text: --keep merged
conflicts-not-mergeable = No merged text: { $why }
conflicts-merge-unknown = Whether there is a merged text is not known: { $why }
conflicts-origin = { $version }, from which both were made
conflicts-cut = Only the beginning is shown here: the text is too long.
held-none = Nothing is held back.
held-since = since { $at }
ignored-none = Nothing is ignored there.

## where

where-nowhere = { $path } is in no folder that is synced here
where-root = the folder itself
where-on = on { $machine }
where-not-known = its state is not known now
where-conflict = two versions: choose one with syncit conflicts
where-problem = cannot be synced: syncit folders says why
where-pending = waiting to be synced
where-in-sync = in sync
where-not-synced = not synced: left out on this machine

## estimate, key, store, verify

estimate = { $files ->
        [one] 1 file, { BYTES($bytes) }
       *[other] { $files } files, { BYTES($bytes) }
    }
estimate-free = { BYTES($here) } are free on its disk
estimate-free-at-both = { BYTES($here) } are free on its disk, { BYTES($hub) } on the hub’s
key-in-keyring = Its private part is kept in the keyring, as { $place }.
key-in-file = Its private part is kept in the file { $place }.
store-none = No folder is shared yet.
store-takes = The content store takes { BYTES($stored) }.
store-takes-for = { $versions ->
        [one] The content store takes { BYTES($stored) }, for { BYTES($current) } of current files and { BYTES($past) } in 1 past version
       *[other] The content store takes { BYTES($stored) }, for { BYTES($current) } of current files and { BYTES($past) } in { $versions } past versions
    }
store-and-free = { $text }; { BYTES($free) } are free on its disk.
verify-checked = { $parts ->
        [one] 1 part read and checked
       *[other] { $parts } parts read and checked
    }
verify-fine = { $checked }: no damage found.
verify-fine-now = { $checked }: no damage now, but some parts were damaged before.
verify-put-aside = { $parts ->
        [one] { $checked }: 1 was damaged, and was set aside.
       *[other] { $checked }: { $parts } were damaged, and were set aside.
    }
verify-not-needed = No version of any file needs it.
verify-fetched = Fetched again from a machine that has it:
verify-waiting = Fetched again as soon as a machine that has it connects:
verify-past = Past versions, which cannot be restored unless a machine sends the same content again:
verify-of = ({ BYTES($bytes) }, of { $at })
verify-more = There are more than are listed.

## run, web

run-started = SyncIt is running on { $home }. Ctrl-C stops it.
web-link = The link opens SyncIt’s window once, until { $until }. Enter prints another one, Ctrl-C closes the window.
web-certificate =
    The browser will warn that it does not know the certificate. Continue only if it has this SHA-256 fingerprint:
      { $fingerprint }
web-from-elsewhere = From another computer: `ssh -L { $port }:127.0.0.1:{ $port } { $host }`, then open the link there.
web-roots = Folders in { $roots } can be shared and linked.
web-opened = Opened from { $peer }.

## What is going on while an answer takes long

doing-wait = Waiting for the machines to agree
doing-discover = Looking for hubs on the LAN
doing-join = Pairing with the hub
doing-scan = Looking at the folder
doing-leave = Stopping
doing-restore = Restoring
doing-gather = Collecting
doing-check = Checking
doing-verify = Reading the content store
doing-fetch-damaged = fetching what is damaged

## What could not be done

bad-path--given-no-text = cannot use the path { $path }: its name is not UTF-8
    .hint = rename it
bad-path--given-relative = cannot use the path { $path }: { $cause }
    .hint = give the whole path
bad-path--rules = cannot use the path { $path }: { $cause }
    .hint = give a text file with rules as in .gitignore
bad-path--rules-too-large = cannot use the path { $path }: it is larger than { BYTES($bytes) }
    .hint = give a text file with rules as in .gitignore
bad-path--rules-no-text = cannot use the path { $path }: it is not UTF-8
    .hint = give a text file with rules as in .gitignore
bad-path--window-root = cannot use the directory { $path }: { $cause }
    .hint = give a directory that exists with --files
bad-path--window-no-home = there is no home directory
    .hint = name the directories that the browser may use: --files DIR
usage--bad-link = “{ $text }” is not a link to a hub: { $cause }
    .command-line = copy the whole link that `syncit invite` shows on the hub, and put quotes around it
usage--two-keys = the link and --fingerprint name different keys
usage--no-input = the code cannot be read from standard input: { $cause }
usage--no-code = a pairing code is six digits
    .command-line = run `syncit invite` on the hub and type what it shows
usage--no-moment = “{ $text }” is not a date or time
    .hint = write it like 2026-11-22, 2026-11-22T14:03 or 2026-11-22T14:03:05Z
usage--no-folder = there is no folder named “{ $name }”
    .hint = syncit folders lists them
no-log--unreadable = cannot read the log { $path }: { $cause }
    .hint = it is written while SyncIt is running: syncit run
signals--not-caught = cannot wait for Ctrl-C: { $cause }
bad-reply--other = the engine’s answer does not fit the question
no-pages--built-without = this program was built without the window
    .command-line = build it first: `npm ci && npm run ui:build`, then build SyncIt again
listen--window = cannot listen on { $address }: { $cause }
    .hint = choose another ADDR:PORT of this machine with --listen; the usual port is { $port }
web--not-served = cannot open the window: { $cause }
link-start = it does not begin with syncit://join?
link-too-long = it is too long
link-parameter = it says something twice, or something that SyncIt does not know
link-encoding = it is not encoded as a link
link-address = it does not name the address of a hub
link-fingerprint = it does not name the key of a hub
link-name = the name in it cannot be the name of a machine
