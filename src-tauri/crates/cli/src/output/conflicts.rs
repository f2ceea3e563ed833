//! Conflicts as text for a person: the versions and their differences.

use anstyle::{AnsiColor, Style};
use syncit_core::show::printable;
use syncit_engine::api::{ConflictDiff, ConflictLine, ConflictSide};

use super::style::{BOLD, DIM};
use super::time::local;

pub fn show_conflicts(lines: &[ConflictLine]) -> String {
    if lines.is_empty() {
        return "No conflicts.".into();
    }
    lines.iter().map(show_conflict).collect::<Vec<_>>().join("\n")
}

fn show_conflict(line: &ConflictLine) -> String {
    let (folder, path, copy) = (printable(&line.folder), printable(&line.path), printable(&line.copy));
    let mut text = format!(
        "{BOLD}{folder}/{path}{BOLD:#}: {}'s of {}\n{folder}/{copy}: {}'s of {}",
        printable(&line.theirs_machine),
        local(&line.theirs_at),
        printable(&line.machine),
        local(&line.at)
    );
    // Two diffs begin at the common version; a single one leads from the file's version to the copy's.
    let origin = if line.diffs.len() > 1 { ", what both were made from" } else { "" };
    for diff in &line.diffs {
        text += &format!("\n{}", show_diff(diff, origin));
    }
    let why = line.why_not.as_deref().map(printable).unwrap_or_default();
    match line.mergeable {
        Some(true) => text += &format!("\n{DIM}Both changes fit into one text: --keep merged{DIM:#}"),
        Some(false) => text += &format!("\n{DIM}No merged text: {why}{DIM:#}"),
        None if !why.is_empty() => text += &format!("\n{DIM}Whether there is a merged text is not known: {why}{DIM:#}"),
        None => {}
    }
    text
}

fn show_diff(diff: &ConflictDiff, origin: &str) -> String {
    let head = |mark: &str, side: &ConflictSide, what: &str| {
        let (path, machine) = (printable(&side.path), printable(&side.machine));
        format!("{BOLD}{mark} {path}: {machine}'s of {}{what}{BOLD:#}", local(&side.at))
    };
    let mut lines = vec![head("---", &diff.from, origin), head("+++", &diff.to, "")];
    lines.extend(diff.text.split_terminator('\n').map(show_line));
    if diff.cut {
        lines.push(format!("{DIM}It goes on: too long to be shown here.{DIM:#}"));
    }
    lines.join("\n")
}

/// Formats a line in its colour. Whitespace that moves the cursor is left as it is; everything else is made
/// visible.
fn show_line(line: &str) -> String {
    let style = match line.as_bytes().first() {
        Some(b'-') => colour(AnsiColor::Red),
        Some(b'+') => colour(AnsiColor::Green),
        Some(b'@') => colour(AnsiColor::Cyan),
        Some(b'\\') => DIM,
        _ => Style::new(),
    };
    let text = if line.starts_with('\\') {
        line.to_owned()
    } else {
        line.split('\t').map(visible).collect::<Vec<_>>().join("\t")
    };
    format!("{style}{text}{style:#}")
}

/// Makes a person's text printable, in which a backslash is just a backslash.
fn visible(text: &str) -> String {
    text.split('\\').map(printable).collect::<Vec<_>>().join("\\")
}

const fn colour(colour: AnsiColor) -> Style {
    Style::new().fg_color(Some(anstyle::Color::Ansi(colour)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(path: &str, machine: &str) -> ConflictSide {
        ConflictSide { path: path.into(), machine: machine.into(), at: "2026-11-22T14:03:05Z".into() }
    }

    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn what_others_wrote_steers_no_terminal() {
        let diff = ConflictDiff {
            from: side("a\n.txt", "attic"),
            to: side("a (conflict).txt", "lap\u{1b}top"),
            text: "@@ -1,2 +1,2 @@\n \ttabs \\ stay\n-old\u{1b}[31m\n+new\u{202e}\r\n\\ No newline at end of file\n"
                .into(),
            cut: true,
        };
        let line = ConflictLine { diffs: vec![diff], mergeable: Some(true), ..ConflictLine::default() };
        let text = plain(&show_conflict(&line));
        let shown: Vec<&str> = text.lines().skip(2).collect();
        assert!(shown[0].starts_with("--- a\\n.txt: attic's of "), "{text}");
        assert!(shown[1].starts_with("+++ a (conflict).txt: lap\\u{1b}top's of "), "{text}");
        assert_eq!(
            shown[2..],
            [
                "@@ -1,2 +1,2 @@",
                " \ttabs \\ stay",
                "-old\\u{1b}[31m",
                "+new\\u{202e}\\r",
                "\\ No newline at end of file",
                "It goes on: too long to be shown here.",
                "Both changes fit into one text: --keep merged",
            ]
        );
    }

    #[test]
    fn why_there_is_no_merged_text_is_said() {
        let line =
            |mergeable| ConflictLine { mergeable, why_not: Some("a is no text".into()), ..ConflictLine::default() };
        assert!(plain(&show_conflict(&line(Some(false)))).ends_with("\nNo merged text: a is no text"));
        assert!(
            plain(&show_conflict(&line(None))).ends_with("\nWhether there is a merged text is not known: a is no text")
        );
        assert_eq!(plain(&show_conflict(&ConflictLine::default())).lines().count(), 2);
    }
}
