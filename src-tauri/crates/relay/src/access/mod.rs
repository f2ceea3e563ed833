//! Access: the table that every request passes (`rules`), the access remembered of machines even after they leave, and
//! quotas. It knows the store and the turn; it sends no messages and answers no requests.

pub(crate) mod grants;
mod quota;
pub(crate) mod rules;
