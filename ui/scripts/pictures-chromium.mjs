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

/** What a person can have set, by the name of the look. A desktop's own colours are forced upon a page over a dark or a light ground. */
const LOOKS = {
  light: { colorScheme: 'light', forcedColors: 'none' },
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  forced: { colorScheme: 'dark', forcedColors: 'active' },
  'forced-light': { colorScheme: 'light', forcedColors: 'active' },
};

/** Which shots are taken how: light and dark in English, and each page in German and in forced colours; or all shots in what is asked. */
function roundsOf({ lang, forced }) {
  if (lang || forced) return [{ language: lang ?? 'en', looks: forced ? ['forced', 'forced-light'] : ['light'] }];
  return [
    { language: 'en', looks: ['light', 'dark'] },
    { language: 'en', looks: ['forced'], chosen: EACH_PAGE },
    { language: 'de', looks: ['light'], chosen: EACH_PAGE },
  ];
}

export async function takeInChromium({ asked, out, shots, tell }) {
  const { server, base } = await serveFake();
  const browser = await launch(findChromium(), PATIENCE);
  for (const { language, looks, chosen } of roundsOf(asked)) {
    for (const shot of shots(language).filter(({ name }) => chosen?.has(name) ?? true)) {
      const name = [shot.name, ...(language === 'en' ? [] : [language]), ...(asked.width ? [asked.width] : [])].join('-');
      const taken = (look, wrong) => tell(`${name} (${look})`, wrong);
      const options = { language, looks, width: asked.width && Number(asked.width), path: (look) => join(out, `${name}-${look}.png`) };
      await take(browser, base, shot, options, taken).catch((error) => taken('not taken', [String(error)]));
    }
  }
  await browser.close();
  server.close();
}

/** Opens one shot's page, and takes it in each look; tells what is wrong with each. */
async function take(browser, base, shot, { language, looks, width, path }, tell) {
  const context = await browser.newContext({
    locale: language,
    viewport: { ...(shot.size ?? SIZE), ...(width && { width }) },
    ...LOOKS[looks[0]],
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
    for (const look of looks) {
      await page.emulateMedia(LOOKS[look]);
      await page.evaluate(settled);
      await page.screenshot({ path: path(look) });
      tell(look, [...wrong, ...(await page.evaluate(layoutFaults)), ...(await axeFaults(cdp))]);
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
