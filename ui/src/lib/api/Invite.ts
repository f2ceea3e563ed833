// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

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
attempts_left: number, };
