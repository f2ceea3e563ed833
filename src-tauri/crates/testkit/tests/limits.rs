//! `docs/limits.md` agrees with the constants, and omits none of them.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Returns the words between backticks in a cell.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// Returns true if a source has exactly this constant, or this field of a set of limits.
fn says(source: &str, bound: &str) -> bool {
    match bound.split_once(" = ") {
        Some((name, value)) => source.lines().filter_map(|line| line.split_once("const ")).any(|(before, rest)| {
            let is_item = before.trim().is_empty() || before.trim_start().starts_with("pub");
            is_item && rest.starts_with(&format!("{name}: ")) && rest.ends_with(&format!(" = {value};"))
        }),
        None => source.lines().any(|line| line.trim().trim_end_matches(',') == bound),
    }
}

fn rows(page: &str) -> Vec<Vec<&str>> {
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| what"));
    rows.map(|line| line.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

fn page() -> String {
    fs::read_to_string(crates().join("../../docs/limits.md")).unwrap()
}

#[test]
fn every_bound_is_what_the_page_says() {
    let page = page();
    let rows = rows(&page);
    assert!(rows.len() > 40);
    for row in rows {
        let [file, bound] = quoted(row[1])[..] else { panic!("no constant in {row:?}") };
        let source = fs::read_to_string(crates().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert!(says(&source, bound), "{file} does not say {bound}");
        // One bound only limits time, and makes a check cheaper.
        assert!(bound.starts_with("RECOUNTED ") || !quoted(row[3]).is_empty(), "no test tries {bound}");
        for test in quoted(row[3]) {
            assert!(crates().join(test).is_file(), "there is no {test}");
        }
    }
}

/// Checks everything called a maximum in messages, paths and entries, and each limit of the server.
#[test]
fn no_bound_of_the_wire_is_left_out() {
    let page = page();
    for file in ["core/src/message.rs", "core/src/message/size.rs", "core/src/path.rs", "core/src/entry.rs"] {
        let source = fs::read_to_string(crates().join(file)).unwrap();
        for line in source.lines().filter_map(|line| line.strip_prefix("pub const MAX_")) {
            let name = format!("MAX_{}", line.split(':').next().unwrap());
            // How many entries a hub names at once follows from what a message holds.
            assert!(name == "MAX_LACKING" || page.contains(&format!("`{name} = ")), "{file} has {name}");
        }
    }
    let server = fs::read_to_string(crates().join("ssh/src/server/limits.rs")).unwrap();
    let defaults = server.split("impl Default for Limits").nth(1).unwrap().split("\n}").next().unwrap();
    for line in defaults.lines().map(str::trim).filter(|line| line.contains(": ") && line.ends_with(',')) {
        let name = line.split(':').next().unwrap();
        let is_elsewhere = name.starts_with("pace_of") || name == "silence";
        assert!(is_elsewhere || page.contains(&format!("`{name}: ")), "the server has {name}");
    }
}
