// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { MachineRole } from "./MachineRole";

/**
 * A paired machine.
 */
export type MachineStatus = {
/**
 * Its name.
 */
name: string,
/**
 * `hub` or `client`.
 */
role: MachineRole,
/**
 * Whether it is connected.
 */
online: boolean,
/**
 * RFC 3339; null if never.
 */
last_seen: string | null,
/**
 * `SHA256:…`.
 */
fingerprint: string, };
