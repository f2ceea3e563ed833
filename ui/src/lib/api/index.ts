// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.

export type * from "./Access";
export type * from "./Action";
export type * from "./Answers";
export type * from "./ApiError";
export type * from "./Check";
export type * from "./Command";
export type * from "./ConflictLine";
export type * from "./Discovered";
export type * from "./FolderStatus";
export type * from "./HistoryLine";
export type * from "./HistoryRequest";
export type * from "./HubRoot";
export type * from "./HubStatus";
export type * from "./IgnoredLine";
export type * from "./InTheWay";
export type * from "./MachineRole";
export type * from "./MachineStatus";
export type * from "./ProblemLine";
export type * from "./Reply";
export type * from "./Role";
export type * from "./Status";
export type * from "./SyncState";
export type * from "./TransferStatus";
