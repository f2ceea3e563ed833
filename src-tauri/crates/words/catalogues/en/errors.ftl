# Why something was not done.

not-running = SyncIt is not running ({ $home }): nothing was done
    .command-line = start it with `syncit run`, or open the SyncIt app
    .window = open the SyncIt app
bad-reply = the running engine answered in a way that this program does not understand
    .hint = the running engine may be of another version: restart SyncIt
engine-gone = the engine ended during the request: whether it was carried out is not known
    .command-line = start it again with `syncit run` and look at `syncit status`
    .window = open SyncIt again and see whether it was done

## Why the system refused something

cause--not-found = it does not exist
cause--denied = permission denied
cause--full = the disk is full
cause--read-only = the disk is read-only
cause--exists = something is there already
cause--not-a-directory = it, or something above it, is not a directory
cause--is-a-directory = it is a directory
cause--not-empty = the directory is not empty
cause--busy = another program is using it
cause--address-in-use = another program is using it
cause--address-not-here = no network of this machine has this address
cause--other = { $words }

## What was not done

undone--change = nothing was changed
undone--perhaps = whether it was done is not known
undone--answer = nothing can be shown

## This machine

home = cannot use { $path }: { $cause }
    .hint = check who owns it and whether there is room on its disk
home--make = cannot make { $path }: { $cause }
    .hint = check who may write there and whether there is room on its disk
home--read = cannot read { $path }: { $cause }
    .hint = check who may read it
home--damaged = cannot read what this machine has recorded about itself in { $path }: { $words }
    .hint = replace it with a backup
home--none = there is no home directory: HOME is not set
    .command-line = set it, or choose a directory with --home DIR
    .window = set it, then start SyncIt again
already-running = SyncIt is already running on { $path }: it was not started again
    .command-line = use that one (`syncit status`), or choose another --home
    .window = close the other one first
newer-home = { $path } was written by a newer version of SyncIt: it was left untouched
    .command-line = update SyncIt on this machine, or choose another --home
    .window = update SyncIt on this machine
store = SyncIt cannot continue: { $words }
disk-full--database = SyncIt cannot continue: the disk that holds its data is full
    .hint = free some space on that disk
key = cannot use this machine’s key: { $cause }
    .command-line = `syncit doctor` says where this machine’s key is kept; unlock the keyring if it is there
    .window = unlock your desktop’s keyring, then try again
key--hub = the hub does not run yet, because its key cannot be used
    .command-line = `syncit doctor` says where this machine’s key is kept; unlock the keyring if it is there
    .window = unlock your desktop’s keyring, then try again
bad-argument--no-name = this machine is recorded as a hub, but without a name
listen = cannot listen on { $address }: { $cause }
    .command-line = choose another ADDR:PORT of this machine that nothing else uses
    .window = choose another address in the settings
listen--any = cannot listen on any port from { $first } to { $last }: { $cause }
    .command-line = choose another ADDR:PORT of this machine that nothing else uses
    .window = end a program that uses one of them, then try again
listen--none = cannot listen on any address
    .command-line = choose another ADDR:PORT of this machine that nothing else uses
    .window = choose another address in the settings
stopping = the engine is stopping: the request was not carried out
write = cannot write { $path }: { $cause }
    .hint = choose a path that can be written and does not exist yet
disk-full--write = cannot write { $path }: the disk is full
    .hint = free some space on that disk, or choose another place
bad-argument--not-absolute = { $path } is not the absolute path of a file
    .hint = give the whole path, from /

## Roles, and the connection to the hub

not-the-hub = this machine is not the hub: { $undone }
    .command-line = run this on the hub; `syncit status` names it
    .window = do this in SyncIt on the hub
not-the-hub--named = this machine is not the hub, { $hub } is: { $undone }
    .command-line = run this on { $hub }
    .window = do this in SyncIt on { $hub }
