//! The person of a machine, who does what a schedule says.

use syncit_core::RelPath;

use super::edit::Edit;
use super::model::Model;
use crate::disk::{OpenFile, SimDisk};
use crate::tree::Node;

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
