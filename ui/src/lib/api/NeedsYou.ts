// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { NeedsYouKind } from "./NeedsYouKind";

/**
 * Something that only a person can clear.
 */
export type NeedsYou = {
/**
 * What it is.
 */
kind: NeedsYouKind,
/**
 * The folder; none if it is about this machine.
 */
folder: string | null,
/**
 * The path, if it is about one; in a folder, or of a disk.
 */
path: string | null,
/**
 * How many there are of it.
 */
count: number,
/**
 * What failed, on what; of several the first.
 */
message: string,
/**
 * What to do.
 */
hint: string, };
