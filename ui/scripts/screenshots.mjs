// Pictures of every page and state, in target/screenshots/, each checked as it is really drawn: in Chromium light and dark, and of each page
// in German and in forced colours; or in WebKitGTK, the web view of the app, in target/screenshots/webkit/.
//
//     npm run ui:screenshots [-- [--lang=TAG] [--width=PIXELS] PART-OF-A-NAME…]     with a language, in light colours only
//     npm run ui:screenshots -- --forced [PART-OF-A-NAME…]                          every picture in forced colours
//     npm run ui:screenshots -- --webkit [--all] [--look=NAME] [PART-OF-A-NAME…]    a chosen part, or every picture; in every look, or one

import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';
import { takeInChromium } from './pictures-chromium.mjs';
import { takeInWebKit } from './pictures-webkit.mjs';
import { buildFake } from './serve-fake.mjs';
import { shotsIn } from './shots.mjs';

const root = new URL('../..', import.meta.url).pathname;
const { values: asked, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    lang: { type: 'string' },
    width: { type: 'string' },
    forced: { type: 'boolean' },
    webkit: { type: 'boolean' },
    all: { type: 'boolean' },
    look: { type: 'string' },
  },
});
if (asked.webkit ? asked.lang || asked.width || asked.forced : asked.all || asked.look) {
  console.error('error: --lang, --width and --forced are for Chromium, --all and --look for --webkit');
  process.exit(2);
}
const out = join(root, 'target/screenshots', asked.webkit ? 'webkit' : '');

/** The words of the window, by which the steps of a shot find buttons. */
async function readMessages() {
  const $lib = join(root, 'ui/src/lib');
  const { module } = await runnerImport(join($lib, 'messages/index.ts'), { configFile: false, resolve: { alias: { $lib } } });
  return module;
}

/** Pictures of what is no longer there would pass for today's. */
function removeOld() {
  for (const name of readdirSync(out)) if (name.endsWith('.png')) rmSync(join(out, name));
}

mkdirSync(out, { recursive: true });
if (wanted.length === 0 && !asked.look) removeOld();
buildFake();
const messages = await readMessages();
let failed = 0;
let taken = 0;

await (asked.webkit ? takeInWebKit : takeInChromium)({
  asked,
  out,
  /** The wanted shots, with steps in one language. */
  shots(language) {
    messages.speak(language);
    return shotsIn(messages.t).filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
  },
  /** Reports one picture, and what is wrong with it. */
  tell(name, wrong) {
    console.log(`${wrong.length === 0 ? '✓' : '✗'} ${name}`);
    for (const line of new Set(wrong)) console.log(`    ${line}`);
    failed += wrong.length > 0 ? 1 : 0;
    taken += 1;
  },
});
console.log(`${taken} pictures in ${out}, ${failed} with something wrong`);
process.exitCode = failed > 0 || taken === 0 ? 1 : 0;
