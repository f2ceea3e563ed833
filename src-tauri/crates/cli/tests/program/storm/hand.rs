//! A person's hand on a machine's disk: the calls that programs make, and what is known of each content afterwards.
//!
//! What was removed or replaced is read from the very inode that was removed or written to. SyncIt may put another file
//! in place at any moment, and that one was not replaced on purpose.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;

/// What identifies a content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    pub size: u64,
    hash: u64,
}

pub fn key(content: &[u8]) -> Key {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    Key { size: content.len() as u64, hash: hasher.finish() }
}

/// A content that somebody wrote.
pub struct Written {
    /// By which step, and where.
    pub by: String,
    /// Nobody has replaced or removed it.
    pub is_live: bool,
    /// It was moved out of the folder, and may come back.
    is_out: bool,
}

/// Every content that was written, and whether somebody removed or replaced it on purpose.
#[derive(Default)]
pub struct Ledger {
    pub written: BTreeMap<Key, Written>,
    /// Since the last comparison, something unknown was removed.
    pub is_unsure: bool,
}

impl Ledger {
    fn wrote(&mut self, content: &[u8], by: String) {
        if !content.is_empty() {
            self.written.insert(key(content), Written { by, is_live: true, is_out: false });
        }
    }

    fn did_away_with(&mut self, content: &[u8]) {
        if let Some(written) = self.written.get_mut(&key(content)) {
            (written.is_live, written.is_out) = (false, false);
        }
    }

    fn moved_out(&mut self, content: &[u8]) {
        if let Some(written) = self.written.get_mut(&key(content)) {
            (written.is_out, written.is_live) = (written.is_live || written.is_out, false);
        }
    }

    /// Notes that something came back into the folder from outside. If another machine removed it before or meanwhile,
    /// it may be deleted here, too: for the machine that it came back to, it did not change.
    fn brought_back(&mut self, content: &[u8]) {
        if let Some(written) = self.written.get_mut(&key(content)).filter(|written| written.is_out) {
            (written.is_live, written.is_out) = (true, false);
        }
    }
}

/// The hand of a step.
pub struct Hand<'a> {
    pub root: PathBuf,
    /// Beside the folder, on the same file system.
    pub outside: PathBuf,
    pub ledger: &'a mut Ledger,
    /// Which step, to name it if a content is lost.
    pub by: String,
    /// Returns true if a file at this path, with this content, is ignored by SyncIt and still on another machine.
    pub is_elsewhere: &'a dyn Fn(&Path, &[u8]) -> bool,
}

/// Waits, as a person does.
pub fn pause(milliseconds: u64) {
    let time = rustix::time::Timespec {
        tv_sec: (milliseconds / 1_000) as i64,
        tv_nsec: (milliseconds % 1_000 * 1_000_000) as i64,
    };
    let _ = rustix::event::poll(&mut [], Some(&time));
}

fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let file = options.custom_flags(flags.bits() as i32).open(path)?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::ErrorKind::InvalidInput.into()),
    }
}

fn read_all(file: &mut File) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut content)?;
    Ok(content)
}

