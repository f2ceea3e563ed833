// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

import type { Access } from "./Access";
import type { HistoryRequest } from "./HistoryRequest";
import type { HubRoot } from "./HubRoot";
import type { Keep } from "./Keep";
import type { Role } from "./Role";

/**
 * A request. Every front has all of them; whether one makes sense here is the engine's to say.
 */
export type Command = { "command": "status" } | { "command": "hub",
/**
 * The machine's name; the host name if none.
 */
name: string | null,
/**
 * `ADDR:PORT`; `[::]:22082`, or the next free port, if none.
 */
listen: string | null,
/**
 * Where it keeps folders that others share.
 */
root: HubRoot, } | { "command": "invite",
/**
 * How long it is valid; 10 if none.
 */
minutes: number | null,
/**
 * What the machine that joins may do with each folder, now and later, of which nothing else is said of it; what
 * was said when it was last invited, or everything, if none.
 */
may: Access | null, } | { "command": "invitation" } | { "command": "cancel-invite" } | { "command": "discover" } | { "command": "join",
/**
 * `ADDR[:PORT]`; found on the LAN if none.
 */
address: string | null,
/**
 * Six digits.
 */
code: string,
/**
 * The machine's name; the host name if none.
 */
name: string | null, } | { "command": "leave" } | { "command": "share",
/**
 * An absolute path.
 */
path: string,
/**
 * The folder's name; the path's last component if none.
 */
name: string | null,
/**
 * Whether the hub should keep a copy.
 */
hub_copy: boolean, } | { "command": "estimate",
/**
 * An absolute path.
 */
path: string, } | { "command": "unshare",
/**
 * The folder.
 */
name: string, } | { "command": "link",
/**
 * The folder.
 */
name: string,
/**
 * An absolute path.
 */
path: string,
/**
 * What this machine does with it.
 */
role: Role, } | { "command": "unlink",
/**
 * The folder.
 */
name: string, } | { "command": "relocate",
/**
 * The folder.
 */
name: string,
/**
 * An absolute path.
 */
path: string, } | { "command": "folders" } | { "command": "wait",
/**
 * Only this folder.
 */
folder: string | null,
/**
 * Seconds; for ever if none.
 */
timeout: number | null, } | { "command": "machines" } | { "command": "rename",
/**
 * Which machine; this one if none.
 */
machine: string | null,
/**
 * Its new name.
 */
name: string, } | { "command": "forget",
/**
 * Which machine.
 */
name: string, } | { "command": "access",
/**
 * Which machine.
 */
machine: string,
/**
 * Which folder.
 */
folder: string,
/**
 * What it may do.
 */
access: Access, } | { "command": "history" } & HistoryRequest | { "command": "activity",
/**
 * The last so many, the current one included: 1 to 168.
 */
hours: number, } | { "command": "versions",
/**
 * The folder.
 */
folder: string,
/**
 * The file.
 */
path: string, } | { "command": "restore",
/**
 * The folder.
 */
folder: string,
/**
 * Only this path and what is below it.
 */
path: string | null,
/**
 * This version of it.
 */
version: string | null,
/**
 * As it was at this moment, RFC 3339. Without both: the newest version that is not current.
 */
at: string | null,
/**
 * An absolute path that does not exist: the content is written there, and nothing is changed.
 */
to: string | null,
/**
 * Only says what would change.
 */
dry_run: boolean, } | { "command": "content",
/**
 * The folder.
 */
folder: string,
/**
 * The file.
 */
path: string,
/**
 * Which version of it.
 */
version: string, } | { "command": "conflicts",
/**
 * Only those of this folder.
 */
folder: string | null,
/**
 * Only this conflict copy.
 */
copy: string | null,
/**
 * Whether to look at the contents: what differs, and the merged text where there is one.
 */
diff: boolean, } | { "command": "resolve",
/**
 * The folder.
 */
folder: string,
/**
 * The conflict copy.
 */
copy: string,
/**
 * What is kept.
 */
keep: Keep, } | { "command": "differences",
/**
 * The folder.
 */
folder: string,
/**
 * Only paths after this one: the last of the page before.
 */
after: string | null,
/**
 * Lines at most; 100 if none.
 */
limit: number | null, } | { "command": "held" } | { "command": "release",
/**
 * The folder.
 */
folder: string,
/**
 * Whether the deletions pass everywhere; otherwise the files come back.
 */
delete: boolean, } | { "command": "pause",
/**
 * Only this folder.
 */
folder: string | null,
/**
 * Seconds; until resumed if none.
 */
seconds: number | null, } | { "command": "resume",
/**
 * Only this folder.
 */
folder: string | null, } | { "command": "rescan",
/**
 * Only this folder.
 */
folder: string | null, } | { "command": "ignored",
/**
 * The folder.
 */
folder: string,
/**
 * Only this path and what is below it.
 */
path: string | null, } | { "command": "ignore-rules",
/**
 * The folder.
 */
folder: string,
/**
 * What it is to say.
 */
text: string | null, } | { "command": "ignore-preview",
/**
 * The folder.
 */
folder: string,
/**
 * As in `.syncitignore`.
 */
text: string, } | { "command": "store" } | { "command": "settings",
/**
 * A folder's settings instead of the machine's.
 */
folder: string | null,
/**
 * Only this one.
 */
key: string | null,
/**
 * What to set it to.
 */
value: string | null, } | { "command": "verify" } | { "command": "key" } | { "command": "doctor" } | { "command": "diagnostics",
/**
 * An absolute path of a file that does not exist.
 */
file: string, } | { "command": "log" } | { "command": "stop" } | { "command": "watch" };
