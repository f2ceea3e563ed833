// What waits for a decision, and deciding it.

import { fail, type Handlers } from './handlers';

export const decisionAnswers: Handlers = {
  conflicts(world, { folder, copy, diff }) {
    const found = world.conflicts.filter((one) => (folder === null || one.folder === folder) && (copy === null || one.copy === copy));
    if (copy !== null && found.length === 0) fail('no-such-conflict', `${folder}/${copy} is no conflict copy that waits: nothing was changed`);
    // Only the contents tell, which are looked at when it is asked what differs.
    return diff ? found : found.map((one) => ({ ...one, mergeable: null, why_not: null, merged: null, diffs: [] }));
  },
  resolve(world, { folder, copy, keep }) {
    if (!world.conflicts.some((one) => one.folder === folder && one.copy === copy)) {
      fail('no-such-conflict', `${folder}/${copy} is no conflict copy that waits: nothing was changed`);
    }
    world.conflicts = world.conflicts.filter((one) => one.folder !== folder || one.copy !== copy);
    world.asked.push(`keep ${keep} of ${copy}`);
    const found = world.folder(folder);
    if (found) found.conflicts -= 1;
    if (found?.conflicts === 0) found.state = 'in-sync';
  },
  held: (world) => world.held,
  release(world, { folder, delete: isDelete }) {
    world.held = world.held.filter((one) => one.folder !== folder);
    world.asked.push(`release ${folder}: ${isDelete ? 'delete' : 'restore'}`);
    Object.assign(world.folder(folder) ?? {}, { hold: null, state: 'in-sync' });
  },
};
