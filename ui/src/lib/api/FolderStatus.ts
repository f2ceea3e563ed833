// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { ProblemLine } from "./ProblemLine";
import type { Role } from "./Role";
import type { SyncState } from "./SyncState";

/**
 * A shared folder.
 */
export type FolderStatus = {
/**
 * Its name.
 */
name: string,
/**
 * Where it is linked here.
 */
path: string | null,
/**
 * What this machine does with it.
 */
role: Role | null,
/**
 * The first that applies.
 */
state: SyncState,
/**
 * Files here.
 */
files: number,
/**
 * Their bytes.
 */
bytes: number,
/**
 * Paths not yet settled.
 */
pending: number,
/**
 * Conflict copies waiting.
 */
conflicts: number,
/**
 * What waits, by path.
 */
problems: Array<ProblemLine>, };
