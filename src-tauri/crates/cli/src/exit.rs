//! The exit codes.

/// Success, whatever a list contains.
pub const DONE: u8 = 0;
/// `wait` ran out of time or is blocked, nobody joined, a check failed, the content store was damaged, or the demo's machines
/// differ.
pub const NOT_YET: u8 = 1;
/// The command failed.
pub const FAILED: u8 = 2;
