//! The log: lines of `tracing` in a file that rotates, names printable, no secrets.
//!
//! A program installs it once, an engine never does, so several engines in one process (tests, the demo)
//! need none. The level is set by `SYNCIT_LOG`, in the words of `tracing_subscriber::EnvFilter`.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::sync::Mutex;

use file_rotate::compression::Compression;
use file_rotate::suffix::AppendCount;
use file_rotate::{ContentLimit, FileRotate};
use syncit_core::path::is_steering;
use tracing_subscriber::EnvFilter;

use crate::home::Home;

/// A log file is put aside at this size, in bytes.
const MAX_FILE: usize = 10 << 20;
/// Files kept besides the current one.
const KEPT: usize = 2;
/// What is logged unless `SYNCIT_LOG` says otherwise: libraries only when something is wrong.
const DEFAULT_FILTER: &str = "warn,syncit_core=info,syncit_store=info,syncit_replica=info,syncit_relay=info,\
                              syncit_ssh=info,syncit_engine=info,syncit=info";

/// The current log file of a home.
pub fn file(home: &Home) -> PathBuf {
    home.logs().join("syncit.log")
}

/// Sends everything that is logged in this process from now on to the home's log file, and with `also_stderr`
/// to standard error. Does nothing if a log was installed before.
pub fn install(home: &Home, also_stderr: bool) {
    let filter = EnvFilter::try_from_env("SYNCIT_LOG").unwrap_or_else(|_| EnvFilter::new(DEFAULT_FILTER));
    let writer = Mutex::new(Printable { file: rotating(home), also_stderr });
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(writer).try_init();
}

fn rotating(home: &Home) -> FileRotate<AppendCount> {
    let mut private = OpenOptions::new();
    private.create(true).append(true).read(true).mode(0o600);
    let limit = ContentLimit::BytesSurpassed(MAX_FILE);
    FileRotate::new(file(home), AppendCount::new(KEPT), limit, Compression::None, Some(private))
}

/// Makes steering characters visible, so that a file's name can neither forge a line nor drive a terminal.
pub fn printable(text: &str) -> String {
    if !text.contains(is_steering) {
        return text.to_owned();
    }
    text.chars().flat_map(|c| if is_steering(c) { c.escape_default().collect::<Vec<_>>() } else { vec![c] }).collect()
}

struct Printable {
    file: FileRotate<AppendCount>,
    also_stderr: bool,
}

impl Write for Printable {
    /// One call is one event, as `tracing_subscriber::fmt` writes them.
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
    use std::collections::BTreeMap;
    use std::fs;
    use std::os::unix::fs::MetadataExt;

    use super::*;

    #[test]
    fn a_log_rotates_at_ten_mebibytes_and_three_files_are_kept() {
        let dir = tempfile::tempdir().unwrap();
        let home = Home::at(dir.path()).unwrap();
        fs::create_dir(home.logs()).unwrap();
        let mut log = Printable { file: rotating(&home), also_stderr: false };
        let text = "x".repeat(2_000);
        let lines = 5 * MAX_FILE / text.len();
        for number in 0..lines {
            // One call is one line.
            let _ = log.write(format!("{number} {text}\n").as_bytes()).unwrap();
        }
        let files: BTreeMap<_, _> = fs::read_dir(home.logs())
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| (entry.file_name().into_string().unwrap(), entry.metadata().unwrap()))
            .collect();
        assert_eq!(files.keys().collect::<Vec<_>>(), ["syncit.log", "syncit.log.1", "syncit.log.2"]);
        for (name, data) in &files {
            assert!(data.len() < (MAX_FILE + 4_000) as u64, "{name} has {} bytes", data.len());
            assert_eq!(data.mode() & 0o777, 0o600, "{name}");
        }
        assert!(files["syncit.log.2"].len() >= MAX_FILE as u64 && files["syncit.log.1"].len() >= MAX_FILE as u64);
        let newest = fs::read_to_string(file(&home)).unwrap();
        assert!(newest.lines().last().unwrap().starts_with(&format!("{} ", lines - 1)));
    }

    #[test]
    fn steering_characters_in_names_become_visible() {
        assert_eq!(printable("a\nb\u{202e}c é"), "a\\nb\\u{202e}c é");
    }
}
