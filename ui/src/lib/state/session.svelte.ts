// What the whole window knows: the engine's status, the shell, and which page is shown.

import { createContext } from 'svelte';
import { type AppSettings, type Backend, Failure, type Progress, type ShellInfo, type Stop } from '$lib/backend';
import type { Answers, Command, Status } from '$lib/engine';
import { type Place, readPlace, writePlace } from '$lib/nav';
import { Meter, type Pace } from './rates';

/** The shortest time between two readings of the status, in milliseconds, however many hints come. */
const CALM = 150;
/** How soon an engine that does not answer is asked again. */
const RETRY = 2000;

export class Session {
  status = $state.raw<Status>();
  info = $state.raw<ShellInfo>();
  settings = $state.raw<AppSettings>();
  /** Why the engine does not answer, if it does not. */
  gone = $state.raw<Failure>();
  place = $state.raw<Place>({ view: 'overview' });
  /** Counts the hints; whoever shows state reads it again when this moves. */
  hints = $state(0);
  /** How fast each folder's work goes. */
  paces = $state.raw<Record<string, Pace>>({});
  progress = $state.raw<Progress>({ transfers: [], folders: [] });
  /** The last thing worth saying aloud to a screen reader. */
  said = $state('');

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

  /** Reads everything for the first time, and listens from then on. */
  async start(): Promise<void> {
    this.#stops.push(
      this.backend.onChange(() => this.#hint()),
      this.backend.onOpen((place) => this.go(place)),
      this.backend.onProgress((progress) => this.#measure(progress)),
      this.#followAddress(),
    );
    const { shell } = this.backend;
    // The shell looks for a keyring and more, which may take a while: the state is shown without waiting for it.
    void shell.info().then((info) => (this.info = info), () => {});
    void shell.settings().then((settings) => (this.settings = settings), () => {});
    await this.#read();
    const first = await shell.firstPlace().catch(() => null);
    if (first) this.go(first);
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
    clearTimeout(this.#timer);
  }

  go(place: Place): void {
    this.place = place;
    if (location.hash !== writePlace(place)) history.pushState(null, '', writePlace(place));
  }

  say(text: string): void {
    this.said = text;
  }

  /** Asks the engine to do something, and reads the status again at once. */
  async act<C extends Command>(command: C): Promise<Answers[C['command']]> {
    try {
      return await this.backend.call(command);
    } finally {
      await this.#read();
      this.hints += 1;
    }
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
    const wait = Math.max(0, this.#last + CALM - Date.now());
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
      this.gone = undefined;
      this.#measure({ transfers: this.status.transfers, folders: this.status.folders });
    } catch (thrown) {
      this.gone = Failure.of(thrown);
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        void this.#read();
      }, RETRY);
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
