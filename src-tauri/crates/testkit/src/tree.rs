//! Trees as text: one line for each path, so that tests are easy to read.
//!
//! ```text
//! docs/
//! docs/report.txt "second draft\n"
//! run.sh x "#!/bin/sh"
//! big.bin "0123456789"*100000
//! latest -> docs/report.txt
//! ```
//!
//! Directories above a path need no line of their own. `Display` writes the same form, in path
//! order.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use syncit_core::{ChunkList, Entry, FileEntry, RelPath, Timestamp};

/// The node at one path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// A directory.
    Dir,
    /// A regular file.
    File {
        /// Its content.
        content: Vec<u8>,
        /// Whether its owner may execute it.
        executable: bool,
    },
    /// A symlink and its target.
    Link(String),
}

impl Node {
    /// Returns a file that is not executable.
    pub fn file(content: &[u8]) -> Self {
        Node::File { content: content.to_vec(), executable: false }
    }

    /// Returns the entry that a replica or the hub stores for it, written at this time.
    ///
    /// # Panics
    /// If a file is larger than one chunk, because this function does not cut content.
    pub fn entry(&self, mtime: Timestamp) -> Entry {
        match self {
            Node::Dir => Entry::Directory,
            Node::Link(target) => Entry::Symlink(target.clone()),
            Node::File { content, executable } => Entry::File(FileEntry {
                digest: ChunkList::of_small(content).digest(),
                size: content.len() as u64,
                executable: *executable,
                private: None,
                mtime,
            }),
        }
    }
}

/// The visible tree of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree(pub BTreeMap<RelPath, Node>);

impl Tree {
    /// Parses a fixture.
    ///
    /// # Panics
    /// If a line is invalid; the message contains the line.
    pub fn parse(text: &str) -> Self {
        let mut tree = BTreeMap::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (path, node) = parse_line(line).unwrap_or_else(|| panic!("no line of a tree fixture: {line}"));
            for dir in path.ancestors() {
                tree.entry(dir).or_insert(Node::Dir);
            }
            tree.insert(path, node);
        }
        Tree(tree)
    }

    /// Reads a real directory, without `.syncit`.
    ///
    /// # Panics
    /// If it cannot be read, or contains anything but files, directories and symlinks.
    pub fn read(dir: &Path) -> Self {
        let mut tree = BTreeMap::new();
        read_below(dir, None, &mut tree);
        Tree(tree)
    }

    /// Writes it into an existing real directory, over what is there.
    ///
    /// # Panics
    /// If it cannot be written.
    pub fn write(&self, dir: &Path) {
        for (path, node) in &self.0 {
            let at = dir.join(path.as_str());
            match node {
                Node::Dir => std::fs::create_dir_all(&at),
                Node::Link(target) => std::os::unix::fs::symlink(target, &at),
                Node::File { content, executable } => {
                    use std::os::unix::fs::PermissionsExt;
                    let mode = if *executable { 0o755 } else { 0o644 };
                    std::fs::write(&at, content)
                        .and_then(|()| std::fs::set_permissions(&at, PermissionsExt::from_mode(mode)))
                }
            }
            .unwrap_or_else(|error| panic!("cannot write {path} of a tree fixture: {error}"));
        }
    }
}

fn parse_line(line: &str) -> Option<(RelPath, Node)> {
    if let Some((path, target)) = line.split_once(" -> ") {
        return Some((RelPath::new(path).ok()?, Node::Link(target.into())));
    }
    if let Some(dir) = line.strip_suffix('/') {
        return Some((RelPath::new(dir).ok()?, Node::Dir));
    }
    let (before, quoted) = line.split_at(line.find(" \"")?);
    let (quoted, times) = match quoted.rsplit_once("\"*") {
        Some((start, times)) => (format!("{start}\""), times.parse().ok()?),
        None => (quoted.to_owned(), 1),
    };
    let content: String = serde_json::from_str(&quoted).ok()?;
    let (path, executable) = match before.strip_suffix(" x") {
        Some(path) => (path, true),
        None => (before, false),
    };
    Some((RelPath::new(path).ok()?, Node::File { content: content.repeat(times).into_bytes(), executable }))
}

fn read_below(dir: &Path, at: Option<&RelPath>, tree: &mut BTreeMap<RelPath, Node>) {
    for found in std::fs::read_dir(dir).expect("a test reads only directories that it may read") {
        let found = found.expect("reading a directory goes on");
        let name = found.file_name().into_string().expect("fixtures have names in UTF-8");
        let Ok(path) = RelPath::child(at, &name) else { continue };
        let stat = found.metadata().expect("nothing changes the directory meanwhile");
        let node = if stat.is_dir() {
            read_below(&found.path(), Some(&path), tree);
            Node::Dir
        } else if stat.is_symlink() {
            let target = std::fs::read_link(found.path()).expect("it is a symlink");
            Node::Link(target.into_os_string().into_string().expect("fixtures have targets in UTF-8"))
        } else {
            use std::os::unix::fs::PermissionsExt;
            assert!(stat.is_file(), "{path} is neither file, directory nor symlink");
            let content = std::fs::read(found.path()).expect("a test reads only files that it may read");
            Node::File { content, executable: stat.permissions().mode() & 0o100 != 0 }
        };
        tree.insert(path, node);
    }
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (path, node) in &self.0 {
            match node {
                Node::Dir => writeln!(f, "{path}/")?,
                Node::Link(target) => writeln!(f, "{path} -> {target}")?,
                Node::File { content, executable } => {
                    let mark = if *executable { " x" } else { "" };
                    let text = String::from_utf8_lossy(&content[..content.len().min(60)]);
                    write!(f, "{path}{mark} {}", serde_json::Value::from(text))?;
                    if content.len() > 60 {
                        write!(f, "… ({} bytes, {})", content.len(), blake3::hash(content).to_hex().split_at(8).0)?;
                    }
                    writeln!(f)?;
                }
            }
        }
        Ok(())
    }
}

/// Asserts that a tree equals a fixture; the failure shows both as text.
#[track_caller]
pub fn check_tree(actual: &Tree, expected: &str) {
    let expected = Tree::parse(expected);
    assert!(*actual == expected, "the tree is\n{actual}\nand should be\n{expected}");
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const FIXTURE: &str = r#"
        docs/a b.txt "x\n"
        empty/
        latest -> docs/a b.txt
        run.sh x "go"
    "#;

    #[test]
    fn a_fixture_reads_what_it_writes() {
        let text = Tree::parse(FIXTURE).to_string();
        assert_eq!(text, "docs/\ndocs/a b.txt \"x\\n\"\nempty/\nlatest -> docs/a b.txt\nrun.sh x \"go\"\n");
        check_tree(&Tree::parse(&text), FIXTURE);
    }

    #[test]
    fn a_real_directory_holds_what_was_written_into_it() {
        let dir = tempfile::tempdir().unwrap();
        Tree::parse(FIXTURE).write(dir.path());
        std::fs::create_dir(dir.path().join(".syncit")).unwrap();
        check_tree(&Tree::read(dir.path()), FIXTURE);
    }
}
