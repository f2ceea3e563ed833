//! Who may do what: the table that every request passes (`rules`), what is remembered of machines that left, and how much
//! each may have here. It knows the store and the turn; it neither tells nor answers anybody.

pub(crate) mod grants;
mod quota;
pub(crate) mod rules;
