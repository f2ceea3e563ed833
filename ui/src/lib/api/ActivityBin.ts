// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * How much changed in a stretch of time.
 */
export type ActivityBin = {
/**
 * When it begins, RFC 3339; it lasts an hour.
 */
from: string,
/**
 * Changes that the hub accepted in it, counted up to 10,000.
 */
changes: number, };
