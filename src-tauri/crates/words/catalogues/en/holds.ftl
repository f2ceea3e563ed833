# Why a folder is stopped for safety.

place = { $path }
place--link = { $path } (which leads to { $target })
within = { "" }
within--one = {" "}in { $first }
within--two = {" "}in { $first } and { $second }
within--more = {" "}in { $first }, { $second } and { $more ->
        [one] 1 more place
       *[other] { $more } more places
    }

marker-gone = the marker .syncit/folder.json is gone from { $place }: nothing is synced or deleted
    .command-line = put back what was there (mount its disk, undo the move); if it was moved: `syncit relocate { WORD($folder) } PATH`; if a backup was copied over it: `syncit release { WORD($folder) } --restore`; or unlink and link it anew
    .window = put back what was there (connect its disk, undo the move), or choose “Locate folder…”; if a backup was copied over it, choose “Use this folder”
marker-gone--intact = the marker .syncit/folder.json is gone from { $place }: nothing is synced or deleted
    .command-line = the files are as they were, only the marker is missing: `syncit release { WORD($folder) } --restore` writes it anew
    .window = the files are as they were, only the marker is missing: choose “Use this folder”
marker-gone--differing = the marker .syncit/folder.json is gone from { $place }: nothing is synced or deleted
    .command-line = the files are not as they were: if a backup was copied over the folder, `syncit release { WORD($folder) } --restore` merges it with what the hub has; what is missing comes back, and where a file differs, both versions are kept. Otherwise put back what was there (mount its disk, undo the move), or say where it is: `syncit relocate { WORD($folder) } PATH`
    .window = the files are not as they were: if a backup was copied over the folder, choose “Use this folder”; what is missing comes back, and where a file differs, both versions are kept. Otherwise put back what was there, or choose “Locate folder…”
held-other-folder = { $place } holds another folder than { $folder }, or a copy that another machine made of it: nothing is synced or deleted
    .command-line = if the folder was moved: `syncit relocate { WORD($folder) } PATH`
    .window = if the folder was moved, choose “Locate folder…”
root-gone--other = { $place } cannot be opened, or is not the directory that was chosen for this folder: nothing is synced or deleted
    .command-line = put that one back, or mount the disk that it is on; if it was moved: `syncit relocate { WORD($folder) } PATH`
    .window = put “{ $folder }” back, connect its disk, or choose “Locate folder…”
root-gone = { $path } cannot be opened: nothing is synced or deleted
    .command-line = mount the disk that it is on; if it was moved: `syncit relocate { WORD($folder) } PATH`
    .window = put “{ $folder }” back, connect its disk, or choose “Locate folder…”
inside-another = { $path } lies inside { $above }, a folder of another SyncIt on this computer: nothing is synced or deleted
    .command-line = move it out of there and say where it is: `syncit relocate { WORD($folder) } PATH`; or, if no SyncIt uses { $above } any more, remove { $own }
    .window = move “{ $folder }” out of there and choose “Locate folder…”; or, if no SyncIt uses { $above } any more, remove { $own }
emptied = all files are gone from { $path }: nothing is synced or deleted
    .command-line = put them back; or `syncit release { WORD($folder) } --restore` brings the files back, `syncit release { WORD($folder) } --delete` deletes them everywhere
    .window = put them back, or restore the files of “{ $folder }”, or delete them on all machines
mass-deletion = { $files ->
        [one] 1 file was
       *[other] { $files } files were
    } deleted on { $machine } within a minute: the hub does not pass this on until a person decides
    .command-line = `syncit release { WORD($folder) } --restore` brings the files back, `syncit release { WORD($folder) } --delete` deletes them everywhere
    .window = review “{ $folder }”: restore the files, or delete them on all machines
mass-deletion--explained = { $files ->
        [one] 1 file
       *[other] { $files } files
    }{ $place } { $files ->
        [one] was
       *[other] were
    } deleted on { $machine } within a minute: more than a person deletes by hand, so perhaps by accident, or a directory was moved away{ $passed ->
        [0] { "" }
       *[other] ; { $passed } of them had been passed on before it was noticed
    }
    .command-line = `syncit release { WORD($folder) } --restore` brings the files back, `syncit release { WORD($folder) } --delete` deletes them everywhere
    .window = review “{ $folder }”: restore the files, or delete them on all machines
mass-overwriting = { $files ->
        [one] 1 file was
       *[other] { $files } files were
    } overwritten on { $machine } within ten minutes and { $files ->
        [one] looks
       *[other] look
    } encrypted (no longer of their type, or unreadable): the hub does not pass this on until a person decides
    .command-line = check that computer first; `syncit release { WORD($folder) } --restore` brings the files back on all machines, `syncit release { WORD($folder) } --accept` accepts the changes everywhere; the earlier versions are kept in both cases
    .window = check that computer first, then review “{ $folder }”: restore the files, or accept the changes; the earlier versions are kept in both cases
mass-overwriting--explained = { $files ->
        [one] 1 file
       *[other] { $files } files
    }{ $place } { $files ->
        [one] was
       *[other] were
    } overwritten on { $machine } within ten minutes and { $files ->
        [one] looks
       *[other] look
    } encrypted (no longer of their type, or unreadable): that is how ransomware works; encrypting files on purpose looks the same{ $passed ->
        [0] { "" }
       *[other] ; { $passed } of them had been passed on before it was noticed
    }
    .command-line = check that computer first; `syncit release { WORD($folder) } --restore` brings the files back on all machines, `syncit release { WORD($folder) } --accept` accepts the changes everywhere; the earlier versions are kept in both cases
    .window = check that computer first, then review “{ $folder }”: restore the files, or accept the changes; the earlier versions are kept in both cases
