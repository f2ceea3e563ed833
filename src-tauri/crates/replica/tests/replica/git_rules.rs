//! Ignore rules mean what git says: their verdicts are compared with those of `git check-ignore`.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use syncit_core::RelPath;
use syncit_replica::ignore_rules::IgnoreRules;

/// What decides about a path: the line of a rule, and whether it makes the path ignored.
type Verdict = Option<(u32, bool)>;

/// Rule files, each with the paths to check. The path of a directory ends in `/`.
type Cases<'a> = [(String, &'a [String])];

/// Returns true if git is available.
fn has_git() -> bool {
    Command::new("git").arg("--version").output().is_ok_and(|output| output.status.success())
}

fn git(dir: &Path) -> Command {
    let mut git = Command::new("git");
    git.current_dir(dir).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    git.env("HOME", dir).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    git
}

/// Returns git's verdicts on all cases at once, each in its own directory.
fn ask_git(cases: &Cases<'_>) -> Vec<Vec<Verdict>> {
    // In memory, where the system has such a file system, because there are many directories.
    let memory = Path::new("/dev/shm");
    let dir = tempfile::tempdir_in(if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() }).unwrap();
    assert!(git(dir.path()).args(["init", "-q"]).status().unwrap().success());
    let mut asked = Vec::new();
    for (case, (text, paths)) in cases.iter().enumerate() {
        let root = dir.path().join(case.to_string());
        fs::create_dir(&root).unwrap();
        fs::write(root.join(".gitignore"), text).unwrap();
        for path in *paths {
            if path.ends_with('/') {
                fs::create_dir_all(root.join(path)).unwrap();
            }
            write!(asked, "{case}/{}\0", path.trim_end_matches('/')).unwrap();
        }
    }
    let args = ["check-ignore", "--no-index", "-z", "--stdin", "-v", "-n"];
    let mut child = git(dir.path()).args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(&asked).unwrap());
    let output = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    writer.join().unwrap();
    let fields: Vec<&str> = output.split('\0').collect();
    let mut answers = fields.chunks_exact(4).map(|field| {
        let line: u32 = field[1].parse().ok()?;
        Some((line, !field[2].starts_with('!')))
    });
    cases.iter().map(|(_, paths)| paths.iter().map(|_| answers.next().unwrap()).collect()).collect()
}

/// Returns the verdicts of our rules, and the lines that they refuse. A rule that re-includes a path counts like no
/// rule.
fn ask_rules(text: &str, paths: &[String]) -> (Vec<Option<u32>>, Vec<(u32, String)>) {
    let mut rules = IgnoreRules::default();
    let refused = rules.add(None, text).err().unwrap_or_default();
    let verdicts = paths.iter().map(|text| {
        let path = RelPath::new(text.trim_end_matches('/')).unwrap();
        let rule = rules.verdict(&path, text.ends_with('/'))?;
        assert!(rule.from.is_some(), "{path} is ignored from the start");
        Some(rule.line)
    });
    (verdicts.collect(), refused.into_iter().map(|error| (error.line, error.message)).collect())
}

/// Compares all cases. Each line is either understood as git does, or refused. In the latter case git matches nothing
/// with it either, unless it contains a reversed range, a zero byte, or a multi-byte character in brackets.
fn compare(cases: &Cases<'_>) {
    let mut wrong = String::new();
    let mut compared = 0;
    for ((text, paths), gits) in cases.iter().zip(ask_git(cases)) {
        let (ours, refused) = ask_rules(text, paths);
        for ((path, git), ours) in paths.iter().zip(gits).zip(ours) {
            if let Some((_, why)) = refused.first() {
                let may_match = ["single bytes", "wrong way round", "zero byte"].iter().any(|it| why.contains(it));
                if git.is_some() && !may_match && text.lines().count() == 1 {
                    writeln!(wrong, "{text:?} was refused ({why}), but git applies it to {path:?}").unwrap();
                }
                continue;
            }
            compared += 1;
            let git = git.filter(|(_, ignored)| *ignored).map(|(line, _)| line);
            if git != ours {
                writeln!(wrong, "{text:?} on {path:?}: git says {git:?}, the rules say {ours:?}").unwrap();
            }
        }
    }
    let shown: Vec<&str> = wrong.lines().take(40).collect();
    assert!(wrong.is_empty(), "{} of {compared} differ:\n{}", wrong.lines().count(), shown.join("\n"));
    assert!(compared > 0);
}

