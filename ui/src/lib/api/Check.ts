// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * What `doctor` found.
 */
export type Check = {
/**
 * What was checked.
 */
check: string,
/**
 * Whether it is well.
 */
ok: boolean,
/**
 * What was found.
 */
message: string,
/**
 * What to do.
 */
hint: string | null, };
