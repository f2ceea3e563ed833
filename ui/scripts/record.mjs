// Records what real engines answer in the states that people meet, in ui/recordings/.
// Run `npm run ui:record -- PROGRAM` after the sentences or replies of the engine have changed, where PROGRAM is a built `syncit`.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Engines, until } from './engines.mjs';
import { stable } from './stable.mjs';

const out = join(new URL('..', import.meta.url).pathname, 'recordings');
/** Root can read every file, and an engine answers only its own user: as root all of it runs as nobody. */
const NOBODY = { uid: 65534, gid: 65534 };

const status = { command: 'status' };
const doctor = { command: 'doctor' };
const versions = { command: 'versions', folder: 'Documents', path: 'notes.md' };

const { values: asked, positionals } = parseArgs({ allowPositionals: true, options: { print: { type: 'boolean' } } });
const program = resolve(positionals[0] ?? '');
if (positionals.length === 0 || !existsSync(program)) {
  console.error('error: there is no such program\nhint: npm run ui:record -- target/debug/syncit');
  process.exit(2);
}

/** What is recorded, by name. */
const recorded = {};

/** Asks a machine, and keeps what it answers as one recording: an object with what each command got. */
async function record(name, machine, ...commands) {
  const answers = {};
  for (const command of commands) answers[command.command] = await machine.call(command);
  recorded[name] = stable(answers, engines.dir);
  console.error(`recorded ${name}`);
}

/** Waits until a machine's status is so; returns it. */
function when(what, machine, isSo) {
  return until(what, async () => {
    const { reply } = await machine.call(status);
    return isSo(reply) ? reply : null;
  });
}

const folderOf = (reply, name) => reply.folders.find((folder) => folder.name === name);

/** Three machines: attic is the hub, and laptop shares a folder that desktop keeps, too. */
async function group() {
  const [attic, laptop, desktop] = await Promise.all(['attic', 'laptop', 'desktop'].map((name) => engines.machine(name)));
  await record('not-set-up', laptop, status, { command: 'folders' }, { command: 'settings', folder: null, key: null, value: null }, doctor);
  await attic.ask('hub', '--name', 'attic', '--listen', '127.0.0.1:0');
  for (const joining of [laptop, desktop]) {
    const { address, code } = JSON.parse(await attic.ask('--json', 'invite'));
    await joining.ask('join', address, '--code', code, '--name', joining.name);
  }
  for (const [name, files] of [
    ['Documents', 3],
    ['Photos', 12],
    ['Projects', 1204],
  ]) {
    await laptop.sh(`mkdir ${name}; for at in $(seq 1 ${files}); do echo "page $at" > "${name}/page $at.txt"; done`);
    await laptop.ask('share', join(laptop.home, name));
    await laptop.ask('wait');
    await desktop.ask('link', name, join(desktop.home, name));
  }
  await desktop.ask('wait');
  return { attic, laptop, desktop };
}

/** A text that is added, moved, changed, deleted, restored and changed again; returns its versions, the newest first. */
async function versionsOf({ laptop, desktop }) {
  const there = () => laptop.ask('wait', '--everywhere');
  const list = '# Trip to Lisbon\\n\\n- book the train\\n- ask Ines about the keys\\n- museum: closed on Mondays\\n';
  await laptop.sh(`mkdir Documents/Drafts; printf '${list}' > Documents/Drafts/trip.md`);
  await there();
  await laptop.sh('mv Documents/Drafts/trip.md Documents/notes.md; rmdir Documents/Drafts');
  await there();
  await desktop.sh('{ printf "\\n## To pack\\n\\n"; for at in $(seq 1 14); do echo "- thing $at"; done; } >> Documents/notes.md');
  await desktop.ask('wait', '--everywhere');
  await desktop.sh('rm Documents/notes.md');
  await desktop.ask('wait', '--everywhere');
  const { reply: past } = await laptop.call(versions);
  const { version } = past.find(({ action }) => action === 'changed');
  await laptop.call({ command: 'restore', folder: 'Documents', path: 'notes.md', version, at: null, to: null, dry_run: false });
  await there();
  await laptop.sh("sed -i 's/book the train/train booked, 9:41, seat 12A/; s/thing 3/umbrella/' Documents/notes.md");
  await there();
  return (await laptop.call(versions)).reply;
}

/** What was in each version, by its place in the list of versions. */
async function contentsOf(machine, all) {
  const contents = [];
  for (const { path, version } of all) contents.push(await machine.call({ command: 'content', folder: 'Documents', path, version }));
  return contents;
}

async function inSync({ attic, laptop, desktop }) {
  const past = await versionsOf({ laptop, desktop });
  const inSync = (reply) => reply.state === 'in-sync';
  await when('the laptop is in sync', laptop, inSync);
  const history = { command: 'history', folder: 'Documents', limit: 20 };
  // All that was done since the second version.
  const restore = { command: 'restore', folder: 'Documents', path: null, version: null, at: past.at(-1).at, to: null, dry_run: true };
  const rest = [{ command: 'machines' }, history, versions, restore, { command: 'store' }, { command: 'key' }, doctor];
  await record('in-sync', laptop, status, ...rest);
  recorded['in-sync'].contents = await contentsOf(laptop, past);
  await when('the hub is in sync', attic, inSync);
  await record('hub', attic, status, { command: 'machines' }, { command: 'store' }, { command: 'verify' }, doctor);
}

