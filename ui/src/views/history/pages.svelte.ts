// The history, loaded in pages: older ones on demand, new changes as they happen.

import { untrack } from 'svelte';
import { Failure } from '$lib/backend';
import type { HistoryLine, HistoryPage, HistoryRequest, SeenBy } from '$lib/engine';
import { useSession } from '$lib/state';

export type Filter = Pick<HistoryRequest, 'folder' | 'machine' | 'kinds' | 'search'>;

const PAGE = 200;

export class Pages {
  lines = $state.raw<HistoryLine[]>([]);
  failure = $state.raw<Failure>();
  /** True until the first page is there. */
  loading = $state(true);
  /** Set while the hub cannot be reached: whose partial view of the history this is. */
  seenBy = $state.raw<SeenBy | null>(null);
  /** True if the oldest line is loaded. */
  complete = $state(false);
  /** True if the last page was put in front; the list then keeps its scroll position. */
  grewInFront = $state(false);

  readonly #session = useSession();
  readonly #make: () => Filter;
  #key = '';
  // Counts the filters. An answer to a request with an earlier filter is dropped.
  #turn = 0;
  #asking: 'newer' | 'older' | undefined;
  #unread = false;

  /** Reads the history again when the filter that `make` returns changes, and after each hint, while the component exists. */
  constructor(make: () => Filter) {
    this.#make = make;
    $effect(() => {
      const key = JSON.stringify(make());
      void this.#session.hints;
      untrack(() => {
        if (key !== this.#key) this.#restart(key);
        void this.#newer();
      });
    });
  }

  #restart(key: string): void {
    this.#key = key;
    this.#turn += 1;
    this.#asking = undefined;
    this.lines = [];
    this.loading = true;
    this.complete = false;
    this.failure = undefined;
  }

  /** Reads the next page of older lines, unless a page is being read or there is none. */
  async older(): Promise<void> {
    const last = this.lines.at(-1);
    if (this.#asking || this.complete || this.failure || !last) return;
    await this.#ask('older', last.version, ({ lines, seen_by }) => {
      // The hub became unreachable or reachable, so the lines that are loaded belong to the other view.
      if ((seen_by === null) !== (this.seenBy === null)) {
        this.#unread = true;
        return;
      }
      this.grewInFront = false;
      this.complete = lines.length === 0;
      if (lines.length > 0) this.lines = [...this.lines, ...lines];
    });
  }

  async #newer(): Promise<void> {
    if (this.#asking) {
      this.#unread = true;
      return;
    }
    await this.#ask('newer', null, (page) => this.#join(page));
  }

  /** Puts new lines in front of the loaded ones, or replaces them if the page does not reach back to them. */
  #join({ lines: page, seen_by }: HistoryPage): void {
    const isSame = (seen_by === null) === (this.seenBy === null);
    this.seenBy = seen_by;
    const newest = isSame ? this.lines[0] : undefined;
    const known = newest ? page.findIndex((line) => line.version === newest.version) : -1;
    if (known > 0) {
      this.grewInFront = true;
      this.lines = [...page.slice(0, known), ...this.lines];
    } else if (known < 0) {
      this.grewInFront = false;
      this.lines = page;
      this.complete = page.length === 0;
    }
  }

  async #ask(which: 'newer' | 'older', before: string | null, take: (page: HistoryPage) => void): Promise<void> {
    const turn = this.#turn;
    this.#asking = which;
    try {
      const page = await this.#session.backend.call({ command: 'history', path: null, since: null, before, limit: PAGE, ...this.#make() });
      if (turn !== this.#turn) return;
      take(page);
      this.failure = undefined;
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.failure = Failure.of(thrown);
    }
    this.loading = false;
    this.#asking = undefined;
    if (this.#unread) {
      this.#unread = false;
      void this.#newer();
    }
  }
}
