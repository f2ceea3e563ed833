// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

export type Access = "none" | "read" | "write";

export type Action = "added" | "changed" | "deleted" | "moved" | "restored" | "conflict";

/**
 * What a machine, or a machine with a folder, is doing.
 */
export type Activity = "syncing" | "scanning" | "paused" | "offline" | "up-to-date";

/**
 * How much changed in a stretch of time.
 */
export type ActivityBin = {
/**
 * When it begins, RFC 3339; it lasts an hour.
 */
from: string,
/**
 * Changes that the hub accepted in it, counted up to 10,000.
 */
changes: number, };

/**
 * An error as every front shows it.
 */
export type ApiError = {
/**
 * For programs: kebab-case, stable.
 */
code: string,
/**
 * What failed, on what, what happens next.
 */
message: string,
/**
 * What to do.
 */
hint: string | null,
/**
 * The path it is about.
 */
path: string | null,
/**
 * The same as data, for programs; none only if an older program made the error.
 */
reason?: { code: string; params?: Record<string, unknown> }, };

/**
 * What `doctor` found.
 */
export type Check = {
/**
 * What was checked, for programs: English.
 */
check: string,
/**
 * What was checked, in words.
 */
label: string,
/**
 * Whether it is well.
 */
ok: boolean,
/**
 * What was found.
 */
message: string,
/**
 * What to do.
 */
hint: string | null, };

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
name: string | null,
/**
 * The fingerprint that the hub's key must have, `SHA256:…`; whatever key it has, if none.
 */
