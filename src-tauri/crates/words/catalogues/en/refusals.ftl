# Why the hub refuses something.

## What a machine may not do, or does not exist

no-such-folder-at-hub = the hub shares no such folder
    .command-line = `syncit folders` lists the shared ones
    .window = the Folders page lists the shared ones
no-longer-shared--with-this = the folder is no longer shared with this machine; its files stay
    .command-line = stop syncing it here with `syncit unlink NAME`, or have it shared again
    .window = stop syncing it here, or have it shared again
no-longer-shared = the folder is no longer shared; its files stay where they are
    .command-line = stop syncing it here with `syncit unlink NAME`, or have it shared again
    .window = stop syncing it here, or have it shared again
may-not-change = this machine may not change “{ $folder }”
    .hint = whoever runs the hub decides that; what is changed here stays here
not-paired-with-hub = this machine is not paired with the hub, or the hub forgot it
    .command-line = to pair it again: `syncit leave` here, then `syncit join` with a new code; files stay
    .window = to pair it again, leave the group on the Machines page, then join it with a new code; files stay
only-at-hub = only the hub’s own user may do that
    .hint = do it on the hub
home-in-use = another connected machine uses the key of this one, or the same copy of the folder
    .hint = the data of SyncIt on one of the two are a copy: delete them there, and pair it as a machine of its own
other-protocol = { $machine } runs SyncIt { $version } and the hub { $hub } runs { $hub_version }, which do not understand each other
    .hint = update SyncIt on { $older }
no-such-machine-at-hub = the hub knows no such machine
    .command-line = `syncit machines` lists the paired ones
    .window = the Machines page lists the paired ones
taken-at-hub--folder = another folder is already called “{ $name }”, or the same but for capital letters
    .hint = choose another name
taken-at-hub--machine = another machine is already called “{ $name }”, or the same but for capital letters
    .hint = choose another name
taken-at-hub--joining = another machine of this hub is already called “{ $name }”
    .command-line = choose another name: `syncit join … --name NAME`
    .window = choose another name for this machine
hub-stays = the hub cannot forget itself
hub-may-all = the hub itself may always read and write
hub-folders-full = the hub shares as many folders as it can
    .hint = stop sharing one that is no longer needed
machine-folders-full = this machine shares { $shared ->
        [one] 1 folder
       *[other] { $shared } folders
    }, and { $hub } takes at most { $limit } from one machine
    .command-line = on { $hub }: end one (`syncit unshare NAME`), or allow more: `syncit settings folders-per-machine N`
    .window = on { $hub }: stop sharing one, or allow more in the settings
may-not-invite = { $machine } may not invite other machines
    .command-line = the owner of { $hub } can allow it there: `syncit allow-invites { WORD($machine) } on`
    .window = the owner of { $hub } can allow it there, in the details of { $machine }
may-not-invite--no-access = { $machine } has no access to the folders of { $hub } that it could pass on
    .command-line = invite on { $hub } itself: `syncit invite`
    .window = invite on { $hub } itself
may-not-invite--to-write = { $machine } may only read, so it cannot invite a machine that may write
    .command-line = invite it to read (`--may read`), or invite on { $hub } itself
    .window = invite it to read, or invite on { $hub } itself

## What the hub does not take

hub-disk-full = the hub’s disk is too full to take this
    .hint = free some space on the hub; it is sent again automatically
hub-disk-full--request = the hub’s disk is too full to do this
    .hint = free some space on the hub, then try again
machine-quota-full = { $hub } keeps at most { BYTES($most) } from this machine, and this would be more
    .command-line = delete some of what this machine has added; or on { $hub }, allow more: `syncit settings bytes-per-machine SIZE`
    .window = delete some of what this machine has added; or on { $hub }, allow more in the settings
not-acceptable = the hub does not accept this: { $cause }
    .hint = it is sent again when it changes
content-did-not-come = content that the hub asked for did not arrive
    .hint = it is sent again automatically when the file has been read again
