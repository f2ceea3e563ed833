// Takes the films of docs/pictures from the real thing: the demo in a terminal, and the window with real engines behind it.
// Run `npm run ui:film -- PROGRAM`, where PROGRAM is a `syncit` that was built after `npm run ui:build`. `--only demo` takes one of them.

import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findChromium, launch } from './chromium.mjs';
import { PATIENCE } from './engines.mjs';
import { filmDemo } from './film-demo.mjs';
import { filmWindow } from './film-window.mjs';
import { Reel } from './reel.mjs';

const films = { demo: filmDemo, window: filmWindow };
const root = fileURLToPath(new URL('../..', import.meta.url));
const { values: asked, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' } } });
const program = resolve(positionals[0] ?? '');
if (positionals.length !== 1 || !existsSync(program)) {
  console.error('error: there is no such program\nhint: npm run ui:film -- target/debug/syncit');
  process.exit(2);
}
if (asked.only && !films[asked.only]) {
  console.error(`error: there is no film ${asked.only}\nhint: ${Object.keys(films).join(', ')}`);
  process.exit(2);
}

/** A directory in which the program has its own name, whatever it is called here. */
const bin = mkdtempSync(join(tmpdir(), 'syncit-film-bin-'));
symlinkSync(program, join(bin, 'syncit'));
const browser = await launch(findChromium(), PATIENCE);
try {
  for (const name of asked.only ? [asked.only] : Object.keys(films)) await take(name);
} finally {
  await browser.close();
  rmSync(bin, { recursive: true });
}

async function take(name) {
  const path = join(root, 'docs/pictures', `${name}.webp`);
  const reel = new Reel();
  try {
    await films[name]({ browser, reel, root, bin, program });
    reel.write(path);
    console.log(`${relative(root, path)}: ${reel.seconds.toFixed(1)} s, ${Math.ceil(statSync(path).size / 1024)} KiB`);
  } finally {
    reel.end();
  }
}
