// Pictures of every page and state, light and dark, in target/screenshots/, each checked with axe as really drawn.
// Run `npm run ui:screenshots [-- PART-OF-A-NAME]`; it builds the window with its fake engine and serves it under the app's own policy.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { shots } from './shots.mjs';

const root = new URL('../..', import.meta.url).pathname;
const built = join(root, 'target/ui-fake');
const out = join(root, 'target/screenshots');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src ipc: http://ipc.localhost; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2', '.svg': 'image/svg+xml' };
const wanted = process.argv.slice(2);

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

/** What is wrong with one picture's page. */
async function take(browser, base, shot, theme) {
  const context = await browser.newContext({
    viewport: shot.size ?? { width: 900, height: 640 },
    colorScheme: theme,
    reducedMotion: 'reduce',
    deviceScaleFactor: 1,
  });
  // As in the app, where prototypes are frozen.
  await context.addInitScript('Object.freeze(Object.prototype)');
  const page = await context.newPage();
  const wrong = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') wrong.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  await page.goto(`${base}/?scenario=${shot.scenario}#/${shot.page ?? 'overview'}`);
  await page.waitForSelector('h1, h2');
  if (shot.text) await page.evaluate((size) => { document.documentElement.style.fontSize = size; }, shot.text);
  for (const step of shot.steps ?? []) await step(page);
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(350);
  await page.screenshot({ path: join(out, `${shot.name}-${theme}.png`) });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  if (wide) wrong.push('the page is wider than the window');
  // axe is run by the debugger, which the page's policy does not concern.
  const cdp = await context.newCDPSession(page);
  const { result } = await cdp.send('Runtime.evaluate', {
    expression: `${axe}; axe.run(document, {resultTypes: ['violations']}).then(({violations}) => JSON.stringify(violations.flatMap(({id, help, nodes}) => nodes.map((node) => id + ': ' + help + ': ' + node.html.slice(0, 160)))))`,
    awaitPromise: true,
  });
  if (result.type === 'string') wrong.push(...JSON.parse(result.value));
  else wrong.push(`axe did not run: ${result.description ?? result.type}`);
  await context.close();
  return wrong;
}

execFileSync('npx', ['vite', 'build', 'ui', '--mode', 'fake', '--logLevel', 'error'], { cwd: root, stdio: 'inherit' });
mkdirSync(out, { recursive: true });
const server = await serve();
const profile = mkdtempSync(join(tmpdir(), 'ui-shots-'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', `--disk-cache-dir=${profile}`],
});
let failed = 0;
for (const shot of shots.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)))) {
  for (const theme of shot.themes ?? ['light', 'dark']) {
    const wrong = await take(browser, `http://127.0.0.1:${server.address().port}`, shot, theme).catch((error) => [String(error)]);
    console.log(`${wrong.length === 0 ? '✓' : '✗'} ${shot.name} (${theme})`);
    for (const line of new Set(wrong)) console.log(`    ${line}`);
    failed += wrong.length > 0 ? 1 : 0;
  }
}
await browser.close();
server.close();
rmSync(profile, { recursive: true });
process.exitCode = failed > 0 ? 1 : 0;