invalid-above = the hub has an entry above this path that no machine can apply
    .command-line = delete or replace that one first: `syncit doctor` on the hub names it
    .window = delete or replace that one first: the problems on the hub name it
mass-deletion-held = most of this folder was deleted on this machine at once: that is not passed on until a person decides
    .command-line = `syncit held` lists it; `syncit release { WORD($folder) } --restore` brings the files back, `--delete` deletes them everywhere
    .window = review “{ $folder }”: restore the files, or delete them on all machines
mass-overwriting-held = many files were overwritten on this machine within minutes with content that cannot be read: that is not passed on until a person decides
    .command-line = `syncit held` lists it; `syncit release { WORD($folder) } --restore` brings the files back, `--accept` accepts the changes
    .window = review “{ $folder }”: restore the files, or accept the changes

## Why content is not given

not-served--no-version = the path has no such version
not-served--not-kept = the content of this version is no longer kept
not-served--damaged = its content was damaged on the hub’s disk
    .hint = the hub fetches it again from a machine that has it, once one is connected; then it comes by itself
not-served--incomplete = the hub no longer has a part of this content
not-served--unreadable = the hub cannot read a part of this content: { $words }
    .command-line = run `syncit verify` on the hub
    .window = check the store in the settings of the hub
not-served--unreadable-here = the hub cannot read this content from its store
    .command-line = run `syncit verify` on the hub
    .window = check the store in the settings of the hub

## Versions, and how things were

not-restored--damaged = { $path } as it was then is damaged on the hub’s disk: nothing was restored
    .command-line = `syncit verify` on the hub shows whether it can be fetched again; everything else from then can be restored by its own path
    .window = the check of the store on the hub shows whether it can be fetched again; everything else from then can be restored by itself
not-restored--never-there = the folder has no { $path }, and never had
    .command-line = `syncit history --folder { WORD($folder) }` lists what changed
    .window = the history of “{ $folder }” lists what changed
not-restored--no-version = { $path } has no such version, or it is no longer kept
    .command-line = `syncit versions { WORD($folder) } { WORD($path) }` lists those that are kept
    .window = the versions of the file in “{ $folder }” show which ones are kept
not-restored--no-other = { $path } cannot be restored: no other version of it is kept
not-restored--none-kept = { $path } cannot be restored: no version of it is kept
not-restored--which-moment = a whole folder has no versions: it is restored as it was at a moment
    .command-line = choose one: `--at 2026-11-22T14:03`; `--dry-run` first shows what would change
    .window = choose the moment; you see what would change first
not-restored--which-moment-of = the directory { $path } has no versions: it is restored as it was at a moment
    .command-line = choose one: `--at 2026-11-22T14:03`; `--dry-run` first shows what would change
    .window = choose the moment; you see what would change first
not-restored--not-then = there was no { $path } at { MOMENT($at) }
    .command-line = `syncit versions { WORD($folder) } { WORD($path) }` shows when it existed
    .window = its versions in “{ $folder }” show when it existed
not-restored--in-the-way = { $path } cannot be restored: { $above } is not a directory now
    .command-line = move it away first, or write the version elsewhere: `--to FILE`
    .window = move it away first, or save the version elsewhere
not-restored--future = { MOMENT($at) } is in the future: by the hub’s clock it is { MOMENT($now) }
    .hint = choose a moment in the past
not-restored--before-shared = { MOMENT($at) } is before “{ $folder }” was shared, which was at { MOMENT($shared_at) }
    .hint = choose a later moment
not-restored--not-kept = nothing from { MOMENT($at) } is kept any more: the past is kept for { $days ->
        [one] 1 day
       *[other] { $days } days
    }
    .command-line = `syncit settings { WORD($folder) }` shows for how long
    .window = the settings of “{ $folder }” show for how long
not-restored--clock-was-wrong = the hub’s clock was wrong from { MOMENT($from) } to { MOMENT($until) }: what there was at { MOMENT($at) } is not known
    .command-line = choose a version instead (`syncit versions FOLDER PATH` lists them), or a moment before or after that
    .window = choose a version instead, or a moment before or after that

