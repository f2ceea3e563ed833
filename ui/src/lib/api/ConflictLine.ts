// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { ConflictDiff } from "./ConflictDiff";

/**
 * A conflict.
 */
export type ConflictLine = {
/**
 * The folder.
 */
folder: string,
/**
 * The file.
 */
path: string,
/**
 * The other version beside it.
 */
copy: string,
/**
 * Whose version the copy is.
 */
machine: string,
/**
 * When it was made, RFC 3339: the time of the file, which the copy's name bears, too.
 */
at: string,
/**
 * Whose version the file is.
 */
theirs_machine: string,
/**
 * When that was made, RFC 3339.
 */
theirs_at: string,
/**
 * Whether the changes of both fit into one text; none where only the contents tell, and they were not looked at.
 */
mergeable: boolean | null,
/**
 * Why they do not, or why that is not known.
 */
why_not: string | null,
/**
 * That text, if it was asked what differs.
 */
merged: string | null,
/**
 * What differs, if it was asked for: from what both were made from to the file's version and to the copy's; or only
 * from the file's to the copy's.
 */
diffs: Array<ConflictDiff>, };
