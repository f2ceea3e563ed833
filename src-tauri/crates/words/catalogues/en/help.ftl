# The help of the command line, which also makes its manual.
#
# Each command has a message of its name: what it does, in one line. `.long` is what else is said of it, where lines are joined
# to paragraphs, and `.examples` stands at the end as it is here. Each argument has a message of the names of both.

help-syncit = Keeps folders in sync between the machines on a LAN
    .examples =
        On the machine that is to be the hub:
          syncit run &                    start the engine (or use the systemd unit of the README)
          syncit hub                      make this machine the hub
          syncit share ~/Documents        share a folder
          syncit invite                   show a code for the next machine

        On every other machine:
          syncit run &
          syncit join                     pair with the hub found on the LAN
          syncit link Documents ~/Documents

        Exit codes: 0 done · 1 `wait` did not finish, or a check failed · 2 it could not be done
help-syncit-home = Keep everything of one installation under this directory
help-syncit-json = Print JSON, errors included
help-syncit-verbose = Say more; twice, much more

help-run = Start the engine and stay in the foreground
    .long =
        SIGTERM and SIGINT stop it cleanly. A machine that was never set up runs too, and waits.

help-hub = Make this machine the hub
    .long =
        Any machine can be the hub: it keeps every change, and the others send their changes to it and get those of others from it.
    .examples =
        Examples:
          syncit hub
          syncit hub --name attic --root /srv/syncit
          syncit hub --root none          keep only the content store, no folders
help-hub-name = What the others call this machine [default: its host name]
help-hub-listen = Where to listen [default: [::]:22082, or the next free port]
help-hub-root = Where to keep the folders that other machines share; `none` keeps no copy [default: ~/SyncIt]. Not a home directory, nor a place that holds what programs trust, such as .ssh

help-invite = Show a one-time code that lets one machine join: on the hub, or where its owner allows it
    .examples =
        Examples:
          syncit invite
          syncit invite --may read        it may read all folders, and change none but its own
          syncit invite --wait            until it has joined; 1 if the code expired or was cancelled
          syncit invite --show            the code that is valid now
help-invite-minutes = How long the code is valid
help-invite-may = What the machine that joins may do with the folders of this hub, those to come included [default: as at its last invitation; for a new machine: write]
help-invite-show = Show the open invitation instead, if there is one
help-invite-cancel = Cancel the open invitation
help-invite-wait = Wait until a machine has joined, or the code is no longer valid

help-discover = List the hubs on the LAN that have an invitation open

help-join = Pair this machine with a hub
    .examples =
        Examples:
          syncit join                        the hub found on the LAN; asks for the code
          syncit join attic.lan
          syncit join [fe80::1%eth0]:22082 --code - < FILE
          syncit join 'syncit://join?address=…'    the link that syncit invite shows; checks the hub's key first
          syncit join --code 123456          while it runs, other users see the code in the list of processes
help-join-address = The hub: a host name, an IPv4 address, or [IPv6%zone], with a port if it is not 22082; or the link that `syncit invite` shows there [default: the hub that is found on the LAN]
help-join-code = The six digits that `syncit invite` shows on the hub [default: `-`, asked for or read from standard input]. Given here, other users of this computer may see them in its list of processes
help-join-name = What the others call this machine [default: its host name]
help-join-fingerprint = The fingerprint that the hub's key must have, as `syncit key` shows it there. The code is not tried with a hub that has another key

help-leave = Leave the hub; all files stay

help-share = Share a folder with the other machines
    .long =
        A home directory is refused, and so is a place in it that programs trust, such as .ssh.
    .examples =
        Examples:
          syncit share ~/Documents
          syncit share /srv/photos --name Photos --no-hub-copy
help-share-path = The folder to share
help-share-name = What it is called on every machine [default: the last part of PATH]
help-share-no-hub-copy = The hub keeps only the content store, and no folder that can be opened there

