//! The tree that the demo syncs: where it comes from, what it contains, and whether two of them are equal.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use syncit_core::Reason;

use super::said::{Difference, Origin};
use crate::failure::{Failed, Failure};

/// Enough to be worth watching, but quick to copy.
const MAX_FILES: usize = 20_000;
const MAX_BYTES: u64 = 512 << 20;

/// What one path of a tree is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Thing {
    /// A file: its size in bytes, and true if it is executable.
    File(u64, bool),
    /// A directory.
    Directory,
    /// A symlink and its target.
    Symlink(PathBuf),
}

/// Everything in a directory except SyncIt's own, by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree(pub BTreeMap<PathBuf, Thing>);

impl Tree {
    /// Lists a directory without reading contents. What vanishes meanwhile is left out.
    pub fn read(root: &Path) -> Self {
        let mut tree = Tree::default();
        tree.read_below(root, Path::new(""));
        tree
    }

    fn read_below(&mut self, root: &Path, below: &Path) {
        let Ok(names) = fs::read_dir(root.join(below)) else { return };
        for name in names.flatten() {
            let path = below.join(name.file_name());
            if path == Path::new(".syncit") {
                continue;
            }
            let Ok(data) = name.metadata() else { continue };
            let thing = if data.is_dir() {
                self.read_below(root, &path);
                Thing::Directory
            } else if data.is_symlink() {
                Thing::Symlink(fs::read_link(root.join(&path)).unwrap_or_default())
            } else {
                Thing::File(data.len(), data.permissions().mode() & 0o100 != 0)
            };
            self.0.insert(path, thing);
        }
    }

    /// Returns the files with their sizes, in path order.
    pub fn files(&self) -> impl Iterator<Item = (&Path, u64)> {
        self.0.iter().filter_map(|(path, thing)| match thing {
            Thing::File(size, _) => Some((path.as_path(), *size)),
            _ => None,
        })
    }

    /// Returns the number of files, and their bytes.
    pub fn size(&self) -> (u64, u64) {
        self.files().fold((0, 0), |(files, bytes), (_, size)| (files + 1, bytes + size))
    }
}

/// Returns the first difference between two directories, including contents, or `None` if they are equal.
pub fn difference(a: &Path, b: &Path) -> Option<Reason> {
    let (left, right) = (Tree::read(a), Tree::read(b));
    let only_in = |path: &Path, directory: &Path| {
        Reason::from(Difference::OnlyIn { path: path.to_owned(), directory: directory.to_owned() })
    };
    for (path, thing) in &left.0 {
        match right.0.get(path) {
            None => return Some(only_in(path, a)),
            Some(other) if other != thing => return Some(Difference::Kind { path: path.clone() }.into()),
            Some(_) if matches!(thing, Thing::File(..)) && !same_content(&a.join(path), &b.join(path)) => {
                return Some(Difference::Content { path: path.clone() }.into());
            }
            Some(_) => {}
        }
    }
    let extra = right.0.keys().find(|path| !left.0.contains_key(*path))?;
    Some(only_in(extra, b))
}

fn same_content(a: &Path, b: &Path) -> bool {
    let compare = || -> io::Result<bool> {
        let (mut a, mut b) = (fs::File::open(a)?, fs::File::open(b)?);
        let (mut left, mut right) = (vec![0; 1 << 16], vec![0; 1 << 16]);
        loop {
            let count = a.read(&mut left)?;
            if count == 0 {
                return Ok(b.read(&mut right)? == 0);
            }
            if b.read_exact(&mut right[..count]).is_err() || left[..count] != right[..count] {
                return Ok(false);
            }
        }
    };
    compare().unwrap_or(false)
}

/// What the demo copies: paths below a directory.
pub struct Source {
    /// The directory.
    pub root: PathBuf,
    /// The files and symlinks in it.
    pub paths: Vec<PathBuf>,
    /// Where they come from.
    pub origin: Origin,
}

/// Chooses what to sync: the given directory, what git tracks here, or something large enough on this computer.
pub fn choose(given: Option<&Path>) -> Result<Source, Failure> {
    if let Some(dir) = given {
        let tree = Tree::read(dir);
        if !dir.is_dir() || tree.0.is_empty() {
            return Err(Failed::NothingToSync { path: dir.to_owned() }.into());
        }
        return Ok(source(dir, tree));
    }
    if let Some(found) = tracked_by_git() {
        return Ok(found);
    }
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    for dir in [home.join(".cargo/registry/src"), "/usr/share/doc".into(), "/usr/share/zoneinfo".into(), "/etc".into()]
    {
        let tree = Tree::read(&dir);
        if tree.files().count() >= 50 {
            return Ok(source(&dir, tree));
        }
    }
    Err(Failed::NothingFound.into())
}

