// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

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
 * When it was made, RFC 3339.
 */
at: string,
/**
 * Whose version the file is.
 */
theirs_machine: string,
/**
 * When that was made, RFC 3339.
 */
theirs_at: string, };