/** One machine lacks something of a folder: another one sees how much. */
async function behind({ attic, laptop, desktop }) {
  await desktop.ask('pause');
  await laptop.sh('for at in 1 2 3; do echo "raw $at" > "Photos/raw $at.tif"; done');
  await laptop.ask('wait');
  const machines = { command: 'machines' };
  const lacking = ({ name, folders }) => (folders.some(({ pending }) => pending !== 0) ? [name] : []);
  await until('only the desktop lacks something', async () => {
    const { reply } = await attic.call(machines);
    return reply.flatMap(lacking).join() === 'desktop';
  });
  await record('behind', attic, machines, { command: 'store' });
  await desktop.ask('resume');
  await desktop.ask('wait', '--everywhere');
}

async function conflict({ laptop, desktop }) {
  await laptop.sh("printf '# Notes\\n- milk\\n' > Documents/notes.md");
  await laptop.ask('wait', '--everywhere');
  await desktop.ask('pause');
  await desktop.sh("echo '- tea' >> Documents/notes.md; printf '\\0\\1' > Documents/letter.odt");
  await laptop.sh("sed -i 's/milk/milk, two bottles/' Documents/notes.md; printf '\\0\\2' > Documents/letter.odt");
  await laptop.ask('wait');
  await desktop.ask('resume');
  await when(
    'there are two conflicts',
    desktop,
    (reply) => reply.activity === 'up-to-date' && folderOf(reply, 'Documents').conflicts === 2,
  );
  const history = { command: 'history', folder: 'Documents', kinds: ['conflict'] };
  await record('conflict', desktop, status, { command: 'conflicts', diff: true }, history);
  const { reply: conflicts } = await desktop.call({ command: 'conflicts' });
  for (const { folder, copy } of conflicts) await desktop.ask('resolve', folder, copy, '--keep', 'theirs');
}

async function paused({ laptop }) {
  await laptop.ask('pause');
  await record('paused', laptop, status);
  await laptop.ask('resume');
}

async function problems({ laptop }) {
  await laptop.sh('mkfifo Documents/pipe; echo mine > Documents/diary.txt; chmod 0 Documents/diary.txt');
  const waits = (count) => (reply) => reply.activity === 'up-to-date' && folderOf(reply, 'Documents').problems.length === count;
  await when('there are two problems', laptop, waits(2));
  await record('problems', laptop, status);
  await laptop.sh('rm -f Documents/pipe Documents/diary.txt');
  await when('there are none', laptop, waits(0));
}

/** The hub's disk has less room than it must keep free. */
async function noRoom({ attic, laptop }) {
  const { 'min-free': before } = JSON.parse(await attic.ask('--json', 'settings'));
  await attic.ask('settings', 'min-free', '900 TiB');
  await laptop.sh('echo one > "Documents/page 1.tif"');
  await when('it does not fit', laptop, (reply) => folderOf(reply, 'Documents').problems.length === 1);
  await record('no-room', laptop, status);
  await attic.ask('settings', 'min-free', before);
}

/** A folder that was emptied here, and one of which another machine deleted most files. */
async function holds({ laptop, desktop }) {
  await laptop.sh('rm Photos/*');
  // All at once: of deletions that arrive one by one, some are passed on first.
  await desktop.ask('pause');
  await desktop.sh('ls Projects/* | head -n 1102 | tr "\\n" "\\0" | xargs -0 rm');
  await desktop.ask('resume');
  await when('two folders are held', laptop, (reply) => folderOf(reply, 'Photos').hold && folderOf(reply, 'Projects').hold);
  await record('held', laptop, status, { command: 'held' });
}

async function offline({ attic, laptop }) {
  attic.engine.kill('SIGKILL');
  await when('the hub is gone', laptop, ({ hub }) => !hub.online && hub.trouble);
  await record('offline', laptop, status, { command: 'machines' }, { command: 'history', folder: 'Documents', limit: 20 }, doctor);
}

const engines = asked.print && new Engines(program);

async function recordAll() {
  try {
    const machines = await group();
    for (const state of [inSync, behind, conflict, paused, problems, holds, noRoom, offline]) await state(machines);
  } finally {
    engines.end();
  }
}

/** Has another process record everything, and writes what it prints. */
function writeAll() {
  const user = process.getuid() === 0 ? NOBODY : {};
  const options = { ...user, cwd: '/', maxBuffer: 64 << 20, stdio: ['ignore', 'pipe', 'inherit'] };
  const printed = execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--print', program], options);
  mkdirSync(out, { recursive: true });
  for (const name of readdirSync(out)) rmSync(join(out, name));
  for (const [name, answers] of Object.entries(JSON.parse(printed)))
    writeFileSync(join(out, `${name}.json`), `${JSON.stringify(answers, null, 2)}\n`);
}

if (asked.print) {
  await recordAll();
  console.log(JSON.stringify(recorded));
} else {
  writeAll();
}
