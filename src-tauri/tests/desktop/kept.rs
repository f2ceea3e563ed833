//! What is kept and what is left out, in the window: the check of the store, how long the past is kept, roles, and one
//! text merged from two.

use std::fs;

use syncit_engine::api::Command;

use crate::app::ask;
use crate::pair::{Pair, wait_for_file};
use crate::session::Session;

fn set(pair: &Pair, key: &str, value: &str) {
    let (key, value) = (Some(key.into()), Some(value.into()));
    ask(&pair.home, Command::Settings { folder: Some("Photos".into()), key, value });
}

#[test]
fn the_store_is_checked_and_a_folder_says_how_long_its_past_is_kept() {
    let session = Session::start();
    let pair = Pair::start(&session);
    pair.write("notes.txt", "one");
    pair.write("notes.txt", "two");
    set(&pair, "keep-all-days", "60");
    pair.go("#/folders?folder=Photos");
    pair.browser.wait_for_text("Every version for 60 days");
    pair.go("#/settings");
    pair.browser.press("Check the store");
    pair.browser.wait_for_text("No damage found");
}

#[test]
fn what_a_role_leaves_out_is_listed_and_flows_with_another() {
    let session = Session::start();
    let pair = Pair::start(&session);
    set(&pair, "role", "send-only");
    fs::write(pair.laptop.join("theirs.txt"), "x").unwrap();
    pair.settle();
    pair.go("#/folders?folder=Photos");
    pair.browser.wait_for_text("1 incoming change not applied");
    pair.browser.wait_for_text("theirs.txt");
    assert!(!pair.attic.join("theirs.txt").exists());
    set(&pair, "role", "two-way");
    wait_for_file(&pair.attic.join("theirs.txt"), "x");
}

#[test]
fn two_versions_that_changed_other_lines_become_one_text_by_a_button() {
    let session = Session::start();
    let pair = Pair::start(&session);
    pair.write("notes.txt", "a\nb\nc\nd\ne\n");
    pair.ask_client(Command::Pause { folder: None, seconds: None });
    fs::write(pair.attic.join("notes.txt"), "A\nb\nc\nd\ne\n").unwrap();
    ask(&pair.home, Command::Wait { folder: None, timeout: None, everywhere: false });
    fs::write(pair.laptop.join("notes.txt"), "a\nb\nc\nd\nE\n").unwrap();
    pair.ask_client(Command::Resume { folder: None });
    pair.settle();
    pair.go("#/conflicts");
    pair.browser.wait_for_text("both changes fit into one text");
    pair.browser.press("Keep the merged text");
    for place in [&pair.attic, &pair.laptop] {
        wait_for_file(&place.join("notes.txt"), "A\nb\nc\nd\nE\n");
    }
}
