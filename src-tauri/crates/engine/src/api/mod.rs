//! What every front (command line, tray app, tests) can ask of a running engine, and what it is
//! answered. The control socket carries these as JSON, one request and one reply a line; the
//! shapes of the replies are the ones that the command line prints with `--json`. They are data: this room knows nothing
//! else of the engine.

mod command;
mod conflicts;
mod details;
mod differences;
mod error;
mod holds;
mod moment;
mod notices;
mod past;
mod pauses;
mod reply;
mod selection;
mod sentence;
mod status;
mod store;
mod summary;
mod verify;
mod whereabouts;
mod wording;
mod words;

pub use command::{Command, HubRoot};
pub use conflicts::{ConflictDiff, ConflictLine, ConflictSide, ConflictTexts, ConflictVersions, Keep};
pub use details::{
    ActivityBin, Check, Estimate, HoldKind, HoldLine, IgnoreRules, IgnoredLine, Invite, Key, KeyKind, WrongCodes,
};
pub use differences::{DifferenceLine, EntryKind, LeftOutKind, SideLine};
pub use error::ApiError;
pub use holds::HeldLine;
pub use moment::{BadMoment, Moment};
pub use notices::{Notice, NoticeKind, Target, Wanted};
pub use past::{
    ContentImage, ContentKind, HistoryLine, HistoryPage, HistoryRequest, RestoreLine, RestoreRequest, SeenBy,
    VersionLine,
};
pub use pauses::{Because, Offer, PausedBecause, SpeedLimit};
pub use reply::{ApiResult, Reply};
pub use selection::{Selected, SelectedLine};
pub use sentence::Sentence;
pub use status::{
    Activity, Discovered, FolderStatus, HubStatus, InTheWay, MachineFolder, MachineStatus, ProblemLine, Role, Status,
    SyncState, TransferStatus,
};
pub use store::{Store, StoreLine, StoreStatus};
pub use summary::{Icon, NeedsYou, NeedsYouKind, Parts, Says, Summary};
pub use verify::{DamagedLine, DamagedState, StoreCheck, Verified};
pub use whereabouts::{KeptBy, PathState, Whereabouts};
pub use words::Worded;
