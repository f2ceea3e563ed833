// The engine's API as this window uses it. lib/api/ is generated from the engine and becomes the only source as soon as it has
// every command that is here; the names and shapes are the same. Times are RFC 3339 in UTC, sizes are bytes.

export type Role = 'two-way' | 'send-only' | 'receive-only';
export type Access = 'none' | 'read' | 'write';
export type Action = 'added' | 'changed' | 'deleted' | 'moved' | 'restored' | 'conflict';
export type MachineRole = 'hub' | 'client' | 'none';
export type SyncState =
  | 'held'
  | 'attention'
  | 'paused'
  | 'offline'
  | 'scanning'
  | 'syncing'
  | 'in-sync'
  | 'not-linked'
  | 'unpaired';
export type HoldKind =
  | 'marker-gone'
  | 'other-folder'
  | 'other-file-system'
  | 'root-gone'
  | 'emptied'
  | 'mass-deletion';

export type HubRoot = 'default' | 'none' | { at: string };

export type HistoryRequest = {
  folder: string | null;
  path: string | null;
  machine: string | null;
  since: string | null;
  before: string | null;
  limit: number | null;
  kinds: Action[];
  search: string | null;
};

export type Command =
  | { command: 'status' }
  | { command: 'hub'; name: string | null; listen: string | null; root: HubRoot }
  | { command: 'invite'; minutes: number | null }
  | { command: 'invitation' }
  | { command: 'cancel-invite' }
  | { command: 'discover' }
  | { command: 'join'; address: string | null; code: string; name: string | null }
  | { command: 'leave' }
  | { command: 'share'; path: string; name: string | null; hub_copy: boolean }
  | { command: 'unshare'; name: string }
  | { command: 'link'; name: string; path: string; role: Role }
  | { command: 'unlink'; name: string }
  | { command: 'relocate'; name: string; path: string }
  | { command: 'folders' }
  | { command: 'wait'; folder: string | null; timeout: number | null }
  | { command: 'machines' }
  | { command: 'rename'; machine: string | null; name: string }
  | { command: 'forget'; name: string }
  | { command: 'access'; machine: string; folder: string; access: Access }
  | ({ command: 'history' } & HistoryRequest)
  | { command: 'activity'; hours: number }
  | { command: 'conflicts' }
  | { command: 'conflict-diff'; folder: string; copy: string }
  | { command: 'resolve'; folder: string; copy: string; keep: 'mine' | 'theirs' | 'both' | 'merged' }
  | { command: 'held' }
  | { command: 'release'; folder: string; delete: boolean }
  | { command: 'versions'; folder: string; path: string }
  | { command: 'content'; folder: string; path: string; version: string }
  | {
      command: 'restore';
      folder: string;
      path: string | null;
      version: string | null;
      at: string | null;
      to: string | null;
      dry_run: boolean;
    }
  | { command: 'pause'; folder: string | null; seconds: number | null }
  | { command: 'resume'; folder: string | null }
  | { command: 'rescan'; folder: string | null }
  | { command: 'ignored'; folder: string; path: string | null }
  | { command: 'ignore-rules'; folder: string; text: string | null }
  | { command: 'ignore-preview'; folder: string; text: string }
  | { command: 'estimate'; path: string }
  | { command: 'settings'; folder: string | null; key: string | null; value: string | null }
  | { command: 'key' }
  | { command: 'doctor' }
  | { command: 'diagnostics'; file: string }
  | { command: 'verify' }
  | { command: 'store' }
  | { command: 'log' }
  | { command: 'stop' };

export type ApiError = { code: string; message: string; hint: string | null; path: string | null };

export type HubStatus = { name: string; address: string; online: boolean; trouble?: string | null };

export type ProblemLine = { path: string; message: string; hint: string };

export type HoldLine = { cause: string; kind: HoldKind; files: number; machine: string | null; hint: string };

export type FolderStatus = {
  name: string;
  path: string | null;
  role: Role | null;
  state: SyncState;
  files: number;
  bytes: number;
  pending: number;
  /** Bytes still to be sent or fetched, as far as is known. */
  bytes_pending: number;
  conflicts: number;
  problems: ProblemLine[];
  paused: boolean;
  /** None while paused until a person resumes. */
  paused_until: string | null;
  hold: HoldLine | null;
  /** Where a folder that is only offered could be kept here. */
  suggested_path: string | null;
};

