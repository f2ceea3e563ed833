// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * Wrong codes that came from one address.
 */
export type WrongCodes = {
/**
 * The address, without a port.
 */
address: string,
/**
 * How many.
 */
count: number, };
