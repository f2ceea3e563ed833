import { bytes, number, plural, type Shown } from '$lib/text';

export const overview = {
  title: 'Overview',
  needs: 'Needs your attention',
  checking: 'Checking all folders for changes.',
  picture: 'Machines',
  pictureOf: (machines: number, online: number) =>
    `The hub and the machines around it: ${plural(machines, 'machine', 'machines')}, ${number(online)} online.`,
  folders: {
    title: 'Folders',
    all: (count: number) => `Show all ${number(count)} folders`,
  },
  recent: {
    title: 'Recent files',
    all: 'Show all in History',
    versions: 'Versions',
    versionsOf: (path: Shown) => `Versions of ${path}`,
    by: {
      added: (machine: Shown) => `added by ${machine}`,
      changed: (machine: Shown) => `changed by ${machine}`,
      moved: (machine: Shown) => `moved by ${machine}`,
      deleted: (machine: Shown) => `deleted by ${machine}`,
      restored: (machine: Shown) => `restored by ${machine}`,
      conflict: (machine: Shown) => `conflict copy by ${machine}`,
    },
  },
  flows: 'sending or receiving now',
  hub: 'the hub',
  hubHere: 'the hub, this machine',
  seen: (when: string) => `offline, last seen ${when}`,
  you: 'this machine',
  transfers: {
    title: 'Transfers',
    up: 'to the hub',
    down: 'from the hub',
    more: (count: number) => `and ${plural(count, 'more', 'more')}`,
    of: (done: number, total: number) => `${bytes(done)} of ${bytes(total)}`,
  },
  activity: {
    title: 'Last 24 hours',
    total: (changes: number) => (changes === 0 ? 'No changes' : plural(changes, 'change', 'changes')),
    bin: (changes: number, from: string) => `${plural(changes, 'change', 'changes')} from ${from}`,
    /** For screen readers, which the bars say nothing to. */
    inWords: (total: number, most: number, from: string) =>
      `${plural(total, 'change', 'changes')} in the last 24 hours, most of them around ${from} (${number(most)})`,
    ago: '24 hours ago',
    now: 'now',
  },
  hold: (folder: Shown) => `${folder} is stopped`,
  conflict: (count: number, folder: Shown) => `${plural(count, 'conflict', 'conflicts')} in ${folder}`,
  conflictText: 'Both versions are kept. Choose one, or keep both.',
  problem: (path: Shown, folder: Shown) => (path === '' ? `A problem with ${folder}` : `${path} in ${folder}`),
  problems: (count: number, folder: Shown) => `${number(count)} problems in ${folder}`,
  review: 'Review',
  reviewOf: (what: string) => `Review: ${what}`,
  offer: {
    title: 'Pause on metered networks?',
    text: (hub: Shown) =>
      `The network over which this computer reaches ${hub} is metered, so syncing may cost money. You can change this in Settings.`,
    accept: 'Pause on metered networks',
    decline: 'Keep syncing',
    accepted: 'Syncing pauses on metered networks.',
    declined: 'Syncing continues on metered networks.',
  },
  moreNeeds: (count: number) => `${plural(count, 'more item needs', 'more items need')} your attention`,
  start: {
    hub: 'Share a folder, or drop one onto this window. Then pair the other machines with a code.',
    client: 'Share a folder, or drop one onto this window. Folders that other machines share appear here.',
  },
  share: 'Share a folder',
  pair: 'Pair a machine',
};
