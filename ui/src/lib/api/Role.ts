// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * Types of `syncit-core` that the API shows, which knows nothing of TypeScript. A test holds them to the originals.
 */
export type Role = "two-way" | "send-only" | "receive-only";
