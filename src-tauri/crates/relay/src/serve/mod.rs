//! What machines ask for to catch up: news, content, and content that is still on its way here. It reads the journal and
//! the store, and changes neither.

mod catch_up;
mod coming;
pub(crate) mod memory;
