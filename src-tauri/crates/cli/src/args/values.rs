//! The words that can be chosen among: roles, kinds of change, what is allowed.

use clap::ValueEnum;

/// What a machine does with a folder.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum Role {
    /// Sends and receives.
    #[default]
    TwoWay,
    /// Sends its own state, applies nothing.
    SendOnly,
    /// Receives, keeps its own changes to itself.
    ReceiveOnly,
}

/// What a machine may do with a folder.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Access {
    /// It does not even learn that the folder exists.
    None,
    /// It receives.
    Read,
    /// It sends and receives.
    Write,
}

/// A kind of change.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Action {
    /// It was not there before.
    Added,
    /// It has another content.
    Changed,
    /// It is no longer there.
    Deleted,
    /// It was elsewhere before.
    Moved,
    /// It was brought back.
    Restored,
    /// It is a conflict copy.
    Conflict,
}
