// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * Something ignored.
 */
export type IgnoredLine = {
/**
 * The path.
 */
path: string,
/**
 * The pattern.
 */
rule: string,
/**
 * The file it stands in, or `built-in`.
 */
from: string, };
