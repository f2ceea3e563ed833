//! From the disk to the local tree: what is scanned, when a file is complete, what is ignored, what is gone. Hints make it
//! scan sooner, but it does not rely on them. It writes rows, and decides nothing about them. It knows the disk and the
//! ignore rules.

pub(crate) mod memory;
pub(crate) mod scan;
mod writing;
