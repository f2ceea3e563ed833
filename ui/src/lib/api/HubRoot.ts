// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * Where a hub keeps the folders that other machines share.
 */
export type HubRoot = "default" | "none" | { "at": string };
