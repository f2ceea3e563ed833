//! The name under which the loser of a conflict stays beside the winner.
//!
//! Invariant: the name depends on the losing content's path, author and time alone (and on what is
//! there already), so two machines that find the same conflict name it the same, and a plan made
//! again after a crash finds the copy that the last one made.

use crate::path::{MAX_COMPONENT, MAX_PATH, RelPath, is_steering};
use crate::time::Timestamp;

/// The most names that are tried before a person is asked to clean up.
const MAX_TRIES: u32 = 1_000;
/// The longest thing behind a dot that counts as an extension, in bytes.
const MAX_EXTENSION: usize = 16;

/// Names the copy of what loses the name `path`: `report (conflict, laptop, 2026-11-22 14.03.05).docx`,
/// in UTC, then `… 2.docx`, `… 3.docx` while `taken` says that something else is there.
///
/// A symlink has no time of its own that travels with it, so its copy's name has none. A name
/// that gets too long loses the end of its stem. None if there is no room for a name (the directory's
/// own path is nearly as long as paths can be) or a thousand names are taken.
pub fn conflict_name(
    path: &RelPath,
    machine: &str,
    mtime: Option<Timestamp>,
    mut taken: impl FnMut(&RelPath) -> bool,
) -> Option<RelPath> {
    let parent = path.parent();
    let room = match &parent {
        None => MAX_COMPONENT,
        Some(dir) => MAX_COMPONENT.min(MAX_PATH.saturating_sub(dir.as_str().len() + 1)),
    };
    let (stem, extension) = split_extension(path.name());
    let when = mtime.map(|mtime| format!(", {}", in_name(mtime))).unwrap_or_default();
    let machine = one_component(machine);
    (1..=MAX_TRIES).find_map(|number| {
        let number = if number == 1 { String::new() } else { format!(" {number}") };
        let tail = format!(" (conflict, {machine}{when}){number}{extension}");
        let stem = cut(stem, room.checked_sub(tail.len()).filter(|left| *left > 0)?);
        let copy = RelPath::child(parent.as_ref(), &format!("{stem}{tail}")).ok()?;
        (!taken(&copy)).then_some(copy)
    })
}

/// Splits a name before its extension. A leading dot begins no extension, `.tar.gz` is one, and
/// what has spaces in it or is long is none (`Mr. Smith and others`).
fn split_extension(name: &str) -> (&str, &str) {
    let split = |name: &str| {
        let dot = name.rfind('.').filter(|dot| !name[..*dot].trim_start_matches('.').is_empty())?;
        let extension = &name[dot + 1..];
        let counts =
            !extension.is_empty() && extension.len() <= MAX_EXTENSION && !extension.contains(char::is_whitespace);
        counts.then_some(dot)
    };
    let Some(mut at) = split(name) else { return (name, "") };
    if let Some(dot) = split(&name[..at]).filter(|dot| name[dot + 1..at].eq_ignore_ascii_case("tar")) {
        at = dot;
    }
    name.split_at(at)
}

/// A machine's name as a part of one path component; names come checked, but not to this function.
fn one_component(machine: &str) -> String {
    machine.chars().take(40).map(|c| if c == '/' || is_steering(c) { '_' } else { c }).collect()
}

/// The moment in UTC without characters that a file system may refuse.
fn in_name(moment: Timestamp) -> String {
    match jiff::Timestamp::from_second(moment.parts().0) {
        Ok(moment) => moment.strftime("%Y-%m-%d %H.%M.%S").to_string(),
        Err(_) => "unknown time".to_owned(),
    }
}

/// The longest beginning of at most `len` bytes that ends between two characters.
fn cut(text: &str, len: usize) -> &str {
    let mut end = len.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp(1_795_356_185_999_999_999);

    fn name(path: &str) -> String {
        conflict_name(&RelPath::new(path).unwrap(), "laptop", Some(NOON), |_| false).unwrap().to_string()
    }

    #[test]
    fn the_copy_stands_beside_the_original_and_keeps_its_extension() {
        let cases = [
            ("report.docx", "report (conflict, laptop, 2026-11-22 14.03.05).docx"),
            ("a/b/report.docx", "a/b/report (conflict, laptop, 2026-11-22 14.03.05).docx"),
            ("Makefile", "Makefile (conflict, laptop, 2026-11-22 14.03.05)"),
            (".bashrc", ".bashrc (conflict, laptop, 2026-11-22 14.03.05)"),
            (".config.json", ".config (conflict, laptop, 2026-11-22 14.03.05).json"),
            ("src.tar.gz", "src (conflict, laptop, 2026-11-22 14.03.05).tar.gz"),
            (".tar.gz", ".tar (conflict, laptop, 2026-11-22 14.03.05).gz"),
            ("Mr. Smith and others", "Mr. Smith and others (conflict, laptop, 2026-11-22 14.03.05)"),
            ("ends.", "ends. (conflict, laptop, 2026-11-22 14.03.05)"),
            ("...", "... (conflict, laptop, 2026-11-22 14.03.05)"),
        ];
        for (path, copy) in cases {
            assert_eq!(name(path), copy);
        }
    }

    #[test]
    fn a_taken_name_gets_a_number() {
        let path = RelPath::new("a.txt").unwrap();
        let copy = conflict_name(&path, "pc", Some(NOON), |copy| !copy.as_str().ends_with(" 3.txt"));
        assert_eq!(copy.unwrap().as_str(), "a (conflict, pc, 2026-11-22 14.03.05) 3.txt");
        assert_eq!(conflict_name(&path, "pc", Some(NOON), |_| true), None);
    }

    #[test]
    fn a_symlink_has_no_time() {
        let copy = conflict_name(&RelPath::new("link").unwrap(), "pc", None, |_| false);
        assert_eq!(copy.unwrap().as_str(), "link (conflict, pc)");
    }

    #[test]
    fn a_name_with_an_evil_machine_stays_one_component() {
        let copy = conflict_name(&RelPath::new("d/a").unwrap(), "../\u{202e}x\0", None, |_| false);
        assert_eq!(copy.unwrap().as_str(), "d/a (conflict, .._".to_owned() + "_x_)");
    }

    #[test]
    fn a_directory_without_room_below_it_gets_no_copy() {
        let dir = vec!["d".repeat(99); 40].join("/");
        let path = RelPath::new(&format!("{}/a", &dir[..3_990])).unwrap();
        assert_eq!(conflict_name(&path, "laptop", Some(NOON), |_| false), None);
    }

    proptest::proptest! {
        #[test]
        fn every_name_fits_and_is_a_sibling(stem in "[^/\0]{1,260}", machine: String, mtime: i64, dir in "[^/\0]{1,80}") {
            let Ok(path) = RelPath::new(&format!("{dir}/{stem}")) else { return Ok(()) };
            let copy = conflict_name(&path, &machine, Some(Timestamp(mtime)), |_| false).unwrap();
            proptest::prop_assert!(copy.name().len() <= MAX_COMPONENT);
            proptest::prop_assert_eq!(copy.parent(), path.parent());
            proptest::prop_assert_ne!(copy, path);
        }
    }
}
