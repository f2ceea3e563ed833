// Pictures of every page and state, light and dark, and of each page in German, in target/screenshots/, each checked with axe as really drawn.
// Run `npm run ui:screenshots [-- [--lang=TAG] [--width=PIXELS] PART-OF-A-NAME…]`; it builds the window with its fake engine and serves it
// under the app's own policy. With a language, every picture is taken in it, and in light colours only.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';
import { findChromium, launch } from './chromium.mjs';
import { EACH_PAGE, shotsIn } from './shots.mjs';

const root = new URL('../..', import.meta.url).pathname;
const built = join(root, 'target/ui-fake');
const out = join(root, 'target/screenshots');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** The app's own policy. */
const POLICY = Object.entries(JSON.parse(readFileSync(join(root, 'tauri.conf.json'), 'utf8')).app.security.csp)
  .map(([directive, sources]) => `${directive} ${sources}`)
  .join('; ');
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2', '.svg': 'image/svg+xml' };
const { values: asked, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { lang: { type: 'string' }, width: { type: 'string' } },
});
/** When something that takes moments is given up, in milliseconds: far beyond what a busy computer needs. */
const PATIENCE = 180_000;

/** In the page: returns once fonts are there, nothing moves, and what is drawn stays the same from one look to the next. */
async function settled() {
  await document.fonts.ready;
  const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
  let before;
  // A page whose figures move all the time is taken as it is.
  for (let looks = 0; looks < 50; looks += 1) {
    await Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {})));
    await frame();
    await frame();
    const now = document.body.innerHTML;
    if (now === before) return;
    before = now;
  }
}

/** The name of a picture, without its theme. */
function named(shot, language) {
  return [shot.name, ...(language === 'en' ? [] : [language]), ...(asked.width ? [asked.width] : [])].join('-');
}

function serve() {
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://x').pathname);
    if (path === '/favicon.ico') return void response.writeHead(204).end();
    try {
      const file = readFileSync(join(built, path === '/' ? 'index.html' : path));
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'text/html', 'content-security-policy': POLICY });
      response.end(file);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(server)));
}

/** The words of the window, by which the steps of a shot find buttons. */
async function readMessages() {
  const $lib = join(root, 'ui/src/lib');
  const { module } = await runnerImport(join($lib, 'messages/index.ts'), { configFile: false, resolve: { alias: { $lib } } });
  return module;
}

/** Opens one shot's page, and takes it in each theme; tells what is wrong with each. */
async function take(browser, base, shot, language, themes, tell) {
  const context = await browser.newContext({
    locale: language,
    viewport: { ...(shot.size ?? { width: 900, height: 640 }), ...(asked.width && { width: Number(asked.width) }) },
    colorScheme: themes[0],
    reducedMotion: 'reduce',
    deviceScaleFactor: 1,
  });
  context.setDefaultTimeout(PATIENCE);
  // As in the app, where prototypes are frozen.
  await context.addInitScript('Object.freeze(Object.prototype)');
  const page = await context.newPage();
  let wrong = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') wrong.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  try {
    await page.goto(`${base}/?scenario=${shot.scenario}#/${shot.page ?? 'overview'}`);
    await page.waitForSelector('h1, h2');
    if (shot.text)
      await page.evaluate((size) => {
        document.documentElement.style.fontSize = size;
      }, shot.text);
    for (const step of shot.steps ?? []) await step(page);
    // axe is run by the debugger, which the page's policy does not concern.
    const cdp = await context.newCDPSession(page);
    await cdp.send('Runtime.evaluate', { expression: axe });
    for (const theme of themes) {
      await page.emulateMedia({ colorScheme: theme });
      await page.evaluate(settled);
      await page.screenshot({ path: join(out, `${named(shot, language)}-${theme}.png`) });
      tell(theme, [...wrong, ...(await look(page, cdp))]);
      wrong = [];
    }
  } finally {
    await context.close();
  }
}

/** What is wrong with what is drawn. */
async function look(page, cdp) {
  const wrong = [];
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  if (wide) wrong.push('the page is wider than the window');
  const { result } = await cdp.send('Runtime.evaluate', {
    expression: `axe.run(document, {resultTypes: ['violations']}).then(({violations}) => JSON.stringify(violations.flatMap(({id, help, nodes}) => nodes.map((node) => id + ': ' + help + ': ' + node.html.slice(0, 160)))))`,
    awaitPromise: true,
  });
  if (result.type === 'string') wrong.push(...JSON.parse(result.value));
  else wrong.push(`axe did not run: ${result.description ?? result.type}`);
  return wrong;
}

const executable = findChromium();
execFileSync('npx', ['vite', 'build', 'ui', '--mode', 'fake', '--logLevel', 'error'], { cwd: root, stdio: 'inherit' });
// Pictures of what is no longer there would pass for today's.
if (wanted.length === 0) rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const server = await serve();
const base = `http://127.0.0.1:${server.address().port}`;
const browser = await launch(executable, PATIENCE);
const messages = await readMessages();
let failed = 0;
let taken = 0;

/** Takes all wanted pictures that are `chosen`, in one language. */
async function takeAll(language, themes, chosen) {
  messages.speak(language);
  const shots = shotsIn(messages.t).filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
  for (const shot of shots.filter(chosen)) {
    const tell = (theme, wrong) => {
      console.log(`${wrong.length === 0 ? '✓' : '✗'} ${named(shot, language)} (${theme})`);
      for (const line of new Set(wrong)) console.log(`    ${line}`);
      failed += wrong.length > 0 ? 1 : 0;
      taken += 1;
    };
    await take(browser, base, shot, language, themes, tell).catch((error) => tell('not taken', [String(error)]));
  }
}

if (asked.lang) {
  await takeAll(asked.lang, ['light'], () => true);
} else {
  await takeAll('en', ['light', 'dark'], () => true);
  await takeAll('de', ['light'], ({ name }) => EACH_PAGE.has(name));
}
await browser.close();
server.close();
console.log(`${taken} pictures in target/screenshots, ${failed} with something wrong`);
process.exitCode = failed > 0 || taken === 0 ? 1 : 0;
