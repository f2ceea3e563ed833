// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * Why a folder is stopped for safety.
 */
export type HoldKind = "marker-gone" | "other-folder" | "root-gone" | "inside-another" | "emptied" | "mass-deletion" | "mass-overwriting";
