// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * How far a look through the content store is.
 */
export type StoreCheck = {
/**
 * Chunks and chunk lists that were checked.
 */
done: number,
/**
 * All of them.
 */
total: number, };
