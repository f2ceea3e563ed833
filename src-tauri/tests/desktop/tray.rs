//! The tray: what the icon and its menu show, and what a click does.

use std::path::Path;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde_json::json;
use syncit_engine::api::{Command, Reply};

use crate::app::{App, ask, set_up_hub, stay_quiet, windows};
use crate::file_manager::FileManager;
use crate::session::{Session, until};
use crate::tray_host::{Pixmap, TrayHost, TrayItem};
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
    wait_for(&item, "[Everything is in sync]");
    until("the tooltip says it, too", || {
        (item.tooltip() == ("SyncIt".into(), "Everything is in sync".into())).then_some(())
    });

    item.click("Pause");
    wait_for(&item, "Resume");
    assert!(is_paused(&app));
    assert_eq!(item.tooltip().1, "Paused");
    item.click("Resume");
    wait_for(&item, "Pause for a while ▸ For 1 hour");
    assert!(!is_paused(&app));

    assert_eq!(windows(&session), 0);
    item.click("Open SyncIt");
    until("the window is shown", || (windows(&session) == 1).then_some(()));
    item.click("Quit SyncIt");
    assert_eq!(app.process.wait().and_then(|status| status.code()), Some(0));
}

#[test]
fn the_icon_shows_each_state_in_the_panels_colour_and_in_every_size() {
    let session = Session::start();
    let host = TrayHost::start(&session);
    let app = App::start(&session, "home", &["--hidden"]);
    let item = host.item();
    let look = |name: &str| {
        let shown =
            until(name, || Some(item.symbolic()).filter(|(shown, _)| shown == &format!("syncit-{name}-symbolic")));
        assert!(shown.1.starts_with(session.path("home")), "{} may be shared with others", shown.1.display());
        assert!(std::fs::read_to_string(&shown.1).unwrap().contains("currentColor"));
        let pixmaps = item.pixmaps();
        let sizes: Vec<_> = pixmaps.iter().map(|pixmap| pixmap.size).collect();
        assert_eq!(sizes, [16, 22, 24, 32, 48, 64].map(|side| (side, side)));
        for panel in [[255; 3], [239, 240, 241], [49, 54, 59], [0; 3]] {
            for pixmap in &pixmaps {
                assert!(contrast(pixmap, panel) >= 3.0, "{name} cannot be told from {panel:?}");
            }
        }
        pixmaps
    };
    let not_set_up = look("offline");
    let folder = app.set_up_hub(&session);
    let in_sync = look("in-sync");
    assert_eq!(item.text("Status"), "Active");
    app.ask(Command::Pause { folder: None, seconds: None });
    let paused = look("paused");
    app.ask(Command::Resume { folder: None });
    look("in-sync");
    std::fs::rename(&folder, session.path("elsewhere")).unwrap();
    app.ask(Command::Rescan { folder: None });
    let attention = look("needs-you");
    assert_eq!(item.text("Status"), "NeedsAttention");
    assert!(item.tooltip().1.ends_with("\n1 item needs your attention"), "{:?}", item.tooltip());
    let all = [not_set_up, in_sync, paused, attention];
    assert!(all.iter().enumerate().all(|(at, one)| !all[..at].contains(one)), "two states look the same");
}

/// Returns how well a picture stands out from a panel of this colour, as accessibility guidelines measure it.
fn contrast(pixmap: &Pixmap, panel: [u8; 3]) -> f64 {
    let light = |rgb: [u8; 3]| {
        let part = rgb.map(|part| f64::from(part) / 255.0);
        let linear = part.map(|part| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05
    };
    let solid = pixmap.argb.chunks(4).find(|argb| argb[0] == 255).expect("a picture has solid pixels");
    let (one, other) = (light([solid[1], solid[2], solid[3]]), light(panel));
    one.max(other) / one.min(other)
}

#[test]
fn a_click_on_the_icon_opens_the_window() {
    let session = Session::start();
    let host = TrayHost::start(&session);
    let _app = App::start(&session, "home", &["--hidden"]);
    let item = host.item();
    assert_eq!(windows(&session), 0);
    item.activate();
    until("the window is shown", || (windows(&session) == 1).then_some(()));
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

    std::fs::remove_file(folder.join("a & b_c.jpg")).unwrap();
    let deleted = "Recent changes ▸ a & b_c.jpg in Photos, deleted";
    wait_for(&item, deleted);
    leads_to(deleted, "#/history?folder=Photos&path=a+%26+b_c.jpg");

    item.click("Pause for a while ▸ For 1 hour");
    let hour = until_paused(&home);
    let minutes = hour.duration_since(&Zoned::now()).as_mins();
    assert!((50..=60).contains(&minutes), "{hour}");
    let is_today = hour.date() == Zoned::now().date();
    let said = format!("Paused until {}{}", if is_today { "" } else { "tomorrow at " }, hour.strftime("%H:%M"));
    wait_for(&item, &format!("[{said}]"));
    browser.wait_for_text(&said);
    item.click("Resume");
    item.click("Pause for a while ▸ Until tomorrow at 08:00");
    let morning = until("it is paused until tomorrow", || Some(until_paused(&home)).filter(|until| *until != hour));
    assert_eq!((morning.date(), morning.hour()), (Zoned::now().tomorrow().unwrap().date(), 8), "{morning}");
    wait_for(&item, "[Paused until tomorrow at 08:00]");
    browser.wait_for_text("Paused until tomorrow at 08:00");
    item.click("Resume");

    // A folder that is gone needs a person.
    std::fs::rename(&folder, session.path("elsewhere")).unwrap();
    item.click("Check now");
    wait_for(&item, "1 item needs your attention");
    leads_to("1 item needs your attention", "#/overview");
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
fn a_panel_that_starts_later_or_again_gets_the_icon_as_it_is_then() {
    let session = Session::start();
    let app = App::start(&session, "home", &[]);
    until("the window is shown", || (windows(&session) == 1).then_some(()));
    let host = TrayHost::start(&session);
    wait_for(&host.item(), "Quit SyncIt");
    drop(host);
    app.set_up_hub(&session);
    let host = TrayHost::start(&session);
    let item = host.item();
    wait_for(&item, "Folders ▸ Photos");
    item.click("Pause");
    wait_for(&item, "Resume");
}
