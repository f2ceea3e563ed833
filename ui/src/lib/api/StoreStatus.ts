// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * What the hub's content store holds, over all folders.
 */
export type StoreStatus = {
/**
 * Bytes of the files that are there now, before anything is deduplicated or compressed.
 */
current_bytes: number,
/**
 * Bytes of past versions, likewise.
 */
past_bytes: number,
/**
 * How many past versions there are.
 */
past_versions: number,
/**
 * Bytes that are free on its disk, as last looked at; null if that is not known.
 */
free: number | null, };