## What is wrong with a request

search-too-long = the search is too long
    .hint = search for a shorter text, or for fewer kinds of changes
hours-out-of-range = changes are counted for 1 to { $most } hours
invitation-minutes-out-of-range = an invitation is open for 1 to { $most } minutes
no-such-folder-setting = a folder has no setting “{ $name }”
    .command-line = `syncit settings FOLDER` lists them
    .window = the settings of the folder list them
folder-setting-out-of-range = { $value } cannot be the value of { $name }
    .hint = it must be a number from { $least } to { $most }
nothing-held-back = nothing in “{ $folder }” is held back: nothing was changed
    .command-line = `syncit held` lists what is held
    .window = somebody else may have decided already
no-conflict-copy-at-hub = { $path } is not a conflict copy: nothing was changed
    .command-line = `syncit conflicts` lists them
    .window = the Conflicts page lists them
bad-retention--daily = one version per day cannot be kept for only { $daily ->
        [one] 1 day
       *[other] { $daily } days
    } if every version is kept for { $all } days
    .hint = one version per day must be kept at least as long as every version, and one per week at least as long as one per day
bad-retention--weekly = one version per week cannot be kept for only { $weekly ->
        [one] 1 day
       *[other] { $weekly } days
    } if one per day is kept for { $daily } days
    .hint = one version per day must be kept at least as long as every version, and one per week at least as long as one per day
bad-retention--too-long = nothing can be kept for { $days } days: at most { $most } days are possible

## Pairing

not-admitted--bad-name = this machine cannot be called that: { $cause }
    .command-line = choose another name with `--name`
    .window = choose another name
not-admitted--used = another machine has just used this invitation
    .command-line = open a new one on the hub: `syncit invite`
    .window = show a new code on the hub
invitation-withdrawn = the machine that showed this code may not invite any more
    .command-line = open an invitation on the hub: `syncit invite`
    .window = open an invitation on the hub
invitation-open = { $by } has an invitation open, and only one can be
    .command-line = wait until it ends, or cancel it on the hub: `syncit invite --cancel`
    .window = wait until it ends, or cancel it on the hub
invitations-too-many = this machine has opened { $most } invitations within { $minutes } minutes
    .hint = wait for a few minutes, or invite on the hub itself
invitations-too-many--guesses = too many wrong codes were tried within { $minutes } minutes, so no machine can open an invitation now
    .hint = somebody may be guessing codes: wait for a few minutes, or invite on the hub itself
hub-stopping = the hub is stopping
    .hint = try again once it runs

## Programs that do not understand each other

unspeakable = the hub cannot write what it has to tell this machine: { $words }
    .command-line = `syncit doctor` on the hub may tell more; it may need an update
    .window = update SyncIt on the hub
broke-protocol = the hub does not understand this machine: { $cause }
    .hint = update SyncIt on this machine and on the hub
breach--too-early = something was asked before the greeting was over
breach--second-hello = a second hello
breach--incarnations = more incarnations than a hub can have had
breach--get = a get of too many entries, or on the control lane
breach--chunks = chunks that the content does not have, or not in ascending order
breach--many-chunks = more content at once than one get may ask for
breach--no-file = only files have content
breach--large-offer = an offer of too many entries
breach--path-twice = an offer that names a path twice
breach--same-offer = an offer with the number of one that is not decided
breach--many-offers = too many offers that are not decided
breach--offers-memory = offers that are not decided take too much memory
breach--unknown-body = a body of an entry that was not offered
breach--body-size = a body of a size that no body has
breach--needless-body = a body of an entry that has no content
breach--lists-memory = more chunk lists at once than the hub holds in memory
breach--other-size = the size of the content is not what was offered
breach--cut-too-finely = the content is cut into too many chunks
breach--quarantine = too much to look at at once
bad-chunk-list--cut-off = a chunk list is cut off
bad-chunk-list--chunk-length = a chunk list names a chunk of a length that no chunk has
bad-chunk-list--too-large = a chunk list names more content than a file may have
