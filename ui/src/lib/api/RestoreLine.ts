// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { Action } from "./Action";

/**
 * What restoring changes at one path.
 */
export type RestoreLine = {
/**
 * The path.
 */
path: string,
/**
 * `added`, `changed` or `deleted`.
 */
change: Action, };
