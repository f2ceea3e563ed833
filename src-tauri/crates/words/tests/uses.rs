//! Code and catalogues name the same messages: each id that code says is in the catalogues, and each that is there is used.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use syncit_words::CATALOGUES;

/// The ids of this catalogue are made of names of commands; a test of the command line checks them.
const OF_COMMANDS: &str = "help";

/// What stands before an id that must exist: what says a message, and what prefixes the ids of heads of tables.
const SAYS: [&str; 2] = ["say(", "column-"];

/// All sources that can say something, tests aside, each with its path.
fn sources() -> Vec<(PathBuf, String)> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this crate lies among the others");
    let all = fs::read_dir(crates).expect("the crates can be listed").flatten().map(|it| it.path().join("src"));
    let mut found = Vec::new();
    all.chain([crates.with_file_name("src")]).for_each(|directory| read_below(&directory, &mut found));
    assert!(found.len() > 100, "the sources are not where they were: {}", crates.display());
    found
}

fn read_below(directory: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            read_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a source is text");
            found.push((path, text));
        }
    }
}

/// The ids of a catalogue.
fn ids(catalogue: &str) -> impl Iterator<Item = &str> {
    let starts = catalogue.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
    starts.filter_map(|line| line.split_once(" =")).map(|(id, _)| id)
}

/// The literals of a source that can be ids, each with the code before it.
fn literals(code: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    code.match_indices('"').filter_map(move |(at, _)| {
        let text = &code[at + 1..];
        let end = text.find(|c: char| !is_id(c))?;
        (end > 0 && text[end..].starts_with('"')).then(|| (&text[..end], code[..at].trim_end()))
    })
}

/// The ids that a source says, where they stand in it as they are.
fn said(source: &str) -> BTreeSet<&str> {
    let code = source.split("#[cfg(test)]").next().unwrap_or_default();
    let is_said = |id: &str, before: &str| before.ends_with(SAYS[0]) || id.starts_with(SAYS[1]);
    literals(code).filter(|(id, before)| is_said(id, before)).map(|(id, _)| id).collect()
}

#[test]
fn what_code_says_is_in_the_catalogues() {
    let known: BTreeSet<_> = CATALOGUES.iter().flat_map(|(_, english, _)| ids(english)).collect();
    let sources = sources();
    let mut all = 0;
    for (path, text) in &sources {
        let said = said(text);
        all += said.len();
        let missing: Vec<_> = said.difference(&known).collect();
        assert!(missing.is_empty(), "no catalogue has these of {}: {missing:?}", path.display());
    }
    assert!(all > 200, "only {all} messages are said");
}

/// A message with the id of a reason is used by its declaration.
#[test]
fn what_is_in_the_catalogues_is_used() {
    let sources = sources();
    let used: BTreeSet<_> = sources.iter().flat_map(|(_, text)| literals(text)).map(|(id, _)| id).collect();
    for (name, english, _) in CATALOGUES.iter().filter(|(name, ..)| *name != OF_COMMANDS) {
        let unused: Vec<_> = ids(english).filter(|id| !used.contains(id)).collect();
        assert!(unused.is_empty(), "nothing uses these of {name}.ftl: {unused:?}");
    }
}
