// How SyncIt says how things are. The tray says the same: src-tauri/src has these words in Rust.

import { bytes, number, plural } from '$lib/format';
import type { Shown } from '$lib/text';

export const state = {
  unpaired: { title: 'Not set up yet', text: 'This machine has no hub and is none.' },
  held: {
    title: 'Stopped for your safety',
    text: (folder: Shown, others: number) =>
      others === 0
        ? `${folder} waits for your decision. Nothing is deleted until then.`
        : `${folder} and ${plural(others, 'other folder', 'other folders')} wait for your decision. Nothing is deleted until then.`,
  },
  attention: {
    title: (count: number) => (count === 1 ? 'One thing needs you' : `${number(count)} things need you`),
    text: 'Everything else goes on by itself.',
  },
  paused: {
    title: 'Paused',
    untilResumed: 'Changes are kept for later, until you resume.',
    until: (when: string) => `Changes are kept for later, until ${when}.`,
    some: (folder: Shown, others: number) =>
      others === 0
        ? `${folder} is paused. Its changes are kept for later.`
        : `${folder} and ${plural(others, 'other folder', 'other folders')} are paused. Their changes are kept for later.`,
  },
  offline: {
    title: 'The hub is out of reach',
    text: (hub: Shown) => `Changes are kept, and go out as soon as ${hub} is back.`,
  },
  scanning: {
    title: 'Looking for changes',
    text: (folder: Shown) => `Reading ${folder}.`,
    several: (count: number) => `Reading ${plural(count, 'folder', 'folders')}.`,
  },
  syncing: {
    title: 'Syncing',
    text: (pending: number, left: number) =>
      left > 0
        ? `${plural(pending, 'change', 'changes')} on the way, ${bytes(left)} to go.`
        : `${plural(pending, 'change', 'changes')} on the way.`,
    moment: 'The last changes are on the way.',
  },
  'in-sync': {
    title: 'Everything is in sync',
    text: (files: number, size: number) => `${plural(files, 'file', 'files')}, ${bytes(size)}, the same everywhere.`,
    hubWithoutCopies: 'This hub passes changes on, and keeps no copy that you can open.',
    ready: 'Ready to begin',
    empty: 'No folder is shared yet.',
    offered: (count: number) =>
      count === 1 ? 'A folder is on offer. Link it to keep it here.' : `${number(count)} folders are on offer. Link one to keep it here.`,
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
