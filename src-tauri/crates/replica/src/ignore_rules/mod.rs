//! What is not synced: `.syncitignore` files in gitignore syntax at any level, and built-in defaults for temporary and
//! operating-system files, which a person's own rule can override.
//!
//! Pure: the caller reads the files and passes their text. A `.syncitignore` itself is never ignored, and as in git nothing
//! inside an ignored directory can be re-included.

mod pattern;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{Error, Match};
use syncit_core::RelPath;

use pattern::Line;

pub use syncit_core::path::IGNORE_FILE;
/// The largest such file, in bytes; what lies beyond is reported and does not apply.
pub const MAX_IGNORE_FILE: usize = 256 * 1024;
/// The most lines that apply in one file.
const MAX_LINES: usize = 4_000;
/// The longest line, in bytes.
const MAX_LINE: usize = 4_000;

/// A directory at the root of a folder that is a whole disk. It belongs to the file system, and only root can read it.
pub(crate) const LOST_AND_FOUND: &str = "lost+found";

/// The built-in rules, matched case-insensitively: what programs write while they work and what operating systems scatter
/// about.
///
/// Deliberately absent: `*.tmp`, `*.bak` and `*~`, because people keep real work and backups under such names and would
/// miss them on other machines (only Word's own patterns are here), and vim's probe `4913`, which is a plausible name for
/// real files and gone before anything is sent.
pub const DEFAULTS: &[&str] = &[
    "*.part",
    "*.crdownload",
    "~$*",
    "~WR[DL]*.tmp",
    ".~lock.*#",
    ".#*",
    "*.swp",
    "*.swx",
    ".*.sw[a-o]",
    ".goutputstream-*",
    ".DS_Store",
    "Thumbs.db",
    "ehthumbs.db",
    "desktop.ini",
    ".Trash-*",
    ".nfs*",
    ".fuse_hidden*",
    // `LOST_AND_FOUND`.
    "/lost+found/",
];

/// Names that operating systems leave in directories that people look at.
const LITTER: &[&str] = &[".DS_Store", "Thumbs.db", "ehthumbs.db", "desktop.ini"];

static DEFAULT_MATCHER: LazyLock<Gitignore> = LazyLock::new(|| {
    let mut builder = GitignoreBuilder::new("");
    builder.case_insensitive(true).expect("this setting cannot fail");
    for (line, pattern) in (1u32..).zip(DEFAULTS) {
        builder.add_line(Some(line_tag(line)), pattern).expect("the built-in rules are well-formed");
    }
    builder.build().expect("the built-in rules are well-formed")
});

/// Returns the path that carries a line number: the matcher remembers a path for each pattern.
fn line_tag(line: u32) -> PathBuf {
    PathBuf::from(line.to_string())
}

/// Returns true if a name is operating-system litter, which is removed with its directory.
pub fn is_litter(name: &str) -> bool {
    LITTER.iter().any(|litter| litter.eq_ignore_ascii_case(name))
}

/// The rule that makes a path ignored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The pattern as written.
    pub pattern: String,
    /// The `.syncitignore` that contains it; none for the built-in ones.
    pub from: Option<RelPath>,
    /// Its line there, or its position in `DEFAULTS`, from 1.
    pub line: u32,
}

/// A line that does not apply, because it is not a rule or would match nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} ({pattern:?}) is no ignore rule: {message}")]
pub struct RuleError {
    /// From 1; 0 for the file as a whole.
    pub line: u32,
    /// The pattern as written.
    pub pattern: String,
    /// What is wrong with it.
    pub message: String,
}

/// All rules of a folder.
#[derive(Debug, Clone, Default)]
pub struct IgnoreRules {
    /// Keyed by the directory that holds the file, as text, so that a lookup costs no allocation; the root is "".
    files: BTreeMap<Box<str>, FileRules>,
}

/// The rules of one file.
#[derive(Debug, Clone)]
struct FileRules {
    matcher: Gitignore,
    /// The patterns as written, by line.
    patterns: BTreeMap<u32, String>,
}

