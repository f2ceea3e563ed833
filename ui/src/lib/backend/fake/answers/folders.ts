// Sharing, linking and looking after folders.

import type { DifferenceLine, HistoryLine } from '$lib/engine';
import { Selection } from '../subfolders';
import { ago, folder, type World } from '../world';
import { fail, type Handlers } from './handlers';
import { checkRoom, keep } from './subfolders';

function existing(world: World, name: string) {
  return world.folder(name) ?? fail('no-such-folder', `there is no shared folder named “${name}”`, 'it may no longer be shared');
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

/** What the history says once what is here has replaced what another machine changed. */
function sent(world: World, name: string, { path, here, there }: DifferenceLine): HistoryLine {
  const action = here === null ? 'deleted' : there === null ? 'restored' : 'changed';
  return { at: ago(0), folder: name, path, action, machine: world.machine, size: here?.size ?? 0, version: `sent-${path}`, from: null };
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
  link(world, { name, path, role, only }) {
    const offered = existing(world, name);
    if (only === null) checkRoom(world, name, offered.bytes, path);
    Object.assign(offered, { path, role, state: 'in-sync', suggested_path: null });
    if (only !== null) {
      const selection = new Selection();
      selection.change(false, [], only);
      keep(world, name, selection);
    }
    return { folder: name, path, notes: [] };
  },
  unlink(world, { name }) {
    const left = existing(world, name);
    delete world.selections[name];
    Object.assign(left, {
      files: left.files + left.not_chosen,
      bytes: left.bytes + left.bytes_not_chosen,
      not_chosen: 0,
      bytes_not_chosen: 0,
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
    const pause = { paused: true, paused_because: { code: 'person' as const }, paused_until: seconds === null ? null : ago(-seconds / 60) };
    if (name === null) Object.assign(world, pause);
    for (const one of world.folders.filter((one) => one.path !== null && (name === null || one.name === name))) {
      Object.assign(one, pause, { state: 'paused' });
    }
  },
  resume(world, { folder: name }) {
    const resumed = { paused: false, paused_because: null, paused_until: null };
    if (name === null) Object.assign(world, resumed);
    for (const one of world.folders.filter((one) => one.paused && (name === null || one.name === name))) {
      Object.assign(one, resumed, { state: 'in-sync' });
    }
  },
  differences(world, { folder: name, after, limit }) {
    const all = world.differences[name] ?? [];
    const from = after === null ? 0 : all.findIndex((line) => line.path === after) + 1;
    return all.slice(from, from + Math.min(limit ?? 100, world.page));
  },
  'settle-differences'(world, { folder: name, keep_mine: keepMine, count }) {
    const settled = existing(world, name);
    const all = world.differences[name] ?? [];
    const sendsOnly = settled.role === 'send-only';
    if (keepMine !== sendsOnly)
      fail('bad-argument', `the role of this machine for “${name}” is ${keepMine ? 'not ' : ''}“send only”: nothing was changed`);
    if (count !== null && count !== all.length)
      fail(
        'changed-meanwhile',
        `what differs in “${name}” has changed since it was listed: nothing was changed`,
        'the list shows what differs now: check it, then try again',
      );
    if (keepMine && !settled.may_write) {
      const hint = 'the Machines page on the hub changes that';
      fail('not-allowed', `the hub allows this machine only to read “${name}”: nothing was changed`, hint);
    }
    // What is dropped was never sent, so the history knows nothing of it.
    if (keepMine) world.history.unshift(...all.map((line) => sent(world, name, line)));
    world.differences[name] = [];
    Object.assign(settled, { not_applied: 0, not_sent: 0 });
    world.asked.push(`settle ${name}: ${keepMine ? 'send' : 'drop'} ${count}`);
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
