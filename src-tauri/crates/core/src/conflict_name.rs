//! The name under which the loser of a conflict is kept beside the winner.
//!
//! Invariant: the name depends only on the losing content's path, author and time (and on existing files), so two
//! machines that find the same conflict choose the same name, and a plan made again after a crash finds the copy that
//! the previous one made.
//!
//! Inside a `.git` directory the name also keeps the repository intact. A branch that lost becomes another branch, so
//! that its commits stay reachable; any other file gets a name that git ignores.

use crate::path::{MAX_COMPONENT, MAX_PATH, RelPath, is_steering};
use crate::time::Timestamp;

/// The most names that are tried before a person is asked to clean up.
const MAX_TRIES: u32 = 1_000;
/// The longest text after a dot that counts as an extension, in bytes.
const MAX_EXTENSION: usize = 16;

/// Returns the name for the copy of what loses the name `path`: `report (conflict, laptop, 2026-11-22 14.03.05).docx`,
/// in UTC, then `… 2.docx`, `… 3.docx` while `taken` returns true because something else is there. Inside a `.git`
/// directory it is `main-conflict-laptop-20261122-140305`, then `…-2`.
///
/// The copy of a symlink has no time in its name, because a symlink has no time that travels with it. If a name is too
/// long, the end of its stem is cut. Returns `None` if there is no room for a name (because the directory's path is
/// nearly as long as paths can be) or a thousand names are taken.
///
/// ```
/// use syncit_core::conflict_name::conflict_name;
/// use syncit_core::{RelPath, Timestamp};
///
/// let written = Timestamp(1_795_356_185_000_000_000);
/// let copy = conflict_name(&RelPath::new("work/report.docx")?, "laptop", Some(written), |_| false);
/// assert_eq!(copy.unwrap().as_str(), "work/report (conflict, laptop, 2026-11-22 14.03.05).docx");
/// # Ok::<(), syncit_core::path::BadPath>(())
/// ```
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
    let style = Style::of(path);
    let (stem, extension) = style.split(path.name());
    let machine = style.machine(machine);
    (1..=MAX_TRIES).find_map(|number| {
        let tail = style.tail(&machine, mtime, number) + extension;
        let stem = cut(&stem, room.checked_sub(tail.len()).filter(|left| *left > 0)?);
        let copy = RelPath::child(parent.as_ref(), &format!("{stem}{tail}")).ok()?;
        (!taken(&copy)).then_some(copy)
    })
}

/// Returns how many conflicts in a row a name tells of: 2 for the conflict copy of a conflict copy.
///
/// ```
/// use syncit_core::conflict_name::conflicts_in_a_row;
///
/// assert_eq!(conflicts_in_a_row("report.docx"), 0);
/// assert_eq!(conflicts_in_a_row("report (conflict, laptop, 2026-11-22 14.03.05) (conflict, desktop).docx"), 2);
/// ```
pub fn conflicts_in_a_row(name: &str) -> usize {
    name.matches(" (conflict, ").count() + name.matches("-conflict-").count()
}

/// Which program reads the names in a directory, if any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// Only people read them.
    Plain,
    /// Git reads every file there as a branch, a tag or the like, and fails if its name is not a valid one.
    Refs,
    /// Git reads every file there as the log of a ref, unless its name begins with a dot.
    RefLogs,
    /// Git looks for files with certain names and suffixes.
    Git,
}

impl Style {
    fn of(path: &RelPath) -> Self {
        let parts: Vec<&str> = path.as_str().split('/').collect();
        let Some((_, above)) = parts.split_last() else { return Style::Plain };
        // The innermost `.git` counts, and below it the first directory that decides: submodules and additional work
        // trees have such directories too, below `modules/` and `worktrees/`.
        let Some(git) = above.iter().rposition(|part| *part == ".git") else { return Style::Plain };
        let telling = above[git + 1..].iter().find_map(|part| match *part {
            "refs" => Some(Style::Refs),
            "logs" => Some(Style::RefLogs),
            "objects" | "hooks" | "info" => Some(Style::Git),
            _ => None,
        });
        telling.unwrap_or(Style::Git)
    }

    /// Splits a name into the parts before and after the conflict text.
    fn split(self, name: &str) -> (String, &str) {
        match self {
            Style::Plain => {
                let (stem, extension) = split_extension(name);
                (stem.to_owned(), extension)
            }
            Style::Refs => (as_ref(name), ""),
            Style::RefLogs => (format!(".{}", name.trim_start_matches('.')), ""),
            // A suffix stays within the name: git does not read `pack-….idx-conflict-…` as a pack's index.
            Style::Git => (name.to_owned(), ""),
        }
    }

    /// Returns a machine's name as a part of a path component. The name is sanitised, because this function cannot rely
    /// on checks elsewhere.
    fn machine(self, machine: &str) -> String {
        let part = machine.chars().take(40);
        match self {
            Style::Plain => part.map(|c| if c == '/' || is_steering(c) { '_' } else { c }).collect(),
            _ => part.map(|c| if c.is_alphanumeric() || c == '-' { c } else { '_' }).collect(),
        }
    }

    fn tail(self, machine: &str, mtime: Option<Timestamp>, number: u32) -> String {
        let is_plain = self == Style::Plain;
        let separator = if is_plain { " " } else { "-" };
        let number = if number == 1 { String::new() } else { format!("{separator}{number}") };
        match (is_plain, mtime) {
            (true, None) => format!(" (conflict, {machine}){number}"),
            (true, Some(mtime)) => {
                let when = in_name(mtime, "%Y-%m-%d %H.%M.%S").unwrap_or_else(|| "unknown time".to_owned());
                format!(" (conflict, {machine}, {when}){number}")
            }
            (false, mtime) => {
                let when = mtime.and_then(|mtime| in_name(mtime, "%Y%m%d-%H%M%S"));
                let when = when.map(|when| format!("-{when}")).unwrap_or_default();
                format!("-conflict-{machine}{when}{number}")
            }
        }
    }
}

