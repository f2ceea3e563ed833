// Takes the pictures in Chromium, where axe looks at each, too.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { layoutFaults, settled } from './checks.mjs';
import { findChromium, launch } from './chromium.mjs';
import { serveFake } from './serve-fake.mjs';
import { EACH_PAGE, SIZE } from './shots.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** When something that takes moments is given up, in milliseconds: far beyond what a busy computer needs. */
const PATIENCE = 180_000;

/** Light and dark in English, and each page in German; or all in one language, in light colours only. */
export async function takeInChromium({ asked, out, shots, tell }) {
  const { server, base } = await serveFake();
  const browser = await launch(findChromium(), PATIENCE);
  const rounds = asked.lang
    ? [{ language: asked.lang, themes: ['light'] }]
    : [
        { language: 'en', themes: ['light', 'dark'] },
        { language: 'de', themes: ['light'], chosen: EACH_PAGE },
      ];
  for (const { language, themes, chosen } of rounds) {
    for (const shot of shots(language).filter(({ name }) => chosen?.has(name) ?? true)) {
      const name = [shot.name, ...(language === 'en' ? [] : [language]), ...(asked.width ? [asked.width] : [])].join('-');
      const taken = (theme, wrong) => tell(`${name} (${theme})`, wrong);
      const options = { language, themes, width: asked.width && Number(asked.width), path: (theme) => join(out, `${name}-${theme}.png`) };
      await take(browser, base, shot, options, taken).catch((error) => taken('not taken', [String(error)]));
    }
  }
  await browser.close();
  server.close();
}

/** Opens one shot's page, and takes it in each theme; tells what is wrong with each. */
async function take(browser, base, shot, { language, themes, width, path }, tell) {
  const context = await browser.newContext({
    locale: language,
    viewport: { ...(shot.size ?? SIZE), ...(width && { width }) },
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
      await page.screenshot({ path: path(theme) });
      tell(theme, [...wrong, ...(await page.evaluate(layoutFaults)), ...(await axeFaults(cdp))]);
      wrong = [];
    }
  } finally {
    await context.close();
  }
}

/** What axe finds in what is drawn. */
async function axeFaults(cdp) {
  const { result } = await cdp.send('Runtime.evaluate', {
    expression: `axe.run(document, {resultTypes: ['violations']}).then(({violations}) => JSON.stringify(violations.flatMap(({id, help, nodes}) => nodes.map((node) => id + ': ' + help + ': ' + node.html.slice(0, 160)))))`,
    awaitPromise: true,
  });
  return result.type === 'string' ? JSON.parse(result.value) : [`axe did not run: ${result.description ?? result.type}`];
}
