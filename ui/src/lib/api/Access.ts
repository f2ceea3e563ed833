// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

export type Access = "none" | "read" | "write";
