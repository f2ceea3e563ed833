// The engine's API as this window uses it: what is generated from the engine, and above it the commands about
// decisions that the window knows before the engine has them. As those come, they go here.
// Times are RFC 3339 in UTC, sizes are bytes.

import type * as api from './api';

export type {
  Access,
  Action,
  ActivityBin,
  ApiError,
  Check,
  ConflictLine,
  Discovered,
  Estimate,
  FolderStatus,
  HeldLine,
  HistoryLine,
  HistoryRequest,
  HoldKind,
  HoldLine,
  HubRoot,
  HubStatus,
  Icon,
  IgnoredLine,
  IgnoreRules,
  InTheWay,
  Invite,
  Key,
  MachineRole,
  MachineStatus,
  NeedsYou,
  Parts,
  ProblemLine,
  Role,
  Says,
  Status,
  Summary,
  SyncState,
  TransferStatus,
} from './api';

export type VersionLine = api.VersionLine;
export type RestoreLine = api.RestoreLine;
export type Restored = api.ReplyOf<'restored'>;
export type Content = api.ReplyOf<'content'>;
export type StoreLine = { folder: string; current_bytes: number; past_bytes: number; versions: number };

type Coming =
  | { command: 'verify' }
  | { command: 'store' };

/** What the window asks: the app itself listens for hints, so it never watches. */
export type Command = Exclude<api.Command, { command: 'watch' } | { command: Coming['command'] }> | Coming;
export type CommandName = Command['command'];
export type CommandOf<N extends CommandName> = Extract<Command, { command: N }>;

type Changed = {
  verify: { checked: number; damaged: string[]; repaired: number };
  store: StoreLine[];
};

/** What each command is answered with, without the wrapping that names it. */
export type Answers = Omit<api.Answers, keyof Changed | 'watch'> & Changed;

export type Settings = Answers['settings'];
