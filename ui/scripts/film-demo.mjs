// The film of `syncit demo`, as it runs in a terminal.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { PATIENCE } from './engines.mjs';
import { Terminal, TERMINAL_CSS, toHtml } from './terminal.mjs';

const SIZE = { columns: 92, rows: 19 };
/** How often the screen is looked at, in milliseconds. */
const GLANCE = 100;
/** How long a key is shown that is typed, and the last frame, which has everything to read. */
const KEY = 70;
const LAST = 8000;
/** How long a screen is shown at most on which nothing changes. */
const STILL = 1500;

/** Runs it on this project's own files, whose place on this computer is not seen. `bin` has the program under its name. */
export async function filmDemo({ browser, reel, root, bin }) {
  const home = mkdtempSync(join(tmpdir(), 'syncit-film-home-'));
  mkdirSync(join(home, 'syncit'));
  const tar = execFileSync('git', ['archive', 'HEAD'], { cwd: root, maxBuffer: 2 ** 30 });
  execFileSync('tar', ['-x', '-C', join(home, 'syncit')], { input: tar });
  const terminal = new Terminal({ ...SIZE, home, cwd: home, path: [bin, process.env.PATH].join(delimiter), user: 'ada@laptop' });
  try {
    await terminal.ready();
    await draw(browser, reel, await record(terminal, 'syncit demo --tree syncit'));
  } finally {
    terminal.end();
    rmSync(home, { recursive: true, force: true, maxRetries: 10 });
  }
}

/** Types a command; returns every screen until its end, each with how long it was there. */
async function record(terminal, command) {
  const screens = [{ screen: terminal.screen(), milliseconds: 700 }];
  for (const key of command) {
    terminal.type(key);
    await pause(GLANCE);
    screens.push({ screen: terminal.screen(), milliseconds: KEY });
  }
  screens.at(-1).milliseconds = 500;
  terminal.enter();
  const start = performance.now();
  let before = start;
  for (let ended = false; !ended;) {
    await pause(GLANCE);
    const screen = terminal.screen();
    const now = performance.now();
    const last = screens.at(-1);
    if (isSame(last.screen, screen)) last.milliseconds = Math.min(last.milliseconds + now - before, STILL);
    else screens.push({ screen, milliseconds: now - before });
    before = now;
    ended = screen.lines.filter((line) => line.trimEnd() !== '').length > 1 && screen.lines[screen.cursor?.y ?? 0].trimEnd().endsWith('$');
    if (now - start > PATIENCE) throw new Error(`the demo does not end:\n${screen.lines.join('\n')}`);
  }
  screens.at(-1).milliseconds = LAST;
  return screens;
}

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

const pause = (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds));

/** Draws the screens after the recording, so that drawing takes no time from what is recorded. */
async function draw(browser, reel, screens) {
  const page = await browser.newPage({ viewport: { width: 900, height: 460 }, deviceScaleFactor: 2 });
  await page.setContent(`<style>
    body { margin: 0; background: #1b2028; }
    .terminal { box-sizing: content-box; padding: 18px 22px; width: ${SIZE.columns}ch; height: ${SIZE.rows * 1.4}em; overflow: hidden; }
    ${TERMINAL_CSS}
  </style><div class="terminal"></div>`);
  const stage = page.locator('.terminal');
  for (const { screen, milliseconds } of screens) {
    await stage.evaluate((element, html) => (element.innerHTML = html), toHtml(screen));
    reel.add(await stage.screenshot(), milliseconds);
  }
  await page.close();
}
