// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { FolderStatus } from "./FolderStatus";
import type { HubStatus } from "./HubStatus";
import type { MachineRole } from "./MachineRole";
import type { StoreCheck } from "./StoreCheck";
import type { StoreStatus } from "./StoreStatus";
import type { Summary } from "./Summary";
import type { SyncState } from "./SyncState";
import type { TransferStatus } from "./TransferStatus";

/**
 * The whole state.
 */
export type Status = {
/**
 * This machine's name; empty before it has one.
 */
machine: string,
/**
 * What it is.
 */
role: MachineRole,
/**
 * The first that applies over all folders.
 */
state: SyncState,
/**
 * A client's hub.
 */
hub: HubStatus | null,
/**
 * As `folders` lists them.
 */
folders: Array<FolderStatus>,
/**
 * Contents on their way.
 */
transfers: Array<TransferStatus>,
/**
 * Whether a person paused everything on this machine.
 */
paused: boolean,
/**
 * When that ends by itself, RFC 3339; none until a person resumes.
 */
paused_until: string | null,
/**
 * Bytes of the hub's content store; a client's is null.
 */
store_bytes: number | null,
/**
 * What those bytes are for; a client's is null.
 */
store: StoreStatus | null,
/**
 * How far a look through the hub's content store is, while there is one.
 */
store_check?: StoreCheck | null,
/**
 * Directories whose disks have less free than SyncIt needs there.
 */
full_disks: Array<string>,
/**
 * All of it at a glance: what every front shows first. Work of a moment does not make it flicker.
 */
summary: Summary, };
