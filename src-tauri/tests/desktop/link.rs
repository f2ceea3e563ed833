//! Links to a hub: where they lead, and that nothing joins by them alone.

use std::process::Stdio;

use syncit_engine::api::{Command, HubRoot, Reply, Role};
use syncit_engine::{Engine, Home, Options};

use crate::app::{App, ask, stay_quiet, windows};
use crate::session::{Running, Session, until};
use crate::webdriver::Browser;

/// A hub without a window, with an invitation open: its link and its code.
struct Hub {
    _engine: Engine,
    link: String,
    code: String,
}

impl Hub {
    fn start(session: &Session) -> Self {
        let engine = Engine::start(Home::at(&session.path("attic")).unwrap(), Options::isolated()).unwrap();
        let listen = Some("127.0.0.1:0".into());
        let hub = Command::Hub { name: Some("attic".into()), listen, root: HubRoot::None };
        engine.handle().call(hub).unwrap();
        match engine.handle().call(Command::Invite { minutes: None, may: None }) {
            Ok(Reply::Invite(invite)) => Hub { _engine: engine, link: invite.link.unwrap(), code: invite.code },
            other => panic!("{other:?}"),
        }
    }
}

/// Starts the app with a link, as the desktop does when a person follows one.
fn follow(session: &Session, home: &str, link: &str) -> Running {
    let mut command = session.command(crate::app::APP);
    command.arg("--home").arg(session.path(home)).arg(link).stdout(Stdio::null());
    Running(command.spawn().unwrap())
}

fn role(home: &std::path::Path) -> Role {
    match ask(home, Command::Status) {
        Reply::Status(status) => status.role,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_second_start_with_a_link_opens_the_running_window_where_the_code_is_typed() {
    let session = Session::start();
    let hub = Hub::start(&session);
    let home = session.path("laptop");
    let browser = Browser::open(&session, &home);
    stay_quiet(&home);
    browser.find("//main[@data-step='name']");
    assert_eq!(follow(&session, "laptop", &hub.link).wait().and_then(|status| status.code()), Some(0));

    browser.find("//main[@data-step='code']");
    browser.wait_for_text("Type the code that attic shows");
    let fingerprint = hub.link.split_once("SHA256:").unwrap().1.split('&').next().unwrap();
    browser.wait_for_text(&fingerprint.replace("%2B", "+"));
    assert_eq!(windows(&session), 1);
    assert_eq!(role(&home), Role::None, "nothing joins without the code");
    browser.fill("Six-digit code", &hub.code);
    browser.wait_for_text("Choose folders");
    assert_eq!(role(&home), Role::Client);

    // Now it is in a group.
    assert_eq!(follow(&session, "laptop", &hub.link).wait().and_then(|status| status.code()), Some(0));
    browser.wait_for_text("This machine is already paired with attic");
    browser.wait_for_text("There is nothing left to do");
}

#[test]
fn a_first_start_with_a_link_begins_there_and_one_with_another_text_says_that_it_is_none() {
    let session = Session::start();
    let hub = Hub::start(&session);
    for (link, said) in
        [(hub.link.as_str(), "Type the code that attic shows"), ("syncit://join?code=123456", "cannot be used")]
    {
        let home = session.path(&said.replace(' ', "-"));
        let browser = Browser::open_with(&session, &home, &[link]);
        browser.wait_for_text(said);
        assert_eq!(role(&home), Role::None);
    }
}

#[test]
fn a_link_shows_the_window_of_an_app_that_was_started_in_the_tray() {
    let session = Session::start();
    let app = App::start(&session, "laptop", &["--hidden"]);
    assert_eq!(windows(&session), 0);
    app.start_again(&session, &["syncit://join?address=attic:1"]);
    until("the window is shown", || (windows(&session) == 1).then_some(()));
}
