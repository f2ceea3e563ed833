//! What is mounted below a folder, by the table in `/proc/self/mountinfo` (proc(5)).

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::File;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use rustix::event::{EventfdFlags, PollFd, PollFlags};
use syncit_core::RelPath;

const TABLE: &str = "/proc/self/mountinfo";

/// Notices changes of the table, on a thread that ends when this is dropped.
pub(super) struct Follower {
    stop: Arc<OwnedFd>,
    thread: Option<JoinHandle<()>>,
}

impl Follower {
    /// Calls `tell` after each change from now on.
    pub fn start(tell: impl Fn() + Send + 'static) -> std::io::Result<Self> {
        let table = File::open(TABLE)?;
        let stop = Arc::new(rustix::event::eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?);
        let stopped = stop.clone();
        let follow = move || {
            loop {
                // `poll` reports `PRI` once for each change. Even if it was interrupted, what it reports is handled.
                let mut waited_for = [PollFd::new(&*stopped, PollFlags::IN), PollFd::new(&table, PollFlags::PRI)];
                let _ = rustix::event::poll(&mut waited_for, None);
                let [stops, changed] = waited_for.map(|waited_for| !waited_for.revents().is_empty());
                if stops {
                    return;
                }
                if changed {
                    tell();
                }
            }
        };
        let thread = std::thread::Builder::new().name("mounts".into()).spawn(follow)?;
        Ok(Follower { stop, thread: Some(thread) })
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        // It cannot fail: nobody else writes there.
        let _ = rustix::io::write(&*self.stop, &1u64.to_ne_bytes());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Returns the mount points below a directory; none if the table cannot be read.
pub(super) fn points_below(root: &Path) -> BTreeSet<RelPath> {
    parse(&std::fs::read(TABLE).unwrap_or_default(), root)
}

fn parse(table: &[u8], root: &Path) -> BTreeSet<RelPath> {
    let lines = table.split(|byte| *byte == b'\n');
    let points = lines.filter_map(|line| line.split(|byte| *byte == b' ').nth(4)).map(unescape);
    points.filter_map(|point| RelPath::new(point.strip_prefix(root).ok()?.to_str()?).ok()).collect()
}

/// Decodes a field: spaces and other separators are written as a backslash and three octal digits.
fn unescape(field: &[u8]) -> PathBuf {
    let mut bytes = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some((byte, after)) = rest.split_first() {
        let digits = after.get(..3).filter(|_| *byte == b'\\').and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            Some(escaped) => {
                bytes.push(escaped);
                rest = &after[3..];
            }
            None => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    PathBuf::from(OsStr::from_bytes(&bytes))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[track_caller]
    fn check(table: &str, root: &str, expected: &[&str]) {
        let found = parse(table.as_bytes(), Path::new(root));
        assert_eq!(found.iter().map(RelPath::as_str).collect::<Vec<_>>(), expected, "{table}");
    }

    #[test]
    fn only_what_is_mounted_below_the_folder_counts() {
        let table = "22 1 0:20 / / rw,relatime shared:1 - ext4 /dev/vda rw\n\
                     40 22 8:1 / /home/me/f rw - ext4 /dev/sda1 rw\n\
                     41 40 0:40 / /home/me/f/m rw - tmpfs none rw\n\
                     42 40 8:1 /x /home/me/f/a/b rw - ext4 /dev/sda1 rw\n\
                     43 22 0:41 / /home/me/folder rw - tmpfs none rw\n";
        check(table, "/home/me/f", &["a/b", "m"]);
        check(table, "/home/me/f/a", &["b"]);
        check(table, "/home/you", &[]);
    }

    #[test]
    fn names_are_unescaped_and_nonsense_is_left_out() {
        check("1 2 0:1 / /f/a\\040b\\134c rw - tmpfs", "/f", &["a b\\c"]);
        check("1 2 0:1 / /f/a\\9 rw", "/f", &["a\\9"]);
        check("\n\n1 2\n\\ \\ \\ \\ \\", "/f", &[]);
    }
}
