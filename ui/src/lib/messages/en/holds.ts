import { number, plural, type Shown } from '$lib/text';

export const holds = {
  title: 'Stopped',
  lead: 'Something looked like an accident. None of it is passed on until you review it.',
  folder: (folder: Shown) => `${folder} is stopped`,
  since: (when: string) => `Stopped ${when}`,
  on: (machine: Shown) => `Found on ${machine}`,
  files: (count: number) => plural(count, 'file', 'files'),
  sample: (shown: number, all: number) => (shown < all ? `Some of the ${number(all)} files` : 'Files'),
  restoreHere: (count: number) => (count > 0 ? `Restore ${plural(count, 'file', 'files')} here` : 'Restore the files here'),
  restoreOn: (count: number, machine: Shown) =>
    count > 0 ? `Restore ${plural(count, 'file', 'files')} on ${machine}` : `Restore the files on ${machine}`,
  restoreEverywhere: (count: number) =>
    count > 0 ? `Restore ${plural(count, 'file', 'files')} on all machines` : 'Restore the files on all machines',
  accept: (count: number) => (count > 0 ? `Accept the changes to ${plural(count, 'file', 'files')}` : 'Accept the changes'),
  deleteEverywhere: (count: number) =>
    count > 0 ? `Delete ${plural(count, 'file', 'files')} on all machines` : 'Delete the files on all machines',
  deleteOn: (count: number, machine: Shown) =>
    count > 0 ? `Delete ${plural(count, 'file', 'files')} on ${machine}` : `Delete the files on ${machine}`,
  deleteHere: (count: number) => (count > 0 ? `Delete ${plural(count, 'file', 'files')} here` : 'Delete the files here'),
  sure: (action: string) => `${action}?`,
  sureText: (folder: Shown) =>
    `The files are deleted from ${folder} on all machines. Past versions stay on the hub for a while and can be restored from the history.`,
  sureAccept: (folder: Shown) =>
    `All machines get the files of ${folder} as they are now. Past versions stay on the hub for a while and can be restored from the history.`,
  markerBack: 'Use this folder',
  kind: {
    'marker-gone':
      'The folder’s marker is missing: this may be another folder, or a backup was copied over it. Put the folder back, or locate it. If it is the right folder, use it: nothing is deleted, and where a file differs, both versions are kept.',
    'other-folder': 'Another folder is at this location. Put the right one back, or locate it.',
    'root-gone': 'The folder is missing. Put it back, connect its disk, or locate it.',
    'inside-another': 'The folder is inside a folder of another SyncIt on this computer. Move one of them, or stop syncing one.',
    emptied: 'If you did not mean to remove all the files, restore them. If you did, delete them everywhere.',
    'mass-deletion': 'If this was an accident, restore the files. If it was intended, delete them everywhere.',
    'mass-overwriting':
      'If you did not encrypt these files yourself, the computer may be under attack: disconnect it, and restore the files. If you made the changes, accept them.',
  },
  helps: 'What to do',
  found: 'What happened',
  place: 'Locate folder…',
  again: 'Check again',
  restored: (folder: Shown) => `${folder} syncs again. The files are being restored.`,
  deleted: (folder: Shown) => `${folder} syncs again. The files are deleted on all machines.`,
  accepted: (folder: Shown) => `${folder} syncs again. The changes are passed on.`,
  none: {
    title: 'Nothing is stopped',
    text: 'If most of a folder disappears at once, many files suddenly look encrypted, or a disk is missing, SyncIt stops the folder and asks you here first.',
  },
};
