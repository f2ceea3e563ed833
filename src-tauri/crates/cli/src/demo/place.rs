//! The demo's temporary directory, which is removed when the demo ends, however that happens.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::Mutex;
use tempfile::TempDir;

use crate::failure::{Failed, Failure, because};

/// How many times to try to remove a directory to which engines may still be writing.
const ATTEMPTS: usize = 100;

/// A temporary directory, removed when it is dropped.
pub struct Place {
    path: PathBuf,
    dir: Shared,
}

/// `None` once it is removed; the lock is held while it is being removed.
type Shared = Arc<Mutex<Option<TempDir>>>;

impl Place {
    /// Creates the directory.
    pub fn new() -> Result<Self, Failure> {
        let dir = tempfile::Builder::new()
            .prefix("syncit-demo-")
            .tempdir()
            .map_err(because(|cause| Failed::NoPlace { cause }))?;
        Ok(Place { path: dir.path().to_owned(), dir: Arc::new(Mutex::new(Some(dir))) })
    }

    /// Returns its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the directory once nothing in it is in use. Does not return if `WayOut` ends the program meanwhile.
    pub fn remove(&self) -> Result<(), Failure> {
        let removed = self.dir.lock().take().map_or(Ok(()), TempDir::close);
        removed.map_err(because(|cause| Failed::PlaceStays { path: self.path.clone(), cause }))
    }

    /// Returns a way for another thread to end the program while the directory is in use.
    pub fn way_out(&self) -> WayOut {
        WayOut { path: self.path.clone(), dir: self.dir.clone() }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(self.dir.lock().take());
    }
}

/// Ends the program from another thread.
pub struct WayOut {
    path: PathBuf,
    dir: Shared,
}

impl WayOut {
    /// Removes the directory, as far as possible while it is in use, and ends the program.
    pub fn leave(&self, code: i32) -> ! {
        // Held until the end, so that the program ends here and not while another thread removes the directory.
        let _dir = self.dir.lock();
        for _ in 0..ATTEMPTS {
            match fs::remove_dir_all(&self.path) {
                Err(cause) if cause.kind() == ErrorKind::NotFound => break,
                _ => {}
            }
        }
        std::process::exit(code)
    }
}
