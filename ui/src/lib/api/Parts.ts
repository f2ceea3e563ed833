// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { Says } from "./Says";

/**
 * A sentence as data.
 */
export type Parts = {
/**
 * Which sentence.
 */
says: Says,
/**
 * Folders that are kept here.
 */
folders: number,
/**
 * Of them, paused ones.
 */
paused: number,
/**
 * When what is paused goes on by itself, RFC 3339; none if nothing does, or not all of it at once.
 */
paused_until: string | null,
/**
 * Paths not yet settled.
 */
pending: number,
/**
 * Bytes still to be sent or fetched.
 */
bytes_pending: number,
/**
 * Changes of others that are not applied here, because this machine only sends.
 */
not_applied: number,
/**
 * Changes made here that are not sent, because this machine only receives or may only read.
 */
not_sent: number,
/**
 * The hub's name; none on the hub itself.
 */
hub: string | null, };
