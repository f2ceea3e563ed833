// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * What a machine has seen of the history itself: of each path the newest change that the hub told it, without what is
 * deleted on both sides, and whether a path was new, moved or restored.
 */
export type SeenBy = {
/**
 * This machine's name.
 */
machine: string,
/**
 * The name of the hub that is away.
 */
hub: string, };
