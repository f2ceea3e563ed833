// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * What one folder takes there. The sizes are those of the files, before anything is deduplicated or compressed.
 */
export type StoreLine = {
/**
 * The folder.
 */
folder: string,
/**
 * Bytes of the files that are there now.
 */
current_bytes: number,
/**
 * Bytes of their past versions, and of what was deleted.
 */
past_bytes: number,
/**
 * How many past versions there are.
 */
past_versions: number, };
