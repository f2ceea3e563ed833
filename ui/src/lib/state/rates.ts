// Rate and remaining time, measured from successive readings of the bytes that remain. Pure: time is given.

export type Pace = {
  /** Bytes transferred since something began to be pending. */
  done: number;
  /** Those bytes and the ones that remain. */
  total: number;
  /** Bytes per second; null until two readings are far enough apart. */
  rate: number | null;
  /** Seconds left at this rate; null if there is no rate. */
  left: number | null;
};

type Reading = { at: number; done: number };

/** The rate is averaged over this many milliseconds. */
const WINDOW = 8_000;
const MIN_SPAN = 900;

export class Meter {
  #remaining: number | null = null;
  #done = 0;
  #readings: Reading[] = [];

  /** Takes a reading: the bytes that remain at a moment in milliseconds. */
  read(at: number, remaining: number): Pace {
    if (this.#remaining === null || (this.#remaining === 0 && remaining > 0)) {
      this.#done = 0;
      this.#readings = [];
    } else if (remaining < this.#remaining) {
      this.#done += this.#remaining - remaining;
    }
    this.#remaining = remaining;
    this.#readings.push({ at, done: this.#done });
    while (this.#readings.length > 2 && at - (this.#readings[1]?.at ?? at) > WINDOW) this.#readings.shift();
    const rate = this.#rate(at);
    const left = rate !== null && rate > 0 && remaining > 0 ? remaining / rate : null;
    return { done: this.#done, total: this.#done + remaining, rate, left };
  }

  #rate(at: number): number | null {
    const first = this.#readings[0];
    if (!first || at - first.at < MIN_SPAN) return null;
    return ((this.#done - first.done) / (at - first.at)) * 1000;
  }
}
