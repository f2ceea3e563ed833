//! What a person does, as data, so that a schedule can be printed, replayed and shrunk.

use syncit_core::RelPath;

use super::model::Model;
use crate::disk::{OpenFile, SimDisk};
use crate::tree::Node;

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

    fn write(self, disk: &SimDisk, path: &RelPath, content: &[u8]) -> bool {
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

/// The person at one machine, with the file that a program of theirs has open.
#[derive(Debug, Default)]
pub struct Person {
    open: Option<OpenFile>,
    /// Whether the open file is on a file system mounted in the folder, so that nothing of it is synced.
    is_open_elsewhere: bool,
    /// Since when the file is open, in ticks.
    pub(super) opened_at: Option<u64>,
}

impl Person {
    /// Ends their programs, as in a crash.
    pub fn stop(&mut self) {
        self.open = None;
        self.opened_at = None;
    }

    /// Makes an edit, if it is possible there, and records it in the model. Returns true if it was made.
    pub fn perform(&mut self, edit: &Edit, disk: &SimDisk, machine: usize, ticks: u64, model: &mut Model) -> bool {
        let before = disk.tree();
        let had_open = self.open.as_ref().is_some_and(|file| disk.path_of_open(file).is_some());
        let done = match edit {
            Edit::Write(path, content) => disk.write(path, &content.bytes()),
            Edit::Append(path, content) => disk.append(path, &content.bytes()),
            Edit::Save(path, content) => disk.save(path, &content.bytes()),
            Edit::Open(path, content) if self.open.is_none() => match disk.open_to_write(path) {
                Some(file) => {
                    disk.write_on(&file, &content.bytes());
                    self.open = Some(file);
                    self.is_open_elsewhere = disk.is_under_mount(path);
                    true
                }
                None => false,
            },
            Edit::Open(..) => false,
            Edit::Close(content) => match self.open.take() {
                Some(file) => {
                    let added = content.bytes();
                    disk.write_on(&file, &added);
                    let whole = disk.close(file);
                    if !self.is_open_elsewhere {
                        model.continued(&whole, whole.strip_suffix(added.as_slice()).unwrap_or_default());
                        model.written(&whole, machine);
                    }
                    true
                }
                None => false,
            },
            Edit::Delete(path) => disk.delete(path),
            Edit::Move(from, to) => disk.move_to(from, to),
            Edit::MakeDir(path) => disk.make_directory(path),
            Edit::Link(path, target) => disk.make_symlink(path, &format!("t{target}")),
            Edit::Executable(path, on) => disk.make_executable(path, *on),
            Edit::Private(path, on) => disk.make_private(path, *on),
            Edit::Touch(path) => disk.touch(path, syncit_core::Timestamp(1_000_000_000)),
            Edit::Exchange(a, b) => disk.exchange_paths(a, b),
            Edit::Swap(a, b) => disk.swap_paths(a, b),
            Edit::Over(from, to) => disk.move_over(from, to),
            Edit::Out(path) => disk.move_out(path),
            Edit::In(path) => disk.move_in(path),
            Edit::HardLink(path, name) => disk.hard_link(path, name),
            Edit::Unseen(path, content) => disk.write_unseen(path, &content.bytes()),
            Edit::Fifo(path) => disk.make_fifo(path),
            Edit::Readable(path, readable) => disk.set_readable(path, *readable),
            Edit::Mount(path, mounted) => {
                // A mount only covers things, so the model needs no update.
                return disk.mount(path, *mounted);
            }
            Edit::Truncate(path) => disk.truncate(path),
            Edit::Program(program, path, content) => program.write(disk, path, &content.bytes()),
        };
        if done && had_open && self.open.as_ref().is_some_and(|file| disk.path_of_open(file).is_none()) {
            // The person removed a file that a program of theirs is still writing.
            self.open = None;
        }
        if done {
            self.opened_at = self.open.as_ref().map(|_| self.opened_at.unwrap_or(ticks));
        }
        // A failed edit may leave something, too: the temporary file of an editor that cannot save.
        let after = disk.tree();
        let moved = |path: &RelPath| match edit {
            Edit::Move(from, to) | Edit::Over(from, to) if done => path.rebased(from, to),
            Edit::Exchange(a, b) | Edit::Swap(a, b) if done => path.rebased(a, b).or_else(|| path.rebased(b, a)),
            _ => None,
        };
        model.edited(machine, &before, &after, moved);
        let writes =
            matches!(edit, Edit::Write(..) | Edit::Append(..) | Edit::Save(..) | Edit::Unseen(..) | Edit::Program(..));
        if writes {
            let closed = after.0.iter().filter(|(path, node)| before.0.get(*path) != Some(*node));
            for (_, node) in closed {
                if let Node::File { content, .. } = node {
                    model.written(content, machine);
                }
            }
        }
        done
    }
}
