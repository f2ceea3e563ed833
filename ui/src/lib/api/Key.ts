// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { KeyKind } from "./KeyKind";

/**
 * Where this machine's private key lies.
 */
export type Key = {
/**
 * In what.
 */
kind: KeyKind,
/**
 * The keyring's account, or the file's path.
 */
place: string,
/**
 * `SHA256:…` of the public key.
 */
fingerprint: string,
/**
 * What to know about that place.
 */
note: string | null, };
