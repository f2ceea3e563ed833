//! The root of the folder: its marker and token, whether it is the directory that was linked, and what its file system can
//! do. Nothing is planned before this room has confirmed the root. It knows the disk, and the folder's contents only as
//! rows.

mod abilities;
mod held;
mod identity;
pub mod marker;
pub(crate) mod memory;
pub mod token;
