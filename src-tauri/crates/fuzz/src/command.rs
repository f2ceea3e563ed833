//! The commands that open the channels of data lanes.

use std::str::FromStr;

use syncit_ssh::wire::command::{Command, Link};

pub(crate) fn run(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    if let Ok(command) = text.parse::<Command>() {
        assert_eq!(command.to_string(), text, "a command has one spelling");
    }
    if let Ok(link) = Link::from_str(text) {
        assert_eq!(link.to_string(), text, "a link has one spelling");
    }
}
