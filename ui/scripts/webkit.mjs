// WebKitGTK, the web view of the app, driven through WebKitWebDriver on a display of its own. `WebView` offers the few calls of Playwright's
// `Page` that the steps of a picture use.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The key of an element in WebDriver's JSON. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
/** WebDriver's code points of the keys that have a name. */
const KEYS = { Enter: '\uE007', Escape: '\uE00C', Tab: '\uE004' };
/** Of the display: every picture fits in. */
const SCREEN = '2000x2600x24';

/** WebKitGTK's own browser. Ends the program with a hint if it is not there. */
export function findMiniBrowser() {
  const found = readdirSync('/usr/lib')
    .map((dir) => join('/usr/lib', dir, 'webkit2gtk-4.1/MiniBrowser'))
    .find((path) => existsSync(path));
  if (found) return found;
  console.error('error: no MiniBrowser of WebKitGTK is found\nhint: install it (Debian: libwebkit2gtk-4.1-0)');
  process.exit(2);
}

/** Starts a display without a screen. */
export async function startDisplay() {
  const display = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const [number] = await Promise.race([once(display.stdio[3], 'data'), ended(display, 'Xvfb')]);
  return { name: `:${String(number).trim()}`, end: () => display.kill() };
}

/** A web view with one look: a GTK theme, and the size of the default font in pixels. */
export class WebView {
  #home = mkdtempSync(join(tmpdir(), 'syncit-webkit-'));
  #driver;
  #driverUrl;
  #session;
  /** How much higher the browser's window is than what it shows of a page. */
  #frame = 0;
  #patience;

  static async open(binary, display, { theme, fontSize }, patience) {
    const view = new WebView();
    view.#patience = patience;
    try {
      await view.#start(binary, display, theme, fontSize);
    } catch (error) {
      await view.close();
      throw error;
    }
    return view;
  }

