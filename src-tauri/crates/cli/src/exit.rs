//! The exit codes.

/// Done, whatever a list holds.
pub const DONE: u8 = 0;
/// `wait` ran out of time or is blocked, nobody joined, a check failed, the content store was damaged, the demo's machines differ.
pub const NOT_YET: u8 = 1;
/// It could not be done.
pub const FAILED: u8 = 2;
