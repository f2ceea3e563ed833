//! What a person does, as data, so that a schedule can be printed, replayed and shrunk.

use syncit_core::RelPath;

use crate::disk::SimDisk;

/// A content by its label: unique, or one of a few that are written repeatedly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Content {
    /// Empty.
    Empty,
    /// The same short text each time.
    Common,
    /// A short text that is written only once.
    Unique(u32),
    /// A few chunks that are written only once.
    Large(u32),
    /// More than a mebibyte, hashed outside the loop.
    Huge(u32),
    /// The rules of a `.syncitignore`: one of a few texts.
    Rules(u32),
}

impl Content {
    /// The texts for `Rules`.
    pub const RULES: [&str; 7] = ["a\n", "/d/e\n", "e/\n", "*~\nb\n", "/d\n", "/f/*\n!/f/a\n", "c\n"];

    /// Returns its bytes.
    pub fn bytes(self) -> Vec<u8> {
        match self {
            Content::Empty => Vec::new(),
            Content::Common => b"common".to_vec(),
            Content::Unique(label) => format!("u{label}").into_bytes(),
            Content::Large(label) => noise(label, 300_000),
            Content::Huge(label) => noise(label, 1_200_000),
            Content::Rules(number) => Content::RULES[number as usize % Content::RULES.len()].into(),
        }
    }
}

fn noise(label: u32, len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    let mut hasher = blake3::Hasher::new();
    hasher.update(&label.to_le_bytes());
    hasher.finalize_xof().fill(&mut bytes);
    bytes
}

/// One edit that a person makes on a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Edit {
    Write(RelPath, Content),
    Append(RelPath, Content),
    Save(RelPath, Content),
    /// Opens a file and writes something; `Close` comes later.
    Open(RelPath, Content),
    /// Writes more into the open file, and closes it.
    Close(Content),
    Delete(RelPath),
    Move(RelPath, RelPath),
    MakeDir(RelPath),
    Link(RelPath, u32),
    Executable(RelPath, bool),
    Private(RelPath, bool),
    Touch(RelPath),
    /// Atomically, whatever the two things are.
    Exchange(RelPath, RelPath),
    /// With three renames.
    Swap(RelPath, RelPath),
    /// Renames a directory over an empty one.
    Over(RelPath, RelPath),
    /// Moves something out of the folder…
    Out(RelPath),
    /// …and back into it, under any name.
    In(RelPath),
    HardLink(RelPath, RelPath),
    /// A write that produces no event.
    Unseen(RelPath, Content),
    Fifo(RelPath),
    Readable(RelPath, bool),
    Mount(RelPath, bool),
    /// Truncates a file in place.
    Truncate(RelPath),
    Program(Program, RelPath, Content),
}

/// How programs write a file: the order of their calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// Writes `x.lock` and renames it.
    Git,
    /// Writes `.x-tmp`, syncs it and renames it.
    Npm,
    /// Truncates the file and writes it in two parts.
    Nano,
    /// Renames the file to `x~`, writes it again, and removes `x~`.
    Vim,
    /// Removes the file and creates it again.
    Tar,
}

impl Program {
    /// All programs.
    pub const ALL: [Program; 5] = [Program::Git, Program::Npm, Program::Nano, Program::Vim, Program::Tar];

    pub(super) fn write(self, disk: &SimDisk, path: &RelPath, content: &[u8]) -> bool {
        let beside = |name: String| RelPath::child(path.parent().as_ref(), &name);
        let (Ok(lock), Ok(temporary), Ok(backup)) = (
            beside(format!("{}.lock", path.name())),
            beside(format!(".{}-tmp", path.name())),
            beside(format!("{}~", path.name())),
        ) else {
            return false;
        };
        match self {
            Program::Git => disk.write(&lock, content) && disk.move_to(&lock, path),
            Program::Npm => {
                let is_written = disk.write(&temporary, content);
                disk.flush(&temporary);
                is_written && disk.move_to(&temporary, path)
            }
            Program::Nano => match disk.open_to_write(path) {
                Some(file) => {
                    let (first, second) = content.split_at(content.len() / 2);
                    disk.write_on(&file, first);
                    disk.write_on(&file, second);
                    disk.close(file);
                    true
                }
                None => false,
            },
            Program::Vim => disk.move_to(path, &backup) && disk.write(path, content) && disk.delete(&backup),
            Program::Tar => {
                disk.delete(path);
                disk.write(path, content)
            }
        }
    }
}
