// The film of the window: three machines, the window of one of them, and a terminal on another one.

import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Engines, PATIENCE, until } from './engines.mjs';
import { Terminal, TERMINAL_CSS, toHtml } from './terminal.mjs';

const SIZE = { width: 1100, height: 800 };
const WINDOW = { width: 1060, height: 560 };
/** Twice as many pixels as the picture is wide: text stays sharp on displays that have them. */
const SHARPNESS = 2;
const TERMINAL = { columns: 60, rows: 7 };
/** How long a key that is typed, and a step of the pointer, are shown, in milliseconds. */
const KEY = 60;
const STEP = 40;
/** How many pixels the pointer goes in one step, at most. */
const STRIDE = 60;

const LIST = 'tent and pegs\nsleeping bags\nstove, matches\nmap of the lakes\n';

/** Takes it while real engines sync. What takes time in it took that long. */
export async function filmWindow({ browser, reel, bin, program }) {
  const engines = new Engines(program);
  const ends = [() => engines.end()];
  try {
    const { desktop, laptop } = await group(engines);
    const terminal = new Terminal({
      ...TERMINAL,
      home: laptop.home,
      cwd: join(laptop.home, 'Documents'),
      path: [bin, process.env.PATH].join(delimiter),
      user: 'ada@laptop',
    });
    ends.unshift(() => terminal.end());
    await terminal.ready();
    await nextMinute();
    const page = await openWindow(browser, desktop);
    const film = new Film({ page, terminal, reel, stage: await openStage(browser) });
    await film.begin();
    await play(film, page);
  } finally {
    for (const end of ends) end();
  }
}

/** What is seen, in order. */
async function play(film, page) {
  const recent = (name) => page.getByRole('listitem').filter({ hasText: name }).first();
  await film.look(1500);

  await film.command('cp ../Downloads/tickets.pdf .', recent('tickets.pdf'));
  await film.look(1800);

  await film.command('echo "swimsuits" > packing.txt', recent('packing.txt').getByText('changed by laptop'));
  await film.look(1200);
  await film.command('cat packing.txt');
  await film.look(1500);

  await film.click(page.getByRole('link', { name: 'Versions of packing.txt' }), page.getByText('map of the lakes'));
  await film.look(1500);
  await film.click(
    page.getByRole('button', { name: 'Compare with current' }),
    page.getByRole('group', { name: 'Compared with the current version' }),
  );
  await film.look(1700);
  await film.click(page.getByRole('button', { name: /^Restore the version/ }), page.getByText('was restored on all machines'));
  await film.glide({ x: 330, y: 440 });
  await film.look(1500);

  await film.command('cat packing.txt');
  await film.look(3500);
}

/** attic is the hub; desktop and laptop keep the same two folders. */
async function group(engines) {
  const [attic, laptop, desktop] = await Promise.all(['attic', 'laptop', 'desktop'].map((name) => engines.machine(name)));
  await attic.ask('hub', '--name', 'attic', '--listen', '127.0.0.1:0');
  for (const joining of [laptop, desktop]) {
    const { address, code } = JSON.parse(await attic.ask('--json', 'invite'));
    await joining.ask('join', address, '--code', code, '--name', joining.name);
  }
  write(
    desktop.home,
    'Photos',
    Object.fromEntries(Array.from({ length: 48 }, (_, at) => [`IMG_${2041 + at}.jpg`, filled(310_000 + at * 4111)])),
  );
  write(desktop.home, 'Documents', { 'address book.ods': filled(48_200), 'route.gpx': filled(93_900), 'packing.txt': LIST });
  write(laptop.home, 'Downloads', { 'tickets.pdf': filled(214_000) });
  for (const name of ['Photos', 'Documents']) {
    await desktop.ask('share', join(desktop.home, name));
    await desktop.ask('wait');
    await laptop.ask('link', name, join(laptop.home, name));
    await laptop.ask('wait');
  }
  return { desktop, laptop };
}

function write(home, dir, files) {
  mkdirSync(join(home, dir));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(home, dir, name), content);
}

/** So many bytes, which are not the same as those of another length. */
const filled = (bytes) => Buffer.alloc(bytes, `${bytes} bytes `);

/** Versions are told apart by their minute in the window, so the film starts in another one than the first versions are from. */
function nextMinute() {
  const minute = new Date().getMinutes();
  return until('another minute begins', () => new Date().getMinutes() !== minute);
}

async function openWindow(browser, machine) {
  const web = machine.start(['--json', 'web', '--listen', '127.0.0.1:0'], ['ignore', 'pipe', 'inherit']);
  const [line] = await once(createInterface(web.stdout), 'line');
  const page = await browser.newPage({
    locale: 'en',
    viewport: WINDOW,
    deviceScaleFactor: SHARPNESS,
    reducedMotion: 'reduce',
    colorScheme: 'light',
  });
  page.setDefaultTimeout(PATIENCE);
  await page.goto(JSON.parse(line).url);
  await page.getByText('packing.txt').first().waitFor();
  await page.getByText('Everything is in sync').first().waitFor();
  await page.evaluate(() => document.fonts.ready);
  return page;
}

