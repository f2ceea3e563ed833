// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { Action } from "./Action";
import type { LeftOutKind } from "./LeftOutKind";
import type { SideLine } from "./SideLine";

/**
 * A path that differs between here and the hub, and stays so because of this machine's role or what it may do.
 */
export type DifferenceLine = {
/**
 * The path.
 */
path: string,
/**
 * The change that is left out: `added`, `changed` or `deleted`.
 */
change: Action,
/**
 * Which side does not get it.
 */
why: LeftOutKind,
/**
 * Whose change it is.
 */
machine: string,
/**
 * When it was made, RFC 3339: by the hub's clock, or when this machine's file was written; null if that is not known.
 */
at: string | null,
/**
 * What is here; null if nothing is.
 */
here: SideLine | null,
/**
 * What is at the hub; null if nothing is.
 */
there: SideLine | null, };
