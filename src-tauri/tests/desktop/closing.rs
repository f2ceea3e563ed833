//! Closing the window, and what is shown the first time.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use serde_json::json;

use crate::app::{App, press, windows, windows_named};
use crate::daemon::Daemon;
use crate::session::{Running, Session, until};
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
    assert_eq!(said.title, "SyncIt keeps running in the tray");

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
    // Answered on the same thread, after the window was hidden.
    browser.invoke("app_settings", &json!({})).unwrap();
    assert_eq!(windows(&session), 1);
    assert!(daemon.is_quiet());
}

#[test]
fn ctrl_w_leaves_the_window_reachable_where_no_tray_is_and_ctrl_q_ends_the_app() {
    let session = Session::start();
    let mut app = App::start(&session, "home", &[]);
    let window = until("the window is shown", || windows_named(&session, "SyncIt").pop());
    let root = Watched::root(&session);
    until("Ctrl+W asks the desktop to minimise the window", || {
        press(&session, &window, &["ctrl+w"]);
        root.said("WM_CHANGE_STATE").then_some(())
    });
    assert_eq!(windows(&session), 1);
    let ended = until("Ctrl+Q ends the app", || {
        press(&session, &window, &["ctrl+q"]);
        app.process.0.try_wait().unwrap()
    });
    assert_eq!(ended.code(), Some(0));
}

/// The windows' requests to the desktop, which has no window manager here to carry them out.
struct Watched {
    _watcher: Running,
    said: Arc<Mutex<String>>,
}

impl Watched {
    fn root(session: &Session) -> Self {
        let mut command = session.command("xev");
        command.args(["-root", "-event", "substructure"]).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut watcher = Running(command.spawn().unwrap());
        let lines = BufReader::new(watcher.0.stdout.take().unwrap()).lines();
        let said = Arc::<Mutex<String>>::default();
        let heard = said.clone();
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| heard.lock().unwrap().push_str(&line)));
        Watched { _watcher: watcher, said }
    }

    fn said(&self, word: &str) -> bool {
        self.said.lock().unwrap().contains(word)
    }
}
