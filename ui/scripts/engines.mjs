// Real engines, each with a home directory of its own, for scripts that need what they say.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

/** When something that takes moments is given up, in milliseconds: far beyond what a busy computer needs. */
export const PATIENCE = 120_000;

export async function until(what, look) {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    const found = await look();
    if (found) return found;
    await new Promise((wake) => setTimeout(wake, 20));
  }
  throw new Error(`gave up waiting until ${what}`);
}

/** Machines on this computer that know nothing of other installations, in a temporary directory. */
export class Engines {
  dir = mkdtempSync(join(tmpdir(), 'syncit-ui-'));
  #program;
  #running = [];

  constructor(program) {
    this.#program = program;
  }

  /** Starts a machine that is found by nobody. */
  async machine(name) {
    const home = join(this.dir, name);
    const run = join(home, 'run');
    mkdirSync(run, { recursive: true });
    const options = { env: { PATH: process.env.PATH, HOME: home, XDG_RUNTIME_DIR: run }, cwd: home };
    const words = (args) => ['--home', join(home, 'state'), ...args];
    const start = (args, stdio) => {
      const child = spawn(this.#program, words(args), { ...options, stdio });
      this.#running.push(child);
      return child;
    };
    const output = async (program, args) => (await promisify(execFile)(program, args, options)).stdout;
    const ask = (...args) => output(this.#program, words(args));
    const engine = start(['run'], 'ignore');
    await until(`${name} runs`, () => ask('status').catch(() => null));
    await ask('settings', 'discovery', 'off');
    const sockets = join(run, 'syncit');
    const socket = () =>
      join(
        sockets,
        readdirSync(sockets).find((file) => file.endsWith('.sock')),
      );
    /** What a person does to files there. */
    const sh = (script) => output('sh', ['-ec', script]);
    return { name, home, engine, start, ask, sh, call: (command) => call(socket(), command) };
  }

  /** Ends them all, and removes what they kept. */
  end() {
    for (const one of this.#running.reverse()) one.kill('SIGKILL');
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** Asks an engine by its control socket; returns its reply, without the name that says which one it is, or its error. */
async function call(path, command) {
  const socket = connect(path);
  try {
    socket.write(`${JSON.stringify({ id: 1, command, voice: { language: 'en', front: 'window' } })}\n`);
    const [line] = await once(createInterface(socket), 'line');
    const { reply, error } = JSON.parse(line);
    return error ? { error } : { reply: typeof reply === 'object' ? Object.values(reply)[0] : null };
  } finally {
    socket.destroy();
  }
}
