//! Fuzz targets for everything that reads bytes chosen by another machine or another program. Each target is a function of these
//! bytes alone that panics if the reader breaks a promise.
//!
//! The targets are run in two ways. With every `cargo test`, `tests/corpus.rs` gives them the inputs of `corpus/`, and inputs
//! derived from these. `examples/guided.rs` searches for new inputs with libFuzzer, guided by code coverage; `.ci/fuzz` builds
//! and runs it. No engine runs here: `engine/tests/api_fuzz.rs` tests what an engine does with a request.

mod api;
mod chunk_list;
mod command;
mod control;
mod image;
mod join_link;
mod pairing;
mod path;
mod scp;

use std::path::{Path, PathBuf};

/// One reader of foreign bytes.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// The name of the target and of its corpus.
    pub name: &'static str,
    /// Reads the bytes and panics if a promise is broken.
    pub run: fn(&[u8]),
}

/// All targets.
pub const TARGETS: [Target; 9] = [
    Target { name: "api", run: api::run },
    Target { name: "chunk-list", run: chunk_list::run },
    Target { name: "command", run: command::run },
    Target { name: "control", run: control::run },
    Target { name: "image", run: image::run },
    Target { name: "join-link", run: join_link::run },
    Target { name: "pairing", run: pairing::run },
    Target { name: "path", run: path::run },
    Target { name: "scp", run: scp::run },
];

impl Target {
    /// Returns the target of this name.
    ///
    /// # Panics
    /// If there is no such target.
    pub fn named(name: &str) -> Self {
        let found = TARGETS.into_iter().find(|target| target.name == name);
        found.unwrap_or_else(|| panic!("no target is called {name:?}: {:?}", TARGETS.map(|target| target.name)))
    }

    /// Returns the directory with its inputs.
    pub fn corpus(&self) -> PathBuf {
        corpora().join(self.name)
    }
}

/// Returns the directory with all inputs.
pub fn corpora() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// Calls `take` with pieces of the bytes until it returns false. The lengths of the pieces follow from the bytes themselves.
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
