// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { Action } from "./Action";

/**
 * Which part of the history.
 */
export type HistoryRequest = {
/**
 * Only of this folder.
 */
folder: string | null,
/**
 * Only this path and what is below it.
 */
path: string | null,
/**
 * Only by this machine.
 */
machine: string | null,
/**
 * Only since this moment, RFC 3339.
 */
since: string | null,
/**
 * The cursor of the last line of the page before.
 */
before: string | null,
/**
 * Lines at most; 50 if none.
 */
limit: number | null,
/**
 * Only these kinds of change; all if empty.
 */
kinds: Array<Action>,
/**
 * Only paths, new or old, that contain this, whatever the case of ASCII letters.
 */
search: string | null, };
