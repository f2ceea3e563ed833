# What `syncit demo` says.

demo-title = Three machines on this computer
demo-place = in { $directory }
demo-hub = the hub, listening on { $address }, with a copy of its own
demo-paired = paired with the code { $code }
demo-folder-is = The folder is { $origin }.
demo-origin--copy = a copy of { $path }
demo-origin--git = what git tracks in { $path }
demo-conflict-copy = the other one is { $copy }
demo-stay = The machines stay until Ctrl-C.
demo-stay-with-window = The machines stay until you quit the app, or Ctrl-C.
demo-try = Change files and watch, or ask them:
demo-stopped = Stopped; the temporary directory is removed.
demo-not-equal = The machines differ

## What is going on

demo-copying = Copying a tree to sync
demo-copying--so-far = { $files ->
        [one] Copying a tree to sync: { $done } of 1 file
       *[other] Copying a tree to sync: { $done } of { $files } files
    }
demo-pairing = Pairing
demo-sharing = Sharing laptop’s folder, keeping it on desktop too
demo-editing = Editing
demo-moving = Moving
demo-deleting = Deleting
demo-conflicting = Editing the same file on two machines at once
demo-switching-off = Switching desktop off, changing files on both sides
demo-comparing = Comparing
demo-awaiting = { $paths ->
        [one] { $what }: 1 path to go
       *[other] { $what }: { $paths } paths to go
    }
demo-awaited--folder = desktop hears of the folder
demo-awaited--tree = laptop → attic → desktop
demo-awaited--edit = the edit reaches desktop
demo-awaited--move = the move reaches laptop
demo-awaited--deletion = the deletion reaches laptop and desktop
demo-awaited--conflict = both machines know of the conflict
demo-awaited--desktop = desktop catches up

## What was done

demo-shared = { $files ->
        [one] 1 file, { BYTES($bytes) }: laptop → attic → desktop
       *[other] { $files } files, { BYTES($bytes) }: laptop → attic → desktop
    }
demo-edited = edited { $path } on laptop, there on desktop
demo-moved = { $files ->
        [one] moved { $from } to { $to } on desktop (1 file)
       *[other] moved { $from } to { $to } on desktop ({ $files } files)
    }
demo-deleted = deleted { $path } on attic, gone everywhere
demo-conflicted = { $path } edited on laptop and desktop at once: both kept
demo-caught-up = desktop was off while both sides changed: caught up after its start
demo-equal = { $files ->
        [one] all three are equal, byte by byte: 1 file, { BYTES($bytes) }
       *[other] all three are equal, byte by byte: { $files } files, { BYTES($bytes) }
    }

## What differs

demo-difference--only-in = { $path } is only in { $directory }
demo-difference--kind = { $path } is not of the same kind
demo-difference--content = { $path } has different content
demo-difference--gave-up = gave up waiting until { $what }
demo-difference--unfinished = { $machine } did not finish: { $cause }
demo-difference--late = { $machine } did not finish in time

## What could not be done

usage--nothing-to-sync = there is nothing to sync in { $path }
    .hint = name a directory with some files in it
usage--nothing-found = nothing was found on this computer to sync
    .hint = name a directory: syncit demo --tree DIR
no-app--not-started = the app { $program } cannot be started: { $cause }
    .command-line = build it with `npm run demo -- --window`, or install the app
not-running--demo = { $machine } is stopped
internal--other-reply = the engine gave an answer that does not fit the question: { $reply }
disk--demo-no-place = cannot make a temporary directory: { $cause }
disk--demo-place-stays = the temporary directory { $path } could not be removed: { $cause }
    .hint = remove it by hand: rm -r { WORD($path) }
disk--demo-make = cannot make { $path }: { $cause }
disk--demo-read = cannot read { $path }: { $cause }
disk--demo-write = cannot write { $path }: { $cause }
disk--demo-copy = cannot copy the tree to { $path }: { $cause }
disk--demo-move = cannot move { $path }: { $cause }
disk--demo-delete = cannot delete { $path }: { $cause }
