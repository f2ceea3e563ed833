//! The log: `tracing` lines in a rotating file, with printable names and no secrets.
//!
//! A program installs it once. An engine never does, so several engines in one process (tests, the demo) need none.
//! `SYNCIT_LOG` sets the level, in the syntax of `tracing_subscriber::EnvFilter`.

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Mutex;

use file_rotate::compression::Compression;
use file_rotate::suffix::AppendCount;
use file_rotate::{ContentLimit, FileRotate};
use syncit_core::show::printable;
use tracing_subscriber::EnvFilter;

use crate::machine::home::Home;
use crate::platform::private_file;

/// A log file is rotated at this size, in bytes.
const MAX_FILE: usize = 10 << 20;
/// How many rotated files are kept besides the current one.
const KEPT: usize = 2;
/// The filter unless `SYNCIT_LOG` sets one. Libraries log warnings and errors only.
const DEFAULT_FILTER: &str = "warn,syncit_core=info,syncit_store=info,syncit_replica=info,syncit_relay=info,\
                              syncit_ssh=info,syncit_engine=info,syncit=info";

/// Returns the path of the current log file of a home.
pub fn file(home: &Home) -> PathBuf {
    home.logs().join("syncit.log")
}

/// Writes everything that this process logs from now on to the home's log file, and with `also_stderr` to standard
/// error as well. Does nothing if a log is already installed.
pub fn install(home: &Home, also_stderr: bool) {
    let filter = EnvFilter::try_from_env("SYNCIT_LOG").unwrap_or_else(|_| EnvFilter::new(DEFAULT_FILTER));
    let writer = Mutex::new(Printable { file: rotating(home), also_stderr });
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(writer).try_init();
}

fn rotating(home: &Home) -> FileRotate<AppendCount> {
    let mut private = private_file();
    private.create(true).append(true).read(true);
    let limit = ContentLimit::BytesSurpassed(MAX_FILE);
    FileRotate::new(file(home), AppendCount::new(KEPT), limit, Compression::None, Some(private))
}

/// Makes every line printable, so that a file name can neither forge a line nor control a terminal.
struct Printable {
    file: FileRotate<AppendCount>,
    also_stderr: bool,
}

impl Write for Printable {
    /// One call writes one event, as `tracing_subscriber::fmt` does.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        let mut line = printable(text.trim_end_matches('\n'));
        line.push('\n');
        if self.also_stderr {
            let _ = io::stderr().write_all(line.as_bytes());
        }
        self.file.write_all(line.as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_log_takes_so_much_of_the_disk_whatever_is_logged() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(&dir.path().join("home")).unwrap();
        std::fs::create_dir_all(home.logs()).unwrap();
        let mut log = rotating(&home);
        let line = vec![b'x'; 1 << 20];
        (0..50).for_each(|_| log.write_all(&line).unwrap());
        let sizes = std::fs::read_dir(home.logs()).unwrap().map(|file| file.unwrap().metadata().unwrap().len());
        let sizes: Vec<u64> = sizes.collect();
        assert!(
            sizes.len() <= 1 + KEPT && sizes.iter().all(|size| *size <= (MAX_FILE + line.len()) as u64),
            "{sizes:?}"
        );
    }

    #[test]
    fn a_name_forges_no_line_and_looks_like_no_other() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("log");
        let limit = ContentLimit::BytesSurpassed(MAX_FILE);
        let file = FileRotate::new(&path, AppendCount::new(KEPT), limit, Compression::None, None);
        let mut log = Printable { file, also_stderr: false };
        for name in ["a\nb\u{202e}c é", "a\\nb"] {
            log.write_all(format!("found {name}\n").as_bytes()).unwrap();
        }
        let lines = std::fs::read_to_string(path).unwrap();
        assert_eq!(lines, "found a\\nb\\u{202e}c é\nfound a\\\\nb\n");
    }
}
