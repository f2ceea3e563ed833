// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * The state of a machine or a folder, as `CLI.md` orders them: the first that applies.
 */
export type SyncState = "held" | "attention" | "paused" | "offline" | "scanning" | "syncing" | "in-sync" | "not-linked" | "unpaired";
