// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * The ignore rules of a folder's root.
 */
export type IgnoreRules = {
/**
 * The text of `.syncitignore`; empty if there is none.
 */
text: string,
/**
 * The built-in rules, which rules of one's own can take back.
 */
builtin: Array<string>, };
