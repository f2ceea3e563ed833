//! Output: one value as JSON, or the same as text for a person.

mod conflicts;
mod differences;
mod invitation;
mod json;
mod machines;
mod past;
mod selection;
mod status;
mod store;
mod style;
mod text;
mod verify;
mod whereabouts;

pub use differences::more_differences;
pub use invitation::wrong_codes_so_far;
pub use json::to_json;
pub use machines::place;
pub use text::{next_page, seen_by, show};

use std::io::Write;

use serde_json::Value;

/// Prints a value as one line of JSON. If the reader is gone (`| head`), the program ends quietly.
pub fn print_json(value: &Value) {
    print(&value.to_string());
}

/// Prints a text and a line break, with colours only where they are shown.
pub fn print(text: &str) {
    let mut out = anstream::stdout().lock();
    if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}

/// Prints a remark for a person to standard error, beside the answer.
pub fn remark(text: &str) {
    // If standard error is closed, nobody is left to read the remark.
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}
