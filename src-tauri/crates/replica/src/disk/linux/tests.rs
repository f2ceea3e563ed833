#![allow(clippy::unwrap_used)]
//! Tests on real directories. As root, the tests about permissions run again in an unprivileged child process.

mod confined;
mod placing;
mod reading;

use std::fs as std_fs;
use std::path::{Path, PathBuf};

use super::*;

struct Folder {
    disk: LinuxDisk,
    dir: tempfile::TempDir,
}

fn folder() -> Folder {
    let dir = tempfile::tempdir().unwrap();
    std_fs::create_dir(dir.path().join("root")).unwrap();
    std_fs::create_dir(dir.path().join("outside")).unwrap();
    let disk = LinuxDisk::open(&dir.path().join("root")).unwrap();
    disk.init_own_dir().unwrap();
    Folder { disk, dir }
}

impl Folder {
    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join("root").join(path)
    }

    fn outside(&self, path: &str) -> PathBuf {
        self.dir.path().join("outside").join(path)
    }

    fn put(&self, path: &str, text: &str) -> &Self {
        std_fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        std_fs::write(self.path(path), text).unwrap();
        self
    }

    fn text(&self, path: &str) -> String {
        std_fs::read_to_string(self.path(path)).unwrap()
    }

    fn read(&self, place: &Place) -> DiskResult<Vec<u8>> {
        let (reader, stat) = self.disk.open(place)?;
        let mut bytes = vec![0; stat.size as usize + 1];
        let len = self.disk.read_at(&reader, 0, &mut bytes)?;
        bytes.truncate(len);
        Ok(bytes)
    }
}

fn at(path: &str) -> Place {
    Place::Path(RelPath::new(path).unwrap())
}

fn staging(name: &str) -> Place {
    Place::Staging(name.into())
}

fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    Timestamp(since.as_nanos() as i64)
}

#[track_caller]
fn check_kind<T: std::fmt::Debug>(result: DiskResult<T>, kind: DiskErrorKind) {
    assert_eq!(result.unwrap_err().kind, kind);
}
