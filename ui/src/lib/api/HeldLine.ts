// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { HoldKind } from "./HoldKind";

/**
 * Something that waits for a person to say what is to become of it.
 */
export type HeldLine = {
/**
 * The folder.
 */
folder: string,
/**
 * The machine on which it happened.
 */
machine: string,
/**
 * Files that it is about; 0 if that is not known.
 */
files: number,
/**
 * The first few of them.
 */
sample: Array<string>,
/**
 * A sentence: what happened, and what happens meanwhile.
 */
cause: string,
/**
 * For programs.
 */
hold: HoldKind,
/**
 * Since when, RFC 3339.
 */
since: string,
/**
 * What to do.
 */
hint: string, };
