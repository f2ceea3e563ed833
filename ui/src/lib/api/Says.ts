// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * The sentences there are.
 */
export type Says = "not-set-up" | "needs-you" | "paused" | "some-paused" | "offline" | "looking" | "syncing" | "no-folders" | "in-sync";
