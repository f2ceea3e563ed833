// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * What a private key is kept in.
 */
export type KeyKind = "keyring" | "file";
