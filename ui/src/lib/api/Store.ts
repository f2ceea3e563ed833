// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { StoreLine } from "./StoreLine";

/**
 * What the folders take at the hub.
 */
export type Store = {
/**
 * On the hub: bytes that its content store takes on the disk, deduplicated and compressed. Elsewhere null.
 */
stored_bytes: number | null,
/**
 * On the hub: bytes that are free on that disk, as last looked at. Elsewhere null.
 */
free: number | null,
/**
 * The folders that this machine may read, by name.
 */
folders: Array<StoreLine>, };
