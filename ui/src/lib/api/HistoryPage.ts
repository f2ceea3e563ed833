// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { HistoryLine } from "./HistoryLine";
import type { SeenBy } from "./SeenBy";

/**
 * A page of the history.
 */
export type HistoryPage = {
/**
 * Newest first.
 */
lines: Array<HistoryLine>,
/**
 * Whose view it is, if the hub is away; none if it is all that the hub has.
 */
seen_by: SeenBy | null, };