hub-too-old--invitations = { $hub } runs an older SyncIt, which opens invitations only for itself: { $undone }
    .command-line = update SyncIt on { $hub }, or run `syncit invite` there
    .window = update SyncIt on { $hub }, or invite there
not-set-up = this machine is not a hub, and is not paired with one: { $undone }
    .command-line = make this machine the hub with `syncit hub`, or pair it with one: `syncit join ADDRESS`
    .window = set up this machine first
is-the-hub = this machine is already the hub, named { $name }: { $undone }
    .command-line = to join another hub, use another --home
    .window = to join another hub, use another machine
is-the-hub--leaves = this machine is the hub, named { $name }: it cannot leave itself
    .command-line = to join another hub, use another --home
    .window = to join another hub, use another machine
is-paired = this machine is paired with the hub { $hub }: { $undone }
    .command-line = leave that hub first: `syncit leave`; files stay where they are
    .window = leave the group first, on the Machines page; files stay where they are
offline = the hub { $hub } cannot be reached: { $undone }
    .command-line = `syncit status` says what is wrong with the connection; try again once it is back
    .window = try again once the hub is back; “Check everything” in the settings can find the cause
offline--why = the hub { $hub } cannot be reached ({ $cause }): { $undone }
    .command-line = `syncit status` says what is wrong with the connection; try again once it is back
    .window = try again once the hub is back; “Check everything” in the settings can find the cause
no-answer = the hub { $hub } did not answer within { $seconds } s: { $undone }
    .command-line = try again; `syncit doctor` checks the connection
    .window = try again; “Check everything” in the settings can find the cause
protocol--other-answer = the hub’s answer does not fit the question: { $undone }
    .hint = install the same version on this machine and on the hub
damaged = the content of { $path } at the hub is damaged: nothing was written
    .command-line = `syncit verify` on the hub fetches it again from a machine that has it
    .window = check the store in the settings on the hub: it fetches the content again from a machine that has it

## What a person names

bad-name--of-yours = “{ $name }” cannot be a name: { $cause }
    .hint = choose 1 to 40 printable characters without a slash
bad-path--in-folder = “{ $path }” cannot be a path in a folder: { $cause }
    .hint = give it as it is in the folder: DIR/FILE
no-such-folder = there is no shared folder named “{ $folder }”
    .command-line = `syncit folders` lists them
    .window = it may no longer be shared
not-linked = the folder “{ $folder }” is not synced on this machine
    .command-line = to sync it here: `syncit link { WORD($folder) } PATH`
    .window = it may have stopped syncing here already
not-open = the folder “{ $folder }” cannot be opened on this machine: nothing was changed
    .command-line = `syncit folders` says why
    .window = the page of the folder says why
is-linked = the folder “{ $folder }” is already synced on this machine, at { $path }
    .command-line = to keep it elsewhere, move it there and run `syncit relocate { WORD($folder) } PATH`
    .window = if you moved it, open the folder and choose “Folder moved…”
no-such-machine = there is no paired machine named “{ $machine }”
    .command-line = `syncit machines` lists them
    .window = it may have been renamed or forgotten already
no-such-subfolder = there is no subfolder “{ $subfolder }” in “{ $folder }”
    .command-line = `syncit selected { WORD($folder) }` lists them
    .window = it may have been removed or renamed on another machine: close this dialog and open it again
no-such-setting = there is no setting “{ $key }”
    .command-line = `syncit settings` lists them
    .window = the running engine may be of another version: restart SyncIt
not-found--version = “{ $version }” is not a version of a file in this folder
    .command-line = `syncit versions FOLDER PATH` lists those that are kept
    .window = the file’s history shows those that are kept
bad-argument--no-content = { $path } was not a file then, so it has no content

## Directories that cannot be synced

bad-path--not-absolute = cannot sync { $path }: it is not an absolute path
    .hint = give the whole path, from /
bad-path--root-not-utf8 = cannot sync { $path }: its name is not UTF-8
    .hint = rename the directory
