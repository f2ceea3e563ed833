// The one door out of the web view. `tauri.ts` opens it to the app, `fake/` to a scripted engine.

import type { Answers, ApiError, Command, TransferStatus } from '$lib/engine';
import type { AppSettings, ShellInfo } from './shell';

export type Stop = () => void;

/** How far transfers and folders are. Sent many times a second while something flows, never relied on. */
export type Progress = {
  transfers: TransferStatus[];
  folders: { name: string; pending: number; bytes_pending?: number }[];
};

/** A page of the window, and what it should show. */
export type Place = { view: string; folder?: string | undefined; path?: string | undefined };

export interface Backend {
  /** Asks the engine. Rejects with a `Failure`, nothing else. */
  call<C extends Command>(command: C): Promise<Answers[C['command']]>;
  /** Something may have changed: read again what is shown. */
  onChange(hint: () => void): Stop;
  /** The tray or a notification wants a page shown. */
  onOpen(open: (place: Place) => void): Stop;
  onProgress(report: (progress: Progress) => void): Stop;
  shell: Shell;
}

/** What the app around the engine can do. */
export interface Shell {
  info(): Promise<ShellInfo>;
  /** The system's folder picker; none if the person changed their mind. */
  pickFolder(title: string): Promise<string | null>;
  /** The system's dialog for a new file's place. */
  pickFile(title: string, name: string): Promise<string | null>;
  /** Shows a linked folder in the system's file manager. */
  openFolder(folder: string): Promise<void>;
  /** Shows a file of a linked folder there, or what is left of its place. */
  reveal(folder: string, path: string): Promise<void>;
  openLog(): Promise<void>;
  /** Where a window that was just made is to begin, if the tray or a notification made it. */
  firstPlace(): Promise<Place | null>;
  autostart(): Promise<boolean>;
  setAutostart(on: boolean): Promise<void>;
  settings(): Promise<AppSettings>;
  setSettings(settings: AppSettings): Promise<void>;
  /** What the close button does: to the tray, or minimised where there is none. */
  closeWindow(): Promise<void>;
  quit(): Promise<void>;
}

/** What the engine or the shell could not do, in words for a person. */
export class Failure extends Error {
  readonly code: string;
  readonly hint: string | null;
  readonly path: string | null;

  constructor(error: ApiError) {
    super(error.message);
    this.name = 'Failure';
    this.code = error.code;
    this.hint = error.hint;
    this.path = error.path;
  }

  /** Whatever was thrown, as a failure. */
  static of(thrown: unknown): Failure {
    if (thrown instanceof Failure) return thrown;
    if (isApiError(thrown)) return new Failure({ ...thrown, hint: thrown.hint ?? null, path: thrown.path ?? null });
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return new Failure({ code: 'window', message, hint: null, path: null });
  }
}

function isApiError(thrown: unknown): thrown is ApiError {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && 'message' in thrown;
}
