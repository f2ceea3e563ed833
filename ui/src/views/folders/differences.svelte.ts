// Paths that differ in a folder because of its sync mode, loaded in pages. After a hint all loaded pages are read again.

import { untrack } from 'svelte';
import { Failure } from '$lib/backend';
import type { DifferenceLine } from '$lib/engine';
import { useSession } from '$lib/state';

const PAGE = 200;

export class Differences {
  lines = $state.raw<DifferenceLine[]>([]);
  failure = $state.raw<Failure>();
  /** True if the last line is loaded. */
  complete = $state(false);

  readonly #session = useSession();
  readonly #folder: () => string;
  #pages = 1;
  #reading = false;
  #unread = false;

  /** Reads again when `folder` returns another folder, and after each hint, while the component exists. */
  constructor(folder: () => string) {
    this.#folder = folder;
    $effect(() => {
      void folder();
      void this.#session.hints;
      untrack(() => void this.#read());
    });
  }

  /** Reads one more page, unless there is none. */
  async older(): Promise<void> {
    if (this.complete || this.#reading || this.failure) return;
    this.#pages += 1;
    await this.#read();
  }

  async #read(): Promise<void> {
    if (this.#reading) {
      this.#unread = true;
      return;
    }
    this.#reading = true;
    try {
      const lines: DifferenceLine[] = [];
      let isComplete = false;
      for (let page = 0; page < this.#pages && !isComplete; page += 1) {
        const after = lines.at(-1)?.path ?? null;
        const more = await this.#session.backend.call({ command: 'differences', folder: this.#folder(), after, limit: PAGE });
        lines.push(...more);
        isComplete = more.length === 0;
      }
      this.complete = isComplete;
      this.lines = lines;
      this.failure = undefined;
    } catch (thrown) {
      this.failure = Failure.of(thrown);
    }
    this.#reading = false;
    if (this.#unread) {
      this.#unread = false;
      void this.#read();
    }
  }
}
