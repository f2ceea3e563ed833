// Takes the pictures in WebKitGTK, the web view of the app.

import { join } from 'node:path';
import { layoutFaults, settled } from './checks.mjs';
import { serveFake } from './serve-fake.mjs';
import { IN_WEBKIT, SIZE, WIDE } from './shots.mjs';
import { findMiniBrowser, startDisplay, WebView } from './webkit.mjs';

/** When something that takes moments is given up, in milliseconds: far beyond what a busy computer needs. */
const PATIENCE = 60_000;

/** What a person can have set: a desktop's theme, which WebKitGTK reports as `prefers-color-scheme` and `prefers-contrast`; the size of text. */
const PLAIN = { theme: 'Adwaita', fontSize: 16 };
const LOOKS = {
  light: PLAIN,
  narrow: { ...PLAIN, resize: ({ height }) => ({ width: 420, height }) },
  wide: { ...PLAIN, resize: () => WIDE },
  dark: { ...PLAIN, theme: 'Adwaita:dark' },
  contrast: { ...PLAIN, theme: 'HighContrast' },
  'contrast-dark': { ...PLAIN, theme: 'HighContrast:dark' },
  'large-text': { ...PLAIN, fontSize: 32 },
};

/** What each page runs before its own scripts: what went wrong is kept, nothing is left of the page before, prototypes are frozen as in the app. */
const FIRST = `
  window.wrong = [];
  const note = (what) => window.wrong.push(what);
  addEventListener('error', ({ message }) => message.startsWith('ResizeObserver loop') || note('error: ' + message));
  addEventListener('unhandledrejection', ({ reason }) => note('error: ' + reason));
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => note('policy: ' + violatedDirective + ' ' + blockedURI));
  for (const kind of ['error', 'warn']) console[kind] = (...words) => note('console: ' + words.join(' '));
  localStorage.clear();
  sessionStorage.clear();
  Object.freeze(Object.prototype);`;

/** Every shot in every look and language, or those of them that are chosen. */
export async function takeInWebKit({ asked, out, shots, tell }) {
  const binary = findMiniBrowser();
  const display = await startDisplay();
  const { server, base } = await serveFake(FIRST);
  let view;
  try {
    for (const [look, set] of Object.entries(LOOKS).filter(([look]) => (asked.look ?? look) === look)) {
      for (const language of ['en', 'de']) {
        const chosen = IN_WEBKIT[look]?.[language] ?? [];
        const isTaken = (shot) => (asked.all ? suits(shot, look) : chosen.includes(shot.name));
        for (const shot of shots(language).filter(isTaken)) {
          const name = [shot.name, ...(language === 'en' ? [] : [language]), look].join('-');
          const place = { base, language, size: set.resize?.(shot.size ?? SIZE) ?? shot.size ?? SIZE, path: join(out, `${name}.png`) };
          view ??= await WebView.open(binary, display, set, PATIENCE);
          const wrong = await take(view, shot, place).catch((error) => [`not taken: ${error.message}`]);
          tell(name, wrong);
          if (wrong.some((line) => line.startsWith('not taken'))) view = await view.close();
        }
        // A web view grows slow after some hundred pages, and one that does not answer would not answer for the next picture.
        view = await view?.close();
      }
    }
  } finally {
    await view?.close();
    server.close();
    display.end();
  }
}

/** True unless a shot is about one look, and this is another one. */
function suits(shot, look) {
  if (shot.text) return look === 'large-text';
  if (look === 'narrow' || look === 'wide') return (shot.size ?? SIZE).width === SIZE.width;
  return true;
}

/** Counts the pages, so that each has an address of its own and is loaded. */
let opens = 0;

/** Opens one shot's page, and takes it; returns what is wrong with it. */
async function take(view, shot, { base, language, size, path }) {
  opens += 1;
  await view.resize(size);
  await view.goto(`${base}/?scenario=${shot.scenario}&language=${language}&n=${opens}#/${shot.page ?? 'overview'}`);
  await view.waitForSelector('h1, h2');
  for (const step of shot.steps ?? []) await step(view);
  await view.evaluate(settled);
  await view.screenshot({ path });
  return [...(await view.evaluate(() => window.wrong)), ...(await view.evaluate(layoutFaults))];
}
