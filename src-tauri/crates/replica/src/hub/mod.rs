//! The conversation with the hub about one folder: its news, offers and their verdicts, holds, content that it lacks, reports of what is not in place, and
//! fences that wait until both sides are settled. It writes the remote tree. It knows messages, but not how they travel.

pub(crate) mod backlog;
pub(crate) mod fence;
pub(crate) mod held;
pub(crate) mod lacking;
pub(crate) mod memory;
pub(crate) mod news;
pub(crate) mod push;
mod stales;
pub(crate) mod waiting;
