//! Closing the window, and what is said the first time.

use serde_json::json;

use crate::app::windows;
use crate::daemon::Daemon;
use crate::session::{Session, until};
use crate::tray_host::TrayHost;
use crate::webdriver::Browser;

#[test]
fn with_a_tray_the_window_goes_there_and_says_so_once() {
    let session = Session::start();
    let daemon = Daemon::start(&session);
    let host = TrayHost::start(&session);
    let browser = Browser::open(&session, &session.path("home"));
    let item = host.item();
    until("the app sees the tray", || {
        (browser.invoke("shell_info", &json!({})).unwrap()["tray"] == json!(true)).then_some(())
    });
    browser.invoke("close_window", &json!({})).unwrap();
    until("the window is hidden", || (windows(&session) == 0).then_some(()));
    let said = daemon.next();
    assert_eq!(said.title, "SyncIt goes on in the tray");

    item.click("Open SyncIt");
    until("the window is back", || (windows(&session) == 1).then_some(()));
    browser.invoke("close_window", &json!({})).unwrap();
    until("the window is hidden", || (windows(&session) == 0).then_some(()));
    assert_eq!(browser.invoke("app_settings", &json!({})).unwrap()["close_told"], json!(true));
    daemon.click(&said);
    until("a click on the notification opens the window", || (windows(&session) == 1).then_some(()));
    assert!(daemon.is_quiet(), "it is said once");
}

#[test]
fn without_a_tray_the_window_stays_where_it_can_be_reached() {
    let session = Session::start();
    let daemon = Daemon::start(&session);
    let browser = Browser::open(&session, &session.path("home"));
    let info = browser.invoke("shell_info", &json!({})).unwrap();
    assert_eq!(info["tray"], json!(false));
    assert!(info["missing"].to_string().contains("No panel shows tray icons"), "{info}");
    browser.invoke("close_window", &json!({})).unwrap();
    // Answered on the same thread, after the window was put away.
    browser.invoke("app_settings", &json!({})).unwrap();
    assert_eq!(windows(&session), 1);
    assert!(daemon.is_quiet());
}
