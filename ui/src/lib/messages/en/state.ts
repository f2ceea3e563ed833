// What the state means for a person. The sentence itself is the engine's (its `present/summary.rs`), so that every front says the same.

import { bytes, number, plural, type Shown } from '$lib/text';

export const state = {
  unpaired: { text: 'This machine has no hub and is none.' },
  held: 'A folder was stopped for safety. Nothing is deleted until you decide.',
  paused: {
    text: 'Changes are kept for later.',
    untilResumed: 'Changes are kept for later, until you resume.',
    some: 'Their changes are kept for later. Everything else goes on.',
  },
  offline: 'They go out as soon as it is back.',
  scanning: {
    text: (folder: Shown) => `Reading ${folder}.`,
    several: (count: number) => `Reading ${plural(count, 'folder', 'folders')}.`,
  },
  syncing: 'You can go on working meanwhile.',
  'in-sync': {
    text: (files: number, size: number) => `${plural(files, 'file', 'files')}, ${bytes(size)}, the same everywhere.`,
    apart: (files: number, size: number) =>
      `${plural(files, 'file', 'files')}, ${bytes(size)} here. The page of a folder lists what stays apart.`,
    here: (files: number, size: number) => `${plural(files, 'file', 'files')}, ${bytes(size)} here.`,
    hubWithoutCopies: 'This hub passes changes on, and keeps no copy that you can open.',
    empty: 'Nothing is shared yet.',
    offered: (count: number) =>
      count === 1 ? 'One is on offer. Link it to keep it here.' : `${number(count)} are on offer. Link one to keep it here.`,
  },
  folder: {
    held: 'Stopped for your safety',
    attention: 'Needs you',
    paused: 'Paused',
    offline: 'Waiting for the hub',
    scanning: 'Looking for changes',
    syncing: 'Syncing',
    'in-sync': 'In sync',
    'not-linked': 'On offer, not kept here',
    unpaired: 'Not set up',
  },
};
