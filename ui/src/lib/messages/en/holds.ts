import { number, plural, type Shown } from '$lib/text';

export const holds = {
  title: 'Stopped',
  lead: 'Something looked like an accident, so nothing of it is passed on until you decide.',
  folder: (folder: Shown) => `${folder} is stopped`,
  since: (when: string) => `Stopped ${when}`,
  on: (machine: Shown) => `Found on ${machine}`,
  files: (count: number) => plural(count, 'file', 'files'),
  sample: (shown: number, all: number) => (shown < all ? `Some of the ${number(all)} files` : 'The files'),
  restoreHere: (count: number) => (count > 0 ? `Restore ${plural(count, 'file', 'files')} here` : 'Restore the files here'),
  restoreOn: (count: number, machine: Shown) =>
    count > 0 ? `Restore ${plural(count, 'file', 'files')} on ${machine}` : `Restore the files on ${machine}`,
  restoreEverywhere: (count: number) =>
    count > 0 ? `Restore ${plural(count, 'file', 'files')} on all machines` : 'Restore the files on all machines',
  accept: (count: number) => (count > 0 ? `Accept the changes of ${plural(count, 'file', 'files')}` : 'Accept the changes'),
  deleteEverywhere: (count: number) =>
    count > 0 ? `Delete ${plural(count, 'file', 'files')} on all machines` : 'Delete the files on all machines',
  deleteOn: (count: number, machine: Shown) =>
    count > 0 ? `Delete ${plural(count, 'file', 'files')} on ${machine}` : `Delete the files on ${machine}`,
  deleteHere: (count: number) => (count > 0 ? `Delete ${plural(count, 'file', 'files')} here` : 'Delete the files here'),
  sure: (action: string) => `${action}?`,
  sureText: (folder: Shown) =>
    `They go from ${folder} wherever it is kept. Past versions stay at the hub for a while: the history can bring them back.`,
  sureAccept: (folder: Shown) =>
    `All machines get the files of ${folder} as they are now. Past versions stay at the hub for a while: the history can bring them back.`,
  markerBack: 'It is the right folder: go on',
  kind: {
    'marker-gone':
      'The folder’s marker is missing: it may be another folder, or a backup was copied over it. Put the folder back, say where it is, or, if it is the right folder, go on: nothing is deleted, and where a file differs, both versions are kept.',
    'other-folder': 'Another folder lies at this place. Put the right one back, or say where it is now.',
    'root-gone': 'The folder is not there. Put it back, connect its disk, or say where it is now.',
    'inside-another': 'The folder lies inside a folder of another SyncIt on this computer. Move one of them, or unlink one.',
    emptied: 'Restore the files, if you did not mean to remove them all. Delete them everywhere, if you did.',
    'mass-deletion': 'Restore the files, if that was an accident. Delete them everywhere, if it was meant.',
    'mass-overwriting':
      'If you did not encrypt these files yourself, the computer may be attacked: disconnect it, and restore the files. Accept the changes, if you made them.',
  },
  helps: 'What helps',
  found: 'What was found',
  place: 'Say where it is…',
  again: 'Look again',
  restored: (folder: Shown) => `${folder} goes on. The files come back.`,
  deleted: (folder: Shown) => `${folder} goes on. The files are deleted everywhere.`,
  accepted: (folder: Shown) => `${folder} goes on. The changes are passed on.`,
  none: {
    title: 'Nothing is stopped',
    text: 'If most of a folder disappears at once, many files suddenly look encrypted, or a disk is missing, SyncIt stops and asks here first.',
  },
};