fn source(root: &Path, tree: Tree) -> Source {
    let mut bytes = 0;
    let paths = tree.0.into_iter().filter(|(_, thing)| *thing != Thing::Directory);
    let paths = paths.take(MAX_FILES).take_while(|(_, thing)| {
        bytes += if let Thing::File(size, _) = thing { *size } else { 0 };
        bytes <= MAX_BYTES
    });
    let origin = Origin::Copy { path: root.to_owned() };
    Source { root: root.to_owned(), paths: paths.map(|(path, _)| path).collect(), origin }
}

/// Returns the files that git tracks in the checkout around the working directory.
fn tracked_by_git() -> Option<Source> {
    let git = |words: &[&str]| Command::new("git").args(words).output().ok().filter(|output| output.status.success());
    let root = String::from_utf8(git(&["rev-parse", "--show-toplevel"])?.stdout).ok()?;
    let root = PathBuf::from(root.trim_end_matches('\n'));
    let listed = git(&["-C", root.to_str()?, "ls-files", "-z"])?.stdout;
    let paths: Vec<PathBuf> = listed
        .split(|byte| *byte == 0)
        .filter(|name| !name.is_empty())
        .map(|name| PathBuf::from(std::ffi::OsStr::from_bytes(name)))
        .filter(|path| root.join(path).symlink_metadata().is_ok_and(|data| !data.is_dir()))
        .take(MAX_FILES)
        .collect();
    (paths.len() >= 10).then(|| Source { origin: Origin::Git { path: root.clone() }, root, paths })
}

/// Copies the chosen paths into a new directory, until `progress` returns an error. What cannot be read is left out.
pub fn copy(from: &Source, to: &Path, progress: impl Fn(u64) -> io::Result<()>) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for (done, path) in from.paths.iter().enumerate() {
        let (old, new) = (from.root.join(path), to.join(path));
        if let Some(dir) = new.parent() {
            fs::create_dir_all(dir)?;
        }
        let Ok(data) = old.symlink_metadata() else { continue };
        if data.is_symlink() {
            std::os::unix::fs::symlink(fs::read_link(&old)?, &new)?;
        } else if data.is_file() && fs::copy(&old, &new).is_ok() {
            // Read-only originals must not keep the demo from editing its copy.
            let mode = if data.permissions().mode() & 0o100 != 0 { 0o755 } else { 0o644 };
            fs::set_permissions(&new, fs::Permissions::from_mode(mode))?;
        }
        progress(done as u64 + 1)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn trees(change: impl Fn(&Path)) -> Option<Reason> {
        let dir = tempfile::tempdir().unwrap();
        for side in ["a", "b"] {
            let root = dir.path().join(side);
            fs::create_dir_all(root.join("sub/empty")).unwrap();
            fs::create_dir_all(root.join(".syncit")).unwrap();
            fs::write(root.join(".syncit").join(side), side).unwrap();
            fs::write(root.join("sub/file"), "content").unwrap();
            std::os::unix::fs::symlink("sub/file", root.join("link")).unwrap();
        }
        change(&dir.path().join("b"));
        difference(&dir.path().join("a"), &dir.path().join("b"))
    }

    #[test]
    fn a_copy_ends_where_it_is_interrupted() {
        let dir = tempfile::tempdir().unwrap();
        let paths: Vec<PathBuf> = (0..9).map(|number| format!("{number}.txt").into()).collect();
        for path in &paths {
            fs::write(dir.path().join(path), "x").unwrap();
        }
        let from = Source { root: dir.path().to_owned(), paths, origin: Origin::Copy { path: dir.path().to_owned() } };
        let to = dir.path().join("copy");
        let third = |done| if done == 3 { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) };
        assert_eq!(copy(&from, &to, third).unwrap_err().kind(), io::ErrorKind::Interrupted);
        assert_eq!(fs::read_dir(&to).unwrap().count(), 3);
    }

    #[test]
    fn every_difference_is_found() {
        assert_eq!(trees(|_| ()), None);
        type Change = fn(&Path);
        let changes: [(&str, Change); 6] = [
            ("content", |root| fs::write(root.join("sub/file"), "c0ntent").unwrap()),
            ("size", |root| fs::write(root.join("sub/file"), "more content").unwrap()),
            ("missing", |root| fs::remove_dir(root.join("sub/empty")).unwrap()),
            ("extra", |root| fs::write(root.join("more"), "").unwrap()),
            ("mode", |root| fs::set_permissions(root.join("sub/file"), fs::Permissions::from_mode(0o755)).unwrap()),
            ("link", |root| {
                fs::remove_file(root.join("link")).unwrap();
                std::os::unix::fs::symlink("elsewhere", root.join("link")).unwrap();
            }),
        ];
        for (what, change) in changes {
            assert!(trees(change).is_some(), "{what}");
        }
    }
}
