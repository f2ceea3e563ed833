//! How versions are written for people, and parsed again.

use syncit_core::message::HistoryCursor;
use syncit_core::{FolderId, Seq, Timestamp};

use crate::error::{BadArgument, Misnamed, Result};

/// Returns a version as people see it: the entry's seq, its time, and the start of its folder's identifier. Together
/// they also identify the end of a page of history.
pub(crate) fn version(folder: FolderId, at: Timestamp, seq: Seq) -> String {
    format!("{:x}-{:x}-{}", seq.0, at.0, &folder.to_string()[..8])
}

/// Returns the seq that is named by a version of a file in this folder.
pub(crate) fn version_seq(folder: FolderId, text: &str) -> Result<Seq> {
    let parse = || -> Option<Seq> {
        let (seq, rest) = text.split_once('-')?;
        let (at, beginning) = rest.rsplit_once('-')?;
        i64::from_str_radix(at, 16).ok()?;
        let is_of_folder = beginning.len() == 8 && folder.to_string().starts_with(beginning);
        u64::from_str_radix(seq, 16).ok().filter(|_| is_of_folder).map(Seq)
    };
    parse().ok_or_else(|| Misnamed::NoVersion { version: text.to_owned() }.into())
}

/// Returns the end of a page of history that is in one of these folders.
pub(crate) fn cursor(mut folders: impl Iterator<Item = FolderId>, text: &str) -> Result<HistoryCursor> {
    let mut parse = || -> Option<HistoryCursor> {
        let mut parts = text.splitn(3, '-');
        let seq = u64::from_str_radix(parts.next()?, 16).ok()?;
        let at = i64::from_str_radix(parts.next()?, 16).ok()?;
        let beginning = parts.next().filter(|beginning| beginning.len() == 8)?;
        let folder = folders.find(|folder| folder.to_string().starts_with(beginning))?;
        Some(HistoryCursor { at: Timestamp(at), folder, seq: Seq(seq) })
    };
    parse().ok_or_else(|| BadArgument::Cursor { text: text.to_owned() }.into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_version_says_where_a_page_of_history_ended() {
        let id = FolderId([0xab; 16]);
        let at = HistoryCursor { at: Timestamp(1_800_000_000_000_000_001), folder: id, seq: Seq(77) };
        assert_eq!(cursor([id].into_iter(), &version(id, at.at, at.seq)).unwrap(), at);
        for bad in ["", "1-2", "1-2-3", "x-2-abababab", "1-2-cdcdcdcd", "1-2-abababab-"] {
            assert!(cursor([id].into_iter(), bad).is_err(), "{bad}");
        }
    }
}
