//! What machines fetch to catch up: news, content, and content that is still being uploaded. It reads the journal and
//! the store, and changes neither.

mod catch_up;
mod coming;
pub(crate) mod memory;
