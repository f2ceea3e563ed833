//! From the remote tree to the disk: content is fetched beside the folder, complete and checked (`stage`), and then put in
//! place (`transition`), which alone changes a person's files. It is told what to bring by the plan, and decides nothing.

pub(crate) mod fetches;
pub(crate) mod kept;
pub(crate) mod placements;
mod stage;
pub(crate) mod transition;
