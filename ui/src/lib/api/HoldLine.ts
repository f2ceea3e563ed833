// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { HoldKind } from "./HoldKind";

/**
 * A folder stopped for safety, until a person decides or puts right what is wrong.
 */
export type HoldLine = {
/**
 * A sentence: what was found, and what happens meanwhile.
 */
cause: string,
/**
 * For programs.
 */
kind: HoldKind,
/**
 * Files that it is about.
 */
files: number,
/**
 * The machine on which it happened; none for this one.
 */
machine: string | null,
/**
 * What to do.
 */
hint: string, };