fingerprint: string | null, } | { "command": "leave" } | { "command": "share",
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
role: SyncMode,
/**
 * Only these subfolders are kept here; everything if none.
 */
only: Array<string> | null, } | { "command": "unlink",
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
timeout: number | null,
/**
 * Also until every machine that is connected has everything.
 */
everywhere: boolean, } | { "command": "machines" } | { "command": "rename",
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
access: Access, } | { "command": "allow-invites",
/**
 * The machine.
 */
machine: string,
/**
 * Whether it may.
 */
allowed: boolean, } | { "command": "history" } & HistoryRequest | { "command": "activity",
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
path: string, } | { "command": "restore" } & RestoreRequest | { "command": "content",
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
 * Whether to look at the contents: what differs, the merged text where there is one, and of a single copy
 * both texts.
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
limit: number | null, } | { "command": "settle-differences",
/**
 * The folder.
 */
folder: string,
/**
 * Of a folder that this machine only sends, true: what is here replaces what others changed, everywhere. Of one
 * that it only receives, or may only read, false: what was changed here is dropped.
 */
keep_mine: boolean,
/**
 * How many differences a person was shown; nothing is done if there are others by now. Any number if none.
 */
count: number | null, } | { "command": "selected",
/**
 * The folder.
 */
folder: string,
/**
 * The directory whose subfolders are listed; the root if none.
 */
path: string | null, } | { "command": "choose",
/**
 * The folder.
 */
folder: string,
/**
 * Whether to begin with everything, or with nothing; none to change what is chosen now.
 */
from: boolean | null,
/**
 * Subfolders that are not kept here any more. They are removed from this disk once the hub has everything in them.
 */
deselect: Array<string>,
/**
 * Subfolders that are kept here. Of two paths in these lists, the one below the other counts for what is in it.
 */
select: Array<string>, } | { "command": "held" } | { "command": "release",
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
folder: string | null, } | { "command": "where",
/**
 * Absolute paths, 256 at most. Only of a single one it is told which machines keep its folder.
 */
paths: Array<string>, } | { "command": "ignored",
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

/**
 * What differs between two versions.
 */
export type ConflictDiff = {
/**
 * The earlier one, or the file's.
 */
from: ConflictSide,
/**
 * The other one.
 */
to: ConflictSide,
/**
 * Hunks in the unified format, without a head.
 */
text: string,
/**
 * Whether it goes on, and is too long to be told.
 */
cut: boolean, };

/**
 * A conflict.
 */
export type ConflictLine = {
/**
 * The folder.
 */
folder: string,
/**
 * The file.
 */
path: string,
/**
 * The other version beside it.
 */
copy: string,
/**
 * Whose version the copy is.
 */
machine: string,
/**
 * When it was made, RFC 3339: the time of the file, which the copy's name bears, too.
 */
at: string,
/**
 * Whose version the file is.
 */
theirs_machine: string,
/**
 * When that was made, RFC 3339.
 */
theirs_at: string,
/**
 * Whether the changes of both fit into one text; none where only the contents tell, and they were not looked at.
 */
mergeable: boolean | null,
/**
 * Why they do not, or why that is not known.
 */
why_not: string | null,
/**
 * That text, if it was asked what differs.
 */
merged: string | null,
/**
 * What differs, if it was asked for: from what both were made from to the file's version and to the copy's; or only
 * from the file's to the copy's.
 */
diffs: Array<ConflictDiff>,
/**
 * The texts of both, if it was asked what differs in this conflict alone and both are text of at most 1 MiB.
 */
texts?: ConflictTexts | null,
/**
 * The versions of both, for `Content`, if it was asked what differs in this conflict alone and both are files.
 */
versions?: ConflictVersions | null,
/**
 * Why the contents could not be got now, if they were asked for.
 */
failure?: ApiError | null, };

/**
 * One version in a conflict.
 */
export type ConflictSide = {
/**
 * Its path.
 */
path: string,
/**
 * The name of the machine that made it.
 */
machine: string,
/**
 * When it was made, RFC 3339.
 */
at: string, };

/**
 * The texts of both versions in a conflict; of a symlink, where it leads.
 */
export type ConflictTexts = {
/**
 * The file's.
 */
file: string,
/**
 * The conflict copy's.
 */
copy: string, };

/**
 * The versions in a conflict as `versions` names them, each of its own path.
 */
export type ConflictVersions = {
/**
 * The file's.
 */
file: string,
/**
 * The conflict copy's.
 */
copy: string, };

/**
 * An image that can be shown. Its header was read; whether the rest of it can be decoded is not known.
 */
export type ContentImage = {
/**
 * Its media type, as its first bytes say: `image/png`, `image/jpeg`, `image/gif` or `image/webp`.
 */
media_type: string,
/**
 * In pixels.
 */
width: number,
/**
 * In pixels.
 */
height: number,
/**
 * The whole content, in base64.
 */
base64: string, };

/**
 * How a content can be shown.
 */
export type ContentKind = "text" | "image" | "binary" | "too-large";

/**
 * A version of a file of which some content was damaged.
 */
export type DamagedLine = {
/**
 * The folder.
 */
folder: string,
/**
 * The path.
 */
path: string,
/**
 * Which version of it.
 */
version: string,
/**
 * When it was accepted, RFC 3339, hub time.
 */
at: string,
/**
 * Its size, in bytes.
 */
size: number,
/**
 * What has become of it.
 */
state: DamagedState, };

/**
 * What has become of damaged content.
 */
export type DamagedState = "fetched" | "waiting" | "past";

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

/**
 * A hub on the LAN.
 */
export type Discovered = {
/**
 * Its name.
 */
name: string,
/**
 * `ADDR:PORT`.
 */
addresses: Array<string>, };

/**
 * What can be at a path.
 */
export type EntryKind = "file" | "directory" | "symlink";

/**
 * What sharing a directory would need.
 */
export type Estimate = {
/**
 * Files in it.
 */
files: number,
/**
 * Their bytes.
 */
bytes: number,
/**
 * Bytes that are free on its own disk.
 */
free: number,
/**
 * Bytes that are free on the hub's disk; none if that is not known now.
 */
hub_free: number | null,
/**
 * Why it cannot be shared, or what to know first.
 */
problem: string | null,
/**
 * Whether everything was counted within the time for it; else files and bytes are a lower bound.
 */
complete: boolean, };

/**
 * A shared folder.
 */
export type FolderStatus = {
/**
 * Its name.
 */
name: string,
/**
 * Where it is linked here.
 */
path: string | null,
/**
 * What this machine does with it.
 */
role: SyncMode | null,
/**
 * The first that applies.
 */
state: SyncState,
/**
 * What is done with it, whatever waits for a person.
 */
activity: Activity,
/**
 * How many things of it wait for a person.
 */
attention: number,
/**
 * Files here; of one that is not linked here, those at the hub, as it last told.
 */
files: number,
/**
 * Their bytes.
 */
bytes: number,
/**
 * Paths not yet settled.
 */
pending: number,
/**
 * Bytes of content still to be sent or fetched for them, as far as is known.
 */
bytes_pending: number,
/**
 * Changes of others that are not applied here, because this machine only sends: no work and no problem.
 * `differences` lists them…
 */
not_applied: number,
/**
 * …and changes made here that are not sent, because it only receives, or may only read.
 */
not_sent: number,
/**
 * Whether the hub takes changes of this folder from here, as it last said.
 */
may_write: boolean,
/**
 * Files at the hub in subfolders that are not chosen on this machine.
 */
not_chosen: number,
/**
 * Their bytes.
 */
bytes_not_chosen: number,
/**
 * Conflict copies waiting.
 */
conflicts: number,
/**
 * What waits, by path.
 */
problems: Array<ProblemLine>,
/**
 * Why it is stopped for safety, if it is.
 */
hold: HoldLine | null,
/**
 * Whether it is paused, or this machine as a whole.
 */
paused: boolean,
/**
 * Why, if it is.
 */
paused_because: PausedBecause | null,
/**
 * When the pause of a person ends by itself, RFC 3339; none until a person resumes.
 */
paused_until: string | null,
/**
 * Where a folder that is only offered could be kept here; on a hub that was asked for a copy, where that would be if
 * nothing was there.
 */
suggested_path: string | null, };

/**
 * Something that waits for a person to say what is to become of it.
 */
export type HeldLine = {
/**
 * The folder.
 */
folder: string,
/**
 * The machine on which it happened.
 */
machine: string,
/**
 * Files that it is about; 0 if that is not known.
 */
files: number,
/**
 * The first few of them.
 */
sample: Array<string>,
/**
 * A sentence: what happened, and what happens meanwhile.
 */
cause: string,
/**
 * For programs.
 */
hold: HoldKind,
/**
 * Since when, RFC 3339.
 */
since: string,
/**
 * What to do.
 */
hint: string, };

/**
 * A line of history.
 */
export type HistoryLine = {
/**
 * RFC 3339, hub time.
 */
at: string,
/**
 * The folder.
 */
folder: string,
/**
 * The path.
 */
path: string,
/**
 * What happened.
 */
action: Action,
/**
 * The machine's name.
 */
machine: string,
/**
 * In bytes.
 */
size: number,
/**
 * The version, to be given to `restore` and as `--before`.
 */
version: string,
/**
 * Where it was before, if it moved.
 */
from: string | null, };

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

/**
 * Which part of the history.
 */
export type HistoryRequest = {
/**
 * Only of this folder.
 */
folder: string | null,
/**
 * Only this path and what is below it.
 */
path: string | null,
/**
 * Only by this machine.
 */
machine: string | null,
/**
 * Only since this moment, RFC 3339.
 */
since: string | null,
/**
 * The cursor of the last line of the page before.
 */
before: string | null,
/**
 * Lines at most; 50 if none.
 */
limit: number | null,
/**
 * Only these kinds of change; all if empty.
 */
kinds: Array<Action>,
/**
 * Only paths, new or old, that contain this, whatever the case of ASCII letters.
 */
search: string | null, };

/**
 * Why a folder is stopped for safety.
 */
export type HoldKind = "marker-gone" | "other-folder" | "root-gone" | "inside-another" | "emptied" | "mass-deletion" | "mass-overwriting";

/**
 * A folder stopped for safety, until a person decides or puts right what is wrong.
 */
export type HoldLine = {
/**
 * A sentence: what was found, and what happens meanwhile.
 */
cause: string,
/**
 * For programs.
 */
kind: HoldKind,
/**
 * Files that it is about.
 */
files: number,
/**
 * The machine on which it happened; none for this one.
 */
machine: string | null,
/**
 * What to do.
 */
hint: string, };

/**
 * Where a hub keeps the folders that other machines share.
 */
export type HubRoot = "default" | "none" | { "at": string };

/**
 * A client's hub.
 */
export type HubStatus = {
/**
 * Its name.
 */
name: string,
/**
 * Where it was last reached.
 */
address: string,
/**
 * Whether it is connected now.
 */
online: boolean,
/**
 * Why not, if it is not: what failed, on what, what happens next.
 */
trouble?: string | null,
/**
 * What to do about that, where there is something.
 */
hint?: string | null, };

/**
 * The five icons.
 */
export type Icon = "in-sync" | "syncing" | "paused" | "offline" | "attention";

/**
 * The ignore rules of a folder's root.
 */
export type IgnoreRules = {
/**
 * The text of `.syncitignore`; empty if there is none.
 */
text: string,
/**
 * The built-in rules, which rules of one's own can take back.
 */
builtin: Array<string>, };

/**
 * Something ignored.
 */
export type IgnoredLine = {
/**
 * The path.
 */
path: string,
/**
 * The pattern.
 */
rule: string,
/**
 * The file it stands in, or `built-in`.
 */
from: string, };

/**
 * What a `wait` cannot wait for.
 */
export type InTheWay = {
/**
 * The folder.
 */
folder: string,
/**
 * The path; empty for the folder as a whole.
 */
path: string,
/**
 * Why, in words.
 */
reason: string,
/**
 * The machine that does not have everything yet; null if it is this one.
 */
machine?: string | null, };

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
 * `syncit://join?…`: a link with the address and the key, without the code, that opens SyncIt on the other machine;
 * null if no address is known.
 */
link: string | null,
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
burnt: boolean,
/**
 * On the hub: the machine that opened it, if that was another one.
 */
opened_by?: string | null, };

