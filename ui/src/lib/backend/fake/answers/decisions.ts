// Conflicts and holds, and settling them.

import type { ConflictLine } from '$lib/engine';
import type { World } from '../world';
import { fail, type Handlers } from './handlers';

/** The texts of both versions, if both are text. */
function texts(world: World, { path, copy }: ConflictLine): ConflictLine['texts'] {
  const text = (of: string) => world.contents[world.versions[of]?.find((one) => one.current)?.version ?? ''];
  const [file, other] = [text(path), text(copy)];
  return file === undefined || other === undefined ? null : { file, copy: other };
}

/** The current versions of both files. */
function versions(world: World, { path, copy }: ConflictLine): ConflictLine['versions'] {
  const current = (of: string) => world.versions[of]?.find((one) => one.current)?.version;
  const [file, other] = [current(path), current(copy)];
  return file === undefined || other === undefined ? null : { file, copy: other };
}

export const decisionAnswers: Handlers = {
  conflicts(world, { folder, copy, diff }) {
    const found = world.conflicts.filter((one) => (folder === null || one.folder === folder) && (copy === null || one.copy === copy));
    if (copy !== null && found.length === 0)
      fail(
        'no-such-conflict',
        `${folder}/${copy} is not a conflict copy that waits for a decision: nothing was changed`,
        'it may have been resolved already',
      );
    // Whether they can be merged is known only from the contents, which are read only with `diff`.
    if (diff) return copy === null ? found : found.map((one) => ({ ...one, texts: texts(world, one), versions: versions(world, one) }));
    return found.map((one) => ({ ...one, mergeable: null, why_not: null, merged: null, diffs: [] }));
  },
  resolve(world, { folder, copy, keep }) {
    if (!world.conflicts.some((one) => one.folder === folder && one.copy === copy)) {
      fail(
        'no-such-conflict',
        `${folder}/${copy} is not a conflict copy that waits for a decision: nothing was changed`,
        'it may have been resolved already',
      );
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
