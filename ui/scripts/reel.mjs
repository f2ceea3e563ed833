// The frames of a film, each with how long it is shown, and the picture that moves that is made of them.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class Reel {
  #dir = mkdtempSync(join(tmpdir(), 'syncit-film-'));
  #frames = [];
  #last;

  /** Shows a picture for so many milliseconds; longer, if it is the one that is shown already. */
  add(png, milliseconds) {
    if (this.#last?.equals(png)) {
      this.#frames.at(-1).milliseconds += milliseconds;
      return;
    }
    const path = join(this.#dir, `${String(this.#frames.length).padStart(4, '0')}.png`);
    writeFileSync(path, png);
    this.#frames.push({ path, milliseconds });
    this.#last = png;
  }

  /** Shows the picture that is shown already for longer. */
  hold(milliseconds) {
    this.#frames.at(-1).milliseconds += milliseconds;
  }

  get seconds() {
    return this.#frames.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;
  }

  /**
   * Writes it as an animated WebP that starts again at its end. Without loss, because text blurs otherwise, and because a frame then
   * consists of what has changed only (`-kmax 0`: no frame is whole but the first).
   */
  write(path) {
    const frames = this.#frames.flatMap((one) => ['-d', String(Math.max(20, Math.round(one.milliseconds))), one.path]);
    execFileSync('img2webp', ['-loop', '0', '-kmin', '0', '-kmax', '0', '-lossless', '-q', '90', '-m', '4', ...frames, '-o', path], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  }

  /** Removes the frames. */
  end() {
    rmSync(this.#dir, { recursive: true });
  }
}
