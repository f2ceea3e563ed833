// What the state means for a person. The sentence itself is the engine's (its `present/summary.rs`), so that every front says the same.

import { bytes, number, plural, type Shown } from '$lib/text';

export const state = {
  unpaired: { text: 'This machine is not in a group yet.' },
  held: 'A folder was stopped for safety. Nothing is deleted until you review it.',
  paused: {
    text: 'Changes will sync afterwards.',
    untilResumed: 'Changes will sync after you resume.',
    metered: 'Syncing continues by itself on a network that is not metered.',
    battery: (below: number) => `It pauses below ${number(below)}%, and continues by itself when plugged in or charged.`,
    some: 'Their changes will sync afterwards. Everything else continues to sync.',
  },
  offline: 'They will sync as soon as it is back.',
  scanning: {
    text: (folder: Shown) => `Reading ${folder}.`,
    several: (count: number) => `Reading ${plural(count, 'folder', 'folders')}.`,
  },
  syncing: 'You can keep working in the meantime.',
  'in-sync': {
    text: (files: number, size: number) => `${plural(files, 'file', 'files')}, ${bytes(size)}, the same everywhere.`,
    apart: (files: number, size: number) =>
      `${plural(files, 'file', 'files')}, ${bytes(size)} here. Each folder’s page lists its differences.`,
    here: (files: number, size: number) => `${plural(files, 'file', 'files')}, ${bytes(size)} here.`,
    hubWithoutCopies: 'This hub passes changes on, but keeps no copies that you can open.',
    empty: 'Nothing is shared yet.',
    offered: (count: number) => `${plural(count, 'folder is', 'folders are')} available to sync.`,
  },
  folder: {
    held: 'Stopped for safety',
    attention: 'Needs attention',
    paused: 'Paused',
    offline: 'Waiting for the hub',
    scanning: 'Looking for changes',
    syncing: 'Syncing',
    'in-sync': 'In sync',
    'not-linked': 'Available to sync',
    unpaired: 'Not set up',
  },
};
