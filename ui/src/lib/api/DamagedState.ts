// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * What has become of damaged content.
 */
export type DamagedState = "fetched" | "waiting" | "past";