bad-path--unusable = cannot sync { $path }: { $cause }
    .hint = check the path and who may read it
bad-path--not-made = cannot sync { $path }, because it cannot be created: { $cause }
    .hint = check who may write there
bad-path--whole = cannot sync { $path }: it is the root of the whole file system
    .hint = choose a directory in it
no-such-path = cannot sync { $path }: it does not exist
    .hint = create it first, or check the spelling
no-such-path--parent = cannot sync { $path }: the directory that should hold it does not exist
    .hint = create that one first, or check the spelling
overlaps--own-data = cannot sync { $path }: SyncIt’s own data are kept there
    .hint = choose a directory beside it
overlaps--same = cannot sync { $path }: it is the folder “{ $folder }” already
    .hint = folders cannot overlap: choose another directory
overlaps--inside = cannot sync { $path }: it lies inside the folder “{ $folder }”, which is synced already
    .hint = folders cannot overlap: choose another directory
overlaps--contains = cannot sync { $path }: it contains the folder “{ $folder }” ({ $other })
    .hint = folders cannot overlap: choose another directory
overlaps--inside-foreign = cannot sync { $path }: it lies inside { $other }, a folder of another SyncIt on this computer
    .hint = folders cannot overlap: choose another directory; or, if no SyncIt uses { $other } any more, remove { $own_dir }
overlaps--contains-foreign = cannot sync { $path }: it contains { $other }, a folder of another SyncIt on this computer
    .hint = folders cannot overlap: choose another directory; or, if no SyncIt uses { $other } any more, remove { $own_dir }
home-directory = cannot sync { $path }: it is, or holds, the home directory { $home }: anyone who can change it from another machine could run programs here
    .hint = choose a directory in it that holds documents, such as Documents
home-directory--trusted = cannot sync { $path }: it is, holds or lies in { $place }, which programs trust: anyone who can change it from another machine could run programs here
    .hint = choose a directory that holds documents, such as Documents
not-a-directory = cannot sync { $path }: it is not a directory
    .hint = give the directory that holds the files
not-writable = cannot sync { $path }: this user cannot both read and write it ({ $cause })
    .hint = change its owner or permissions, or run SyncIt as the user who owns it
not-writable--own = cannot sync { $path }: SyncIt cannot keep its own files there: { $cause }
    .hint = change its owner or permissions, or free some space on its disk
is-marked = cannot sync { $path }: according to its marker .syncit/folder.json it already belongs to another folder
    .command-line = if it was moved here, use `syncit relocate NAME PATH`; if it was copied, or no SyncIt uses it any more, remove { $own_dir }
    .window = if it was moved here, open its folder and choose “Folder moved…”; if it was copied, or no SyncIt uses it any more, remove { $own_dir }
is-marked--unreadable = cannot sync { $path }: { $cause }
    .command-line = if it was moved here, use `syncit relocate NAME PATH`; if it was copied, or no SyncIt uses it any more, remove { $own_dir }
    .window = if it was moved here, open its folder and choose “Folder moved…”; if it was copied, or no SyncIt uses it any more, remove { $own_dir }
other-folder = cannot sync { $path }: according to its marker it does not belong to “{ $folder }”
    .hint = choose the directory that was at { $former }; or stop syncing the folder here, and set it up again
other-folder--unmarked = cannot sync { $path }: { $cause }
    .hint = choose the directory that was at { $former }; or stop syncing the folder here, and set it up again
marker--gone = the folder’s marker .syncit/folder.json is gone
marker--damaged = the folder’s marker .syncit/folder.json is damaged
marker--newer = a newer version of SyncIt wrote the folder’s marker .syncit/folder.json

## Where the hub keeps its copies

-copies-directory = choose a directory that is for these copies alone
bad-root--not-absolute = { $path } cannot hold the hub’s copies of folders: it is not an absolute path
    .hint = give the whole path, from /
bad-root--not-utf8 = { $path } cannot hold the hub’s copies of folders: its name is not UTF-8
    .hint = rename the directory, or choose another
