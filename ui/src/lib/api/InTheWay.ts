// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * What a `wait` cannot wait for.
 */
export type InTheWay = {
/**
 * The folder.
 */
folder: string,
/**
 * The path; empty for the folder as a whole.
 */
path: string,
/**
 * Why.
 */
reason: string, };