help-estimate = Show what sharing a directory would need, without sharing it
    .long =
        Counts for two seconds at most.
help-estimate-path = The directory

help-unshare = On the hub: end sharing a folder; the files stay on every machine
help-unshare-name = The folder

help-link = Keep a shared folder at PATH on this machine
    .long =
        PATH may hold files already: equal ones are not transferred, others are merged, nothing is overwritten.
    .examples =
        Examples:
          syncit link Documents ~/Documents
          syncit link Music /mnt/music --role receive-only
help-link-name = The folder, as `syncit folders` lists it
help-link-path = Where to keep it; made if it does not exist
help-link-role = What this machine does with it
help-link-only = Keep only this subfolder here; can be given several times

help-unlink = Stop syncing a folder on this machine; the files stay
help-unlink-name = The folder

help-relocate = Continue with a folder that was moved to PATH
help-relocate-name = The folder
help-relocate-path = Where it is now

help-folders = List the shared folders, linked here or only offered

help-status = Show the state of this machine and its folders

help-wait = Wait until this machine's changes are at the hub, and the hub's are here
    .long =
        Returns 0 as soon as they are, 1 when the time is up, and 1 at once when only a person can clear what is left.
        Conflicts do not block it.
    .examples =
        Examples:
          syncit wait && echo backed up
          syncit wait Documents --timeout 30
          syncit wait --everywhere && echo the other machines have it, too
help-wait-folder = Only this folder
help-wait-timeout = Seconds to wait at most [default: as long as it takes]
help-wait-everywhere = Also wait until every machine that is connected has everything

help-machines = List the paired machines, and what each still lacks

help-rename = Rename this machine, or on the hub any machine
    .examples =
        Examples:
          syncit rename laptop
          syncit rename laptop old-laptop     on the hub
help-rename-names = MACHINE and its new NAME, or only the NAME for this machine

help-forget = On the hub: refuse a machine from now on, and cut its connections
help-forget-name = The machine

help-access = On the hub: set what a machine may do with a folder
help-access-machine = The machine
help-access-folder = The folder
help-access-access = What it may do

help-allow-invites = On the hub: say whether a machine may invite others
    .long =
        A machine that may invite shows codes by `syncit invite` like the hub, which still keeps the code, counts the tries and pairs. What
        it invites never gets more access than it has itself. Turning this off ends the invitation that it may have open.
    .examples =
        Examples:
          syncit allow-invites laptop on
help-allow-invites-machine = The machine
help-allow-invites-allowed = Whether it may

help-history = Show what changed, newest first
    .examples =
        Examples:
          syncit history
          syncit history --folder Documents --path letters --since 2026-11-01
          syncit history --kind deleted --search invoice
          syncit history --limit 20 --before CURSOR     the next page: CURSOR is the last line's version
help-history-folder = Only of this folder
help-history-path = Only this path and what is below it
help-history-machine = Only by this machine
help-history-since = Only since this moment: a date, or a date and a time, in RFC 3339 or without a zone for this machine's
help-history-before = Only what came before this line: the version of the last line of the page before
help-history-kinds = Only this kind of change; may be given several times
help-history-search = Only paths, new or old, that contain this text; capital letters do not matter
help-history-limit = Lines at most

help-activity = Show how much changed, hour by hour
help-activity-hours = How many hours to look back

help-versions = List the versions that are kept of a file, newest first, also under the names that it had before
help-versions-folder = The folder
help-versions-path = The file

help-restore = Bring back a version of a file, or a directory or the whole folder as it was at a moment
    .long =
        That is a change like any other: it is sent to all machines, and can itself be undone.
    .examples =
        Examples:
          syncit restore Documents letter.txt                       the newest version that is not current
          syncit restore Documents letter.txt --version V           V as syncit versions shows it
          syncit restore Documents letter.txt --version V --to old.txt
          syncit restore Documents --at 2026-11-22T14:03 --dry-run  what would change
          syncit restore Documents photos --at 2026-11-22T14:03
