// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { Access } from "./Access";
import type { WrongCodes } from "./WrongCodes";

/**
 * An invitation that is open, or that wrong codes have ended.
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
 * How many codes may still be tried, by all machines together; one has three of them.
 */
attempts_left: number,
/**
 * What the machine that joins may do with folders of which nothing else is said of it, if that was said.
 */
may?: Access | null,
/**
 * Where wrong codes came from.
 */
wrong_codes: Array<WrongCodes>,
/**
 * It has ended, because too many wrong codes were tried.
 */
burnt: boolean, };
