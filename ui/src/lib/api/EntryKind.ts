// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * What can be at a path.
 */
export type EntryKind = "file" | "directory" | "symlink";
