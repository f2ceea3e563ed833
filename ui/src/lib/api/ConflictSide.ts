// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * One version in a conflict.
 */
export type ConflictSide = {
/**
 * Its path.
 */
path: string,
/**
 * The name of the machine that made it.
 */
machine: string,
/**
 * When it was made, RFC 3339.
 */
at: string, };
