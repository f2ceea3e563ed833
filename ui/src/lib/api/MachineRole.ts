// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * What role this machine plays.
 */
export type MachineRole = "hub" | "client" | "none";
