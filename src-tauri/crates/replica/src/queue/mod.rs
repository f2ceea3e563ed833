//! Which rows differ, which of them may be planned now, and the results of the plans: the sets here follow from the rows.
//! It calls the plan, and hands its steps to the rooms that carry them out. It neither reads the disk nor sends a message.

pub(crate) mod memory;
mod plan;
mod problems;
mod sets;
