//! Which deletions lose something.
//!
//! A deletion is no loss while the same content stays elsewhere: then it was moved, or it was one of several copies. A
//! copy that ends together with it is none.

use std::collections::BTreeSet;

use crate::content::Digest;
use crate::path::RelPath;

/// A file that is to end, or has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// Its path.
    pub path: RelPath,
    /// What was in it.
    pub content: Digest,
    /// In bytes.
    pub size: u64,
}

/// Where a content is now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Copies {
    /// Whether it is in another folder in which everybody who reads this one finds it.
    pub elsewhere: bool,
    /// The paths in this folder that have it and are not held.
    pub here: Vec<RelPath>,
}

/// For each of these files, whether its content is lost with it. `copies` is asked for at most so many paths in the
/// folder. Empty files are all alike, so of each of them it says that it is lost: they are counted otherwise.
///
/// # Errors
/// Whatever `copies` fails with.
pub fn losses<E>(
    ending: &[Ending],
    mut copies: impl FnMut(&Digest, usize) -> Result<Copies, E>,
) -> Result<Vec<bool>, E> {
    let paths: BTreeSet<&RelPath> = ending.iter().map(|ending| &ending.path).collect();
    let mut known = std::collections::HashMap::new();
    ending
        .iter()
        .map(|ending| {
            if ending.size == 0 {
                return Ok(true);
            }
            if let Some(is_lost) = known.get(&ending.content) {
                return Ok(*is_lost);
            }
            let found = copies(&ending.content, paths.len() + 1)?;
            let is_lost = !found.elsewhere && found.here.iter().all(|path| paths.contains(path));
            known.insert(ending.content, is_lost);
            Ok(is_lost)
        })
        .collect()
}
