# Why a path, or a folder as a whole, is not in sync.

## Words of the disk

disk--not-found = it does not exist
disk--exists = something else is there already
disk--not-empty = the directory is not empty
disk--denied = permission denied
disk--full = the disk is full
disk--other-mount = another file system is mounted there
disk--unsupported = this file system cannot do that
disk--other = { $words }

## What keeps a name or an entry from being synced

bad-path--empty-component = it has an empty component
bad-path--dots = it has a component that is . or ..
bad-path--nul = it contains a NUL byte
bad-path--too-long = it is too long or too deep
bad-path--reserved = it uses the name .syncit, which belongs to SyncIt itself
bad-path--not-utf8 = it is not UTF-8
bad-path--slash = it contains a slash
bad-path--control = it contains a control or direction-changing character
bad-path--edge = it starts or ends with a space, or ends with a dot

invalid-entry--too-large = the file is larger than 256 GiB
invalid-entry--other-digest = the size and the digest of the content do not belong together
invalid-entry--bad-target = the target of the symlink is empty, too long or contains NUL

## Paths

obstructed-by-unsynced = “{ $path }” is no longer a directory elsewhere, but here it holds things that are not synced
    .hint = move them elsewhere or delete them; then it is replaced
obstructed-by-changes = “{ $path }” is no longer a directory elsewhere, but here it holds changes of its own
    .hint = move them elsewhere or delete them; then it is replaced
obstructed-by-others = “{ $path }” is not a directory here, but is one on other machines, with files of theirs in it
    .hint = this machine only sends: rename it here, or delete the directory on another machine
too-many-conflicts = “{ $path }” is a conflict copy of a conflict copy, and is in conflict again
    .hint = resolve the conflicts of this file, or give it another name; then it is synced
no-conflict-name = “{ $path }” is in conflict, and no conflict copy can be named beside it
    .hint = its directory’s path is too long or holds too many conflict copies: move or delete some
not-updated = { $path } cannot be brought up to date: { $cause }
    .hint = SyncIt tries again in a minute
not-updated--disk-full = { $path } cannot be brought up to date: the disk is full
    .hint = free some space; SyncIt tries again in a minute
not-updated--denied = { $path } cannot be brought up to date: permission denied
    .hint = check the permissions there; SyncIt tries again in a minute
not-fetched = { $path } cannot be fetched: { $cause }
    .hint = SyncIt tries again in a minute
not-fetched--damaged = what arrives as the content of { $path } is not what the hub announced
    .hint = SyncIt tries again in a minute
not-put-back = a version of { $path } that nobody else has could not be put back beside it
    .hint = it is safe in .syncit/staging/{ $name }; SyncIt tries again in a minute
unreadable = { $path } cannot be read: { $cause }
    .hint = check its permissions; SyncIt tries again in a minute, and when something changes there
unreadable--passing = { $path } cannot be read: { $cause }
    .hint = SyncIt tries again automatically
not-synced--too-large = { $path } is larger than 256 GiB
    .hint = it stays on this machine only
not-synced--special = { $path } is a device, a socket or a pipe
    .hint = it is not synced
not-synced--symlink = { $path } is a symlink whose target is not UTF-8 or too long
    .hint = it stays on this machine only
bad-name-here = the name “{ $name }” cannot be synced: { $cause }
    .hint = it stays on this machine only; rename it to have it synced
bad-name-here--in = the name “{ $name }” in { $directory } cannot be synced: { $cause }
    .hint = it stays on this machine only; rename it to have it synced
not-chosen = “{ $path }” is not chosen on this machine, but something here has its name
    .hint = it is not synced; rename or remove it, or choose the subfolder again: then the two are merged
bad-rules = { $path }: { $errors }
    .hint = the other lines apply; once you correct the file, it is read again
invalid-at-hub = what the hub has at { $path } cannot be applied here: { $cause }
    .hint = it stays as it is here, with everything below it; delete or replace it on the machine that made it
case-twin = { $path } cannot exist beside a name that differs only in upper and lower case
    .hint = rename one of them on another machine; SyncIt tries again in a minute
unrepresentable = { $path } cannot exist on this machine’s disk: { $cause }
    .hint = rename it on another machine; until then it stays there
git-lock = { $path } has been there for over ten minutes, so the repository waits
    .hint = if no git command is running, remove it
not-settled = { $path } is not synced yet
    .hint = the next check looks at it again

## Folders

own-directory-unreadable = what was left in .syncit cannot be read: { $cause }
    .hint = SyncIt tries again within a minute; until then the folder waits
held = the folder was stopped for safety
deletions-held = { $files ->
        [one] 1 deletion is
       *[other] { $files } deletions are
    } held back until a person decides
overwriting-held = { $files ->
        [one] 1 overwritten file is
       *[other] { $files } overwritten files are
    } held back until a person decides
folder-database = the folder’s database cannot be used: { $words }
    .hint = the folder waits; SyncIt tries again within a minute
folder-database--disk-full = the disk that holds SyncIt’s data is full
    .hint = free some space there; SyncIt tries again within a minute
undeliverable = the hub has an entry at { $path } that no machine can apply, so it is sent to none
    .hint = everything else is synced; delete or replace it on the machine that made it
damaged-at-hub = the content of { $path } was damaged in the hub’s store
    .hint = it is fetched again by itself from a machine that has it: let one connect
damaged-at-hub--more = the content of { $files ->
        [one] 1 more file
       *[other] { $files } more files
    } was damaged in the hub’s store
    .command-line = `syncit verify` lists them all
    .window = “Check the store” in the hub’s settings lists them all
not-opened = cannot open the folder { $path }: { $cause }; nothing is synced
    .command-line = SyncIt tries again automatically; `syncit doctor` may say more
    .window = SyncIt tries again automatically; “Check everything” in the settings may say more
not-opened--gone = cannot open the folder { $path }: { $cause }; nothing is synced
    .command-line = mount the disk that it is on; if it was moved: `syncit relocate { WORD($folder) } PATH`; if it is no longer wanted here: `syncit unlink { WORD($folder) }`
    .window = connect the disk that it is on; if it was moved, open { $folder } and choose “Folder moved…”; if it is no longer wanted here, stop syncing it
not-opened--inside = cannot open the folder { $path }: it lies inside { $other }, a folder of another SyncIt on this computer; nothing is synced
    .command-line = move it out of there and say where it is: `syncit relocate { WORD($folder) } PATH`; or, if no SyncIt uses { $other } any more, remove { $own_dir }; if it is no longer wanted here: `syncit unlink { WORD($folder) }`
    .window = move it out of there, open { $folder } and choose “Folder moved…”; or, if no SyncIt uses { $other } any more, remove { $own_dir }; if it is no longer wanted here, stop syncing it
not-watched = the folder cannot be watched for changes: { $cause }
no-copy--hidden = the hub keeps this folder only in its store: { $path } would be a hidden directory, which SyncIt does not create by itself
    .command-line = to keep a copy there, merged with any files there: `syncit link { WORD($folder) } { WORD($path) }`; to keep none: `syncit unlink { WORD($folder) }`
    .window = choose a place for { $folder } on this computer, or decide to keep none
no-copy--taken = the hub keeps this folder only in its store: { $path } exists, and SyncIt did not create it for this folder
    .command-line = to keep a copy there, merged with any files there: `syncit link { WORD($folder) } { WORD($path) }`; to keep none: `syncit unlink { WORD($folder) }`
    .window = choose a place for { $folder } on this computer, or decide to keep none
no-copy--yet = the hub keeps no copy of this folder yet: { $cause }
    .hint = SyncIt tries again automatically; or choose another place for it
