// What the window asks of the engine and is told by it. `tauri.ts` and `fake/` implement it.

import type { Answers, Command, TransferStatus } from '$lib/engine';
import type { Place } from '$lib/nav';
import type { Shell } from './shell';

export type Stop = () => void;

/** Progress of transfers and folders. Sent many times a second during transfers; nothing relies on it. */
export type Progress = {
  transfers: TransferStatus[];
  folders: { name: string; pending: number; bytes_pending?: number }[];
};

/** What a person drags over the window from outside: absolute paths of files and directories, which cannot be told apart here. */
export type Drag = { kind: 'enter' | 'drop'; paths: string[] } | { kind: 'leave' };

export interface Backend {
  /** Asks the engine. Rejects with a `Failure`, nothing else. */
  call<C extends Command>(command: C): Promise<Answers[C['command']]>;
  /** Calls back when something may have changed and what is shown has to be read again. */
  onChange(hint: () => void): Stop;
  /** Calls back when the tray or a notification opens a page. */
  onOpen(open: (place: Place) => void): Stop;
  onProgress(report: (progress: Progress) => void): Stop;
  /** Calls back when something is dragged into the window, out of it again, or dropped. */
  onDrag(report: (drag: Drag) => void): Stop;
  shell: Shell;
}
