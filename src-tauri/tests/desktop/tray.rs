//! The tray: what the icon and its menu say, and what a click does.

use syncit_engine::api::{Command, Reply};

use crate::app::{App, windows};
use crate::session::{Session, until};
use crate::tray_host::{TrayHost, TrayItem};

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
