//! Compiles the crate again when the window has been built again: its files are inside the program.

use std::path::Path;

fn main() {
    // A path that does not exist would make cargo compile the crate again each time.
    let dist = "../../../ui/dist";
    let watched = if Path::new(dist).exists() { dist } else { "../../../ui" };
    println!("cargo:rerun-if-changed={watched}");
    println!("cargo:rerun-if-changed=build.rs");
}
