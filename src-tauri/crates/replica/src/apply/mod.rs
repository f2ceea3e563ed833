//! From the remote tree to the disk: content is fetched beside the folder, complete and checked (`stage`), and then put in
//! place (`transition`), which is the only code that changes a person's files. The plan says what to fetch; nothing is
//! decided here.

pub(crate) mod fetches;
pub(crate) mod kept;
pub(crate) mod placements;
mod stage;
pub(crate) mod transition;
