// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { DamagedLine } from "./DamagedLine";

/**
 * What came of a look through the whole content store.
 */
export type Verified = {
/**
 * Chunks and chunk lists that were read and checked.
 */
checked: number,
/**
 * Versions of files of which some content was damaged now, or before and has not come back: current ones first.
 */
damaged: Array<DamagedLine>,
/**
 * Chunks and chunk lists that were damaged and put aside by this look.
 */
quarantined: number,
/**
 * Whether more versions are damaged than are listed.
 */
more: boolean, };
