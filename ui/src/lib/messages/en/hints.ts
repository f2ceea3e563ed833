// What to do about an error of the engine, by its code, in the words of this window. Other errors are shown with the engine's own hint.

export const hints: Record<string, string> = {
  discovery: 'Enter the address that the hub shows under its code.',
  damaged: 'SyncIt on the hub can fetch it again from a machine that has it.',
  'disk-full': 'Free some space on that disk, or change how much must stay free in the settings.',
  held: 'First fix what stopped the folder. The Stopped page says what to do.',
  'is-linked': 'If you moved it, open the folder and choose “Folder moved…”.',
  'is-paired': 'Leave the group first, on the Machines page. Files stay where they are.',
  key: 'Unlock your desktop’s keyring, then try again.',
  listen: 'Another program may be using it. Choose another one in the settings.',
  'name-taken': 'Choose another name. If it is the same folder, sync the one that is available to this computer.',
  'no-answer': 'Try again. “Check everything” in the settings can find the cause.',
  'no-such-conflict': 'It may have been resolved already.',
  'no-such-folder': 'Sharing may have been ended already.',
  'no-such-machine': 'It may have been renamed or forgotten already.',
  'not-linked': 'It may have stopped syncing here already.',
  'not-set-up': 'Set up this machine first.',
  'not-the-hub': 'Do this in SyncIt on the hub.',
  unsettled: 'Try again when everything is in sync.',
  offline: 'Try again once the hub is back. “Check everything” in the settings can find the cause.',
};
