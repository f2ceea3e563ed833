// Versions of files, and restoring.

import type { HistoryLine, RestoreLine, VersionLine } from '$lib/engine';
import { ago, type World } from '../world';
import { fail, type Handlers } from './handlers';

/** The most changes of a restore that one answer lists. */
const MAX_CHANGES = 1000;

function existing(world: World, path: string, version: string): VersionLine {
  const found = world.versions[path]?.find((one) => one.version === version);
  return found ?? fail('not-found', `there is no version ${version} of ${path}`, 'choose one of those that are listed', path);
}

/** What a restore as of a moment changes: the opposite of what happened since. */
function since(world: World, folder: string, path: string | null, at: number): RestoreLine[] {
  const changed = new Map<string, RestoreLine>();
  // Newest first, so that of several changes of one path the first one after the moment counts.
  for (const line of world.history) {
    if (Date.parse(line.at) <= at) break;
    if (line.folder !== folder || (path !== null && line.path !== path && !line.path.startsWith(`${path}/`))) continue;
    const change = line.action === 'added' ? 'deleted' : line.action === 'deleted' ? 'added' : 'changed';
    changed.set(line.path, { path: line.path, change });
  }
  return [...changed.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function restored(world: World, folder: string, path: string): HistoryLine {
  return {
    at: ago(0),
    folder,
    path,
    action: 'restored',
    machine: world.machine,
    size: 2048,
    version: `r${world.history.length}-${path}`,
    from: null,
  };
}

export const pastAnswers: Handlers = {
  versions: (world, { path }) => world.versions[path] ?? [],
  content(world, { path, version }) {
    const { size } = existing(world, path, version);
    const [text, image] = [world.contents[version], world.images[version]];
    if (image !== undefined) return { text: null, image, bytes: size, kind: 'image' };
    if (text === undefined) return { text: null, bytes: size, kind: size > 1024 ** 2 ? 'too-large' : 'binary' };
    return { text, bytes: size, kind: 'text' };
  },
  restore(world, { folder, path, version, at, to, dry_run }) {
    const answer = { folder, path, version, at, to, dry_run, changes: [] as RestoreLine[], total: 0 };
    if (version !== null && path !== null) {
      const line = existing(world, path, version);
      if (to !== null) {
        world.asked.push(`save ${version} as ${to}`);
        return answer;
      }
      const all = world.versions[path] ?? [];
      for (const one of all) one.current = false;
      world.contents[`${version}-again`] = world.contents[version] ?? '';
      world.versions[path] = [
        { ...line, version: `${version}-again`, at: ago(0), machine: world.machine, action: 'restored', current: true },
        ...all,
      ];
      world.history = [restored(world, folder, path), ...world.history];
      return { ...answer, changes: [{ path, change: 'changed' }], total: 1 };
    }
    const moment = Date.parse(at ?? '');
    if (moment > Date.now()) fail('bad-moment', `${at} lies in the future: nothing was restored`, 'choose a moment that has been');
    const changes = since(world, folder, path, moment);
    if (!dry_run) world.history = [...changes.map((change) => restored(world, folder, change.path)), ...world.history];
    if (!dry_run) world.asked.push(`restore ${folder} to ${at}`);
    return { ...answer, changes: changes.slice(0, MAX_CHANGES), total: changes.length };
  },
};
