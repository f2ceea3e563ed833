// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { Icon } from "./Icon";
import type { NeedsYou } from "./NeedsYou";
import type { Parts } from "./Parts";

/**
 * The whole state at a glance.
 */
export type Summary = {
/**
 * What the tray shows.
 */
icon: Icon,
/**
 * One English sentence, without a full stop.
 */
sentence: string,
/**
 * What the sentence is made of, for fronts with words of their own.
 */
parts: Parts,
/**
 * What only a person can clear, the most urgent first.
 */
needs_you: Array<NeedsYou>, };
