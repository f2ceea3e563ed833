//! Notifications: what a person sees, and where a click leads.

use std::collections::HashMap;
use std::fs;
use std::process::Stdio;
use std::time::Duration;

use serde_json::json;
use syncit_core::replica_store::SyncMode;
use syncit_engine::api::{Command, HubRoot, Invite, Reply};
use syncit_engine::{Engine, Home, Options};
use zbus::zvariant::OwnedValue;

use crate::app::{App, ask, stay_quiet};
use crate::daemon::Daemon;
use crate::session::{Running, Session, until};
use crate::tray_host::TrayHost;
use crate::webdriver::Browser;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// A machine without an app.
fn machine(session: &Session, name: &str) -> Engine {
    Engine::start(Home::at(&session.path(name)).unwrap(), Options::isolated()).unwrap()
}

fn join(invite: Reply, name: &str) -> Command {
    let Reply::Invite(Invite { code, address, .. }) = invite else { panic!("{invite:?}") };
    Command::Join { address: Some(address), code, name: Some(name.into()), fingerprint: None }
}

#[test]
fn a_real_daemon_shows_that_a_machine_has_joined() {
    let session = Session::start();
    let mut command = session.command("dunst");
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let _dunst = Running(command.spawn().unwrap());
    let bus = session.connect();
    // Closed notifications are in its history.
    let history = || {
        let ask = |method| bus.call_method(Some(NAME), PATH, Some("org.dunstproject.cmd0"), method, &());
        ask("NotificationCloseAll").ok()?;
        ask("NotificationListHistory").ok()?.body().deserialize::<Vec<HashMap<String, OwnedValue>>>().ok()
    };
    until("the daemon runs", history);
    let host = TrayHost::start(&session);
    let app = App::start(&session, "home", &["--hidden"]);
    app.set_up_hub(&session);
    // Only a machine that joins after the app has read the list of machines is new to it, and it reads them with the
    // changes.
    let item = host.item();
    let first = "Recent changes ▸ a & b_c.jpg in Photos";
    until("the app has looked", || item.texts().iter().any(|text| text == first).then_some(()));
    let laptop = machine(&session, "laptop");
    laptop.handle().call(join(app.ask(Command::Invite { minutes: None, may: None }), "laptop")).unwrap();
    until("the daemon has shown it", || format!("{:?}", history()?).contains("laptop has joined").then_some(()));
}

#[test]
fn changes_by_others_are_told_by_folder_and_a_click_shows_them() {
    let session = Session::start();
    let daemon = Daemon::start(&session);
    let hub = machine(&session, "attic");
    let ask_hub = |command| hub.handle().call(command).unwrap();
    let listen = Some("127.0.0.1:0".into());
    ask_hub(Command::Hub { name: Some("attic".into()), listen, root: HubRoot::None });
    let photos = session.path("Photos");
    fs::create_dir(&photos).unwrap();
    ask_hub(Command::Share { path: photos.clone(), name: None, hub_copy: true });

    let home = session.path("home");
    let browser = Browser::open(&session, &home);
    stay_quiet(&home);
    ask(&home, join(ask_hub(Command::Invite { minutes: None, may: None }), "laptop"));
    until("the folder is on offer", || match ask(&home, Command::Folders) {
        Reply::Folders(folders) => (!folders.is_empty()).then_some(()),
        other => panic!("{other:?}"),
    });
    ask(&home, Command::Link { name: "Photos".into(), path: session.path("Here"), role: SyncMode::TwoWay, only: None });

    // In the first seconds after the start the app shows none.
    let mut written = 0;
    let shown = until("a change is told", || {
        written += 1;
        fs::write(photos.join(format!("{written}.jpg")), "1").unwrap();
        daemon.next_within(Duration::from_secs(8))
    });
    let text = format!("{} {}", shown.title, shown.body);
    assert!(text.contains("attic") && text.contains("Photos") && text.contains(".jpg"), "{shown:?}");

    fs::write(session.path("Here/mine.txt"), "1").unwrap();
    daemon.click(&shown);
    until("the history is shown", || {
        (browser.run_async("location.hash.startsWith('#/history')") == Ok(json!(true))).then_some(())
    });
    ask(&home, Command::Wait { folder: None, timeout: None, everywhere: false });
    assert!(daemon.next_within(Duration::from_secs(6)).is_none(), "one's own changes are not told");
}
