// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { ActivityBin } from "./ActivityBin";
import type { Check } from "./Check";
import type { ConflictLine } from "./ConflictLine";
import type { ContentKind } from "./ContentKind";
import type { DifferenceLine } from "./DifferenceLine";
import type { Discovered } from "./Discovered";
import type { Estimate } from "./Estimate";
import type { FolderStatus } from "./FolderStatus";
import type { HeldLine } from "./HeldLine";
import type { HistoryPage } from "./HistoryPage";
import type { IgnoreRules } from "./IgnoreRules";
import type { IgnoredLine } from "./IgnoredLine";
import type { InTheWay } from "./InTheWay";
import type { Invite } from "./Invite";
import type { Key } from "./Key";
import type { MachineStatus } from "./MachineStatus";
import type { RestoreLine } from "./RestoreLine";
import type { Status } from "./Status";
import type { Store } from "./Store";
import type { Verified } from "./Verified";
import type { VersionLine } from "./VersionLine";

/**
 * A reply. The control socket carries it tagged with its name; `--json` prints only the value inside.
 */
export type Reply = "done" | { "status": Status } | { "hub": {
/**
 * The machine's name.
 */
machine: string,
/**
 * `ADDR:PORT` that it listens on.
 */
listen: Array<string>, } } | { "invite": Invite } | { "invitation": Invite | null } | { "discover": Array<Discovered> } | { "join": {
/**
 * The hub's name.
 */
hub: string,
/**
 * This machine's.
 */
machine: string, } } | { "folder": {
/**
 * Its name.
 */
folder: string,
/**
 * Where it is here.
 */
path: string,
/**
 * What the person should know first: the disk that it needs, for one.
 */
notes: Array<string>, } } | { "estimate": Estimate } | { "folders": Array<FolderStatus> } | { "wait": {
/**
 * What only a person can clear.
 */
in_the_way: Array<InTheWay>,
/**
 * Whether the time ran out.
 */
timed_out: boolean, } } | { "machines": Array<MachineStatus> } | { "history": HistoryPage } | { "activity": Array<ActivityBin> } | { "versions": Array<VersionLine> } | { "restored": {
/**
 * The folder.
 */
folder: string,
/**
 * The path, if it was only about one.
 */
path: string | null,
/**
 * The version that was brought back or written, if it is one.
 */
version: string | null,
/**
 * The moment whose state it is, RFC 3339: the one that was asked for, or the last before it of which all is
 * kept.
 */
at: string | null,
/**
 * The file that was written.
 */
to: string | null,
/**
 * What changes, in path order; only the beginning of it if there is very much.
 */
changes: Array<RestoreLine>,
/**
 * How many paths change.
 */
total: number,
/**
 * Whether it was only asked what would change.
 */
dry_run: boolean, } } | { "content": {
/**
 * The content, if it is text.
 */
text: string | null,
/**
 * Its size.
 */
bytes: number,
/**
 * What it is.
 */
kind: ContentKind, } } | { "conflicts": Array<ConflictLine> } | { "differences": Array<DifferenceLine> } | { "held": Array<HeldLine> } | { "ignored": Array<IgnoredLine> } | { "ignore-rules": IgnoreRules } | { "store": Store } | { "settings": Record<string, string | number | boolean> } | { "verified": Verified } | { "key": Key } | { "doctor": Array<Check> } | { "log": {
/**
 * The current log file; older ones lie beside it.
 */
file: string, } } | "changed";
