# Notifications.

notice-files = { $files ->
        [one] 1 file
       *[other] { $files } files
    }
notice-machines = { $machines ->
        [one] 1 machine
       *[other] { $machines } machines
    }
notice-changed = { $what } from { $by } in { $folder }
notice-deleted = { $what } deleted by { $by } in { $folder }
notice-some-deleted = { $files ->
        [one] 1 of them was deleted
       *[other] { $files } of them were deleted
    }
notice-conflict = Two versions of { $what }
notice-conflict-text = Both were kept in { $folder }. Choose which one to keep.
notice-hold = { $folder } was stopped for safety
notice-disk = A disk is full
notice-disk-text = Free some space on the disk of { $path }; what does not fit waits.
notice-machine = { $machine } has joined
notice-machine-text = It can sync the folders of this group from now on.
notice-absent = { $machine } was not seen for a week
notice-absent-text = What has changed meanwhile waits for it.
