// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * The five icons.
 */
export type Icon = "in-sync" | "syncing" | "paused" | "offline" | "attention";