/**
 * What is kept of a conflict, on whichever machine it is asked.
 */
export type Keep = "mine" | "theirs" | "both" | "merged";

/**
 * A machine that keeps a folder.
 */
export type KeptBy = {
/**
 * The machine.
 */
machine: string,
/**
 * Where the path lies there. A machine knows that of itself alone.
 */
path: string | null, };

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

/**
 * What a private key is kept in.
 */
export type KeyKind = "keyring" | "file";

/**
 * Which side does not get a change.
 */
export type LeftOutKind = "not-applied" | "not-sent";

/**
 * What a machine lacks of a folder.
 */
export type MachineFolder = {
/**
 * The folder.
 */
folder: string,
/**
 * How many files and directories it lacks; 0 if it is up to date, null if that is not known.
 */
pending: number | null,
/**
 * The bytes of content that it lacks; null if that is not known.
 */
bytes_pending: number | null,
/**
 * True if there are more than that.
 */
at_least: boolean,
/**
 * When it was last up to date, RFC 3339; null if it is not known to have been.
 */
up_to_date_at: string | null, };

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
role: Role,
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
flowing: boolean,
/**
 * What it lacks of each folder that it keeps and that this machine may read, by the folder's name, as far as the hub
 * knows. Empty while the hub cannot be asked.
 */
