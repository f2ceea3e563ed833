// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { EntryKind } from "./EntryKind";

/**
 * What one side has at a path.
 */
export type SideLine = {
/**
 * What it is.
 */
kind: EntryKind,
/**
 * Of a file, in bytes; else 0.
 */
size: number, };
