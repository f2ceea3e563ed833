// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * A content on its way.
 */
export type TransferStatus = {
/**
 * The folder.
 */
folder: string,
/**
 * The path.
 */
path: string,
/**
 * Bytes done.
 */
done: number,
/**
 * Bytes in all.
 */
total: number,
/**
 * `push` or `pull`.
 */
direction: string, };