folders: Array<MachineFolder>,
/**
 * The version of its program; null if it is not known.
 */
version: string | null,
/**
 * The address at which this machine sees it, or saw it last: on the hub of every machine, elsewhere the hub's.
 */
address: string | null,
/**
 * Whether it may invite other machines; null if this machine need not know (a client knows it of itself), or if the hub's
 * program is too old to let others invite.
 */
may_invite: boolean | null,
/**
 * On the hub: whether an invitation of this machine is open.
 */
inviting: boolean, };

/**
 * Something that only a person can clear.
 */
export type NeedsYou = {
/**
 * What it is.
 */
kind: NeedsYouKind,
/**
 * The folder; none if it is about this machine.
 */
folder: string | null,
/**
 * The path, if it is about one; in a folder, or of a disk.
 */
path: string | null,
/**
 * How many there are of it.
 */
count: number,
/**
 * What failed, on what; of several the first.
 */
message: string,
/**
 * What to do; empty if there is nothing.
 */
hint: string, };

/**
 * The kinds of things that need a person, the most urgent first.
 */
export type NeedsYouKind = "hold" | "machine" | "disk" | "conflicts" | "problems";

/**
 * A notification.
 */
export type Notice = {
/**
 * What about.
 */
kind: NoticeKind,
/**
 * With what others chose made printable.
 */
title: string,
/**
 * May be empty.
 */
body: string,
/**
 * The folder, for fronts with words of their own.
 */
folder: string | null,
/**
 * The machine; none if there are several.
 */
machine: string | null,
/**
 * The path, of a file if it is one.
 */
path: string | null,
/**
 * How many files, conflicts or machines.
 */
count: number,
/**
 * What a click opens.
 */
target: Target, };

