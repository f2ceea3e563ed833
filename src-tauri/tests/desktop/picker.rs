//! The system's folder picker, as GTK draws it where no portal is.

use serde_json::json;

use crate::app::{press, stay_quiet, windows_named};
use crate::session::{Session, until};
use crate::webdriver::Browser;

const TITLE: &str = "Share a folder of this machine";
const FIELD: &str = "document.querySelector('input[name=path]').value";

#[test]
fn a_folder_that_is_picked_lands_in_the_wizards_field_and_nothing_does_if_the_picker_is_cancelled() {
    let session = Session::start();
    let home = session.path("home");
    let browser = Browser::open(&session, &home);
    stay_quiet(&home);
    browser.fill("Name of this machine", "attic");
    browser.press("Continue");
    browser.find("//button[@data-choice='start']").click();
    browser.press("Start the group");
    browser.press("Pair machines later");
    browser.press("Share a folder of mine…");

    let picker = open(&session, &browser);
    until("Escape closes the picker", || {
        press(&session, &picker, &["Escape"]);
        windows_named(&session, TITLE).is_empty().then_some(())
    });
    assert_eq!(browser.run_async(FIELD), Ok(json!("")));

    let picker = open(&session, &browser);
    until("the picker takes the folder", || {
        press(&session, &picker, &["alt+o"]);
        windows_named(&session, TITLE).is_empty().then_some(())
    });
    let picked =
        until("something is in the field", || browser.run_async(FIELD).ok().filter(|value| *value != json!("")));
    assert_eq!(picked, json!(session.path("user")), "it begins with the person's own folder");
}

fn open(session: &Session, browser: &Browser) -> String {
    browser.press("Choose…");
    until("the picker is shown", || windows_named(session, TITLE).pop())
}
