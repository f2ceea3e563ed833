// What to do about an error of the engine, by its code, in the words of this window. Other errors are shown with the engine's own hint.

export const hints: Record<string, string> = {
  discovery: 'Enter the address that the hub shows under its code.',
  damaged: 'SyncIt on the hub can fetch it again from a machine that has it.',
  'disk-full': 'Make room on that disk, or change how much must stay free, in the settings.',
  held: 'Put right first what stopped the folder. The page Stopped says what helps.',
  'is-linked': 'If you moved it, open the folder and choose “I moved it…”.',
  'is-paired': 'Leave the group first, on the page Machines. Files stay where they are.',
  key: 'Unlock the keyring of your desktop, then try again.',
  listen: 'Another program may use it. Choose another one in the settings.',
  'name-taken': 'Choose another name. If it is the same folder, keep the one that is on offer.',
  'no-answer': 'Try again. “Check everything” in the settings looks for the reason.',
  'no-such-conflict': 'It may have been settled meanwhile.',
  'no-such-folder': 'It may have been ended meanwhile.',
  'no-such-machine': 'It may have been renamed or forgotten meanwhile.',
  'not-linked': 'It may have been unlinked meanwhile.',
  'not-set-up': 'Set this machine up first.',
  'not-the-hub': 'Do this in SyncIt on the hub.',
  unsettled: 'Try again when everything is in sync.',
  offline: 'Try again once the hub is back. “Check everything” in the settings looks for the reason.',
};
