//! Everything that reads bytes which another machine, or another program, has chosen: each as a target, a function of these bytes
//! alone that panics if a promise is broken.
//!
//! Two runs share the targets. `tests/corpus.rs` gives them the inputs of `corpus/`, and a few that it makes of these, with every
//! `cargo test`. `examples/guided.rs` searches for new inputs with libFuzzer, guided by the code that they reach; `.ci/fuzz`
//! builds and runs it. No engine runs here: what one does with a request is tried in `engine/tests/api_fuzz.rs`.

mod api;
mod chunk_list;
mod command;
mod control;
mod pairing;
mod path;
mod scp;

use std::path::{Path, PathBuf};

/// One thing that reads foreign bytes.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Its name, and that of its corpus.
    pub name: &'static str,
    /// Reads the bytes, and panics if that breaks a promise.
    pub run: fn(&[u8]),
}

/// All of them.
pub const TARGETS: [Target; 7] = [
    Target { name: "api", run: api::run },
    Target { name: "chunk-list", run: chunk_list::run },
    Target { name: "command", run: command::run },
    Target { name: "control", run: control::run },
    Target { name: "pairing", run: pairing::run },
    Target { name: "path", run: path::run },
    Target { name: "scp", run: scp::run },
];

impl Target {
    /// The target of this name.
    ///
    /// # Panics
    /// If there is none.
    pub fn named(name: &str) -> Self {
        let found = TARGETS.into_iter().find(|target| target.name == name);
        found.unwrap_or_else(|| panic!("no target is called {name:?}: {:?}", TARGETS.map(|target| target.name)))
    }

    /// The directory of its inputs.
    pub fn corpus(&self) -> PathBuf {
        corpora().join(self.name)
    }
}

/// The directory of all inputs.
pub fn corpora() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// Calls `take` with the bytes in pieces whose lengths follow from the bytes themselves, until it returns false.
fn in_pieces(bytes: &[u8], mut take: impl FnMut(&[u8]) -> bool) {
    let mut rest = bytes;
    let mut lengths = bytes.iter().cycle().map(|byte| 1 + usize::from(byte % 32));
    while !rest.is_empty() {
        let (piece, later) = rest.split_at(lengths.next().map_or(1, |len| len.min(rest.len())));
        rest = later;
        if !take(piece) {
            return;
        }
    }
}