impl IgnoreRules {
    /// Takes the text of the `.syncitignore` of a directory (`None`: the root), which replaces its earlier text. Lines that
    /// are not rules are reported; all others apply.
    pub fn add(&mut self, dir: Option<&RelPath>, text: &str) -> Result<(), Vec<RuleError>> {
        let mut errors = Vec::new();
        let rules = parse(text, &mut errors);
        if rules.matcher.is_empty() {
            self.remove(dir);
        } else {
            self.files.insert(key(dir).into(), rules);
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// Forgets the rules of the `.syncitignore` of a directory.
    pub fn remove(&mut self, dir: Option<&RelPath>) {
        self.files.remove(key(dir));
    }

    /// Forgets the rules of a directory and of all below it, because it is gone.
    pub fn remove_below(&mut self, dir: &RelPath) {
        let is_below = |file: &str| file.strip_prefix(dir.as_str()).is_some_and(|rest| rest.starts_with('/'));
        self.files.retain(|file, _| **file != *dir.as_str() && !is_below(file));
    }

    /// Returns the rule that makes a path ignored, directly or through a directory above it; none if it is synced.
    pub fn verdict(&self, path: &RelPath, is_dir: bool) -> Option<Rule> {
        let path = path.as_str();
        let mut above = path.match_indices('/').map(|(end, _)| &path[..end]);
        above.find_map(|dir| self.own(dir, true)).or_else(|| self.own(path, is_dir))
    }

    /// Like `verdict`, for a path whose directory is known not to be ignored: what a scan asks on its way down.
    pub fn own_verdict(&self, path: &RelPath, is_dir: bool) -> Option<Rule> {
        self.own(path.as_str(), is_dir)
    }

    fn own(&self, path: &str, is_dir: bool) -> Option<Rule> {
        let mut inner = parent(path);
        if path[inner.map_or(0, |dir| dir.len() + 1)..] == *IGNORE_FILE && !is_dir {
            return None;
        }
        while !self.files.is_empty() {
            let dir = inner.unwrap_or_default();
            if let Some(rules) = self.files.get(dir) {
                let below = path[dir.len()..].trim_start_matches('/');
                match rules.matcher.matched(below, is_dir) {
                    Match::Ignore(glob) => {
                        let line = line_of(glob);
                        let pattern = rules.patterns.get(&line).cloned().unwrap_or_default();
                        let dir = inner.and_then(|dir| RelPath::new(dir).ok());
                        return Some(Rule { pattern, from: RelPath::child(dir.as_ref(), IGNORE_FILE).ok(), line });
                    }
                    Match::Whitelist(_) => return None,
                    Match::None => {}
                }
            }
            let Some(dir) = inner else { break };
            inner = parent(dir);
        }
        match DEFAULT_MATCHER.matched(path, is_dir) {
            Match::Ignore(glob) => Some(Rule { pattern: glob.original().to_owned(), from: None, line: line_of(glob) }),
            _ => None,
        }
    }
}

/// Returns the directory that a path is in; none if that is the root.
fn parent(path: &str) -> Option<&str> {
    path.rfind('/').map(|slash| &path[..slash])
}

fn key(dir: Option<&RelPath>) -> &str {
    dir.map_or("", RelPath::as_str)
}

fn line_of(glob: &ignore::gitignore::Glob) -> u32 {
    glob.from().and_then(|tag| tag.to_str()).and_then(|tag| tag.parse().ok()).unwrap_or(0)
}

fn parse(text: &str, errors: &mut Vec<RuleError>) -> FileRules {
    let mut builder = GitignoreBuilder::new("");
    let mut patterns = BTreeMap::new();
    let mut refuse = |line, pattern: &str, message: String| {
        errors.push(RuleError { line, pattern: pattern.chars().take(80).collect(), message });
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = match text.char_indices().find(|(at, c)| at + c.len_utf8() > MAX_IGNORE_FILE) {
        None => text,
        Some((end, _)) => {
            refuse(0, "", format!("only the first {MAX_IGNORE_FILE} bytes of the file apply"));
            &text[..text[..end].rfind('\n').unwrap_or(0)]
        }
    };
    for (line, pattern) in (1u32..).zip(text.split_terminator('\n')) {
        if line as usize > MAX_LINES {
            refuse(line, pattern, format!("only the first {MAX_LINES} lines apply"));
            break;
        }
        if pattern.len() > MAX_LINE {
            refuse(line, pattern, format!("it is longer than {MAX_LINE} bytes"));
            continue;
        }
        match pattern::read_line(pattern.strip_suffix('\r').unwrap_or(pattern)) {
            Ok(Line::Nothing) => {}
            Ok(Line::Pattern(written, globs)) => {
                patterns.insert(line, written.to_owned());
                let added = globs.iter().try_for_each(|glob| builder.add_line(Some(line_tag(line)), glob).map(|_| ()));
                if let Err(error) = added {
                    refuse(line, pattern, message(error));
                }
            }
            Err(why) => refuse(line, pattern, why),
        }
    }
    let matcher = builder.build().unwrap_or_else(|error| {
        refuse(0, "", format!("the rules are too large together: {}", message(error)));
        Gitignore::empty()
    });
    FileRules { matcher, patterns }
}

fn message(error: Error) -> String {
    match error {
        Error::Glob { err, .. } => err,
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// `files`: `dir: rule, rule`, the root being `.`; `paths`: one path, a directory's ending in `/`; expected: the
    /// deciding rule as `file:line pattern`, `default …`, or `synced`.
    #[track_caller]
    fn check(files: &[(&str, &str)], paths: &[(&str, &str)]) {
        let mut rules = IgnoreRules::default();
        for (dir, text) in files {
            let dir = (*dir != ".").then(|| RelPath::new(dir).unwrap());
            rules.add(dir.as_ref(), text).unwrap();
        }
        for (text, expected) in paths {
            let path = RelPath::new(text.trim_end_matches('/')).unwrap();
            let found = match rules.verdict(&path, text.ends_with('/')) {
                None => "synced".to_owned(),
                Some(Rule { pattern, from: Some(file), line }) => format!("{file}:{line} {pattern}"),
                Some(Rule { pattern, from: None, .. }) => format!("default {pattern}"),
            };
            assert_eq!(found, *expected, "{text}");
        }
    }

    #[test]
    fn rules_match_as_in_git() {
        check(
            &[(".", "# people's own\n*.log\n/build/\ndoc/*.pdf\n\\#odd\nout/**\n")],
            &[
                ("a.log", ".syncitignore:2 *.log"),
                ("deep/down/a.log", ".syncitignore:2 *.log"),
                ("build/", ".syncitignore:3 /build/"),
                ("build", "synced"),
                ("src/build/", "synced"),
                ("build/x/y", ".syncitignore:3 /build/"),
                ("doc/a.pdf", ".syncitignore:4 doc/*.pdf"),
                ("doc/x/a.pdf", "synced"),
                ("#odd", ".syncitignore:5 \\#odd"),
                ("out/", "synced"),
                ("out/x", ".syncitignore:6 out/**"),
            ],
        );
    }

    #[test]
    fn what_the_matcher_takes_otherwise_matches_as_in_git() {
        check(
            &[(".", "{a,b}\n[[:digit:]]x\n[!]a-c]y\n***/u\ntail\\ \n/foo**/bar\ndot.\n")],
            &[
                ("a", "synced"),
                ("{a,b}", ".syncitignore:1 {a,b}"),
                ("5x", ".syncitignore:2 [[:digit:]]x"),
                ("dx", "synced"),
                ("dy", ".syncitignore:3 [!]a-c]y"),
                ("by", "synced"),
                ("u", ".syncitignore:4 ***/u"),
                ("a/b/u", ".syncitignore:4 ***/u"),
                ("tail ", ".syncitignore:5 tail\\ "),
                ("tail", "synced"),
                ("foobar", ".syncitignore:6 /foo**/bar"),
                ("foox/y/bar", ".syncitignore:6 /foo**/bar"),
                ("d/dot.", ".syncitignore:7 dot."),
            ],
        );
    }

    #[test]
    fn lines_that_match_nothing_are_reported() {
        for (line, message) in [
            ("[abc", "a bracket is not closed"),
            ("[[:digits:]]", "no class is named [:digits:]"),
            ("[z-a]", "the range z-a is the wrong way round"),
            ("[ä]", "ä cannot be in brackets: as in git, they match single bytes"),
            ("a[/]b", "brackets never match a slash"),
            ("a\\", "it ends with a backslash"),
            ("!", "it matches nothing"),
            ("/", "it matches nothing"),
            ("//a", "it matches nothing"),
            ("a\0b", "it has a zero byte in it, which no name has"),
        ] {
            let errors = IgnoreRules::default().add(None, line).unwrap_err();
            assert_eq!((errors[0].line, errors[0].message.as_str()), (1, message), "{line:?}");
        }
    }

    #[test]
    fn a_nearer_file_wins_and_is_relative_to_its_directory() {
        check(
            &[(".", "*.iso\n"), ("films", "!*.iso\n/x\n"), ("films/old", "*.iso\n")],
            &[
                ("a.iso", ".syncitignore:1 *.iso"),
                ("films/a.iso", "synced"),
                ("films/new/a.iso", "synced"),
                ("films/old/a.iso", "films/old/.syncitignore:1 *.iso"),
                ("films/x", "films/.syncitignore:2 /x"),
                ("films/new/x", "synced"),
                ("filmsx/a.iso", ".syncitignore:1 *.iso"),
            ],
        );
    }

    #[test]
    fn nothing_inside_an_ignored_directory_is_taken_back() {
        check(
            &[(".", "cache/\n!cache/keep\n"), ("cache", "!*\n")],
            &[
                ("cache/keep", ".syncitignore:1 cache/"),
                ("cache/a/b", ".syncitignore:1 cache/"),
                ("cache/.syncitignore", ".syncitignore:1 cache/"),
            ],
        );
        check(&[(".", "cache/*\n!cache/keep\n")], &[("cache/keep", "synced"), ("cache/a", ".syncitignore:1 cache/*")]);
    }

    #[test]
    fn defaults_apply_until_taken_back() {
        let ignored = [
            ("film.mkv.part", "default *.part"),
            ("~$letter.docx", "default ~$*"),
            (".~lock.letter.odt#", "default .~lock.*#"),
            ("a/b/.letter.txt.swp", "default *.swp"),
            ("a/.ds_store", "default .DS_Store"),
            ("THUMBS.DB", "default Thumbs.db"),
            (".Trash-1000/x/y", "default .Trash-*"),
            ("~WRD0001.tmp", "default ~WR[DL]*.tmp"),
        ];
        check(&[], &ignored);
        check(&[], &[("data.tmp", "synced"), ("4913", "synced"), ("letter.txt~", "synced"), ("party", "synced")]);
        check(&[], &[("lost+found/", "default /lost+found/"), ("lost+found", "synced"), ("a/lost+found/", "synced")]);
        check(&[(".", "!lost+found/\n")], &[("lost+found/", "synced")]);
        check(&[(".", "!*.part\n")], &[("film.mkv.part", "synced"), ("x.swp", "default *.swp")]);
    }

    #[test]
    fn the_file_with_the_rules_is_never_ignored() {
        check(&[(".", "*\n")], &[(".syncitignore", "synced"), ("x", ".syncitignore:1 *")]);
        check(&[(".", "*\n!*/\n")], &[("sub/.syncitignore", "synced"), ("sub/x", ".syncitignore:1 *")]);
    }

    #[test]
    fn bad_lines_are_reported_and_good_ones_apply() {
        let mut rules = IgnoreRules::default();
        let errors = rules.add(None, "*.o\n[abc\n*.a\n[z-a]\n").unwrap_err();
        let lines: Vec<_> = errors.iter().map(|error| (error.line, error.pattern.as_str())).collect();
        assert_eq!(lines, [(2, "[abc"), (4, "[z-a]")]);
        assert!(rules.verdict(&RelPath::new("x.a").unwrap(), false).is_some());

        let long = format!("*.b\n{}\n*.c", "x".repeat(MAX_IGNORE_FILE));
        let errors = rules.add(None, &long).unwrap_err();
        assert_eq!(errors[0].line, 0, "{errors:?}");
        assert!(rules.verdict(&RelPath::new("x.b").unwrap(), false).is_some());
        assert!(rules.add(None, &"x\n".repeat(MAX_LINES + 10)).is_err());
    }

    #[test]
    fn rules_are_replaced_and_removed() {
        let mut rules = IgnoreRules::default();
        let (dir, path) = (RelPath::new("a/b").unwrap(), RelPath::new("a/b/x").unwrap());
        rules.add(Some(&dir), "x\n").unwrap();
        assert!(rules.verdict(&path, false).is_some());
        rules.add(Some(&dir), "y\n").unwrap();
        assert!(rules.verdict(&path, false).is_none());
        rules.add(Some(&dir), "x\n").unwrap();
        rules.remove_below(&RelPath::new("a").unwrap());
        assert!(rules.verdict(&path, false).is_none());
    }

    #[test]
    fn litter_is_known_in_any_case() {
        assert!(is_litter("thumbs.db") && is_litter(".DS_Store"));
        assert!(!is_litter("thumbs.db.txt") && !is_litter("x.part"));
    }
}
