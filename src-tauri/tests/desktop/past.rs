//! The past and what needs a person, in the window: versions, a folder as it was, conflicts, holds.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::json;
use syncit_engine::api::{Command, Reply};

use crate::app::ask;
use crate::file_manager::FileManager;
use crate::pair::{Pair, wait_for_file};
use crate::session::{Session, until};

#[test]
fn a_file_is_found_in_the_history_and_an_older_version_of_it_looked_at_and_brought_back() {
    let session = Session::start();
    let files = FileManager::start(&session);
    let pair = Pair::start(&session);
    pair.write("notes.txt", "one\ntwo\n");
    pair.write("other.txt", "1");
    pair.write("other.txt", "2");
    pair.write("notes.txt", "one\nthree\n");
    let browser = &pair.browser;

    pair.go("#/history");
    browser.wait_for_text("other.txt");
    browser.fill("Search", "NOTES");
    browser.press("Changed");
    // Each of the two filters alone would leave more lines.
    let lines = "return document.querySelectorAll('button[aria-label^=\"Show \"]').length";
    until("only what was looked for is listed", || (browser.run(lines) == Ok(json!(1))).then_some(()));
    browser.press("Show notes.txt in the file manager");
    files.shows(&pair.attic.join("notes.txt"));

    browser.find("//a[normalize-space()='notes.txt']").click();
    browser.wait_for_text("2 versions in Photos");
    assert_eq!(browser.find("//pre[@aria-label='Content']").text(), "one\ntwo");
    browser.press("Compare with current");
    let diff = browser.find("//*[@aria-label='Compared with the current version']").text();
    assert!(diff.contains("two") && diff.contains("three"), "{diff}");
    browser.find("//button[starts-with(normalize-space(), 'Restore the version from')]").click();
    browser.wait_for_text("was restored on all machines");
    wait_for_file(&pair.attic.join("notes.txt"), "one\ntwo\n");
    wait_for_file(&pair.laptop.join("notes.txt"), "one\ntwo\n");
}

#[test]
fn a_wrecked_folder_is_brought_back_by_three_clicks_from_its_history() {
    let session = Session::start();
    let pair = Pair::start(&session);
    for at in 0..40 {
        fs::write(pair.attic.join(format!("{at}.txt")), format!("as it was {at}")).unwrap();
    }
    pair.settle();
    let before = tree(&pair.attic);
    // The window restores to a whole millisecond before the first change: a file of that moment would be left out.
    let second = || jiff::Timestamp::now().as_second();
    let written = second();
    until("the next second begins", || (second() > written).then_some(()));
    for at in 0..40 {
        let file = pair.laptop.join(format!("{at}.txt"));
        if at % 2 == 0 { fs::remove_file(file).unwrap() } else { fs::write(file, "noise").unwrap() }
    }
    pair.settle();
    assert_ne!(tree(&pair.attic), before);

    let browser = &pair.browser;
    pair.go("#/history?folder=Photos");
    browser.press("Restore a folder…");
    browser.find("//button[contains(., 'Before') and contains(., 'laptop')]").click();
    browser.wait_for_text("40 files and folders would change");
    assert!(browser.text().contains("20 restored"), "{}", browser.text());
    assert_ne!(tree(&pair.attic), before, "it is only shown yet");
    browser.find("//button[starts-with(normalize-space(), 'Restore Photos to')]").click();
    until("the folder is as it was", || (tree(&pair.attic) == before && tree(&pair.laptop) == before).then_some(()));
}

#[test]
fn two_versions_are_shown_side_by_side_and_one_is_kept_by_a_button_that_names_its_machine_and_time() {
    let session = Session::start();
    let pair = Pair::start(&session);
    pair.write("plan.txt", "begin\nmiddle\n");
    pair.ask_client(Command::Pause { folder: None, seconds: None });
    fs::write(pair.attic.join("plan.txt"), "begin\nof the attic\n").unwrap();
    ask(&pair.home, Command::Wait { folder: None, timeout: None, everywhere: false });
    fs::write(pair.laptop.join("plan.txt"), "begin\nof the laptop\n").unwrap();
    pair.ask_client(Command::Resume { folder: None });

    let browser = &pair.browser;
    pair.go("#/conflicts");
    let table = browser.find("//table");
    until("both are shown", || {
        let text = table.text();
        ["attic’s version", "laptop’s version", "of the attic", "of the laptop"]
            .iter()
            .all(|part| text.contains(part))
            .then_some(())
    });
    browser.find("//button[starts-with(normalize-space(), 'Keep laptop’s version from ')]").click();
    until("it is said", || {
        let text = browser.text();
        (text.contains("plan.txt: laptop’s version from ") && text.contains(" was kept.")).then_some(())
    });
    wait_for_file(&pair.attic.join("plan.txt"), "begin\nof the laptop\n");
    wait_for_file(&pair.laptop.join("plan.txt"), "begin\nof the laptop\n");
    until("the copy is gone", || (tree(&pair.attic).len() == 2 && tree(&pair.laptop).len() == 2).then_some(()));
}

#[test]
fn a_mass_deletion_waits_for_a_button_that_names_its_outcome_and_the_files_come_back() {
    let session = Session::start();
    let pair = Pair::start(&session);
    for at in 0..130 {
        fs::write(pair.attic.join(format!("{at}.txt")), format!("photo {at}")).unwrap();
    }
    pair.settle();
    let before = tree(&pair.attic);
    for at in 0..120 {
        fs::remove_file(pair.laptop.join(format!("{at}.txt"))).unwrap();
    }
    let files = until("it is held", || match ask(&pair.home, Command::Held) {
        Reply::Held(held) => held.first().map(|one| one.files).filter(|files| *files == 120),
        other => panic!("{other:?}"),
    });

    let browser = &pair.browser;
    pair.go("#/holds");
    browser.wait_for_text("Photos is stopped");
    browser.find(&format!("//button[normalize-space()='Delete {files} files here']"));
    browser.press(&format!("Restore {files} files on laptop"));
    until("the files are back", || (tree(&pair.attic) == before && tree(&pair.laptop) == before).then_some(()));
}

/// Returns the files at a folder's root, except SyncIt's own.
fn tree(folder: &Path) -> BTreeMap<String, String> {
    let read = |entry: fs::DirEntry| {
        let name = entry.file_name().into_string().unwrap();
        // A file that is being put in place may be missing for a moment.
        Some((name, fs::read_to_string(entry.path()).ok()?))
    };
    fs::read_dir(folder).unwrap().flatten().filter(|entry| entry.path().is_file()).filter_map(read).collect()
}
