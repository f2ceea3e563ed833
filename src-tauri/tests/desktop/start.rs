//! How the app starts and ends.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;

use serde_json::json;
use syncit_engine::api::{Command, Reply};

use crate::app::{APP, App, press, try_ask, windows, windows_named};
use crate::session::{Running, Session, until};
use crate::webdriver::Browser;

#[test]
fn without_a_display_it_says_so_and_names_the_command_line() {
    let session = Session::without_bus();
    for display in [None, Some(":987654")] {
        let mut command = session.command(APP);
        command.env_remove("DISPLAY").arg("--home").arg(session.path("home"));
        if let Some(display) = display {
            command.env("DISPLAY", display);
        }
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.starts_with("error: the window needs a display"), "{said}");
        assert!(said.contains("`syncit run`"), "{said}");
        assert!(!session.path("home").exists(), "nothing was begun");
    }
}

#[test]
fn a_second_start_on_a_home_hands_over_to_the_first_and_other_homes_are_other_apps() {
    let session = Session::start();
    let first = App::start(&session, "first", &["--hidden"]);
    let other = App::start(&session, "other", &["--hidden"]);
    assert_eq!(windows(&session), 0);
    first.start_again(&session, &["--hidden"]);
    assert_eq!(windows(&session), 0);
    first.start_again(&session, &[]);
    until("the first one's window is shown", || (windows(&session) == 1).then_some(()));
    assert!(try_ask(&other.home, Command::Status).is_ok());
}

#[test]
fn without_a_session_bus_it_works_with_its_window() {
    let session = Session::without_bus();
    let mut app = App::start(&session, "home", &[]);
    until("the window is shown", || (windows(&session) == 1).then_some(()));
    assert_eq!(app.process.end().and_then(|status| status.code()), Some(0));
    assert!(try_ask(&app.home, Command::Status).is_err());
}

#[test]
fn without_a_session_bus_a_second_start_hands_over_to_the_first_too() {
    let session = Session::without_bus();
    let first = App::start(&session, "home", &[]);
    until("the window is shown", || (windows(&session) == 1).then_some(()));
    first.start_again(&session, &[]);
    assert_eq!(windows(&session), 1);
    assert!(try_ask(&first.home, Command::Status).is_ok());
}

#[test]
fn an_app_over_another_engine_is_found_by_a_second_start_and_without_one_there_is_no_second() {
    let session = Session::without_bus();
    let home = syncit_engine::Home::at(&session.path("home")).unwrap();
    let engine = syncit_engine::Engine::start(home, syncit_engine::Options::isolated()).unwrap();
    let mut first = App::start(&session, "home", &[]);
    until("the window is shown", || (windows(&session) == 1).then_some(()));
    first.start_again(&session, &[]);
    assert_eq!(windows(&session), 1);
    assert_eq!(first.process.end().and_then(|status| status.code()), Some(0));
    let _next = App::start(&session, "home", &[]);
    until("the next one's window is shown", || (windows(&session) == 1).then_some(()));
    assert!(matches!(engine.handle().call(Command::Status), Ok(Reply::Status(_))));
}

#[test]
fn hidden_where_no_tray_comes_it_is_reachable_all_the_same() {
    for session in [Session::start(), Session::without_bus()] {
        let _app = App::start(&session, "home", &["--hidden"]);
        until("the window can be reached", || (windows(&session) == 1).then_some(()));
    }
}

#[test]
fn the_window_says_what_the_desktop_lacks_and_what_that_means() {
    let missing = |session: &Session| {
        let browser = Browser::open(session, &session.path("home"));
        let info = browser.invoke("shell_info", &json!({})).unwrap();
        let lines: Vec<String> = serde_json::from_value(info["missing"].clone()).unwrap();
        (lines, info["keyring"] == json!(true))
    };
    let (lines, has_keyring) = missing(&Session::without_bus());
    assert!(matches!(&lines[..], [line] if line.contains("no session bus")), "{lines:?}");
    assert!(!has_keyring);
    let (lines, has_keyring) = missing(&Session::start());
    for lack in ["No panel shows tray icons", "No program shows notifications", "no keyring"] {
        assert!(lines.iter().any(|line| line.contains(lack)), "{lack}: {lines:?}");
    }
    assert!(!has_keyring);
}

#[test]
fn an_engine_that_runs_already_is_shown_and_outlives_the_app() {
    let session = Session::start();
    let home = syncit_engine::Home::at(&session.path("home")).unwrap();
    let engine = syncit_engine::Engine::start(home, syncit_engine::Options::isolated()).unwrap();
    let mut app = App::start(&session, "home", &[]);
    until("the window is shown", || (windows(&session) == 1).then_some(()));
    assert_eq!(app.process.end().and_then(|status| status.code()), Some(0));
    assert!(matches!(engine.handle().call(Command::Status), Ok(Reply::Status(_))));
}

#[test]
fn who_asks_the_engine_to_stop_ends_the_app() {
    let session = Session::start();
    let mut app = App::start(&session, "home", &["--hidden"]);
    app.ask(Command::Stop);
    assert_eq!(app.process.wait().and_then(|status| status.code()), Some(0));
}

#[test]
fn the_demos_window_shows_one_of_its_machines_and_ends_it_when_it_is_quit() {
    let session = Session::start();
    let (tree, places) = (session.path("tree"), session.path("places"));
    for dir in [&tree, &places] {
        std::fs::create_dir(dir).unwrap();
    }
    std::fs::write(tree.join("a"), "1").unwrap();
    let program = Path::new(APP).with_file_name("syncit");
    assert!(program.exists(), "the command line is built with the workspace");
    let mut command = session.command(program);
    command.args(["demo", "--window", "--tree"]).arg(&tree).env("TMPDIR", &places);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut demo = Running(child);
    let said: Vec<_> = lines.by_ref().take_while(|line| !line.contains("stay until you quit the app")).collect();
    assert!(said.iter().any(|line| line.contains("all three are equal")), "{said:?}");
    let window = until("the window is shown", || windows_named(&session, "SyncIt").pop());
    let ended = until("the demo ends", || {
        press(&session, &window, &["ctrl+q"]);
        demo.0.try_wait().unwrap()
    });
    assert_eq!(ended.code(), Some(0));
    assert_eq!(std::fs::read_dir(&places).unwrap().count(), 0, "something is left");
}
