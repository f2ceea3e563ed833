//! Two new machines, from their first windows to a synced file, by the wizard alone.

use std::fs;
use std::path::Path;
use std::time::Instant;

use syncit_engine::api::{Command, Reply};

use crate::app::{ask, stay_quiet};
use crate::session::{Session, until};
use crate::webdriver::Browser;

#[test]
fn two_new_machines_get_from_their_first_windows_to_a_synced_file() {
    let session = Session::start();
    let (attic_home, laptop_home) = (session.path("attic"), session.path("laptop"));
    let (attic, laptop) = (open(&session, &attic_home), open(&session, &laptop_home));
    let photos = session.path("Photos");
    fs::create_dir(&photos).unwrap();
    fs::write(photos.join("a.jpg"), "as it was").unwrap();
    let begun = Instant::now();

    name(&attic, "attic");
    attic.find("//button[@data-choice='start']").click();
    attic.press("Set up group");
    attic.wait_for_text("Pair another machine");
    let code = attic.find("//*[@data-code]").attribute("data-code");
    let address = match ask(&attic_home, Command::Invitation) {
        Reply::Invitation(Some(invitation)) => invitation.address,
        other => panic!("{other:?}"),
    };
    assert!(attic.text().contains(&address), "the window shows the address {address}");

    name(&laptop, "laptop");
    laptop.find("//button[@data-choice='find']").click();
    laptop.fill("Address of the hub", &address);
    laptop.press("Continue");
    let wrong = if code == "000000" { "000001" } else { "000000" };
    laptop.fill("Six-digit code", wrong);
    laptop.wait_for_text("2 tries left");
    laptop.fill("Six-digit code", &code);
    laptop.wait_for_text("Choose folders");

    attic.wait_for_text("Choose folders");
    attic.press("Share a folder…");
    attic.fill("Folder", photos.to_str().unwrap());
    attic.press("Share");
    attic.wait_for_text("Syncing here");
    laptop.press("Sync to this computer: Photos");
    laptop.wait_for_text("Syncing here");
    let there = until("the folder is linked", || match ask(&laptop_home, Command::Folders) {
        Reply::Folders(folders) => folders.into_iter().find_map(|folder| folder.path),
        other => panic!("{other:?}"),
    });
    until("the file is there", || (fs::read_to_string(there.join("a.jpg")).ok()? == "as it was").then_some(()));
    println!("from the first window to a synced file: {:?}", begun.elapsed());

    for browser in [&attic, &laptop] {
        browser.press("Continue");
        browser.press("Open the overview");
        browser.wait_for_text("Everything");
    }
    assert!(session.path("user/.config/autostart").exists(), "both start at login");
    fs::write(there.join("a.jpg"), "as it is").unwrap();
    until("the edit is at the hub's", || (fs::read_to_string(photos.join("a.jpg")).ok()? == "as it is").then_some(()));
}

/// A window on a new home.
fn open(session: &Session, home: &Path) -> Browser {
    let browser = Browser::open(session, home);
    stay_quiet(home);
    browser
}

fn name(browser: &Browser, name: &str) {
    browser.fill("Name of this machine", name);
    browser.press("Continue");
}