impl Hand<'_> {
    /// Records what was written, unless it is on a disk that is mounted over a part of the folder.
    fn wrote(&mut self, path: &Path, content: &[u8]) -> io::Result<()> {
        let device = |dir: &Path| fs::metadata(dir).map(|meta| meta.dev());
        if device(path.parent().expect("it lies below the root"))? == device(&self.root)? {
            self.ledger.wrote(content, self.by.clone());
        }
        Ok(())
    }

    /// Runs an operation that takes a name away from its file, and records the content that was removed by it.
    fn taking_away(&mut self, path: &Path, take: impl FnOnce() -> io::Result<()>) -> io::Result<()> {
        let Ok(mut file) = open(path, OpenOptions::new().read(true)) else {
            // Nothing there, or not a regular file; if one was put there meanwhile, its content is unknown.
            let is_file = |path: &Path| fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file());
            self.ledger.is_unsure |= is_file(path);
            return take();
        };
        let before = file.metadata()?.nlink();
        take()?;
        if file.metadata()?.nlink() >= before {
            self.ledger.is_unsure = true;
            return Ok(());
        }
        let content = read_all(&mut file)?;
        if !(self.is_elsewhere)(path, &content) {
            self.ledger.did_away_with(&content);
        }
        Ok(())
    }

    pub fn unlink(&mut self, path: &Path) -> io::Result<()> {
        self.taking_away(path, || fs::remove_file(path))
    }

    /// Renames a file or a directory, over whatever has the name.
    pub fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        // Renaming a file to another hard link of itself does nothing.
        if same_inode(from, to) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.taking_away(to, || fs::rename(from, to))
    }

    pub fn remove_tree(&mut self, path: &Path) -> io::Result<()> {
        for entry in fs::read_dir(path)? {
            let path = entry?.path();
            match fs::symlink_metadata(&path)?.is_dir() {
                true => self.remove_tree(&path)?,
                false => self.unlink(&path)?,
            }
        }
        fs::remove_dir(path)
    }

    /// Writes a new file, or overwrites one in place; `slowly` is a pause while the file is truncated.
    pub fn write(&mut self, path: &Path, content: &[u8], slowly: u64) -> io::Result<()> {
        make_parent(path)?;
        let mut file = open(path, OpenOptions::new().read(true).write(true).create(true).truncate(false))?;
        self.rewrite(path, &mut file, content, slowly)
    }

    fn rewrite(&mut self, path: &Path, file: &mut File, content: &[u8], slowly: u64) -> io::Result<()> {
        let old = read_all(file)?;
        file.set_len(0)?;
        self.ledger.did_away_with(&old);
        file.rewind()?;
        if slowly > 0 {
            pause(slowly);
            let (first, rest) = content.split_at(content.len() / 2);
            file.write_all(first)?;
            pause(slowly);
            file.write_all(rest)?;
        } else {
            file.write_all(content)?;
        }
        self.wrote(path, content)
    }

    /// Overwrites a file with content of the same size, and sets its time back.
    pub fn write_unnoticed(&mut self, path: &Path, content: &[u8]) -> io::Result<()> {
        let mut file = open(path, OpenOptions::new().read(true).write(true))?;
        let old = read_all(&mut file)?;
        if old.len() < 64 {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let modified = file.metadata()?.modified()?;
        let mut same: Vec<u8> = content.iter().copied().take(old.len()).collect();
        same.resize(old.len(), b'.');
        file.rewind()?;
        file.write_all(&same)?;
        file.set_modified(modified)?;
        self.ledger.did_away_with(&old);
        self.wrote(path, &same)
    }

    pub fn append(&mut self, path: &Path, more: &[u8]) -> io::Result<()> {
        let mut file = open(path, OpenOptions::new().read(true).append(true))?;
        let old = read_all(&mut file)?;
        file.write_all(more)?;
        self.ledger.did_away_with(&old);
        self.wrote(path, &[&old, more].concat())
    }

    /// Records that everything below a directory was moved out of the folder…
    pub fn moved_out(&mut self, dir: &Path) {
        each_file(dir, &mut |content| self.ledger.moved_out(content));
    }

    /// …and back into it.
    pub fn moved_in(&mut self, dir: &Path) {
        each_file(dir, &mut |content| self.ledger.brought_back(content));
    }
}

fn same_inode(a: &Path, b: &Path) -> bool {
    let identity = |path: &Path| fs::symlink_metadata(path).map(|meta| (meta.dev(), meta.ino())).ok();
    identity(a).is_some() && identity(a) == identity(b)
}

pub fn make_parent(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path.parent().expect("it lies below the root"))
}

fn each_file(dir: &Path, tell: &mut impl FnMut(&[u8])) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        match fs::symlink_metadata(&path) {
            Ok(meta) if meta.is_dir() => each_file(&path, tell),
            Ok(meta) if meta.is_file() => tell(&fs::read(&path).unwrap_or_default()),
            _ => {}
        }
    }
}
