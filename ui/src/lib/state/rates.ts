// Rate and remaining time out of successive readings of what is still to be done. Pure: time is given.

export type Pace = {
  /** Bytes that have gone since this stretch of work began. */
  done: number;
  /** Bytes of this stretch in all, as far as is known. */
  total: number;
  /** Bytes per second; none until two readings lie far enough apart. */
  rate: number | null;
  /** Seconds left at this rate. */
  left: number | null;
};

type Reading = { at: number; done: number };

/** How far back a rate looks, in milliseconds. */
const WINDOW = 8_000;
const SHORTEST = 900;

export class Meter {
  #remaining: number | null = null;
  #done = 0;
  #readings: Reading[] = [];

  /** Takes a reading of the bytes still to go at a moment in milliseconds. */
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
    if (!first || at - first.at < SHORTEST) return null;
    return ((this.#done - first.done) / (at - first.at)) * 1000;
  }
}
