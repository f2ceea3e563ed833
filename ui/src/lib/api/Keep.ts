// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * What is kept of a conflict, on whichever machine it is asked.
 */
export type Keep = "mine" | "theirs" | "both" | "merged";
