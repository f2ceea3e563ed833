// The state that all pages share: the engine's status, the shell's information and settings, the page that is shown, and the rates.

import { createContext } from 'svelte';
import { type AppSettings, type Backend, Failure, type Progress, type ShellInfo, type Stop } from '$lib/backend';
import type { Answers, Command, Status } from '$lib/engine';
import { type HubOfLink, JOIN, type Place, readPlace, writePlace } from '$lib/nav';
import { Meter, type Pace } from './rates';

/** The shortest time between two reads of the status, in milliseconds: hints that come faster coalesce. */
const READ_INTERVAL = 150;
/** Milliseconds until an engine that did not answer is asked again. */
const RETRY_INTERVAL = 2000;

export class Session {
  status = $state.raw<Status>();
  info = $state.raw<ShellInfo>();
  settings = $state.raw<AppSettings>();
  /** Set while the engine does not answer. */
  failure = $state.raw<Failure>();
  place = $state.raw<Place>({ view: 'overview' });
  /** The hub that a link leads to, until the window has dealt with it; null if what was opened is no link to a hub. */
  link = $state.raw<HubOfLink | null>();
  /** The number of hints so far. Effects that read it run again after each hint. */
  hints = $state(0);
  /** The progress of each folder, by name. */
  paces = $state.raw<Record<string, Pace>>({});
  progress = $state.raw<Progress>({ transfers: [], folders: [] });
  /** The last announcement for screen readers. */
  announcement = $state('');

  readonly backend: Backend;
  #stops: Stop[] = [];
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- only `paces`, which is made from it, is shown.
  #meters = new Map<string, Meter>();
  #reading = false;
  #unread = false;
  #last = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend) {
    this.backend = backend;
  }

  /** Reads everything for the first time, and subscribes to changes. */
  async start(): Promise<void> {
    this.#stops.push(
      this.backend.onChange(() => this.#hint()),
      this.backend.onOpen((place) => this.#open(place)),
      this.backend.onProgress((progress) => this.#measure(progress)),
      this.#followAddress(),
    );
    const { shell } = this.backend;
    // The shell probes for a keyring and more, which may take a while, so the state is shown without waiting for it.
    void shell.info().then(
      (info) => (this.info = info),
      () => {},
    );
    void shell.settings().then(
      (settings) => (this.settings = settings),
      () => {},
    );
    await this.#read();
    const first = await shell.firstPlace().catch(() => null);
    if (first) this.#open(first);
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
    clearTimeout(this.#timer);
  }

  go(place: Place): void {
    this.place = place;
    if (location.hash !== writePlace(place)) history.pushState(null, '', writePlace(place));
  }

  #open(place: Place): void {
    if (place.view === JOIN) this.link = place.hub ?? null;
    else this.go(place);
  }

  announce(text: string): void {
    this.announcement = text;
  }

  /** Sends a command that changes something, and reads the status again at once. */
  async act<C extends Command>(command: C): Promise<Answers[C['command']]> {
    try {
      return await this.backend.call(command);
    } finally {
      await this.#read();
      this.hints += 1;
    }
  }

  /** Sends commands one after another, whatever becomes of those before. Returns what failed, with the command's position. */
  async actAll(commands: Command[]): Promise<{ at: number; failure: Failure }[]> {
    const failed: { at: number; failure: Failure }[] = [];
    for (const [at, command] of commands.entries()) {
      try {
        await this.backend.call(command);
      } catch (thrown) {
        failed.push({ at, failure: Failure.of(thrown) });
      }
    }
    await this.#read();
    this.hints += 1;
    return failed;
  }

  async saveSettings(settings: AppSettings): Promise<void> {
    await this.backend.shell.setSettings(settings);
    this.settings = settings;
  }

  #followAddress(): Stop {
    const follow = () => {
      const place = readPlace(location.hash);
      if (place) this.place = place;
    };
    follow();
    window.addEventListener('hashchange', follow);
    window.addEventListener('popstate', follow);
    return () => {
      window.removeEventListener('hashchange', follow);
      window.removeEventListener('popstate', follow);
    };
  }

  #hint(): void {
    if (this.#timer !== undefined) return;
    const wait = Math.max(0, this.#last + READ_INTERVAL - Date.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.hints += 1;
      void this.#read();
    }, wait);
  }

  async #read(): Promise<void> {
    if (this.#reading) {
      this.#unread = true;
      return;
    }
    this.#reading = true;
    this.#last = Date.now();
    try {
      this.status = await this.backend.call({ command: 'status' });
      this.failure = undefined;
      this.#measure({ transfers: this.status.transfers, folders: this.status.folders });
    } catch (thrown) {
      this.failure = Failure.of(thrown);
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        void this.#read();
      }, RETRY_INTERVAL);
    } finally {
      this.#reading = false;
    }
    if (this.#unread) {
      this.#unread = false;
      await this.#read();
    }
  }

  #measure(progress: Progress): void {
    const at = Date.now();
    const paces: Record<string, Pace> = { ...this.paces };
    for (const { name, bytes_pending } of progress.folders) {
      if (bytes_pending === undefined) continue;
      const meter = this.#meters.get(name) ?? new Meter();
      this.#meters.set(name, meter);
      paces[name] = meter.read(at, bytes_pending);
    }
    this.paces = paces;
    this.progress = progress;
  }
}

export const [useSession, provideSession] = createContext<Session>();
