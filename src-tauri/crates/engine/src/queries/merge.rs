//! Two versions of a text and their common base: what differs, and one text with the changes of both.
//!
//! Pure functions. Lines are compared byte by byte, including their ends. Changes that touch each other are never
//! merged by a guess: then there is no merged text.

use similar::{ChangeTag, MergeResolution, TextDiff, TextMerge};

use crate::error::Unmergeable;

/// The largest text that is compared, in bytes.
pub(crate) const TEXT_MAX: u64 = 1 << 20;
/// The most changes on one side that are merged: as many as a person can review and a merge takes only a moment for.
const MAX_CHANGES: usize = 2_000;
/// Unchanged lines around a change.
const CONTEXT: usize = 3;

/// Returns the content as text if it is UTF-8 without NUL.
pub(crate) fn text(bytes: Vec<u8>) -> Option<String> {
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

/// Merges the changes from `base` to the file's version and to the copy's into one text.
pub(crate) fn merge(base: &str, file: &str, copy: &str) -> Result<String, Unmergeable> {
    for side in [file, copy] {
        let diff = TextDiff::from_lines(base, side);
        let changes = diff.ops().iter().filter(|op| op.tag() != similar::DiffTag::Equal).count();
        if changes > MAX_CHANGES {
            return Err(Unmergeable::TooMany { most: MAX_CHANGES });
        }
    }
    let merge = TextMerge::from_lines(base, file, copy);
    let mut merged = String::with_capacity(file.len().max(copy.len()));
    for region in merge.regions() {
        let (lines, of_copy) = match region.resolution() {
            MergeResolution::Unchanged | MergeResolution::Ours | MergeResolution::Both => (region.ours_range(), false),
            MergeResolution::Theirs => (region.theirs_range(), true),
            // Any kind of region that is added to the library later has no merged text either.
            _ => return Err(Unmergeable::SameLines { line: region.ours_range().start + 1 }),
        };
        for line in lines {
            let line = if of_copy { merge.theirs_line(line) } else { merge.ours_line(line) };
            merged.push_str(line.expect("a region is of lines that are there"));
        }
    }
    Ok(merged)
}

/// Returns the differences as hunks in the unified format, up to `limit` bytes, and true if they were cut off.
pub(crate) fn unified(from: &str, to: &str, limit: usize) -> (String, bool) {
    let diff = TextDiff::from_lines(from, to);
    let mut text = String::new();
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        let mut lines = vec![format!("{}\n", hunk.header())];
        lines.extend(hunk.iter_changes().map(|change| shown(change.tag(), change.value())));
        for line in lines {
            if text.len() + line.len() > limit {
                return (text, true);
            }
            text.push_str(&line);
        }
    }
    (text, false)
}

fn shown(tag: ChangeTag, line: &str) -> String {
    let mark = match tag {
        ChangeTag::Equal => ' ',
        ChangeTag::Delete => '-',
        ChangeTag::Insert => '+',
    };
    let end = match line.as_bytes().last() {
        Some(b'\n') => "",
        Some(b'\r') => "\n",
        _ => "\n\\ No newline at end of file\n",
    };
    format!("{mark}{line}{end}")
}

#[cfg(test)]
mod tests;