  async #start(binary, display, theme, fontSize) {
    const gtk = join(this.#home, '.config/gtk-3.0');
    mkdirSync(gtk, { recursive: true });
    // WebKitGTK reports the first as `prefers-reduced-motion`. The browser's own bar would make narrow windows impossible.
    writeFileSync(join(gtk, 'settings.ini'), '[Settings]\ngtk-enable-animations=0\n');
    writeFileSync(join(gtk, 'gtk.css'), '* { font-size: 1px; min-width: 0; min-height: 0; padding: 0; margin: 0; border-width: 0; }\n');
    const config = join(this.#home, 'settings.ini');
    writeFileSync(config, `[websettings]\ndefault-font-size=${fontSize}\n`);

    const port = await freePort();
    this.#driverUrl = `http://127.0.0.1:${port}`;
    const { PATH } = process.env;
    const env = { PATH, HOME: this.#home, LC_ALL: 'C.UTF-8', DISPLAY: display.name, GTK_THEME: theme };
    // Nothing of this desktop reaches it, and it looks for no accessibility bus.
    Object.assign(env, { DBUS_SESSION_BUS_ADDRESS: 'disabled:', NO_AT_BRIDGE: '1' });
    this.#driver = spawn('WebKitWebDriver', ['--host=127.0.0.1', `--port=${port}`], { env, stdio: 'ignore' });
    await Promise.race([this.#listening(), ended(this.#driver, 'WebKitWebDriver')]);
    const options = { binary, args: ['--automation', '-C', config] };
    const { sessionId } = await this.#ask('POST', '/session', { capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } } });
    this.#session = sessionId;
    // There is no window manager that would give the window the focus, without which no focus ring is drawn.
    await once(spawn('xdotool', ['search', '--onlyvisible', '--class', 'MiniBrowser', 'windowfocus'], { env, stdio: 'ignore' }), 'exit');
    await this.#inSession('POST', '/timeouts', { script: this.#patience, pageLoad: this.#patience });
  }

  async #listening() {
    const end = Date.now() + this.#patience;
    while (Date.now() < end) {
      if (await this.#ask('GET', '/status').catch(() => false)) return;
      await new Promise((wake) => setTimeout(wake, 20));
    }
    throw new Error('WebKitWebDriver does not listen');
  }

  async #ask(method, path, body) {
    const signal = AbortSignal.timeout(this.#patience);
    const response = await fetch(this.#driverUrl + path, { method, signal, body: body && JSON.stringify(body) }).catch((error) => {
      throw new Error(`${method} ${path}: ${error.message}`);
    });
    const { value } = await response.json();
    if (value?.error) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  }

  #inSession(method, path, body) {
    return this.#ask(method, `/session/${this.#session}${path}`, body);
  }

  async close() {
    if (this.#session) await this.#inSession('DELETE', '').catch(() => {});
    this.#driver?.kill();
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 10 });
  }

  goto(url) {
    return this.#inSession('POST', '/url', { url });
  }

  /** Gives the page this much room. */
  async resize({ width, height }) {
    const fits = () => this.evaluate((size) => innerWidth === size.width && innerHeight === size.height, { width, height });
    // How high the browser's bar is becomes known with the first window.
    for (let tries = 0; tries < 20; tries += 1) {
      const rect = await this.#inSession('POST', '/window/rect', { x: 0, y: 0, width, height: height + this.#frame });
      if (await fits()) return;
      this.#frame = rect.height - (await this.evaluate(() => innerHeight));
    }
    const is = await this.evaluate(() => `${innerWidth} × ${innerHeight}`);
    throw new Error(`the page has ${is} pixels, not ${width} × ${height}`);
  }

  /** Takes the page once it looks the same twice: WebKit draws it in parts, and fades its scrollbars out. */
  async screenshot({ path }) {
    let before;
    let now;
    for (let looks = 0; looks < 12; looks += 1) {
      before = now;
      now = await this.#inSession('GET', '/screenshot');
      if (now === before) break;
    }
    writeFileSync(path, Buffer.from(now, 'base64'));
  }

  /** Runs a function in the page, and waits for its result. It uses nothing around it. */
  async evaluate(run, given) {
    const script = `const done = arguments[arguments.length - 1];
      (async () => (${run})(arguments[0]))().then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const { value, error } = await this.#inSession('POST', '/execute/async', { script, args: [given ?? null] });
    if (error) throw new Error(error);
    return value;
  }

  waitForSelector(css) {
    return this.find([{ css }], false);
  }

  getByRole(role, { name, exact } = {}) {
    return new Locator(this, []).getByRole(role, { name, exact });
  }

  getByText(text) {
    return new Locator(this, [{ text }]);
  }

  async find(queries, enabled) {
    const element = await this.evaluate(find, { queries, enabled, patience: this.#patience / 2 });
    if (element) return element;
    throw new Error(`${JSON.stringify(queries)} is not there, but: ${await this.evaluate(() => document.body.innerText)}`);
  }

  /** Clicks in the middle of an element, as a person does: it fails if something else is there. */
  click(element) {
    return this.#inSession('POST', `/element/${element[ELEMENT]}/click`, {});
  }

  keyboard = {
    press: (key) => this.#type([KEYS[key] ?? key]),
    type: (text) => this.#type([...text]),
  };

  #type(keys) {
    const actions = keys.flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    return this.#inSession('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }
}

/** What is looked for in a page: each query within what the one before found. */
class Locator {
  #view;
  #queries;

  constructor(view, queries) {
    this.#view = view;
    this.#queries = queries;
  }

  getByRole(role, { name, exact } = {}) {
    const pattern = name instanceof RegExp ? { source: name.source, flags: name.flags } : name;
    return new Locator(this.#view, [...this.#queries, { role, name: pattern, exact }]);
  }

  /** Always so. */
  first() {
    return this;
  }

  waitFor() {
    return this.#view.find(this.#queries, false);
  }

  async click() {
    await this.#view.click(await this.#view.find(this.#queries, true));
  }

  check() {
    return this.#set(true);
  }

  uncheck() {
    return this.#set(false);
  }

  async #set(wanted) {
    const element = await this.#view.find(this.#queries, true);
    if ((await this.#view.evaluate((box) => box.checked, element)) !== wanted) await this.#view.click(element);
  }

  async scrollIntoViewIfNeeded() {
    const element = await this.waitFor();
    await this.#view.evaluate((found) => found.scrollIntoView({ block: 'center' }), element);
  }
}

/** In the page: returns the first element that is seen and that the queries find, as soon as there is one; null if there is none for long. */
async function find({ queries, enabled, patience }) {
  const ROLES = {
    button: 'button, [role=button]',
    checkbox: 'input[type=checkbox]:not([role]), [role=checkbox]',
    switch: '[role=switch]',
    dialog: 'dialog[open], [role=dialog]',
  };
  const squeeze = (text) => text.replace(/\s+/g, ' ').trim();
  const textOf = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute('aria-hidden') === 'true') return '';
    if (node.hasAttribute('aria-label')) return node.getAttribute('aria-label');
    // Blocks are words of their own.
    const inner = [...node.childNodes].map(textOf).join('');
    return getComputedStyle(node).display.startsWith('inline') ? inner : ` ${inner} `;
  };
  const nameOf = (element) => {
    const ids = element.getAttribute('aria-labelledby')?.split(/\s+/) ?? [];
    const labels = ids.length > 0 ? ids.map((id) => document.getElementById(id)).filter(Boolean) : [...(element.labels ?? [])];
    const named = labels.length > 0 && !element.hasAttribute('aria-label');
    return squeeze(named ? labels.map(textOf).join(' ') : textOf(element));
  };
  const isNamed = (element, { name, exact }) => {
    if (name === undefined) return true;
    const is = nameOf(element);
    if (name.source !== undefined) return new RegExp(name.source, name.flags).test(is);
    return exact ? is === squeeze(name) : is.toLowerCase().includes(squeeze(name).toLowerCase());
  };
  const says = (element, text) => squeeze(element.textContent).toLowerCase().includes(squeeze(text).toLowerCase());
  const matches = (within, query) => {
    if (query.css) return [...within.querySelectorAll(query.css)];
    if (query.role) return [...within.querySelectorAll(ROLES[query.role])].filter((element) => isNamed(element, query));
    const saying = [...within.querySelectorAll('*')].filter((element) => !element.closest('script, style') && says(element, query.text));
    return saying.filter((element) => ![...element.children].some((child) => says(child, query.text)));
  };
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  const end = performance.now() + patience;
  while (performance.now() < end) {
    let found = [document.body];
    for (const query of queries) found = found.flatMap((within) => matches(within, query));
    const seen = found.find((element) => isSeen(element) && !(enabled && element.disabled));
    if (seen) return seen;
    await new Promise((drawn) => requestAnimationFrame(drawn));
  }
  return null;
}

/** A port that was free a moment ago: the driver needs a number. */
async function freePort() {
  const server = createServer();
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Fails when a program ends, or cannot be started. */
async function ended(child, name) {
  const [code] = await once(child, 'exit').catch((error) => [error.message]);
  throw new Error(`${name} ended: ${code}`);
}
