// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { Access } from "./Access";

/**
 * An open invitation.
 */
export type Invite = {
/**
 * Six digits.
 */
code: string,
/**
 * The address to try first.
 */
address: string,
/**
 * All of them.
 */
addresses: Array<string>,
/**
 * RFC 3339.
 */
expires_at: string,
/**
 * How many codes may still be tried.
 */
attempts_left: number,
/**
 * What the machine that joins may do with folders of which nothing else is said of it, if that was said.
 */
may?: Access | null, };
