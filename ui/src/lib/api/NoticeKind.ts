// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * The kinds of notifications.
 */
export type NoticeKind = "changes" | "conflict" | "hold" | "new-machine" | "full-disk" | "absent-machine";
