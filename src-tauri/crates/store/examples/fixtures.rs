//! Writes the databases of this release for the migration tests of later releases:
//! `cargo run --workspace --example fixtures tests/fixtures/vN`, into an existing directory.

#![allow(clippy::unwrap_used)]

#[path = "../tests/fixtures/known.rs"]
mod known;

fn main() {
    let dir = std::env::args_os().nth(1).expect("the first argument is a directory");
    known::write(dir.as_ref());
}
