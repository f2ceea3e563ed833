//! What is printed: one value as JSON, or the same as text for a person.

mod conflicts;
mod differences;
mod json;
mod past;
mod store;
mod style;
mod text;
mod time;
mod verify;

pub use differences::more_differences;
pub use json::to_json;
pub use style::{count, counted};
pub use text::{next_page, seen_by, show, wrong_codes};

use std::io::Write;

use serde_json::Value;

/// Prints a value as one line of JSON. A reader that is gone (`| head`) ends the program quietly.
pub fn print_json(value: &Value) {
    print(&value.to_string());
}

/// Prints a text and a line break; colours only where they are shown.
pub fn print(text: &str) {
    let mut out = anstream::stdout().lock();
    if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}

/// Prints a remark for a person beside the answer, to standard error.
pub fn remark(text: &str) {
    // Nobody is left to read it if that is gone.
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}
