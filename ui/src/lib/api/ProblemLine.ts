// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * A problem.
 */
export type ProblemLine = {
/**
 * Empty for the folder as a whole.
 */
path: string,
/**
 * What failed, on what.
 */
message: string,
/**
 * What to do.
 */
hint: string, };