bad-root--dots = { $path } cannot hold the hub’s copies of folders: it has .. in it
    .hint = give the path without ..
bad-root = { $path } cannot hold the hub’s copies of folders: { $part }: { $cause }
    .command-line = { -copies-directory } (`syncit hub --root DIR`, later `syncit settings root DIR`), or “none” for no copies
    .window = { -copies-directory }
bad-root--whole = { $path } cannot hold the hub’s copies of folders: it is the root of the whole file system
    .command-line = { -copies-directory } (`syncit hub --root DIR`, later `syncit settings root DIR`), or “none” for no copies
    .window = { -copies-directory }
bad-root--home-directory = { $path } cannot hold the hub’s copies of folders: it is, or holds, the home directory { $home }
    .command-line = { -copies-directory } (`syncit hub --root DIR`, later `syncit settings root DIR`), or “none” for no copies
    .window = { -copies-directory }
bad-root--hidden = { $path } cannot hold the hub’s copies of folders: it is in the hidden directory { $hidden } of a home directory
    .command-line = { -copies-directory } (`syncit hub --root DIR`, later `syncit settings root DIR`), or “none” for no copies
    .window = { -copies-directory }
bad-root--own-data = { $path } cannot hold the hub’s copies of folders: SyncIt’s own data are kept there
    .command-line = { -copies-directory } (`syncit hub --root DIR`, later `syncit settings root DIR`), or “none” for no copies
    .window = { -copies-directory }
bad-root--in-folder = { $path } cannot hold the hub’s copies of folders: it is in the folder “{ $folder }”, which is synced
    .command-line = { -copies-directory } (`syncit hub --root DIR`, later `syncit settings root DIR`), or “none” for no copies
    .window = { -copies-directory }
bad-root--settings = { $path } cannot hold the hub’s copies of folders: it holds { $hidden }, a place from which programs take settings
    .command-line = { -copies-directory } (`syncit hub --root DIR`, later `syncit settings root DIR`), or “none” for no copies
    .window = { -copies-directory }
bad-root--not-a-directory = { $path } cannot hold the hub’s copies of folders: it is not a directory
    .command-line = { -copies-directory } (`syncit hub --root DIR`, later `syncit settings root DIR`), or “none” for no copies
    .window = { -copies-directory }
bad-root--symlink = { $path } cannot hold the hub’s copies of folders: { $part } is a symlink or no directory
    .command-line = { -copies-directory } (`syncit hub --root DIR`, later `syncit settings root DIR`), or “none” for no copies
    .window = { -copies-directory }

## Room

disk-full--shared = cannot share “{ $folder }”: only { BYTES($left) } would be left free on the hub’s disk, and { BYTES($minimum) } must stay free
    .command-line = free some space, or lower how much must stay free: `syncit settings min-free 1GiB`
    .window = free some space on that disk, or change how much must stay free in the settings
disk-full--linked = { $folder } takes { BYTES($needed) }, and only { BYTES($free) } can be used at { $place }: nothing was changed
    .command-line = choose fewer subfolders (`syncit selected { WORD($folder) }` lists their sizes), or free some space on that disk
    .window = choose fewer subfolders, free some space on that disk, or change how much must stay free in the settings
disk-full--chosen = what is chosen of { $folder } takes { BYTES($needed) }, and only { BYTES($free) } can be used at { $place }: nothing was changed
    .command-line = choose fewer subfolders (`syncit selected { WORD($folder) }` lists their sizes), or free some space on that disk
    .window = choose fewer subfolders, free some space on that disk, or change how much must stay free in the settings
disk-full--estimated = the hub has { BYTES($free) } free, too little for the { BYTES($needed) } in this folder
kept--twice = SyncIt keeps the contents of { $folder } twice on this computer, in the folder and in its store; { BYTES($free) } are free
kept--twice-more = SyncIt keeps the contents of { $folder } twice on this computer, in the folder and in its store: up to { BYTES($more) } more; { BYTES($free) } are free
kept--hub-copy = { $hub } keeps the contents in its store, and a copy in a directory that it creates; if it cannot create one, the folder can be set up there by hand

