// The browser that scripts drive.

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';

/** The browser that `CHROMIUM` names, or one that is installed. Ends the program with a hint if there is none. */
export function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
  const dirs = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const found = names
    .flatMap((name) => dirs.map((dir) => join(dir, name)))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
  if (found) return found;
  console.error('error: no Chromium is found\nhint: install it (Debian: chromium), or name one in CHROMIUM');
  process.exit(2);
}

/** Starts it without a window, and without anything that asks the network by itself. */
export function launch(executablePath, timeout) {
  const quiet = ['--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({ executablePath, timeout, args: ['--headless', '--no-sandbox', '--disable-gpu', ...quiet] });
}
