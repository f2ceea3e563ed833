// The window in a browser, with real engines: from the first link to a synced file, and how a page ends.
// Run `node ui/scripts/web.mjs PROGRAM`, where PROGRAM is a `syncit` that was built after `npm run ui:build`.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { findChromium, launch } from './chromium.mjs';
import { Engines, PATIENCE, until } from './engines.mjs';

const program = resolve(process.argv[2] ?? '');
const pictures = join(new URL('../..', import.meta.url).pathname, 'target/screenshots');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const engines = new Engines(program);
mkdirSync(pictures, { recursive: true });

/** Opens the window of a machine to its own home directory; returns the link. */
async function web(of) {
  const child = of.start(['--json', 'web', '--listen', '127.0.0.1:0'], ['ignore', 'pipe', 'inherit']);
  const [line] = await once(createInterface(child.stdout), 'line');
  return { child, url: JSON.parse(line).url };
}

/** What went wrong inside pages. */
const wrong = [];

/** Opens a page, and notes what goes wrong in it, or what the policy keeps out. */
async function open(context, url) {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
  page.on('console', (said) => {
    if (/Content Security Policy/i.test(said.text())) wrong.push(said.text());
  });
  await page.goto(url);
  return page;
}

async function picture(page, name) {
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(pictures, `web-${name}.png`), animations: 'disabled' });
}

/** What axe finds in a page. It is run beside the page's own scripts, which the policy keeps others out of. */
async function check(page, name) {
  const session = await page.context().newCDPSession(page);
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
  const run = { contextId: executionContextId, awaitPromise: true, returnByValue: true };
  await session.send('Runtime.evaluate', { ...run, expression: `${axe};0` });
  const { result } = await session.send('Runtime.evaluate', {
    ...run,
    expression: 'axe.run().then((found) => found.violations.map((one) => one.id))',
  });
  assert.deepEqual(result.value, [], `axe, ${name}`);
}

async function main(browser) {
  const [attic, laptop] = await Promise.all([engines.machine('attic'), engines.machine('laptop')]);
  mkdirSync(join(attic.home, 'Photos'));
  writeFileSync(join(attic.home, 'Photos/a.jpg'), 'as it was');
  const context = await browser.newContext({ locale: 'en', viewport: { width: 1000, height: 700 }, reducedMotion: 'reduce' });
  const { child, url } = await web(attic);
  const [address] = url.split('#');

  const stranger = await open(context, address);
  await stranger.getByRole('heading', { name: 'Open SyncIt with a link' }).waitFor();
  await picture(stranger, 'no-link');
  await check(stranger, 'a page without a link');

  // The first run, by the browser alone.
  const page = await open(context, url);
  await page.getByLabel('Name of this machine').fill('attic');
  assert.ok(!page.url().includes('link='), 'the link stays in the address');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Set up a new group' }).click();
  await page.getByRole('button', { name: 'Set up group' }).click();
  const code = await page.locator('[data-code]').getAttribute('data-code');
  const { address: hub } = JSON.parse(await attic.ask('--json', 'invite', '--show'));
  await laptop.ask('join', hub, '--code', code, '--name', 'laptop');
  await page.getByRole('button', { name: 'Share a folder…' }).click();
  assert.equal(await page.getByRole('button', { name: 'Choose…' }).count(), 0, 'there is no picker for this machine');
  await page.getByLabel('Folder', { exact: true }).fill('/etc');
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByText('cannot be used from the browser').first().waitFor();
  await page.getByLabel('Folder', { exact: true }).fill(join(attic.home, 'Photos'));
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByText('Syncing here').waitFor();
  await page.getByRole('button', { name: 'Continue' }).click();
  assert.equal(await page.getByText('Start SyncIt when I log in').count(), 0);
  await page.getByRole('button', { name: 'Open the overview' }).click();

  // A change at another machine is shown without being asked for.
  await laptop.ask('link', 'Photos', join(laptop.home, 'Photos'));
  await until('the file is there', () => existsSync(join(laptop.home, 'Photos/a.jpg')));
  writeFileSync(join(laptop.home, 'Photos/from the laptop.jpg'), 'new');
  await page.getByText('from the laptop.jpg').first().waitFor();
  await picture(page, 'overview');
  await check(page, 'the overview');
  assert.equal(await page.getByRole('button', { name: /in the file manager/ }).count(), 0, 'there is no file manager');

  // It stays open when it is loaded again; the link does not open it twice, nor in another tab.
  await page.reload();
  await page.getByText('from the laptop.jpg').first().waitFor();
  const again = await open(context, url);
  await again.getByRole('heading', { name: 'This link no longer works' }).waitFor();
  await picture(again, 'used-link');

  // A version is written where a person says, in the directories that may be used.
  writeFileSync(join(laptop.home, 'Photos/from the laptop.jpg'), 'newer');
  await laptop.ask('wait');
  await page.goto(`${address}#/history?folder=Photos&path=${encodeURIComponent('from the laptop.jpg')}`);
  page.once('dialog', (dialog) => dialog.accept(join(attic.home, 'copy.jpg')));
  await page.getByRole('button', { name: /Save a copy/ }).click();
  await until('the copy is written', () => existsSync(join(attic.home, 'copy.jpg')));

  await page.goto(`${address}#/settings`);
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Quit SyncIt' }).count(), 0);
  await picture(page, 'settings');
  await check(page, 'the settings');

  child.kill('SIGINT');
  assert.deepEqual(await once(child, 'exit'), [0, null]);
  await page.getByText('The machine cannot be reached').first().waitFor();
  await picture(page, 'gone');
  assert.deepEqual(wrong, []);
  console.log('the window in a browser: passed');
}

let browser;
try {
  assert.ok(process.argv[2], 'name the program');
  browser = await launch(findChromium(), PATIENCE);
  await main(browser);
} finally {
  await browser?.close();
  engines.end();
}
