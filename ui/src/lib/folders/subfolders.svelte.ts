// The subfolders of a folder, read one directory at a time. They stay as they were read while a person chooses, so that nothing moves under
// the pointer; what is not there yet, or failed, is read again after each hint.

import { untrack } from 'svelte';
import { Failure } from '$lib/backend';
import { useSession } from '$lib/state';
import { type Known, knownOf, withListing } from './choice';

export class Subfolders {
  /** None until the top of the folder was read. */
  known = $state.raw<Known>();
  /** Whether subfolders that other machines make are kept. */
  newOnes = $state(true);
  /** Bytes that are free; null if that is not known. */
  free = $state.raw<number | null>(null);
  /** The directories that could not be read, and why. The folder's own path is empty. */
  failures = $state.raw<{ path: string; failure: Failure }[]>([]);

  readonly #session = useSession();
  readonly #folder: string;
  /** The directories that are being read, and whether they have to be read once more after that. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- it is not shown.
  readonly #reading = new Map<string, boolean>();

  /** While `arrives` returns true, everything is read again after each hint: the hub's list may still be on its way. */
  constructor(folder: string, arrives: () => boolean) {
    this.#folder = folder;
    $effect(() => {
      void this.#session.hints;
      untrack(() => {
        const below = this.known?.below.keys() ?? [];
        if (!this.#hasAny || arrives()) for (const path of ['', ...below]) this.#readAgain(path);
        else for (const { path } of this.failures) this.#readAgain(path);
      });
    });
  }

  get #hasAny(): boolean {
    return (this.known?.top.subfolders.length ?? 0) > 0;
  }

  /** Why a directory could not be read; none if it was, or is still to be. */
  failureOf(path: string): Failure | undefined {
    return this.failures.find((failed) => failed.path === path)?.failure;
  }

  #readAgain(path: string): void {
    if (this.#reading.has(path)) this.#reading.set(path, true);
    else void this.read(path);
  }

  /** Reads the subfolders of a directory, unless it is being read. */
  async read(path: string): Promise<void> {
    if (this.#reading.has(path)) return;
    this.#reading.set(path, false);
    let failure: Failure | undefined;
    try {
      const answer = await this.#session.backend.call({ command: 'selected', folder: this.#folder, path: path === '' ? null : path });
      if (this.known && path !== '') {
        this.known = withListing(this.known, path, answer);
      } else {
        const status = this.#session.status?.folders.find((one) => one.name === this.#folder);
        this.known = knownOf(answer, status ?? { bytes: 0, bytes_not_chosen: 0 }, this.known);
        this.newOnes = answer.new_subfolders;
        this.free = answer.free;
      }
    } catch (thrown) {
      failure = Failure.of(thrown);
    }
    const others = this.failures.filter((failed) => failed.path !== path);
    this.failures = failure ? [...others, { path, failure }] : others;
    const again = this.#reading.get(path);
    this.#reading.delete(path);
    if (again) void this.read(path);
  }
}
