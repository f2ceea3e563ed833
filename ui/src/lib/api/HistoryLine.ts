// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { Action } from "./Action";

/**
 * A line of history.
 */
export type HistoryLine = {
/**
 * RFC 3339, hub time.
 */
at: string,
/**
 * The folder.
 */
folder: string,
/**
 * The path.
 */
path: string,
/**
 * What happened.
 */
action: Action,
/**
 * The machine's name.
 */
machine: string,
/**
 * In bytes.
 */
size: number,
/**
 * The version, to be given to `restore` and as `--before`.
 */
version: string,
/**
 * Where it was before, if it moved.
 */
from: string | null, };
