// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { HoldLine } from "./HoldLine";
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
 * Bytes of content still to be sent or fetched for them, as far as is known.
 */
bytes_pending: number,
/**
 * Conflict copies waiting.
 */
conflicts: number,
/**
 * What waits, by path.
 */
problems: Array<ProblemLine>,
/**
 * Why it is stopped for safety, if it is.
 */
hold: HoldLine | null,
/**
 * Whether a person paused it, or this machine as a whole.
 */
paused: boolean,
/**
 * When the pause ends by itself, RFC 3339; none until a person resumes.
 */
paused_until: string | null,
/**
 * Where a folder that is only offered could be kept here.
 */
suggested_path: string | null, };
