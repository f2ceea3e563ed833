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

async function inSync({ attic, laptop, desktop }) {
  await laptop.sh("echo '# Notes' > Documents/notes.md");
  await laptop.ask('wait', '--everywhere');
  await desktop.sh("echo '- milk' >> Documents/notes.md");
  await desktop.ask('wait', '--everywhere');
  const inSync = (reply) => reply.state === 'in-sync';
  await when('the laptop is in sync', laptop, inSync);
  const history = { command: 'history', folder: 'Documents', limit: 20 };
  const versions = { command: 'versions', folder: 'Documents', path: 'notes.md' };
  const rest = [{ command: 'machines' }, history, versions, { command: 'store' }, { command: 'key' }, doctor];
  await record('in-sync', laptop, status, ...rest);
  await when('the hub is in sync', attic, inSync);
  await record('hub', attic, status, { command: 'machines' }, { command: 'store' }, { command: 'verify' }, doctor);
}

async function conflict({ laptop, desktop }) {
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
  await record('conflict', desktop, status, { command: 'conflicts', diff: true });
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
  await record('offline', laptop, status, { command: 'machines' }, doctor);
}

const engines = asked.print && new Engines(program);

async function recordAll() {
  try {
    const machines = await group();
    for (const state of [inSync, conflict, paused, problems, holds, noRoom, offline]) await state(machines);
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