/** The page on which the window, the terminal and the pointer are put together. */
async function openStage(browser) {
  const stage = await browser.newPage({ viewport: SIZE, deviceScaleFactor: SHARPNESS });
  await stage.setContent(`<style>
    * { box-sizing: border-box; }
    body { margin: 0; background: #cfdad8; font: 600 13px 'DejaVu Sans', sans-serif; overflow: hidden; }
    .frame { position: absolute; left: 20px; width: ${WINDOW.width}px; overflow: hidden; border-radius: 10px; }
    .bar { height: 30px; line-height: 30px; text-align: center; }
    .window { top: 14px; } .window .bar { background: #e4e8e7; color: #3a4543; }
    .other { bottom: 14px; } .other .bar { background: #2b323d; color: #b9c2ce; }
    img { display: block; width: 100%; height: ${WINDOW.height}px; }
    .terminal { height: ${TERMINAL.rows * 18 + 18}px; padding: 9px 16px; }
    ${TERMINAL_CSS}
    .terminal { line-height: 18px; font-size: 14px; }
    .pointer { position: absolute; width: 22px; height: 22px; }
  </style>
  <div class="frame window"><div class="bar">SyncIt on desktop</div><img alt=""></div>
  <div class="frame other"><div class="bar">Terminal on laptop</div><div class="terminal"></div></div>
  <svg class="pointer" viewBox="0 0 22 22"><path d="M3 2v15l4-3.6 2.6 6 3-1.3-2.6-5.8h5.4z" fill="#111" stroke="#fff" stroke-width="1.4"/></svg>`);
  return stage;
}

/** Where the window's page begins on the stage. */
const ORIGIN = { x: 20, y: 44 };

/** Plays in the window and in the terminal, and takes a frame of both after each step. */
class Film {
  #page;
  #terminal;
  #reel;
  #stage;
  #pointer = { x: 780, y: 470 };

  constructor({ page, terminal, reel, stage }) {
    this.#page = page;
    this.#terminal = terminal;
    this.#reel = reel;
    this.#stage = stage;
  }

  async begin() {
    await this.#page.mouse.move(this.#pointer.x, this.#pointer.y);
  }

  /** Shows how everything is now. */
  async look(milliseconds) {
    const window = (await this.#page.screenshot({ animations: 'disabled' })).toString('base64');
    const terminal = toHtml(this.#terminal.screen());
    const at = { x: this.#pointer.x + ORIGIN.x - 3, y: this.#pointer.y + ORIGIN.y - 2 };
    await this.#stage.evaluate(
      async ({ window, terminal, at }) => {
        const image = document.querySelector('img');
        image.src = `data:image/png;base64,${window}`;
        document.querySelector('.terminal').innerHTML = terminal;
        const pointer = document.querySelector('.pointer').style;
        [pointer.left, pointer.top] = [`${at.x}px`, `${at.y}px`];
        await image.decode();
      },
      { window, terminal, at },
    );
    this.#reel.add(await this.#stage.screenshot(), milliseconds);
  }

  /** Shows what happens for so long, each picture for as long as it took to take. */
  async watch(milliseconds) {
    const end = performance.now() + milliseconds;
    for (let now = performance.now(); now < end;) {
      await this.look(0);
      const after = performance.now();
      this.#reel.hold(after - now);
      now = after;
    }
  }

  /** Types a command at the other machine and runs it. What is seen before its end is shown for as long as it took until `seen` is in the window. */
  async command(text, seen) {
    for (const key of text) {
      this.#terminal.type(key);
      await until('the key is there', () => this.#terminal.screen().lines.join('').includes(key));
      await this.look(KEY);
    }
    await this.look(400);
    const start = performance.now();
    this.#terminal.enter();
    await (seen ? seen.waitFor() : this.#terminal.ready());
    this.#reel.hold(performance.now() - start);
    await this.#terminal.ready();
    await this.watch(500);
    await until('all is in sync', async () => (await this.#page.getByText('Everything is in sync').count()) > 0);
  }

  /** Moves the pointer there and clicks, and waits until it has led to what is seen. */
  async click(target, seen) {
    const box = await target.boundingBox();
    await this.glide({ x: Math.round(box.x + Math.min(box.width / 2, 60)), y: Math.round(box.y + box.height / 2) });
    await this.look(350);
    const start = performance.now();
    await this.#page.mouse.down();
    await this.#page.mouse.up();
    await seen.waitFor();
    this.#reel.hold(performance.now() - start);
    await this.watch(300);
  }

  /** Moves the pointer there, faster in the middle of its way. */
  async glide(to) {
    const from = this.#pointer;
    const steps = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / STRIDE) + 4;
    for (let step = 1; step <= steps; step++) {
      const part = (1 - Math.cos((Math.PI * step) / steps)) / 2;
      this.#pointer = { x: Math.round(from.x + (to.x - from.x) * part), y: Math.round(from.y + (to.y - from.y) * part) };
      await this.#page.mouse.move(this.#pointer.x, this.#pointer.y);
      await this.look(STEP);
    }
  }
}
