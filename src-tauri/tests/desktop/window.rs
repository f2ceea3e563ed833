//! The window among the others on a desktop: where it comes up, and what the desktop knows it by.

use serde_json::{Value, json};

use crate::app::{App, windows_named};
use crate::session::{Session, until};
use crate::tray_host::TrayHost;
use crate::webdriver::Browser;

/// Where a window is, and how large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Area {
    x: i32,
    y: i32,
    width: i32,
    height: i32,
}

fn window(session: &Session) -> String {
    until("the window is shown", || windows_named(session, "SyncIt").pop())
}

fn xdotool(session: &Session, words: &[&str]) -> String {
    let output = session.command("xdotool").args(words).output().unwrap();
    assert!(output.status.success(), "{words:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn area(session: &Session, window: &str) -> Area {
    let said = xdotool(session, &["getwindowgeometry", "--shell", window]);
    let number = |name: &str| {
        let line = said.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        line.unwrap_or_else(|| panic!("{said}")).parse().unwrap()
    };
    Area { x: number("X"), y: number("Y"), width: number("WIDTH"), height: number("HEIGHT") }
}

fn put(session: &Session, window: &str, area: Area) {
    let [x, y, width, height] = [area.x, area.y, area.width, area.height].map(|number| number.to_string());
    xdotool(session, &["windowmove", window, &x, &y, "windowsize", window, &width, &height]);
    until("the window is there", || (self::area(session, window) == area).then_some(()));
}

const PLACE: Area = Area { x: 150, y: 90, width: 800, height: 600 };

#[test]
fn the_window_comes_up_where_it_was_and_each_home_has_its_own_place() {
    let session = Session::start();
    let mut app = App::start(&session, "home", &[]);
    let shown = window(&session);
    put(&session, &shown, PLACE);
    until("the app has heard of it", || {
        // This writes down where the window is; there is no tray for it to go to.
        crate::app::press(&session, &shown, &["ctrl+w"]);
        let text = std::fs::read_to_string(session.path("home/window-state.json")).ok()?;
        let state: Value = serde_json::from_str(&text).ok()?;
        (state["main"]["x"] == json!(PLACE.x) && state["main"]["width"] == json!(PLACE.width)).then_some(())
    });
    assert_eq!(app.process.end().and_then(|status| status.code()), Some(0));

    let mut other = App::start(&session, "other", &[]);
    assert_ne!(area(&session, &window(&session)), PLACE, "the place of another home");
    assert_eq!(other.process.end().and_then(|status| status.code()), Some(0));

    let _app = App::start(&session, "home", &[]);
    let window = window(&session);
    until("the window is where it was", || (area(&session, &window) == PLACE).then_some(()));
}

#[test]
fn the_window_comes_back_from_the_tray_where_it_was() {
    let session = Session::start();
    let host = TrayHost::start(&session);
    let browser = Browser::open(&session, &session.path("home"));
    let item = host.item();
    put(&session, &window(&session), PLACE);
    until("the app sees the tray", || {
        (browser.invoke("shell_info", &json!({})).unwrap()["tray"] == json!(true)).then_some(())
    });
    browser.invoke("close_window", &json!({})).unwrap();
    until("the window is hidden", || windows_named(&session, "SyncIt").is_empty().then_some(()));
    item.activate();
    let shown = window(&session);
    until("the window is where it was", || (area(&session, &shown) == PLACE).then_some(()));
}

#[test]
fn a_window_that_was_on_a_screen_that_is_gone_or_larger_comes_up_on_this_one() {
    let session = Session::start();
    let home = session.path("home");
    std::fs::create_dir(&home).unwrap();
    for (x, width) in [(5_000, 900), (100, 4_000), (i64::from(i32::MAX), 900)] {
        let state = json!({ "main": { "width": width, "height": 640, "x": x, "y": 90, "prev_x": x, "prev_y": 90,
                                      "maximized": false, "visible": true, "decorated": true, "fullscreen": false } });
        std::fs::write(home.join("window-state.json"), state.to_string()).unwrap();
        let mut app = App::start(&session, "home", &[]);
        let Area { x, width, .. } = area(&session, &window(&session));
        assert!(x >= 0 && x + width <= 1280, "{x}, {width}");
        assert_eq!(app.process.end().and_then(|status| status.code()), Some(0));
    }
}

#[test]
fn the_desktop_knows_the_window_by_the_name_of_its_desktop_entry() {
    let session = Session::start();
    let _app = App::start(&session, "home", &[]);
    let output = session.command("xprop").args(["-id", &window(&session), "WM_CLASS"]).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), r#"WM_CLASS(STRING) = "syncit", "syncit""#);
}