/**
 * The kinds of notifications.
 */
export type NoticeKind = "changes" | "conflict" | "hold" | "new-machine" | "full-disk" | "absent-machine";

/**
 * Something that a person could want, and was never asked about.
 */
export type Offer = "pause-on-metered";

/**
 * A sentence as data.
 */
export type Parts = {
/**
 * Which sentence.
 */
says: Says,
/**
 * Folders that are kept here.
 */
folders: number,
/**
 * Of them, paused ones.
 */
paused: number,
/**
 * Why everything is paused, if it is.
 */
paused_because: PausedBecause | null,
/**
 * When what is paused goes on by itself, RFC 3339; none if nothing does, or not all of it at once.
 */
paused_until: string | null,
/**
 * Paths not yet settled.
 */
pending: number,
/**
 * Bytes still to be sent or fetched.
 */
bytes_pending: number,
/**
 * Changes of others that are not applied here, because this machine only sends.
 */
not_applied: number,
/**
 * Changes made here that are not sent, because this machine only receives or may only read.
 */
not_sent: number,
/**
 * The hub's name; none on the hub itself.
 */
hub: string | null, };

/**
 * How a path stands. A directory stands like what is in it: the first that applies to any of it.
 */
export type PathState = "conflict" | "problem" | "pending" | "in-sync" | "not-synced";

/**
 * Why something is paused.
 */
export type PausedBecause = { "code": "person" } | { "code": "metered" } | { "code": "battery",
/**
 * What is left, in percent.
 */
percent: number,
/**
 * The setting `pause-on-battery`.
 */
below: number, };

/**
 * A problem.
 */
export type ProblemLine = {
/**
 * Empty for the folder as a whole.
 */
path: string,
/**
 * What failed, on what.
 */
message: string,
/**
 * What to do; empty if there is nothing.
 */
hint: string, };

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
 * The content, if it is an image.
 */
image?: ContentImage | null,
/**
 * Its size.
 */
bytes: number,
/**
 * What it is.
 */
kind: ContentKind, } } | { "conflicts": Array<ConflictLine> } | { "differences": Array<DifferenceLine> } | { "selected": Selected } | { "held": Array<HeldLine> } | { "where": Array<Whereabouts> } | { "ignored": Array<IgnoredLine> } | { "ignore-rules": IgnoreRules } | { "store": Store } | { "settings": Record<string, string | number | boolean> } | { "verified": Verified } | { "key": Key } | { "doctor": Array<Check> } | { "log": {
/**
 * The current log file; older ones lie beside it.
 */
file: string, } } | "changed";

/**
 * What restoring changes at one path.
 */
export type RestoreLine = {
/**
 * The path.
 */
path: string,
/**
 * `added`, `changed` or `deleted`.
 */
change: Action, };

/**
 * Which earlier state to bring back.
 */
export type RestoreRequest = {
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
dry_run: boolean, };

/**
 * What role this machine plays.
 */
export type Role = "hub" | "client" | "none";

/**
 * The sentences there are.
 */
export type Says = "not-set-up" | "paused" | "some-paused" | "offline" | "looking" | "syncing" | "no-folders" | "in-sync";

/**
 * What a machine has seen of the history itself: of each path the newest change that the hub told it, without what is
 * deleted on both sides, and whether a path was new, moved or restored.
 */
export type SeenBy = {
/**
 * This machine's name.
 */
machine: string,
/**
 * The name of the hub that is away.
 */
hub: string, };

/**
 * Which part of a folder this machine keeps, and what could be chosen.
 */
export type Selected = {
/**
 * The subfolders that the hub has in the directory that was asked for, in path order.
 */
subfolders: Array<SelectedLine>,
/**
 * Whether what is directly in that directory is chosen, except for the subfolders of which something else is said.
 */
rest: boolean,
/**
 * Whether subfolders that other machines make at the top of the folder are chosen.
 */
new_subfolders: boolean,
/**
 * Bytes that are free on the folder's disk beyond those that must stay so; null if that is not known.
 */
free: number | null, };

/**
 * A subfolder.
 */
