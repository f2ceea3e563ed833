// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { Access } from "./Access";
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
fingerprint: string,
/**
 * Whether it is this machine.
 */
is_self: boolean,
/**
 * On the hub: what it may do with each folder, by the folder's name. Elsewhere empty.
 */
access: { [key in string]: Access },
/**
 * Whether something is sent to or from it now, as far as this machine can tell.
 */
flowing: boolean, };
