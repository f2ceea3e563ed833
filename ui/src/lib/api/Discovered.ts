// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * A hub on the LAN.
 */
export type Discovered = {
/**
 * Its name.
 */
name: string,
/**
 * `ADDR:PORT`.
 */
addresses: Array<string>, };
