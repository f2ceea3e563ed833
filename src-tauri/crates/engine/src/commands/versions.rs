//! `syncit versions`, and the content of a version. The hub decides what a version is.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use syncit_core::Entry;
use syncit_core::image::Header;
use syncit_core::message::{Answer, Ask, HistoryEntry, MAX_ITEMS};
use syncit_core::past::Which;

use crate::api::{ContentImage, ContentKind, Reply, VersionLine};
use crate::error::{Error, Result, Undone};
use crate::queries::content::{Preview, at, entry_of, file_of, preview_of};
use crate::queries::names::{folder_id, rel_path};
use crate::queries::versions::{version, version_seq};
use crate::runtime::Runtime;

/// Runs `syncit versions`.
pub(crate) fn versions(runtime: &Runtime, folder: &str, path: &str) -> Result<Reply> {
    let directory = runtime.fresh_directory(Undone::Answer)?;
    let id = folder_id(&directory, folder)?;
    let path = rel_path(path)?;
    let (mut all, mut current, mut before) = (Vec::new(), None, None);
    while all.len() < MAX_ITEMS {
        let ask = Ask::Versions { folder: id, path: path.clone(), before };
        let Answer::Versions { versions, current: newest, next } = runtime.ask(ask, Undone::Answer)? else {
            return Err(Error::other_answer(Undone::Answer));
        };
        let is_over = next.is_none() || versions.is_empty();
        all.extend(versions);
        (current, before) = (newest, next);
        if is_over {
            break;
        }
    }
    let line = |HistoryEntry { entry, action, .. }: HistoryEntry| VersionLine {
        version: version(id, entry.at, entry.seq),
        at: entry.at.exact(),
        machine: directory.machine_name(entry.machine),
        size: entry.entry.size(),
        current: Some(entry.seq) == current,
        path: entry.path.to_string(),
        action,
    };
    Ok(Reply::Versions(all.into_iter().map(line).collect()))
}

/// Runs `Command::Content`.
pub(crate) fn content(runtime: &Runtime, folder: &str, path: &str, text: &str) -> Result<Reply> {
    let directory = runtime.fresh_directory(Undone::Answer)?;
    let folder = folder_id(&directory, folder)?;
    let entry = entry_of(runtime, folder, &rel_path(path)?, Which::Version(version_seq(folder, text)?))?;
    let reply = |kind, bytes| Reply::Content { text: None, image: None, bytes, kind };
    let of_text =
        |text: String, bytes| Reply::Content { text: Some(text), image: None, bytes, kind: ContentKind::Text };
    let file = match &entry.entry {
        Entry::Symlink(target) => return Ok(of_text(target.clone(), target.len() as u64)),
        _ => file_of(&entry)?,
    };
    Ok(match preview_of(runtime, folder, &at(&entry), file)? {
        Preview::Text(text) => of_text(text, file.size),
        Preview::Image(Header { format, width, height }, content) => {
            let media_type = format.media_type().to_owned();
            let image = ContentImage { media_type, width, height, base64: BASE64.encode(content) };
            Reply::Content { text: None, image: Some(image), bytes: file.size, kind: ContentKind::Image }
        }
        Preview::Binary => reply(ContentKind::Binary, file.size),
        Preview::TooLarge => reply(ContentKind::TooLarge, file.size),
    })
}
