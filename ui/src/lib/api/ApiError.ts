// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * An error as every front shows it.
 */
export type ApiError = {
/**
 * For programs: kebab-case, stable.
 */
code: string,
/**
 * What failed, on what, what happens next.
 */
message: string,
/**
 * What to do.
 */
hint: string | null,
/**
 * The path it is about.
 */
path: string | null, };