export type SelectedLine = {
/**
 * Its path in the folder.
 */
path: string,
/**
 * Whether it is kept here, all of it or a part.
 */
selected: boolean,
/**
 * Whether only a part of it is.
 */
part: boolean,
/**
 * Files in it at the hub.
 */
files: number,
/**
 * Their bytes.
 */
bytes: number,
/**
 * Bytes of those of them that are not here.
 */
bytes_elsewhere: number,
/**
 * Whether there are subfolders in it.
 */
has_subfolders: boolean, };

/**
 * What one side has at a path.
 */
export type SideLine = {
/**
 * What it is.
 */
kind: EntryKind,
/**
 * Of a file, in bytes; else 0.
 */
size: number, };

/**
 * The speed limits of a machine.
 */
export type SpeedLimit = {
/**
 * KiB a second to the hub; 0 is no limit.
 */
up: number,
/**
 * KiB a second from the hub; 0 is no limit.
 */
down: number,
/**
 * Whether they apply now; the setting `limit-hours` says when.
 */
applies: boolean,
/**
 * When that changes by itself, RFC 3339; none if it never does.
 */
until: string | null, };

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
role: Role,
/**
 * The first that applies over all folders.
 */
state: SyncState,
/**
 * What it is doing, whatever waits for a person.
 */
activity: Activity,
/**
 * How many things wait for a person: the sum over `summary.needs_you`.
 */
attention: number,
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
 * Whether everything on this machine is paused.
 */
paused: boolean,
/**
 * Why, if it is.
 */
paused_because: PausedBecause | null,
/**
 * When a pause of a person ends by itself, RFC 3339; none until a person resumes.
 */
paused_until: string | null,
/**
 * The speed limits of this machine, if there are some.
 */
speed_limit: SpeedLimit | null,
/**
 * What a person could want here and was never asked about.
 */
offer: Offer | null,
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

/**
 * What the folders take at the hub.
 */
export type Store = {
/**
 * On the hub: bytes that its content store takes on the disk, deduplicated and compressed. Elsewhere null.
 */
stored_bytes: number | null,
/**
 * On the hub: bytes that are free on that disk, as last looked at. Elsewhere null.
 */
free: number | null,
/**
 * The folders that this machine may read, by name.
 */
folders: Array<StoreLine>, };

/**
 * How far a look through the content store is.
 */
export type StoreCheck = {
/**
 * Chunks and chunk lists that were checked.
 */
done: number,
/**
 * All of them.
 */
total: number, };

/**
 * What one folder takes there. The sizes are those of the files, before anything is deduplicated or compressed.
 */
export type StoreLine = {
/**
 * The folder.
 */
folder: string,
/**
 * Bytes of the files that are there now.
 */
current_bytes: number,
/**
 * Bytes of their past versions, and of what was deleted.
 */
past_bytes: number,
/**
 * How many past versions there are.
 */
past_versions: number, };

/**
 * What the hub's content store holds, over all folders.
 */
export type StoreStatus = {
/**
 * Bytes of the files that are there now, before anything is deduplicated or compressed.
 */
current_bytes: number,
/**
 * Bytes of past versions, likewise.
 */
past_bytes: number,
/**
 * How many past versions there are.
 */
past_versions: number,
/**
 * Bytes that are free on its disk, as last looked at; null if that is not known.
 */
free: number | null, };

/**
 * The whole state at a glance.
 */
export type Summary = {
/**
 * What the tray shows.
 */
icon: Icon,
/**
 * What the machine is doing: one sentence, without a full stop.
 */
sentence: string,
/**
 * How many things need a person…
 */
attention: number,
/**
 * …as a sentence, without a full stop; none if nothing does.
 */
attention_sentence: string | null,
/**
 * What the sentence is made of, for fronts with words of their own.
 */
parts: Parts,
/**
 * What only a person can clear, the most urgent first.
 */
needs_you: Array<NeedsYou>, };

/**
 * A mirror of a `syncit-core` type that the API shows, because that crate knows nothing of TypeScript. A test compares
 * each mirror with its original.
 */
export type SyncMode = "two-way" | "send-only" | "receive-only";

/**
 * The state of a machine or a folder, as `CLI.md` orders them: the first that applies.
 */
export type SyncState = "held" | "attention" | "paused" | "offline" | "scanning" | "syncing" | "in-sync" | "not-linked" | "unpaired";

/**
 * A place in the window.
 */
export type Target = "history" | "conflicts" | "folder" | "machines" | "overview";

/**
 * A content on its way.
 */
