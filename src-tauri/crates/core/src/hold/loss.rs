//! Which deletions lose something.
//!
//! A deletion loses nothing while the same content exists elsewhere: the file was moved, or was one of several copies.
//! A copy that is deleted together with it does not count.

use std::collections::BTreeSet;

use crate::content::Digest;
use crate::path::RelPath;

/// A file that is about to be deleted, or was deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// Its path.
    pub path: RelPath,
    /// Its content.
    pub content: Digest,
    /// In bytes.
    pub size: u64,
}

/// Where a content is now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Copies {
    /// Whether it is also in another folder, where everybody who can read this one finds it.
    pub elsewhere: bool,
    /// The paths in this folder that have it and are not held.
    pub here: Vec<RelPath>,
}

/// Returns for each of these files whether its content is lost with it. `copies` gets the most paths in the folder that
/// it needs to return. Empty files always count as lost, because they are all alike: they are counted in another way.
///
/// # Errors
/// Returns the error of `copies`.
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
