//! `docs/safety.md` names tests; all of them exist.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The names of all functions in the sources below a directory.
fn functions(dir: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            functions(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let names = text
                .lines()
                .filter_map(|line| line.trim_start().strip_prefix("fn ")?.split('(').next().map(str::to_owned));
            found.extend(names);
        }
    }
}

#[test]
fn every_test_that_the_page_on_safety_names_exists() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let page = fs::read_to_string(top.join("docs/safety.md")).unwrap();
    let mut found = BTreeSet::new();
    functions(&top.join("src-tauri/crates"), &mut found);
    let is_test = |word: &&str| word.contains('_') && !word.contains(['/', ' ', '.']);
    let named: Vec<&str> = page.split('`').skip(1).step_by(2).filter(is_test).collect();
    assert!(named.len() > 50, "only {} tests are named", named.len());
    let missing: Vec<_> = named.into_iter().filter(|name| !found.contains(*name)).collect();
    assert!(missing.is_empty(), "docs/safety.md names tests that do not exist: {missing:?}");
}
