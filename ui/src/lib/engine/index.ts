// The engine's API as this window uses it, generated from the engine.
// Times are RFC 3339 in UTC, sizes are bytes.

import type * as api from '../api';

export type {
  Access,
  Action,
  ActivityBin,
  ApiError,
  Check,
  ConflictLine,
  DamagedLine,
  DifferenceLine,
  Discovered,
  Estimate,
  FolderStatus,
  HeldLine,
  HistoryLine,
  HistoryPage,
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
  SeenBy,
  SideLine,
  Status,
  Store,
  StoreCheck,
  StoreLine,
  StoreStatus,
  Summary,
  SyncState,
  TransferStatus,
  Verified,
} from '../api';

export type VersionLine = api.VersionLine;
export type RestoreLine = api.RestoreLine;
export type Restored = api.ReplyOf<'restored'>;
export type Content = api.ReplyOf<'content'>;

/** What the window asks: the app itself listens for hints, so it never watches. */
export type Command = Exclude<api.Command, { command: 'watch' }>;
export type CommandName = Command['command'];
export type CommandOf<N extends CommandName> = Extract<Command, { command: N }>;

/** What each command is answered with, without the wrapping that names it. */
export type Answers = Omit<api.Answers, 'watch'>;

export type Settings = Answers['settings'];
