// Versions of a file, and restoring.

import { enumerate, number, plural, type Shown } from '$lib/text';

const DID = {
  added: 'added',
  changed: 'changed',
  deleted: 'deleted',
  moved: 'moved',
  restored: 'restored',
  conflict: 'made conflict copies of',
};
type Did = keyof typeof DID;

export const past = {
  versions: {
    list: 'Versions, newest first',
    count: (count: number, folder: Shown) => `${plural(count, 'version', 'versions')} in ${folder}`,
    current: 'current',
    as: (path: Shown) => `as ${path}`,
    title: (when: string) => `Version from ${when}`,
    by: (what: string, size: string) => `${what}, ${size}`,
    isCurrent: 'This is the current version.',
    view: 'View',
    content: 'Content',
    differs: 'Compare with current',
    thisOne: 'This version',
    currentOne: 'Current version',
    picture: (name: Shown, when: string) => `${name}, version from ${when}`,
    pictureOfCurrent: (name: Shown) => `${name}, current version`,
    restore: (when: string) => `Restore the version from ${when}`,
    save: 'Save a copy…',
    saveTitle: 'Save this version as',
    saved: (place: Shown) => `Saved as ${place}.`,
    restored: (when: string) =>
      `The version from ${when} was restored on all machines. The previous version is kept: restore it here to undo this.`,
    binary: 'No preview for this file type. Save a copy to open it.',
    tooLarge: 'This file is too large to preview. Save a copy to open it.',
    beginning: 'Only the beginning is shown. Save a copy to see everything.',
    none: { title: 'No versions kept', text: 'Only files have versions. Expired versions are not listed.' },
  },
  diff: {
    label: 'Compared with the current version',
    old: 'only in this version: ',
    new: 'only in the current version: ',
    gap: (count: number) => plural(count, 'unchanged line', 'unchanged lines'),
    more: (count: number) => `and ${plural(count, 'more line', 'more lines')}`,
    equal: 'No differences.',
    tooDifferent: 'The two versions are too different to compare line by line.',
  },
  restore: {
    title: 'Restore a folder',
    lead: 'Restore a folder to an earlier time. You see what would change first.',
    button: 'Restore a folder…',
    buttonHere: 'Restore…',
    folder: 'Folder',
    part: 'Only this part',
    partHint: 'A file or folder inside it. Leave empty for the whole folder.',
    when: 'Choose a time',
    before: 'Before a large change',
    hour: '1 hour ago',
    yesterday: 'This time yesterday',
    week: '1 week ago',
    burst: (when: string) => `Before ${when}`,
    /** `desktop deleted 602 files and changed 602`. */
    did: (machine: Shown, counts: [did: Did, count: number][]) =>
      `${machine} ${enumerate(counts.map(([did, count], at) => `${DID[did]} ${at === 0 ? plural(count, 'file', 'files') : number(count)}`))}`,
    date: 'Day',
    time: 'Time',
    badTime: 'Enter the day as 2026-11-22 and the time as 14:03.',
    looking: 'Checking what would change…',
    none: (name: Shown) => `Nothing would change: ${name} is the same as at that time.`,
    total: (count: number) => `${plural(count, 'file or folder', 'files and folders')} would change`,
    first: (count: number) => `The first ${plural(count, 'change', 'changes')}:`,
    change: { added: 'restored', changed: 'reverted', deleted: 'removed (did not exist yet)' },
    summary: {
      added: (count: number) => `${number(count)} restored`,
      changed: (count: number) => `${number(count)} reverted`,
      deleted: (count: number) => `${number(count)} removed (did not exist yet)`,
    },
    keptFrom: (when: string) => `Not all versions from that time are still kept. The nearest time that can be restored is ${when}.`,
    undo: 'Nothing is lost: the current files are kept as past versions, and you can undo this.',
    action: (name: Shown, when: string) => `Restore ${name} to ${when}`,
    done: (name: Shown, when: string) => `${name} was restored to ${when}`,
    doneText: (count: number) =>
      `${plural(count, 'change is', 'changes are')} now sent to all machines. The previous files are kept as past versions.`,
    undoAction: 'Undo',
    undone: (name: Shown) => `The restore of ${name} was undone`,
    again: 'Choose another time',
    noFolders: { title: 'No folder to restore', text: 'Once a folder is synced, you can restore it to an earlier time.' },
  },
};
