// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

/**
 * What sharing a directory would need.
 */
export type Estimate = {
/**
 * Files in it.
 */
files: number,
/**
 * Their bytes.
 */
bytes: number,
/**
 * Bytes that are free on its own disk.
 */
free: number,
/**
 * Bytes that are free on the hub's disk; none if that is not known now.
 */
hub_free: number | null,
/**
 * Why it cannot be shared, or what to know first.
 */
problem: string | null,
/**
 * Whether everything was counted within the time for it; else files and bytes are a lower bound.
 */
complete: boolean, };
