//! `syncit log`: prints the engine's log, and follows it.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::thread;
use std::time::Duration;

use syncit_engine::{Home, logging};

use crate::failure::{Failed, Failure, because};
use crate::output::print_json;

/// How often a growing log is checked.
const REFRESH: Duration = Duration::from_millis(200);
/// How much of the end of the log is shown at first, in bytes.
const TAIL: u64 = 64 * 1024;

/// Prints the end of the log, from the file itself, which exists even if no engine runs.
pub fn print(home: &Home, follow: bool, as_json: bool) -> Result<u8, Failure> {
    let path = logging::file(home);
    if as_json {
        print_json(&serde_json::json!({ "file": path }));
        return Ok(crate::exit::DONE);
    }
    let mut file = open(&path)?;
    let size = file.metadata().map_or(0, |data| data.len());
    copy_from(&mut file, size.saturating_sub(TAIL), &path)?;
    if !follow {
        return Ok(crate::exit::DONE);
    }
    loop {
        thread::sleep(REFRESH);
        // A rotated log continues in a new file of the same name, once the rest of the old one is printed.
        let rotated = match (file.metadata(), std::fs::metadata(&path)) {
            (Ok(old), Ok(new)) => old.ino() != new.ino() || new.len() < file.stream_position().unwrap_or(0),
            _ => false,
        };
        let at = file.stream_position().unwrap_or(0);
        copy_from(&mut file, at, &path)?;
        if rotated && let Ok(new) = File::open(&path) {
            file = new;
            copy_from(&mut file, 0, &path)?;
        }
    }
}

fn open(path: &Path) -> Result<File, Failure> {
    File::open(path).map_err(unreadable(path))
}

fn unreadable(path: &Path) -> impl FnOnce(io::Error) -> Failure {
    because(|cause| Failed::NoLog { path: path.to_owned(), cause })
}

fn copy_from(file: &mut File, offset: u64, path: &Path) -> Result<(), Failure> {
    let mut text = Vec::new();
    let read = file.seek(SeekFrom::Start(offset)).and_then(|_| file.read_to_end(&mut text));
    read.map_err(unreadable(path))?;
    let text = String::from_utf8_lossy(&text);
    // The first line of a tail is incomplete.
    let whole = if offset > 0 && text.len() as u64 == TAIL {
        text.split_once('\n').map_or("", |(_, rest)| rest)
    } else {
        &text
    };
    if !whole.is_empty() {
        crate::output::print(whole.trim_end_matches('\n'));
    }
    Ok(())
}