help-restore-folder = The folder
help-restore-path = A file or a directory in it
help-restore-version = This version of the file
help-restore-at = As it was at this moment: a date, or a date and a time, in RFC 3339 or without a zone for this machine's
help-restore-to = Write the version to this new file instead
help-restore-dry-run = Only list what would change

help-conflicts = List files of which two versions wait for your decision
    .examples =
        Examples:
          syncit conflicts
          syncit conflicts --diff                 what differs, and whether both changes fit into one text
          syncit conflicts Documents "report (conflict, laptop, 2026-11-22 14.03.05).txt" --diff
help-conflicts-folder = Only those of this folder
help-conflicts-copy = Only this conflict copy
help-conflicts-diff = Show what differs, and whether the changes of both fit into one text

help-resolve = Resolve a conflict: keep the conflict copy's version, the file's, both, or one text with the changes of both
    .examples =
        Examples:
          syncit conflicts
          syncit resolve Documents "report (conflict, laptop, 2026-11-22 14.03.05).docx" --keep mine
          syncit resolve Documents "notes (conflict, laptop, 2026-11-22 14.03.05).txt" --keep merged

        mine is the conflict copy's version and theirs the file's, on whichever machine it is asked. What is not kept stays a
        version at the hub.
help-resolve-folder = The folder
help-resolve-copy = The conflict copy, as `syncit conflicts` lists it
help-resolve-keep = Which version gets, or keeps, the file's name

help-differences = List what differs in a folder because this machine only sends or only receives, or may only read
    .long =
        Of a folder that only sends: what others changed and is not applied here. Of one that only receives, or that the hub
        lets this machine only read: what was changed here and is not sent. This is neither pending work nor a
        problem; with another role it is synced.
    .examples =
        Examples:
          syncit differences Documents
          syncit differences Documents --limit 20 --after letters/b.txt     the next page: after the last line's path
          syncit settings Documents role two-way                            syncs them, in both directions
          syncit differences Documents --send-mine                          this machine only sends: makes all others like it
          syncit differences Documents --drop-mine                          it only receives: takes back what was changed here
help-differences-folder = The folder
help-differences-after = Only what comes after this path: the last of the page before
help-differences-limit = Lines at most
help-differences-send-mine = On a machine that only sends: replace what others changed by what is here, everywhere. Files that only others have are deleted; all of it stays in the history
help-differences-drop-mine = On a machine that only receives, or may only read: drop what was changed here, and take what the hub has. What exists only here is lost

help-select = Keep subfolders of a folder on this machine, or all of it
    .long =
        They are fetched. A subfolder is chosen with everything in it; the directories above it are made, too. What does not
        fit on the disk is refused.
    .examples =
        Examples:
          syncit select Photos                          keep everything again
          syncit select Photos 2026 2025/holidays       keep these, too
          syncit select Photos --only 2026              keep this one and nothing else
help-select-folder = The folder
help-select-paths = Subfolders, as `syncit selected` lists them; everything if none
help-select-only = Keep nothing else of the folder here

help-deselect = Stop keeping subfolders of a folder on this machine
    .long =
        They stay at the hub and on the other machines, and are removed from this disk once the hub has everything in them.
        What is ignored in them stays here.
    .examples =
        Examples:
          syncit deselect Photos 2019 2020
          syncit selected Photos                        what is kept here now
          syncit settings Photos new-subfolders off     leave out what others add at the top of the folder
help-deselect-folder = The folder
help-deselect-paths = Subfolders, as `syncit selected` lists them

help-selected = List the subfolders of a folder with their sizes, and which of them are kept on this machine
help-selected-folder = The folder
help-selected-path = The subfolders of this one; those at the top if none

help-held = List what is stopped for safety: deletions and overwritten files that are held back, folders that are not where they were
    .long =
        Deletions are held back when a machine deletes most of a folder within a minute, and overwritten files when many of
        them become unreadable, as by ransomware (`mass-overwriting` in JSON). `syncit release` decides about both.

