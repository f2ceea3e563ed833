// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * Which side does not get a change.
 */
export type LeftOutKind = "not-applied" | "not-sent";
