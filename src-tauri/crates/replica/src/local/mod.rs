//! From the disk to the local tree: what is looked at, when a file is complete, what is ignored, what is gone. It is told by
//! hints and finds out by itself; it writes rows, and decides nothing about them. It knows the disk and the ignore rules.

pub(crate) mod memory;
pub(crate) mod scan;
mod writing;