help-release = Decide about what is held in a folder
    .examples =
        Examples:
          syncit held
          syncit release Documents --restore     the files come back, on every machine
          syncit release Documents --delete      they are deleted everywhere
          syncit release Documents --accept      overwritten files stay as they are now, everywhere
help-release-folder = The folder
help-release-delete = Pass what is held on to every machine; `--accept` means the same
help-release-restore = Bring the files back, also those whose deletion or overwriting was passed on just before

help-pause = Stop syncing for a while; changes made meanwhile are kept for later
    .long =
        A machine can also pause by itself, on metered networks and on battery: see the settings pause-on-metered and
        pause-on-battery.
help-pause-folder = Only this folder
help-pause-lasting = How long, like 45m, 1h or 2h30m [default: until resumed]

help-resume = Resume syncing
    .long =
        A machine that paused by itself continues at once, and pauses again the next time the battery is low or the network
        metered. If you paused it yourself, that pause ends first.
help-resume-folder = Only this folder

help-check = Check everything for changes now, instead of waiting for the next time
help-check-folder = Only this folder

help-where = Show in which folder a file or directory lies, and whether it is in sync
    .long =
        The state of a directory is that of what is in it. Nothing is scanned, and the hub is not asked.
    .examples =
        Examples:
          syncit where ~/Documents/letter.odt
          syncit --json where . | jq -r .folder
help-where-path = The file or directory

help-ignored = List what is ignored in a folder, and by which rule
    .examples =
        Examples:
          syncit ignored Documents
          syncit ignored Documents --rules draft.txt      what these rules would match instead of those of its .syncitignore
help-ignored-folder = The folder
help-ignored-path = Only this path and what is below it
help-ignored-rules = Try out the rules in this file, as if they were the `.syncitignore` at the folder's root; changes nothing

help-store = Show what the folders take at the hub: what is there now, and past versions

help-settings = List, show or change settings, this machine's or a folder's
    .long =
        The past of a folder is kept as its keep- settings say: every version for keep-all-days, then the last one of each day
        up to keep-daily-days, then of each week up to keep-weekly-days; the last version of what was deleted for
        keep-deleted-days. They are set on the hub.

        A machine pauses by itself on metered networks with pause-on-metered yes, and on battery below a percentage with
        pause-on-battery. It says why, and continues when that ends. Both are off unless set otherwise. NetworkManager says
        whether the network is metered, UPower how full the battery is.

        With limit-hours, the speed limits apply at these days and hours only, in local time. Hours that end before they begin
        end on the next day.

        Git runs the hooks of a repository by itself. With git-hooks not-executable, the default,
        hooks that come from other machines are placed without the executable bit; with as-they-are, they are placed like any
        other file. It is set for a folder on each machine.
    .examples =
        Examples:
          syncit settings
          syncit settings discovery off
          syncit settings limit-up 2048          KiB a second to the hub at most; 0 is no limit
          syncit settings limit-hours "mon-fri 08:00-18:00, sat"    the limits apply only then; or always
          syncit settings pause-on-metered yes   pauses while the network is metered
          syncit settings pause-on-battery 20    pauses on battery with less than 20% left; or off
          syncit settings folders-per-machine 10           on the hub: each other machine shares at most this many
          syncit settings bytes-per-machine "200 GiB"    on the hub: and has at most this much in them; none is no limit
          syncit settings Documents
          syncit settings Documents role send-only
          syncit settings Documents rescan-minutes 30
          syncit settings Documents git-hooks as-they-are  git hooks of other machines may run here
          syncit settings Documents keep-all-days 60       on the hub
          syncit settings Documents keep-size "10 GiB"    on the hub: past versions take no more; none is no limit
          syncit settings Documents hold-files 500         deletions of fewer files are never held back