## Arguments

bad-argument--watch = changes are watched over the control socket
bad-argument--request = what was sent over the control socket is not a request: { $words }
bad-argument--two-moments = give either a version or a moment
bad-argument--no-path = which file is to be written? Give its path
bad-argument--relative-path = { $path } is not an absolute path
    .hint = give the whole path, from /
bad-argument--paths = at most { $most } paths can be asked about at once
bad-argument--seconds = “{ $seconds }” is not a number of seconds
bad-argument--cursor = “{ $text }” is not a version from the history
bad-argument--moment = “{ $text }” is not a time that SyncIt understands
    .hint = write 2026-11-22T14:03:05Z
bad-argument--hours = activity is shown for 1 to { $most } hours
bad-argument--no-key = a value needs the name of a setting
bad-argument--not-send-only = the role of this machine for “{ $folder }” is not “send only”: nothing was changed
bad-argument--send-only = the role of this machine for “{ $folder }” is “send only”: nothing was changed
bad-argument--forget-hub = the hub cannot forget itself
bad-argument--minutes = an invitation is open for 1 to { $most } minutes
bad-argument--fingerprint = “{ $text }” is not the fingerprint of a key
    .command-line = `syncit key` on the hub shows it, as SHA256:…
    .window = the settings of SyncIt on the hub show it, as SHA256:…
bad-argument--itself = that hub is this machine itself
bad-argument--choices = at most { $most } subfolders of a folder can be chosen one by one
    .hint = choose the directory above some of them instead
bad-argument--paused = everything is paused on this machine, not only this folder
    .command-line = `syncit resume` without a folder resumes everything
    .window = resume all folders
bad-argument--pauses-by-itself = everything is paused on this machine ({ $why }), not only this folder
    .command-line = `syncit resume` without a folder resumes everything anyway
    .window = resume all folders anyway
bad-address = “{ $text }” is not an address that SyncIt can use
    .hint = write HOST, HOST:PORT, 192.168.1.20:22082 or [fe80::1%eth0]:22082
bad-ignore-rule = { $errors }: nothing was changed
    .hint = write the rules as in .gitignore, one per line
bad-setting = “{ $value }” cannot be the value of { $key }: { $expected }
expected--switch = it must be “on” or “off”
expected--percentage = it must be a percentage, 1 to 100, below which to pause, or “off”
expected--size = it must be a size, like 500 MiB or 2 GiB
expected--limit = it must be a size, like 200 GiB, or “none” for no limit
expected--folders = it must be a number of folders, 1 to { $most }
expected--address = it must be ADDR:PORT, like [::]:22082; the other machines reconnect when it changes
expected--hours = it must be “always”, or days and hours like “mon-fri 08:00-18:00, sat” or “22:00-06:00”
expected--rate = it must be a number of KiB a second; 0 means no limit
expected--mode = it must be “two-way”, “send-only” or “receive-only”
expected--minutes = it must be a number of minutes, 1 to 10080
expected--git-hooks = it must be “not-executable” or “as-they-are”
expected--number = it must be a number
expected--days = it must be a number of days, 0 to { $most }
expected--past-size = it must be “none”, or what past versions may take together, like 500 MiB or 10 GiB
expected--daily-after-all = keep-all-days would be { $all } and keep-daily-days only { $daily }, but keep-daily-days must be at least as large; set the other one first
expected--weekly-after-daily = keep-daily-days would be { $daily } and keep-weekly-days only { $weekly }, but keep-weekly-days must be at least as large; set the other one first

## Conflicts, differences, holds

no-such-conflict = { $place } is not a conflict copy that waits for a decision: nothing was changed
    .command-line = `syncit conflicts` lists them: give the copy, not the file
    .window = it may have been resolved already
