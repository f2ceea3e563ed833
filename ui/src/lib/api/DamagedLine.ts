// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { DamagedState } from "./DamagedState";

/**
 * A version of a file of which some content was damaged.
 */
export type DamagedLine = {
/**
 * The folder.
 */
folder: string,
/**
 * The path.
 */
path: string,
/**
 * Which version of it.
 */
version: string,
/**
 * When it was accepted, RFC 3339, hub time.
 */
at: string,
/**
 * Its size, in bytes.
 */
size: number,
/**
 * What has become of it.
 */
state: DamagedState, };
