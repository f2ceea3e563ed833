//! The system's pickers for a folder and for a new file, as GTK draws them where there is no portal.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use crate::app::{enter, press, set_up_hub, stay_quiet, windows_named};
use crate::session::{Session, until, within};
use crate::webdriver::Browser;

const FOLDER: &str = "Share a folder from this machine";
const REPORT: &str = "Save the report";
/// A picker that got input and is still there after this was not ready for input.
const SOON: Duration = Duration::from_secs(5);
const FIELD: &str = "document.querySelector('input[name=path]').value";

#[test]
fn a_folder_that_is_picked_lands_in_the_wizards_field_and_nothing_does_if_the_picker_is_cancelled() {
    let session = Session::start();
    let browser = at_the_wizards_folders(&session);

    let picker = open(&session, &browser, "Choose…", FOLDER);
    close(&session, FOLDER, || press(&session, &picker, &["Escape"]));
    assert_eq!(browser.run_async(FIELD), Ok(json!("")));

    let picker = open(&session, &browser, "Choose…", FOLDER);
    close(&session, FOLDER, || press(&session, &picker, &["alt+o"]));
    let picked =
        until("something is in the field", || browser.run_async(FIELD).ok().filter(|value| *value != json!("")));
    assert_eq!(picked, json!(session.path("user")), "it begins with the person's own folder");
}

#[test]
fn a_path_that_is_typed_into_the_folder_picker_is_the_one_that_is_picked() {
    let session = Session::start();
    let browser = at_the_wizards_folders(&session);
    let typed = session.path("Photos");
    // The name is not completed to a longer one that begins with it.
    for name in ["Photos", "Photos of Summer"] {
        std::fs::create_dir(session.path(name)).unwrap();
    }
    let picker = open(&session, &browser, "Choose…", FOLDER);
    close(&session, FOLDER, || enter(&session, &picker, typed.to_str().unwrap()));
    let picked =
        until("something is in the field", || browser.run_async(FIELD).ok().filter(|value| *value != json!("")));
    assert_eq!(picked, json!(typed));
}

#[test]
fn a_report_is_saved_where_the_picker_says_under_the_name_that_is_typed() {
    let session = Session::start();
    let home = session.path("home");
    let browser = Browser::open(&session, &home);
    stay_quiet(&home);
    set_up_hub(&home, &session);
    browser.find("//nav");
    browser.run("location.hash = '#/settings'").unwrap();

    let picker = open(&session, &browser, "Save a report…", REPORT);
    close(&session, REPORT, || press(&session, &picker, &["Escape"]));
    assert!(!browser.text().contains("The report is in"), "{}", browser.text());

    let saves = |typed: &str, place: &Path| {
        let picker = open(&session, &browser, "Save a report…", REPORT);
        close(&session, REPORT, || enter(&session, &picker, typed));
        browser.wait_for_text(&format!("The report is in {}.", place.display()));
        assert!(place.is_file(), "{}", place.display());
    };
    saves("What happened.txt", &session.path("user/What happened.txt"));
    let elsewhere = session.path("data/report");
    saves(elsewhere.to_str().unwrap(), &elsewhere);
}

fn at_the_wizards_folders(session: &Session) -> Browser {
    let home = session.path("home");
    let browser = Browser::open(session, &home);
    stay_quiet(&home);
    browser.fill("Name of this machine", "attic");
    browser.press("Continue");
    browser.find("//button[@data-choice='start']").click();
    browser.press("Set up group");
    // What is below the code moves when the code appears.
    browser.find("//*[@data-code]");
    browser.press("Pair machines later");
    browser.press("Share a folder…");
    browser
}

fn open(session: &Session, browser: &Browser, button: &str, title: &str) -> String {
    browser.press(button);
    until("the picker is shown", || windows_named(session, title).pop())
}

/// Does what closes a picker, again if it was not ready for input.
#[track_caller]
fn close(session: &Session, title: &str, act: impl Fn()) {
    until("the picker closes", || {
        act();
        within(SOON, || windows_named(session, title).is_empty().then_some(()))
    });
}
