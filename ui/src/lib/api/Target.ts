// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * A place in the window.
 */
export type Target = "history" | "conflicts" | "folder" | "machines" | "overview";
