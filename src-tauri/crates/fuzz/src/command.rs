//! The commands that open the channels of data lanes.

use syncit_ssh::wire::command::{Command, Link};

use crate::path::check_spelling;

pub(crate) fn run(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    check_spelling::<Command>(text);
    check_spelling::<Link>(text);
}
