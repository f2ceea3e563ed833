// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * How a content can be shown.
 */
export type ContentKind = "text" | "binary" | "too-large";
