//! What a machine keeps of a folder, and what it leaves out, in the window.

use std::fs;

use syncit_engine::api::Command;

use crate::app::ask;
use crate::pair::{Pair, wait_for_file};
use crate::session::{Session, until};

#[test]
fn a_subfolder_is_unticked_and_leaves_this_disk_alone_and_comes_back_when_it_is_ticked() {
    let session = Session::start();
    let pair = Pair::start(&session);
    for year in ["2025", "2026"] {
        fs::create_dir(pair.laptop.join(year)).unwrap();
        fs::write(pair.laptop.join(year).join("a.jpg"), year).unwrap();
    }
    pair.settle();
    let browser = &pair.browser;
    let choose = |says: &str| {
        browser.press("Choose subfolders…");
        browser.find("//div[label[normalize-space()='2025']]//input[@type='checkbox']").click();
        browser.wait_for_text(says);
        browser.press("Keep these");
        browser.wait_for_text("What is kept of Photos on this machine has changed.");
    };

    pair.go("#/folders?folder=Photos");
    choose("Removes 4 B from this machine once the hub has everything.");
    until("it is gone here", || (!pair.attic.join("2025").exists()).then_some(()));
    browser.wait_for_text("1 file");
    browser.wait_for_text("Not kept here");
    wait_for_file(&pair.laptop.join("2025/a.jpg"), "2025");
    wait_for_file(&pair.attic.join("2026/a.jpg"), "2026");

    fs::write(pair.laptop.join("2025/b.jpg"), "another").unwrap();
    pair.settle();
    assert!(!pair.attic.join("2025").exists());
    choose("Fetches 11 B.");
    wait_for_file(&pair.attic.join("2025/a.jpg"), "2025");
    wait_for_file(&pair.attic.join("2025/b.jpg"), "another");
}

#[test]
fn what_was_changed_on_a_machine_that_only_receives_is_listed_and_then_dropped() {
    let session = Session::start();
    let pair = Pair::start(&session);
    pair.write("plan.txt", "as agreed");
    let (key, value) = (Some("role".into()), Some("receive-only".into()));
    ask(&pair.home, Command::Settings { folder: Some("Photos".into()), key, value });
    fs::write(pair.attic.join("plan.txt"), "changed here").unwrap();
    fs::write(pair.attic.join("own.txt"), "only here").unwrap();
    ask(&pair.home, Command::Wait { folder: None, timeout: None, everywhere: false });

    let browser = &pair.browser;
    pair.go("#/folders?folder=Photos");
    browser.press("Drop my changes here…");
    browser.wait_for_text("own.txt");
    browser.wait_for_text("plan.txt");
    browser.press("Drop my changes here");
    wait_for_file(&pair.attic.join("plan.txt"), "as agreed");
    until("what was only here is gone", || (!pair.attic.join("own.txt").exists()).then_some(()));
    wait_for_file(&pair.laptop.join("plan.txt"), "as agreed");
}
