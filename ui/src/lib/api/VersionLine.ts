// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { Action } from "./Action";

/**
 * A version of a file.
 */
export type VersionLine = {
/**
 * To be given to `restore`.
 */
version: string,
/**
 * RFC 3339, hub time.
 */
at: string,
/**
 * The name of the machine that made it.
 */
machine: string,
/**
 * In bytes.
 */
size: number,
/**
 * Whether it is what is there now.
 */
current: boolean,
/**
 * What the file was called then.
 */
path: string,
/**
 * What happened.
 */
action: Action, };
