// What the window asks of the engine and is told by it. `tauri.ts` and `fake/` implement it.

import type { Answers, Command, TransferStatus } from '$lib/engine';
import type { Place } from '$lib/nav';
import type { Shell } from './shell';

export type Stop = () => void;

/** How far transfers and folders are. Sent many times a second while something flows, never relied on. */
export type Progress = {
  transfers: TransferStatus[];
  folders: { name: string; pending: number; bytes_pending?: number }[];
};

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
