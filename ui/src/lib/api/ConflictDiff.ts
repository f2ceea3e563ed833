// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { ConflictSide } from "./ConflictSide";

/**
 * What differs between two versions.
 */
export type ConflictDiff = {
/**
 * The earlier one, or the file's.
 */
from: ConflictSide,
/**
 * The other one.
 */
to: ConflictSide,
/**
 * Hunks in the unified format, without a head.
 */
text: string,
/**
 * Whether it goes on, and is too long to be told.
 */
cut: boolean, };