export type TransferStatus = {
  folder: string;
  path: string;
  done: number;
  total: number;
  direction: string;
};

export type Status = {
  machine: string;
  role: MachineRole;
  state: SyncState;
  hub: HubStatus | null;
  folders: FolderStatus[];
  transfers: TransferStatus[];
  /** Whether a person paused everything on this machine. */
  paused: boolean;
  paused_until: string | null;
  store_bytes: number | null;
};

export type Discovered = { name: string; addresses: string[] };

export type MachineStatus = {
  name: string;
  role: MachineRole;
  online: boolean;
  last_seen: string | null;
  fingerprint: string;
  is_self: boolean;
  /** By folder; empty but on the hub. */
  access: Record<string, Access>;
  /** Whether something is sent to or from it now. */
  flowing: boolean;
};

export type HistoryLine = {
  at: string;
  folder: string;
  path: string;
  action: Action;
  machine: string;
  size: number;
  version: string;
  from: string | null;
};

export type ConflictLine = {
  folder: string;
  path: string;
  copy: string;
  machine: string;
  at: string;
  theirs_machine: string;
  theirs_at: string;
  mergeable: boolean;
};

export type ConflictDiff = {
  base: string | null;
  mine: string;
  theirs: string;
  merged: string | null;
  diff: string;
};

export type HeldLine = {
  folder: string;
  machine: string;
  files: number;
  sample: string[];
  cause: string;
  hold: HoldKind;
  since: string;
};

export type VersionLine = {
  version: string;
  at: string;
  machine: string;
  size: number;
  current: boolean;
  path: string;
  action: Action;
};

export type RestoreChange = { path: string; change: 'added' | 'changed' | 'deleted' };
export type Restored = {
  folder: string;
  path: string | null;
  version: string | null;
  changes: RestoreChange[];
  total: number;
};
export type Content = { text: string | null; bytes: number; kind: 'text' | 'binary' | 'too-large' };
export type StoreLine = { folder: string; current_bytes: number; past_bytes: number; versions: number };
export type IgnoredLine = { path: string; rule: string; from: string };
export type IgnoreRules = { text: string; builtin: string[] };
export type InTheWay = { folder: string; path: string; reason: string };
export type Check = { check: string; ok: boolean; message: string; hint: string | null };
export type Invite = {
  code: string;
  address: string;
  addresses: string[];
  expires_at: string;
  attempts_left: number;
};
export type FolderPlace = { folder: string; path: string; notes: string[] };
export type Estimate = {
  files: number;
  bytes: number;
  free: number;
  hub_free: number | null;
  problem: string | null;
  /** Whether the walk came to its end within its time; else the counts are a lower bound. */
  complete: boolean;
};
export type ActivityBin = { from: string; changes: number };
export type Key = { kind: 'keyring' | 'file'; place: string; fingerprint: string; note: string | null };

export type Settings = Record<string, string | number | boolean>;

/** What each command is answered with, without the wrapping that names it. */
export interface Answers {
  status: Status;
  hub: { machine: string; listen: string[] };
  invite: Invite;
  invitation: Invite | null;
  'cancel-invite': void;
  discover: Discovered[];
  join: { hub: string; machine: string };
  leave: void;
  share: FolderPlace;
  unshare: void;
  link: FolderPlace;
  unlink: void;
  relocate: FolderPlace;
  folders: FolderStatus[];
  wait: { in_the_way: InTheWay[]; timed_out: boolean };
  machines: MachineStatus[];
  rename: void;
  forget: void;
  access: void;
  history: HistoryLine[];
  activity: ActivityBin[];
  conflicts: ConflictLine[];
  'conflict-diff': ConflictDiff;
  resolve: void;
  held: HeldLine[];
  release: void;
  versions: VersionLine[];
  content: Content;
  restore: Restored;
  pause: void;
  resume: void;
  rescan: void;
  ignored: IgnoredLine[];
  'ignore-rules': IgnoreRules;
  'ignore-preview': IgnoredLine[];
  estimate: Estimate;
  settings: Settings;
  key: Key;
  doctor: Check[];
  diagnostics: void;
  verify: { checked: number; damaged: string[]; repaired: number };
  store: StoreLine[];
  log: { file: string };
  stop: void;
}

export type CommandName = Command['command'];
export type CommandOf<N extends CommandName> = Extract<Command, { command: N }>;