help-settings-words = [FOLDER] [KEY [VALUE]]

help-key = Show this machine's key: its fingerprint, and where its private part lies

help-verify = On the hub: read the whole content store, check it, and fetch again what is damaged
    .long =
        Syncing continues meanwhile. What is damaged is set aside under the hub's home and fetched again from a machine that has
        it, now or when one connects. Ends with 1 if anything is or was damaged.
    .examples =
        Examples:
          syncit verify
          syncit --json verify

help-doctor = Check what syncing needs on this machine, and say what to do about it

help-web = Open the window in a browser, on a machine without a screen
    .long =
        Prints a link that works once, and serves the window until Ctrl-C. Enter prints another link. Over the network it
        speaks TLS, with a certificate that is made anew each time: compare the fingerprint that is printed with the
        browser's.
    .examples =
        Examples:
          syncit web
          ssh -t -L 22080:127.0.0.1:22080 attic syncit web     then open the link here
          syncit web --files /srv --listen 0.0.0.0:22080
help-web-listen = Where to listen [default: 127.0.0.1:22080, or the next free port]
help-web-files = A directory in which the browser may share and link folders and write files; can be given several times [default: your home directory]

help-log = Print the log
help-log-follow = Keep printing what is added

help-diagnostics = Write a bundle for a bug report, without keys, codes or contents; it can name machines, folders and files
help-diagnostics-file = The file to write; it must not exist yet

help-demo = Try it: three machines in a temporary directory on this computer, syncing a folder live
    .examples =
        Examples:
          syncit demo
          syncit demo --tree ~/src/project
          syncit demo --stay                  keep them running, to play with
          syncit demo --window                the same, and look at one of them in the app
help-demo-tree = A folder to copy and sync instead of one that is found on this computer; it is only read
help-demo-stay = Keep the three machines running until Ctrl-C
help-demo-window = Open the app on one of them, and keep them running until its end or Ctrl-C

## What can be chosen

choice-role-two-way = Sends and receives
choice-role-send-only = Sends its own state, applies nothing
choice-role-receive-only = Receives, keeps its own changes to itself

choice-access-none = It does not even learn that the folder exists
choice-access-read = It receives
choice-access-write = It sends and receives

choice-switch-on = It may
choice-switch-off = It may not

choice-action-added = It was not there before
choice-action-changed = It has different content
choice-action-deleted = It is no longer there
choice-action-moved = It was elsewhere before
choice-action-restored = It was brought back
choice-action-conflict = It is a conflict copy

choice-keep-mine = The conflict copy's version
choice-keep-theirs = The file's version
choice-keep-both = Two ordinary files
choice-keep-merged = One text with the changes of both, if they changed different lines

## Names of values

value-access = ACCESS
value-addr = ADDR
value-command = COMMAND
value-copy = COPY
value-dir = DIR
value-file = FILE
value-folder = FOLDER
value-keep = KEEP
value-key = KEY
value-kind = KIND
value-machine = MACHINE
value-path = PATH
value-role = ROLE
value-subfolder = SUBFOLDER
value-time = TIME
value-value = VALUE

## What clap writes by itself: the English is what is looked for

clap-usage = Usage:
clap-commands = Commands:
clap-arguments = Arguments:
clap-options = Options:
clap-any-options = [OPTIONS]
clap-default = [default:
clap-environment = [env:
clap-alias = [alias:
clap-choices = [possible values:
clap-choices-list = Possible values:
clap-help = Print help
clap-help-more = (see more with
clap-help-less = (see a summary with
clap-version = Print version

## What the manual writes by itself, likewise

manual-name = .SH NAME
manual-synopsis = .SH SYNOPSIS
manual-description = .SH DESCRIPTION
manual-options = .SH OPTIONS
manual-commands = .SH SUBCOMMANDS
manual-extra = .SH EXTRA
manual-version = .SH VERSION
manual-environment = May also be specified with the
manual-environment-end = environment variable.
