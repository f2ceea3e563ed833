// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * The kinds of things that need a person, the most urgent first.
 */
export type NeedsYouKind = "hold" | "machine" | "disk" | "conflicts" | "problems";
