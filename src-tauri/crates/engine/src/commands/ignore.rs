//! `syncit ignored`: what is ignored in a folder, and the rules at its root: reading them, trying them out, and writing them
//! as an editor would.
//!
//! `syncit-replica` defines what the rules mean. A written file is noticed and synced like any other.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use syncit_replica::ignore_rules::{self, DEFAULTS, IGNORE_FILE, MAX_IGNORE_FILE};

use crate::api::{IgnoreRules, IgnoredLine, Reply};
use crate::error::{BadArgument, Error, MachineFailed, NotWritten, Result};
use crate::folder::on_disk;
use crate::platform::open_plain;
use crate::queries::names::rel_path;
use crate::runtime::Runtime;

/// The most lines of a preview.
const PREVIEW_LINES: usize = 1_000;

/// Runs `syncit ignored`.
pub(crate) fn ignored(runtime: &Runtime, folder: &str, path: Option<String>) -> Result<Reply> {
    let machine = runtime.machine();
    let (id, _) = machine.link_named(folder).ok_or_else(|| Error::not_linked(folder))?;
    let path = path.as_deref().map(rel_path).transpose()?;
    let linked = runtime.links().remove(&id).ok_or_else(|| Error::not_linked(folder))?;
    let found = linked.query(move |replica| replica.ignored(path.as_ref())).transpose()?.unwrap_or_default();
    let lines =
        found.into_iter().map(|ignored| IgnoredLine { path: ignored.path, rule: ignored.rule, from: ignored.from });
    Ok(Reply::Ignored(lines.collect()))
}

/// Runs `syncit ignored FOLDER --rules FILE`.
pub(crate) fn preview(runtime: &Runtime, folder: &str, text: String) -> Result<Reply> {
    let machine = runtime.machine();
    let (id, _) = machine.link_named(folder).ok_or_else(|| Error::not_linked(folder))?;
    check(&text)?;
    let linked = runtime.links().remove(&id).ok_or_else(|| Error::not_linked(folder))?;
    let found =
        linked.query(move |replica| replica.would_ignore(&text, PREVIEW_LINES)).transpose()?.unwrap_or_default();
    let lines =
        found.into_iter().map(|ignored| IgnoredLine { path: ignored.path, rule: ignored.rule, from: ignored.from });
    Ok(Reply::Ignored(lines.collect()))
}

/// Returns the rules at a folder's root. If a text is given, it is written first.
pub(crate) fn rules(runtime: &Runtime, folder: &str, text: Option<String>) -> Result<Reply> {
    let machine = runtime.machine();
    let (id, link) = machine.link_named(folder).ok_or_else(|| Error::not_linked(folder))?;
    // Something else may be at the path now, or nothing.
    on_disk::check_is_copy(id, link, &link.path)?;
    let file = link.path.join(IGNORE_FILE);
    if let Some(text) = text {
        check(&text)?;
        write(&link.path, &text).map_err(|cause| NotWritten::new(&file, &cause))?;
    }
    let text = read(&file).map_err(|cause| MachineFailed::read(&file, &cause))?;
    Ok(Reply::IgnoreRules(IgnoreRules { text, builtin: DEFAULTS.iter().map(ToString::to_string).collect() }))
}

fn check(text: &str) -> Result<()> {
    ignore_rules::IgnoreRules::default().add(None, text).map_err(|errors| {
        let lines: Vec<String> = errors.iter().take(3).map(ToString::to_string).collect();
        BadArgument::IgnoreRules { errors: lines.join("; ") }.into()
    })
}

fn read(file: &Path) -> io::Result<String> {
    let opened = match open_plain(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(String::new()),
        opened => opened?,
    };
    let mut bytes = Vec::new();
    opened.take(MAX_IGNORE_FILE as u64).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Replaces the file atomically, so that nobody reads half of it.
fn write(root: &Path, text: &str) -> io::Result<()> {
    let file = root.join(IGNORE_FILE);
    if text.is_empty() && !file.exists() {
        return Ok(());
    }
    let new: PathBuf = root.join(".syncit").join("new-rules");
    let _ = fs::remove_file(&new);
    let mut out = OpenOptions::new().write(true).create_new(true).open(&new)?;
    let written = out.write_all(text.as_bytes()).and_then(|()| out.sync_all()).and_then(|()| fs::rename(&new, &file));
    if written.is_err() {
        let _ = fs::remove_file(&new);
    }
    written
}
