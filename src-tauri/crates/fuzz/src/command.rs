//! The commands that open the channels of data lanes.

use syncit_ssh::wire::command::{LaneCommand, LaneKey};

use crate::path::check_spelling;

pub(crate) fn run(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    check_spelling::<LaneCommand>(text);
    check_spelling::<LaneKey>(text);
}