/// Pseudo-random numbers from a seed.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// Drops the file paths that are directories of other paths.
fn paths(mut paths: Vec<String>) -> Vec<String> {
    paths.sort_unstable();
    paths.dedup();
    let directories: Vec<String> = paths.iter().filter(|path| path.ends_with('/')).cloned().collect();
    paths.retain(|path| path.ends_with('/') || !directories.iter().any(|dir| dir.starts_with(&format!("{path}/"))));
    paths
}

#[test]
fn every_class_of_characters_matches_as_in_git() {
    if !has_git() {
        eprintln!("skipped: there is no git here");
        return;
    }
    let names: Vec<String> =
        (1..128u8).map(char::from).filter(|c| !matches!(c, '/' | '.')).map(|c| format!("{c}-")).collect();
    let classes =
        ["alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "xdigit"];
    let mut cases = Vec::new();
    for class in classes {
        for brackets in ["[[:C:]]-", "[![:C:]]-", "[^[:C:]]-", "[x[:C:]-]-", "[[:C:][:digit:]]-", "d/[[:C:]]-"] {
            cases.push((brackets.replace('C', class), names.as_slice()));
        }
    }
    for brackets in [
        "[]-]-",
        "[!]-]-",
        "[-]-",
        "[!-]-",
        "[^-]-",
        "[a-]-",
        "[--0]-",
        "[!]-",
        "[^]-",
        "[\\!]-",
        "[\\^]-",
        "[\\!^]-",
        "[!!]-",
        "[!^]-",
        "[^^!]-",
        "[a^]-",
        "[a!-]-",
        "[\\]]-",
        "[\\-a]-",
        "[a\\-z]-",
        "[a-\\z]-",
        "[\\\\]-",
        "[[]-",
        "[[a]-",
        "[[:]-",
        "[[:a]-",
        "[a[:]b]-",
        "[[:digit]-",
        "[+--]-",
        "[a-c-e]-",
        "[a-c-]-",
        "[%--]-",
        "[!%--]-",
        "[*?]-",
        "[{,}]-",
        "[^{,}]-",
        "[ -~]-",
        "[\t]-",
        "[[-^]-",
        "[[:digit:]-z]-",
        "[a-[:digit:]]-",
        "[Z-a]-",
        "{-",
        "}-",
        "\\{-",
        "\\}-",
        "?-",
        "\\?-",
        "\\*-",
        "*-",
        "\\[-",
        "]-",
        "\\]-",
        "!-",
        "\\!-",
        "#-",
        "\\#-",
    ] {
        cases.push((brackets.to_owned(), names.as_slice()));
    }
    compare(&cases);
}

#[test]
fn known_corners_are_as_in_git() {
    if !has_git() {
        eprintln!("skipped: there is no git here");
        return;
    }
    let files = [
        "u",
        "u/",
        "a/u",
        "a/b/u",
        "foobar",
        "foo/bar",
        "foox/bar",
        "foox/y/bar",
        "foo/y/bar",
        "foo/",
        "foo/bar/",
        "foo",
        "{a,b}",
        "a",
        "b",
        "a,b",
        "{a",
        "a}",
        "{}",
        "x{y}z",
        "xyz",
        "tail ",
        "tail",
        "tail\t",
        "tail\u{a0}",
        "dot.",
        "dot",
        "a/dot.",
        "dot./",
        "x.",
        "x",
        " lead",
        "lead",
        "\\",
        "a\\b",
        "ab",
        "#x",
        "!x",
        "bs\\",
        "é",
        "éé",
        "e",
        "aé",
        "a/é",
        "new\nline",
        "**",
        "***",
        "a*b",
        "a/x/b",
        "a/b",
        "axb",
        "a/x/y/b",
        "build/",
        "build/x",
        "sub/build/",
        "build",
        "cr\r",
        "cr",
        "...",
        "a/...",
        ".x",
        "-",
        "a/b/c/d/e/u",
    ];
    // Each as a file and as a directory.
    let as_directories = paths(files.iter().map(|path| format!("{}/", path.trim_end_matches('/'))).collect());
    let as_files = paths(files.iter().map(ToString::to_string).collect());
    let lines = [
        "{a,b}",
        "\\{a,b\\}",
        "{a",
        "a}",
        "{}",
        "x{y}z",
        "[{]a",
        "***/u",
        "**/u",
        "/**/u",
        "/***/u",
        "*/u",
        "****/u",
        "u/**",
        "a/**",
        "a/***",
        "a/****/u",
        "/**",
        "**",
        "***",
        "**/",
        "/**/",
        "***/",
        "a/**/",
        "a/*/",
        "foo**/bar",
        "foo**bar",
        "foo***/bar",
        "foo**/",
        "/foo**",
        "/foo***",
        "/foo*",
        "foo**\\/bar",
        "**\\/bar",
        "*\\/bar",
        "\\foo**/bar",
        "/\\foo**",
        "f?o**/bar",
        "foo**/**/bar",
        "foo**/***/bar",
        "foo**/**",
        "/fo**o/bar",
        "a**/b",
        "a/**b",
        "a/b**",
        "a**b",
        "a/x**/b",
        "tail ",
        "tail\\ ",
        "tail\\  ",
        "tail\t",
        "tail\u{a0}",
        "/tail\\ ",
        "dot.",
        "/dot.",
        "dot./",
        "*.",
        "d*.",
        "?.",
        "...",
        "*",
        "/*",
        "/*/",
        "*/",
        "!",
        "/",
        "//",
        "//a",
        "/!x",
        "\\!x",
        "\\#x",
        "#x",
        "a\\\\b",
        "\\\\",
        "a\\",
        "bs\\\\",
        "bs\\",
        "build/",
        "/build/",
        "build//",
        "build\\/",
        "é",
        "?",
        "??",
        "[é]",
        "a?",
        "[!a]",
        "a[/]b",
        "a[!x]b",
        "a[--0]b",
        "a/[!x]",
        "a?b",
        "a/?/b",
        "cr\r",
        "cr\r\r",
        "new?line",
        "new*line",
        "new[!x]line",
        " lead",
        "\\ lead",
        "-",
        "[-]",
        "[",
        "[a",
        "[[:foo:]]",
        "[[:digit:]",
        "[z-a]",
        "[]",
        "[!]",
        "[]]",
        "a/[]b]",
        "é/",
        "a/é",
        ".*",
        "**/.x",
        "\u{feff}a",
        "a\0b",
        "**/**/u",
        "**/a/**/u",
        "a/**/**/u",
        "a/**/**",
        "**u",
        "u**",
        "a\\/b",
        "a\\/**",
        "/",
    ];
    let mut cases: Vec<(String, &[String])> = Vec::new();
    for paths in [&as_files, &as_directories] {
        cases.extend(lines.iter().map(|line| ((*line).to_owned(), paths.as_slice())));
        cases.extend(lines.iter().map(|line| (format!("*\n!{line}\n"), paths.as_slice())));
    }
    compare(&cases);
}

#[test]
fn patterns_by_chance_match_as_in_git() {
    if !has_git() {
        eprintln!("skipped: there is no git here");
        return;
    }
    let mut numbers = Numbers(20_261_128);
    let parts = ["a", "b", "ab", "{a", "b}", "a.", "é", "a b", "x"];
    let made: Vec<String> = (0..60)
        .map(|_| {
            let mut path = String::new();
            for depth in 0..=numbers.below(4) {
                let name = format!("{}{}", numbers.pick(&parts), numbers.pick(&["", "", "a", "b"]));
                write!(path, "{}{name}", if depth > 0 { "/" } else { "" }).unwrap();
            }
            if numbers.below(3) == 0 {
                path.push('/');
            }
            path
        })
        .collect();
    let paths = paths(made);
    let pieces = [
        "a",
        "b",
        "ab",
        "x",
        "é",
        ".",
        " ",
        "*",
        "*",
        "**",
        "**",
        "***",
        "?",
        "/",
        "/",
        "/",
        "/**/",
        "{",
        "}",
        ",",
        "\\a",
        "\\*",
        "\\/",
        "\\\\",
        "\\ ",
        "[ab]",
        "[!a]",
        "[^b]",
        "[a-x]",
        "[[:alpha:]]",
        "[![:punct:]]",
        "[]a]",
        "[",
        "]",
        "!",
        "#",
    ];
    let texts: Vec<String> = (0..500)
        .map(|_| {
            let lines = if numbers.below(3) == 0 { 3 } else { 1 };
            (0..lines)
                .map(|line| {
                    let pattern: String = (0..=numbers.below(6)).map(|_| numbers.pick(&pieces)).collect();
                    let sign = if line > 0 && numbers.below(2) == 0 { "!" } else { "" };
                    format!("{sign}{pattern}{}\n", numbers.pick(&["", "", "", "/", " "]))
                })
                .collect()
        })
        .collect();
    let cases: Vec<(String, &[String])> = texts.into_iter().map(|text| (text, paths.as_slice())).collect();
    compare(&cases);
}