unsettled = { $place } is changing, or is not at the hub yet: the conflict stays
    .command-line = try again when `syncit wait` has ended: only what the hub keeps as a version is replaced
    .window = try again when everything is in sync
not-a-file = { $place } is a directory: the conflict stays
    .command-line = keep theirs or both, or rename one of them by hand
    .window = keep the current file or both, or rename one of them by hand
not-allowed--receives = this machine sends nothing of { $folder }: the conflict stays
    .command-line = resolve it on another machine; `syncit conflicts` lists it there, too
    .window = resolve it on another machine, which shows it, too
held--stopped = { $folder } is stopped on this machine: the conflict stays
    .command-line = `syncit status` says why
    .window = first fix what stopped the folder: the Stopped page says what to do
write--conflict = the disk refused to change { $place }: the conflict stays
    .hint = check its permissions and the room on its disk, and try again
not-mergeable = the two versions of { $place } do not fit into one text ({ $cause }): the conflict stays
    .command-line = keep mine, theirs or both; `syncit conflicts --diff` shows what differs
    .window = keep one of the two, or both
changed-meanwhile = what differs in “{ $folder }” has changed since it was listed: nothing was changed
    .command-line = look at the list again
    .window = the list shows what differs now: check it, then try again
not-allowed--reads = the hub allows this machine only to read “{ $folder }”: nothing was changed
    .command-line = on the hub, `syncit access MACHINE { WORD($folder) } write` changes that
    .window = the Machines page on the hub changes that
held--at-the-disk = this can only be put right on the disk itself: { $cause }
unmergeable--no-base = it is not known from which version both were made
unmergeable--too-large = { $path } is larger than 1 MiB
unmergeable--directory = { $path } is a directory
unmergeable--no-file = { $path } is not a file
unmergeable--no-text = { $path } is not a text file
unmergeable--base-not-kept = the version from which both were made is no longer kept
unmergeable--base-no-text = the version from which both were made is not a text file
unmergeable--base = the version from which both were made cannot be used: { $cause }
unmergeable--same-lines = both changed the same lines, first at line { $line } of the file
unmergeable--too-many = they differ in more than { $most } places
unmergeable--not-looked-at = too many are asked about at once: ask about this one alone

## What other machines lack


## The window

window = the app could not finish this: { $words }
bad-argument--window = the window neither stops nor watches the engine
bad-path--picked = this cannot be used: { $words }
bad-path--picked-not-utf8 = { $path } cannot be used: its name is not UTF-8
    .hint = rename it, or choose another
no-file-manager = cannot show { $path }: { $words }
    .hint = open it in your file manager by hand
bad-reply--folders = the engine did not list its folders
bad-reply--where = the engine did not say where { $path } lies
not-linked--shown = no folder “{ $folder }” is synced on this machine
bad-path--shown = “{ $path }” is not a path in a folder: { $cause }
autostart = whether SyncIt starts at login cannot be changed: { $words }
    .hint = look at ~/.config/autostart, or add SyncIt to your desktop’s startup programs by hand
disk = the settings cannot be written in { $path }: { $cause }
outside = { $path } cannot be used from the browser
    .command-line = choose a directory in { $roots }; `syncit web --files DIR` allows another one
    .window = choose a directory in { $roots }; to allow another one, start “syncit web --files DIR”
stopping--window = the window is being closed: the request may not have been carried out
locked = this page is no longer open
    .command-line = open a new link: `syncit web` prints it
    .window = open a new link: “syncit web” prints it
no-link = this link was used already, or has expired
    .command-line = open a new one: `syncit web` prints it
    .window = open a new one: “syncit web” prints it
no-link--too-many = too many invalid links were tried
    .hint = try again in a minute
bad-argument--not-json = a request must be JSON, and must say so
bad-argument--too-large = the request is too large
bad-argument--too-slow = the request was sent too slowly
bad-argument--unreadable = what the window sent is not a request: { $words }
