//! A version of a file at the hub: its entry, and its content as it can be shown.

use syncit_core::image::{Format, Header};
use syncit_core::message::{Answer, Ask};
use syncit_core::past::Which;
use syncit_core::relay_store::JournalEntry;
use syncit_core::replica_store::PathAt;
use syncit_core::{FileEntry, FolderId, RelPath};

use crate::error::{Error, Misnamed, Result, Undone};
use crate::queries::fetch::{self, Failure};
use crate::queries::merge::{self, TEXT_MAX};
use crate::runtime::Runtime;

/// The largest image that is shown, in bytes.
pub(crate) const IMAGE_MAX: u64 = 8 << 20;
/// The most pixels of an image that is shown: decoded, each takes four bytes.
const PIXELS_MAX: u64 = 50_000_000;

/// Asks the hub for the entry of a version.
pub(crate) fn entry_of(runtime: &Runtime, folder: FolderId, path: &RelPath, which: Which) -> Result<JournalEntry> {
    match runtime.ask(Ask::Version { folder, path: path.clone(), which }, Undone::Answer)? {
        Answer::Version { entry } => Ok(entry),
        _ => Err(Error::other_answer(Undone::Answer)),
    }
}

/// Returns the file of an entry.
pub(crate) fn file_of(entry: &JournalEntry) -> Result<&FileEntry> {
    entry.entry.file().ok_or_else(|| Misnamed::NoContent { path: entry.path.to_string() }.into())
}

/// Returns the path and seq that identify the version of an entry.
pub(crate) fn at(entry: &JournalEntry) -> PathAt {
    PathAt { path: entry.path.clone(), seq: entry.seq }
}

/// Returns the content of a version with this file entry, if it is text. The caller makes sure that it is not too large
/// for memory.
pub(crate) fn text_of(
    runtime: &Runtime,
    folder: FolderId,
    version: &PathAt,
    file: &FileEntry,
) -> Result<Option<String>> {
    Ok(merge::text(bytes_of(runtime, folder, version, file)?))
}

/// What can be shown of a content.
pub(crate) enum Preview {
    Text(String),
    Image(Header, Vec<u8>),
    Binary,
    TooLarge,
}

/// Returns what can be shown of a version with this file entry. Of a content that is too large nothing is fetched, or only
/// its beginning.
pub(crate) fn preview_of(runtime: &Runtime, folder: FolderId, version: &PathAt, file: &FileEntry) -> Result<Preview> {
    if file.size > IMAGE_MAX {
        return Ok(Preview::TooLarge);
    }
    if file.size > TEXT_MAX && Format::of(&fetch::beginning(runtime, folder, version, file)?).is_none() {
        return Ok(Preview::TooLarge);
    }
    Ok(preview(bytes_of(runtime, folder, version, file)?))
}

/// Decides what can be shown of a content of at most `IMAGE_MAX` bytes.
fn preview(bytes: Vec<u8>) -> Preview {
    match Header::of(&bytes) {
        Some(header) if header.pixels() > PIXELS_MAX => Preview::TooLarge,
        Some(header) => Preview::Image(header, bytes),
        None if Format::of(&bytes).is_some() => Preview::Binary,
        None if bytes.len() as u64 > TEXT_MAX => Preview::TooLarge,
        None => merge::text(bytes).map_or(Preview::Binary, Preview::Text),
    }
}

/// Returns the content of a version with this file entry. The caller makes sure that it is not too large for memory.
fn bytes_of(runtime: &Runtime, folder: FolderId, version: &PathAt, file: &FileEntry) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(file.size.min(IMAGE_MAX) as usize);
    fetch::fetch(runtime, folder, version, file, &mut bytes).map_err(Failure::in_memory)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_is_what_its_bytes_say() {
        let png = |width: u32, height: u32| {
            let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
            [b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".as_slice(), &sides, b"\x08\x06\0\0\0"].concat()
        };
        let shown = |bytes: Vec<u8>| match preview(bytes) {
            Preview::Text(_) => "text",
            Preview::Image(..) => "image",
            Preview::Binary => "binary",
            Preview::TooLarge => "too large",
        };
        let text_max = TEXT_MAX as usize;
        for (bytes, expected) in [
            (b"hello\n".to_vec(), "text"),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec(), "text"),
            (b"\0\x01\x02".to_vec(), "binary"),
            (vec![b'a'; text_max + 1], "too large"),
            (png(640, 480), "image"),
            ([png(640, 480), vec![0; text_max]].concat(), "image"),
            (png(10_000, 5_000), "image"),
            (png(10_000, 5_001), "too large"),
            (png(65_535, 65_535), "too large"),
            (png(0, 480), "binary"),
            (b"GIF89a is how a GIF begins".to_vec(), "binary"),
        ] {
            assert_eq!(shown(bytes.clone()), expected, "{:?}", &bytes[..bytes.len().min(24)]);
        }
    }
}
