// Sharing, linking and looking after folders.

import { ago, folder, type World } from '../world';
import { fail, type Handlers } from './handlers';

function existing(world: World, name: string) {
  return world.folder(name) ?? fail('no-such-folder', `there is no shared folder named “${name}”`, 'the page Folders lists them');
}

function lastPart(path: string): string {
  return (
    path
      .split('/')
      .filter((part) => part !== '')
      .at(-1) ?? path
  );
}

/** Why a path cannot be shared; in the fake what looks like a file is one. */
function whyNot(path: string): string | null {
  return /\.[a-z]+$/.test(path) ? `cannot sync ${path}: it is not a directory` : null;
}

export const folderAnswers: Handlers = {
  folders: (world) => world.folders,
  share(world, { path, name }) {
    const shared = name ?? lastPart(path);
    const problem = whyNot(path);
    if (problem) fail('not-a-directory', problem, 'give the directory that holds the files', path);
    if (world.folder(shared)) fail('name-taken', `there is a shared folder named “${shared}” already`, 'choose another name');
    world.folders.push(folder({ name: shared, path, files: world.estimate.files, bytes: world.estimate.bytes }));
    return { folder: shared, path, notes: [] };
  },
  unshare(world, { name }) {
    world.folders = world.folders.filter((one) => one.name !== name);
  },
  link(world, { name, path, role }) {
    Object.assign(existing(world, name), { path, role, state: 'in-sync', suggested_path: null });
    return { folder: name, path, notes: [] };
  },
  unlink(world, { name }) {
    Object.assign(existing(world, name), {
      path: null,
      role: null,
      state: 'not-linked',
      problems: [],
      hold: null,
      suggested_path: `/home/ada/${name}`,
    });
  },
  relocate(world, { name, path }) {
    if (!path.includes(name))
      fail('is-marked', `${path} is not the folder “${name}”: its marker is missing`, 'choose the folder that you moved', path);
    Object.assign(existing(world, name), { path, state: 'in-sync', hold: null });
    return { folder: name, path, notes: [] };
  },
  pause(world, { folder: name, seconds }) {
    if (name === null) Object.assign(world, { paused: true, paused_until: seconds === null ? null : ago(-seconds / 60) });
    for (const one of world.folders.filter((one) => one.path !== null && (name === null || one.name === name))) {
      Object.assign(one, { paused: true, paused_until: seconds === null ? null : ago(-seconds / 60), state: 'paused' });
    }
  },
  resume(world, { folder: name }) {
    if (name === null) Object.assign(world, { paused: false, paused_until: null });
    for (const one of world.folders.filter((one) => one.paused && (name === null || one.name === name))) {
      Object.assign(one, { paused: false, paused_until: null, state: 'in-sync' });
    }
  },
  differences(world, { folder: name, after, limit }) {
    const all = world.differences[name] ?? [];
    const from = after === null ? 0 : all.findIndex((line) => line.path === after) + 1;
    return all.slice(from, from + Math.min(limit ?? 100, world.page));
  },
  rescan() {},
  'ignore-rules'(world, { folder: name, text }) {
    if (text !== null) world.ignoreRules[name] = text;
    return { text: world.ignoreRules[name] ?? '', builtin: ['.DS_Store', 'Thumbs.db', '*~', '.~lock.*#', '.syncit'] };
  },
  'ignore-preview'(_world, { folder: name, text }) {
    const rules = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const bad = rules.find((rule) => rule.includes('[') && !rule.includes(']'));
    if (bad)
      fail(
        'bad-ignore-rule',
        `line ${text.split('\n').indexOf(bad) + 1}, “${bad}”, is no rule: the bracket is never closed`,
        'close it, or write \\[',
      );
    const paths = ['build/app.o', 'build/lib.o', 'notes.tmp', 'old/report.bak', 'node_modules/a/index.js'];
    return paths.flatMap((path) => {
      const rule = rules.find((one) => path.includes(one.replaceAll('*', '').replaceAll('/', '')));
      return rule ? [{ path, rule, from: `${name}/.syncitignore` }] : [];
    });
  },
  ignored: (world, { folder: name }) => world.ignored[name] ?? [],
  estimate(world, { path }) {
    const problem = whyNot(path);
    return problem ? { ...world.estimate, files: 0, bytes: 0, problem } : world.estimate;
  },
};