export type TransferStatus = {
/**
 * The folder.
 */
folder: string,
/**
 * The path.
 */
path: string,
/**
 * Bytes done.
 */
done: number,
/**
 * Bytes in all.
 */
total: number,
/**
 * `push` or `pull`.
 */
direction: string, };

/**
 * What came of a look through the whole content store.
 */
export type Verified = {
/**
 * Chunks and chunk lists that were read and checked.
 */
checked: number,
/**
 * Versions of files of which some content was damaged now, or before and has not come back: current ones first.
 */
damaged: Array<DamagedLine>,
/**
 * Chunks and chunk lists that were damaged and put aside by this look.
 */
quarantined: number,
/**
 * Whether more versions are damaged than are listed.
 */
more: boolean, };

/**
 * A version of a file.
 */
export type VersionLine = {
/**
 * To be given to `restore`.
 */
version: string,
/**
 * RFC 3339, hub time.
 */
at: string,
/**
 * The name of the machine that made it.
 */
machine: string,
/**
 * In bytes.
 */
size: number,
/**
 * Whether it is what is there now.
 */
current: boolean,
/**
 * What the file was called then.
 */
path: string,
/**
 * What happened.
 */
action: Action, };

/**
 * Where a path lies.
 */
export type Whereabouts = {
/**
 * The path, as it was asked about.
 */
asked: string,
/**
 * The folder in which it lies; none if it lies in none that is linked here.
 */
folder: string | null,
/**
 * Its path in that folder; empty for the folder's root.
 */
path: string | null,
/**
 * How it stands; none outside of folders, where nothing is at the path, and while the folder cannot be opened.
 */
state: PathState | null,
/**
 * The machines that keep the folder, this one included, as far as the hub has told; none outside of folders, or if
 * several paths were asked about.
 */
machines: Array<KeptBy>, };

/**
 * Wrong codes that came from one address.
 */
export type WrongCodes = {
/**
 * The address, without a port.
 */
address: string,
/**
 * How many.
 */
count: number, };

/** What a reply of this kind holds. */
export type ReplyOf<K extends string> = Extract<Reply, { [key in K]: unknown }>[K];

/** The names of all commands. */
export type CommandName = Command["command"];

/** The command of this name with what it takes. */
export type CommandOf<N extends CommandName> = Extract<Command, { command: N }>;

/** What each command is answered with, without the wrapping that names it. */
export interface Answers {
  "status": ReplyOf<"status">;
  "hub": ReplyOf<"hub">;
  "invite": ReplyOf<"invite">;
  "invitation": ReplyOf<"invitation">;
  "cancel-invite": void;
  "discover": ReplyOf<"discover">;
  "join": ReplyOf<"join">;
  "leave": void;
  "share": ReplyOf<"folder">;
  "estimate": ReplyOf<"estimate">;
  "unshare": void;
  "link": ReplyOf<"folder">;
  "unlink": void;
  "relocate": ReplyOf<"folder">;
  "folders": ReplyOf<"folders">;
  "wait": ReplyOf<"wait">;
  "machines": ReplyOf<"machines">;
  "rename": void;
  "forget": void;
  "access": void;
  "allow-invites": void;
  "history": ReplyOf<"history">;
  "activity": ReplyOf<"activity">;
  "versions": ReplyOf<"versions">;
  "restore": ReplyOf<"restored">;
  "content": ReplyOf<"content">;
  "conflicts": ReplyOf<"conflicts">;
  "resolve": void;
  "differences": ReplyOf<"differences">;
  "settle-differences": void;
  "selected": ReplyOf<"selected">;
  "choose": void;
  "where": ReplyOf<"where">;
  "held": ReplyOf<"held">;
  "release": void;
  "pause": void;
  "resume": void;
  "rescan": void;
  "ignored": ReplyOf<"ignored">;
  "ignore-rules": ReplyOf<"ignore-rules">;
  "ignore-preview": ReplyOf<"ignored">;
  "store": ReplyOf<"store">;
  "settings": ReplyOf<"settings">;
  "verify": ReplyOf<"verified">;
  "key": ReplyOf<"key">;
  "doctor": ReplyOf<"doctor">;
  "diagnostics": void;
  "log": ReplyOf<"log">;
  "stop": void;
  "watch": void;
}
