//! The tray: what the icon and its menu show, and what a click does.

use std::path::Path;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde_json::json;
use syncit_engine::api::{Command, Reply};

use crate::app::{App, ask, set_up_hub, stay_quiet, windows};
use crate::file_manager::FileManager;
use crate::session::{Session, until};
use crate::tray_host::{TrayHost, TrayItem};
use crate::webdriver::Browser;

fn wait_for(item: &TrayItem, text: &str) {
    until(text, || item.texts().iter().any(|one| one == text).then_some(()));
}

#[test]
fn the_menu_says_how_things_are_and_does_what_it_says() {
    let session = Session::start();
    let host = TrayHost::start(&session);
    let mut app = App::start(&session, "home", &["--hidden"]);
    let item = host.item();
    wait_for(&item, "Open SyncIt");
    assert!(!item.texts().iter().any(|text| text == "Check now"), "nothing to check before there is a group");
    app.set_up_hub(&session);
    wait_for(&item, "Folders ▸ Photos");
    wait_for(&item, "Recent changes ▸ a & b_c.jpg in Photos");
    let (path, at_rest) = item.icon();
    assert!(path.starts_with(session.path("home")), "{} may be shared with others", path.display());

    item.click("Pause ▸ Until I resume");
    wait_for(&item, "Resume");
    until("the icon is another", || (item.icon().1 != at_rest).then_some(()));
    assert!(is_paused(&app));
    item.click("Resume");
    wait_for(&item, "Pause ▸ For 1 hour");
    until("the icon is the first one again", || (item.icon().1 == at_rest).then_some(()));
    assert!(!is_paused(&app));

    assert_eq!(windows(&session), 0);
    item.click("Open SyncIt");
    until("the window is shown", || (windows(&session) == 1).then_some(()));
    item.click("Quit SyncIt");
    assert_eq!(app.process.wait().and_then(|status| status.code()), Some(0));
}

#[test]
fn a_click_in_the_menu_leads_to_the_place_that_it_names() {
    let session = Session::start();
    let (host, files) = (TrayHost::start(&session), FileManager::start(&session));
    let home = session.path("home");
    let browser = Browser::open(&session, &home);
    stay_quiet(&home);
    let folder = set_up_hub(&home, &session);
    let item = host.item();
    let leads_to = |text: &str, address: &str| {
        item.click(text);
        until(address, || (browser.run("return location.hash") == Ok(json!(address))).then_some(()));
    };
    // The menu is rebuilt when it has new entries.
    wait_for(&item, "Recent changes ▸ a & b_c.jpg in Photos");
    leads_to("Folders ▸ Photos", "#/folders?folder=Photos");
    assert_eq!(browser.find("//h1").text(), "Photos");
    leads_to("Settings", "#/settings");

    item.click("Recent changes ▸ a & b_c.jpg in Photos");
    files.shows(&folder.join("a & b_c.jpg"));

    item.click("Pause ▸ For 1 hour");
    let hour = until_paused(&home);
    let minutes = hour.duration_since(&Zoned::now()).as_mins();
    assert!((50..=60).contains(&minutes), "{hour}");
    let is_today = hour.date() == Zoned::now().date();
    let said = format!("Paused until {}{}", if is_today { "" } else { "tomorrow at " }, hour.strftime("%H:%M"));
    wait_for(&item, &format!("[{said}]"));
    browser.wait_for_text(&said);
    item.click("Resume");
    item.click("Pause ▸ Until tomorrow");
    let morning = until("it is paused until tomorrow", || Some(until_paused(&home)).filter(|until| *until != hour));
    assert_eq!((morning.date(), morning.hour()), (Zoned::now().tomorrow().unwrap().date(), 8), "{morning}");
    wait_for(&item, "[Paused until tomorrow at 08:00]");
    browser.wait_for_text("Paused until tomorrow at 08:00");
    item.click("Resume");

    // A folder that is gone needs a person.
    std::fs::rename(&folder, session.path("elsewhere")).unwrap();
    item.click("Check now");
    wait_for(&item, "Needs you (1)");
    leads_to("Needs you (1)", "#/overview");
    browser.press("Review");
    browser.wait_for_text("Photos is stopped");
}

/// Waits until everything is paused, and returns until when.
fn until_paused(home: &Path) -> Zoned {
    let until_when = until("everything is paused for a while", || match ask(home, Command::Status) {
        Reply::Status(status) => status.paused_until,
        other => panic!("{other:?}"),
    });
    until_when.parse::<Timestamp>().unwrap().to_zoned(TimeZone::system())
}

fn is_paused(app: &App) -> bool {
    match app.ask(Command::Folders) {
        Reply::Folders(folders) => folders.iter().any(|folder| folder.paused),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_window_that_went_to_the_tray_comes_back_when_the_tray_goes_away() {
    let session = Session::start();
    let host = TrayHost::start(&session);
    let _app = App::start(&session, "home", &["--hidden"]);
    let item = host.item();
    wait_for(&item, "Open SyncIt");
    assert_eq!(windows(&session), 0);
    drop((item, host));
    until("the window is reachable", || (windows(&session) == 1).then_some(()));
}

#[test]
fn a_tray_that_appears_later_gets_the_icon() {
    let session = Session::start();
    let _app = App::start(&session, "home", &[]);
    until("the window is shown", || (windows(&session) == 1).then_some(()));
    let host = TrayHost::start(&session);
    wait_for(&host.item(), "Quit SyncIt");
}
