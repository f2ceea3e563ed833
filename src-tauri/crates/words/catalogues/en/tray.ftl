# The tray, and what the app says without a window.

tray-starting = Starting
tray-open = Open SyncIt
tray-folders = Folders
tray-no-folder = No folder yet
tray-recent = Recent changes
tray-nothing-changed = Nothing changed yet
tray-changed = { $name } in { $folder }
tray-deleted = { $name } in { $folder }, deleted
tray-conflict = { $name } in { $folder }, conflict
tray-restored = { $name } in { $folder }, restored
tray-machines = Other machines
tray-no-machine = None yet
tray-up-to-date = up to date
tray-unknown = sync status unknown
tray-syncs-none = syncs none of these folders
tray-changes-to-go = { $changes ->
        [one] 1 change
       *[other] { $changes } changes
    } to go
tray-bytes-to-go = { BYTES($bytes) } to go
tray-offline = offline
tray-offline-since = offline since { $since }
tray-pause = Pause
tray-pause-until = Pause for a while
tray-in-an-hour = For 1 hour
tray-tomorrow = Until tomorrow at { $time }
tray-until-resumed = Until I resume
tray-resume = Resume
tray-resume-anyway = Resume anyway
tray-check = Check now
tray-settings = Settings
tray-quit = Quit SyncIt
tray-failed = SyncIt could not do this
tray-goes-on = SyncIt keeps running in the tray
tray-goes-on-text = Your folders stay in sync. Click the icon to open SyncIt or to quit it.
tray-copied = Copied
engine-silent = SyncIt’s engine is not responding

## What the desktop lacks

lacks-bus = There is no session bus, so no tray icon, notifications or keyring can be used.
lacks-tray = No panel shows tray icons. Closing the window minimises it. On GNOME the AppIndicator extension shows them; for panels with an older kind of tray (i3, LXDE, tint2) the program snixembed does.
lacks-notifications = No program shows notifications. What happens is shown only in this window.
lacks-keyring = There is no keyring. A new key is kept in a file that only you can read.
