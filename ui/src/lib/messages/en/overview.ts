import { bytes, number, plural, type Shown } from '$lib/text';

export const overview = {
  title: 'Overview',
  needs: 'Needs you',
  checking: 'SyncIt looks through all folders now.',
  picture: 'Machines',
  pictureOf: (machines: number, online: number) =>
    `The hub and the machines around it: ${plural(machines, 'machine', 'machines')}, ${number(online)} online.`,
  flows: 'sending or receiving now',
  hub: 'the hub',
  hubHere: 'the hub, this machine',
  seen: (when: string) => `offline, last seen ${when}`,
  you: 'this machine',
  transfers: {
    title: 'On the way',
    up: 'to the hub',
    down: 'from the hub',
    more: (count: number) => `and ${plural(count, 'more', 'more')}`,
    of: (done: number, total: number) => `${bytes(done)} of ${bytes(total)}`,
  },
  activity: {
    title: 'The last day',
    total: (changes: number) => (changes === 0 ? 'No changes' : plural(changes, 'change', 'changes')),
    bin: (changes: number, from: string) => `${plural(changes, 'change', 'changes')} from ${from}`,
    most: (changes: number, from: string) => `in the last 24 hours, most of them around ${from}: ${number(changes)}`,
    ago: '24 hours ago',
    now: 'now',
  },
  hold: (folder: Shown) => `${folder} is stopped`,
  conflict: (count: number, folder: Shown) =>
    count === 1 ? `Two versions of a file in ${folder}` : `Two versions each of ${number(count)} files in ${folder}`,
  conflictText: 'Both are kept. Choose which one stays, or keep both.',
  problem: (path: Shown, folder: Shown) => (path === '' ? `A problem with ${folder}` : `${path} in ${folder}`),
  problems: (count: number, folder: Shown) => `${number(count)} problems in ${folder}`,
  decide: 'Decide',
  look: 'Look',
  moreNeeds: (count: number) => `${plural(count, 'more thing needs', 'more things need')} you`,
  start: {
    hub: 'Share a folder, and pair the other machines with a code.',
    client: 'Share a folder of yours. What the others share appears under Folders.',
  },
  share: 'Share a folder',
  pair: 'Pair a machine',
};
