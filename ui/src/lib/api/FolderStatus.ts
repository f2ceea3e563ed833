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
 * Files here; of one that is not linked here, those at the hub, as it last told.
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
 * Changes of others that are not applied here, because this machine only sends: no work and no problem.
 * `differences` lists them…
 */
not_applied: number,
/**
 * …and changes made here that are not sent, because it only receives, or may only read.
 */
not_sent: number,
/**
 * Whether the hub takes changes of this folder from here, as it last said.
 */
may_write: boolean,
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
 * Where a folder that is only offered could be kept here; on a hub that was asked for a copy, where that would be if
 * nothing was there.
 */
suggested_path: string | null, };
