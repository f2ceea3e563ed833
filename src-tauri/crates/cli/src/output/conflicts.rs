//! Conflicts as text for a person: the versions and their differences.

use anstyle::{AnsiColor, Style};
use syncit_core::show::printable;
use syncit_engine::api::{ConflictDiff, ConflictLine, ConflictSide};
use syncit_words::{Language, short};

use super::style::{DIM, bold, dim};

pub fn show_conflicts(language: Language, lines: &[ConflictLine]) -> String {
    if lines.is_empty() {
        return language.say("conflicts-none", []);
    }
    lines.iter().map(|line| show_conflict(language, line)).collect::<Vec<_>>().join("\n")
}

fn show_conflict(language: Language, line: &ConflictLine) -> String {
    let (folder, path, copy) = (printable(&line.folder), printable(&line.path), printable(&line.copy));
    let [theirs, mine] = [(&line.theirs_machine, &line.theirs_at), (&line.machine, &line.at)]
        .map(|(machine, at)| version_of(language, machine, at));
    let mut text = format!("{}: {theirs}\n{folder}/{copy}: {mine}", bold(&format!("{folder}/{path}")));
    // Two diffs begin at the common version; a single one leads from the file's version to the copy's.
    let is_from_origin = line.diffs.len() > 1;
    for diff in &line.diffs {
        text += &format!("\n{}", show_diff(language, diff, is_from_origin));
    }
    let why = line.why_not.as_deref().map(printable);
    let merge = match (line.mergeable, why) {
        (Some(true), _) => language.say("conflicts-mergeable", []),
        (Some(false), why) => language.say("conflicts-not-mergeable", [("why", why.unwrap_or_default().into())]),
        (None, Some(why)) => language.say("conflicts-merge-unknown", [("why", why.into())]),
        (None, None) => return text,
    };
    text + "\n" + &dim(&merge)
}

/// Says whose version it is, and of when.
fn version_of(language: Language, machine: &str, at: &str) -> String {
    language.say("version-of", [("machine", printable(machine).into()), ("at", short(language, at).into())])
}

fn show_diff(language: Language, diff: &ConflictDiff, is_from_origin: bool) -> String {
    let head = |mark: &str, side: &ConflictSide, is_origin: bool| {
        let version = version_of(language, &side.machine, &side.at);
        let version = match is_origin {
            true => language.say("conflicts-origin", [("version", version.into())]),
            false => version,
        };
        bold(&format!("{mark} {}: {version}", printable(&side.path)))
    };
    let mut lines = vec![head("---", &diff.from, is_from_origin), head("+++", &diff.to, false)];
    lines.extend(diff.text.split_terminator('\n').map(show_line));
    if diff.cut {
        lines.push(dim(&language.say("conflicts-cut", [])));
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
        let text = plain(&show_conflict(Language::En, &line));
        let shown: Vec<&str> = text.lines().skip(2).collect();
        assert!(shown[0].starts_with("--- a\\n.txt: attic’s version from "), "{text}");
        assert!(shown[1].starts_with("+++ a (conflict).txt: lap\\u{1b}top’s version from "), "{text}");
        assert_eq!(
            shown[2..],
            [
                "@@ -1,2 +1,2 @@",
                " \ttabs \\ stay",
                "-old\\u{1b}[31m",
                "+new\\u{202e}\\r",
                "\\ No newline at end of file",
                "Only the beginning is shown here: the text is too long.",
                "Both changes fit into one text: --keep merged",
            ]
        );
    }

    #[test]
    fn why_there_is_no_merged_text_is_said() {
        let line = |mergeable| ConflictLine {
            mergeable,
            why_not: Some("a is no text".to_owned().into()),
            ..ConflictLine::default()
        };
        assert!(plain(&show_conflict(Language::En, &line(Some(false)))).ends_with("\nNo merged text: a is no text"));
        assert!(
            plain(&show_conflict(Language::En, &line(None)))
                .ends_with("\nWhether there is a merged text is not known: a is no text")
        );
        assert_eq!(plain(&show_conflict(Language::En, &ConflictLine::default())).lines().count(), 2);
    }
}
