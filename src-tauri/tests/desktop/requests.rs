//! What a file manager sends a person to the app for, and images in the real web view.

use std::fs;

use serde_json::json;
use syncit_engine::api::{Command, Reply};

use crate::app::{APP, ask, start_again};
use crate::pair::Pair;
use crate::session::{Session, until};

/// An image of two by three pixels.
const PNG: &[u8] =
    b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x02\x00\x00\x00\x03\x08\x02\x00\x00\x006\x88\
    I\xd6\x00\x00\x00\x10IDATx\xdac8\x11\xa0\x01D\x0c(\x14\x00R\x95\x07\x81\xdawc\x8f\x00\x00\x00\x00IEN\
    D\xaeB`\x82";

#[test]
fn a_file_manager_leads_the_running_window_to_versions_and_to_the_dialog_that_shares() {
    let session = Session::start();
    let pair = Pair::start(&session);
    pair.write("Two words.txt", "one\n");
    pair.write("Two words.txt", "two\n");
    let browser = &pair.browser;
    let start = |words: [&str; 2]| start_again(&session, &pair.home, &words);

    start(["--versions", &pair.attic.join("Two words.txt").display().to_string()]);
    browser.wait_for_text("2 versions in Photos");

    let recipes = session.path("Recipes 'n' $HOME");
    fs::create_dir(&recipes).unwrap();
    start(["--share", &format!("file://{}", recipes.display().to_string().replace(' ', "%20"))]);
    browser.wait_for_text("Share a folder from this machine");
    let field = "return document.querySelector('dialog input').value";
    until("the path is filled in", || (browser.run(field) == Ok(json!(recipes))).then_some(()));
    browser.press("Cancel");

    start(["--versions", &recipes.display().to_string()]);
    browser.wait_for_text("is not in a folder that syncs to this computer");
    let Reply::Status(status) = ask(&pair.home, Command::Status) else { panic!("no status") };
    assert_eq!(status.folders.len(), 1, "nothing was shared");
}

#[test]
fn an_image_is_shown_from_memory_and_what_cannot_be_decoded_is_not() {
    let session = Session::start();
    let pair = Pair::start(&session);
    fs::write(pair.attic.join("photo"), PNG).unwrap();
    fs::write(pair.attic.join("broken"), [&PNG[..33], b"garbage"].concat()).unwrap();
    pair.settle();
    let browser = &pair.browser;
    pair.go("#/history?folder=Photos&path=photo");
    let shown = "const image = document.querySelector('figure img');
                 return image && image.complete ? [image.naturalWidth, image.naturalHeight, image.src.slice(0, 5)] : null";
    until("it is decoded", || (browser.run(shown) == Ok(json!([2, 3, "blob:"]))).then_some(()));
    browser.wait_for_text("2 × 3 pixels");
    pair.go("#/history?folder=Photos&path=broken");
    browser.wait_for_text("No preview for this file type");
}

#[test]
fn the_place_of_a_path_is_put_on_the_clipboard() {
    let session = Session::start();
    let pair = Pair::start(&session);
    pair.write("notes.txt", "1");
    start_again(&session, &pair.home, &["--copy-place", &pair.attic.join("notes.txt").display().to_string()]);
    // The app has it: a field of its window takes it.
    pair.go("#/history");
    let filled = || {
        pair.browser.find("//input[@type='search']").click();
        let mut keys = session.command("xdotool");
        keys.args(["key", "--clearmodifiers", "ctrl+a", "ctrl+v"]).status().unwrap();
        let value = pair.browser.run("return document.querySelector('input[type=search]').value");
        (value == Ok(json!("Photos/notes.txt"))).then_some(())
    };
    until("it is pasted", filled);
}

#[test]
fn what_is_asked_for_is_one_thing() {
    let session = Session::without_bus();
    let mut command = session.command(APP);
    let output = command.args(["--share", "/a", "--versions", "/b"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}