/// Replaces everything in a name that a branch name must not contain. The end is not checked, because more text
/// follows.
fn as_ref(name: &str) -> String {
    let is_bad = |c: char| c.is_ascii_control() || matches!(c, ' ' | '~' | '^' | ':' | '?' | '*' | '[' | '\\' | '{');
    let name: String = name.chars().map(|c| if is_bad(c) { '_' } else { c }).collect();
    let name = name.replace("..", "__");
    match name.strip_prefix('.') {
        Some(rest) => format!("_{rest}"),
        None => name,
    }
}

/// Splits a name before its extension. A leading dot does not begin an extension, `.tar.gz` is one,
/// and text that is long or has spaces in it is not (`Mr. Smith and others`).
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

/// Formats the time in UTC without characters that a file system may refuse; `None` if it is out of range.
fn in_name(moment: Timestamp, format: &str) -> Option<String> {
    let moment = jiff::Timestamp::from_second(moment.parts().0).ok()?;
    Some(moment.strftime(format).to_string())
}

/// Returns the longest prefix of at most `len` bytes that ends at a character boundary.
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
    fn inside_a_repository_the_name_is_one_that_git_can_live_with() {
        let cases = [
            (".git/refs/heads/main", ".git/refs/heads/main-conflict-laptop-20261122-140305"),
            ("w/.git/refs/heads/feature/x.y", "w/.git/refs/heads/feature/x.y-conflict-laptop-20261122-140305"),
            (".git/refs/tags/v1.0", ".git/refs/tags/v1.0-conflict-laptop-20261122-140305"),
            (".git/refs/stash", ".git/refs/stash-conflict-laptop-20261122-140305"),
            (".git/refs/remotes/origin/HEAD", ".git/refs/remotes/origin/HEAD-conflict-laptop-20261122-140305"),
            (".git/modules/lib/refs/heads/main", ".git/modules/lib/refs/heads/main-conflict-laptop-20261122-140305"),
            (".git/refs/heads/a (conflict, x)", ".git/refs/heads/a_(conflict,_x)-conflict-laptop-20261122-140305"),
            (".git/refs/heads/..a~^:?*[\\@{b", ".git/refs/heads/__a_______@_b-conflict-laptop-20261122-140305"),
            (".git/refs/heads/.x", ".git/refs/heads/_x-conflict-laptop-20261122-140305"),
            (".git/logs/HEAD", ".git/logs/.HEAD-conflict-laptop-20261122-140305"),
            (".git/logs/refs/heads/main", ".git/logs/refs/heads/.main-conflict-laptop-20261122-140305"),
            (".git/index", ".git/index-conflict-laptop-20261122-140305"),
            (".git/HEAD", ".git/HEAD-conflict-laptop-20261122-140305"),
            (".git/packed-refs", ".git/packed-refs-conflict-laptop-20261122-140305"),
            (".git/objects/pack/pack-1.idx", ".git/objects/pack/pack-1.idx-conflict-laptop-20261122-140305"),
            (".git/info/refs", ".git/info/refs-conflict-laptop-20261122-140305"),
            // A file with that name, names that only look similar, and files in the work tree.
            (".git", ".git (conflict, laptop, 2026-11-22 14.03.05)"),
            ("a.git/refs/heads/main", "a.git/refs/heads/main (conflict, laptop, 2026-11-22 14.03.05)"),
            (".github/refs/x.yml", ".github/refs/x (conflict, laptop, 2026-11-22 14.03.05).yml"),
        ];
        for (path, copy) in cases {
            assert_eq!(name(path), copy);
        }
    }

    #[test]
    fn no_machine_and_no_time_make_a_name_that_no_branch_can_have() {
        let path = RelPath::new(".git/refs/heads/main").unwrap();
        let named = |machine: &str, mtime| conflict_name(&path, machine, mtime, |_| false).unwrap().name().to_owned();
        assert_eq!(named("Ana's PC.lock", None), "main-conflict-Ana_s_PC_lock");
        assert_eq!(named("büro", None), "main-conflict-büro");
        assert_eq!(named("../~^:", Some(NOON)), "main-conflict-______-20261122-140305");
        assert_eq!(named("pc", Some(Timestamp(i64::MAX))), "main-conflict-pc-22620411-234716");
        let second = conflict_name(&path, "pc", Some(NOON), |copy| !copy.as_str().ends_with("-2")).unwrap();
        assert_eq!(second.name(), "main-conflict-pc-20261122-140305-2");
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

        #[test]
        fn every_copy_of_a_branch_could_be_a_branch(stem in "[^/\0]{1,260}", machine: String, mtime: Option<i64>) {
            let Ok(path) = RelPath::new(&format!(".git/refs/heads/{stem}")) else { return Ok(()) };
            let copy = conflict_name(&path, &machine, mtime.map(Timestamp), |_| false).unwrap();
            let name = copy.name();
            let has_bad = name.chars().any(|c| c.is_ascii_control() || " ~^:?*[\\".contains(c));
            let is_legal = !has_bad && !name.contains("..") && !name.contains("@{") && !name.starts_with('.');
            proptest::prop_assert!(is_legal && !name.ends_with('.') && !name.ends_with(".lock"), "{name}");
        }
    }
}
