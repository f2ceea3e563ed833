//! The temporary directory of the demo, which goes with it, however it ends.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::{Mutex, MutexGuard};
use tempfile::TempDir;

use crate::failure::Failure;

/// How often it is tried to remove what engines that still run may be writing to.
const ATTEMPTS: usize = 100;

/// A temporary directory; dropping it removes it.
pub struct Place {
    path: PathBuf,
    dir: Shared,
}

/// None once it is removed; whoever removes it holds the lock meanwhile.
type Shared = Arc<Mutex<Option<TempDir>>>;

impl Place {
    /// Makes one.
    pub fn new() -> Result<Self, Failure> {
        let dir = tempfile::Builder::new()
            .prefix("syncit-demo-")
            .tempdir()
            .map_err(|cause| Failure::local("disk", format!("cannot make a temporary directory: {cause}"), None))?;
        Ok(Place { path: dir.path().to_owned(), dir: Arc::new(Mutex::new(Some(dir))) })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes it when nothing in it is in use any more. Does not return if somebody takes the way out.
    pub fn remove(&self) -> Result<(), Failure> {
        self.dir.lock().take().map_or(Ok(()), TempDir::close).map_err(|cause| {
            let path = self.path.display();
            let message = format!("the temporary directory {path} could not be removed: {cause}");
            Failure::local("disk", message, Some(format!("remove it by hand: rm -r {path}")))
        })
    }

    /// How another thread ends the program while the place is in use.
    pub fn way_out(&self) -> WayOut {
        WayOut { path: self.path.clone(), dir: self.dir.clone() }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        drop(self.dir.lock().take());
    }
}

/// Ends the program from outside.
pub struct WayOut {
    path: PathBuf,
    dir: Shared,
}

impl WayOut {
    /// Removes the place, as far as that goes while it is in use, and ends the program.
    pub fn leave(&self, code: i32) -> ! {
        // Held until the end, so that the program ends here and not in the middle of this.
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
