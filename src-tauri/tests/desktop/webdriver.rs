//! The app in its real web view, driven through WebKitWebDriver: a person's eyes and hands.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};

use crate::session::{PATIENCE, Running, Session, until};

/// The key of an element in WebDriver's JSON.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// The key Enter, in a text that is typed.
pub const ENTER: char = '\u{E007}';

/// An app with a window, and the driver that started it; both end when this is dropped.
pub struct Browser {
    port: u16,
    session: String,
    _driver: Running,
}

impl Browser {
    /// Starts the app on a home and waits for its page.
    pub fn open(session: &Session, home: &Path) -> Self {
        Browser::open_with(session, home, &[])
    }

    /// The same with more words on its command line.
    pub fn open_with(session: &Session, home: &Path, words: &[&str]) -> Self {
        // The driver needs a port number; this one was free a moment ago.
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let mut command = session.command("WebKitWebDriver");
        command.arg(format!("--port={port}")).env("TAURI_WEBVIEW_AUTOMATION", "true").env("TAURI_AUTOMATION", "true");
        let driver = Running(command.spawn().unwrap());
        until("the driver listens", || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok());
        let mut browser = Browser { port, session: String::new(), _driver: driver };
        let mut args = vec![json!("--home"), json!(home)];
        args.extend(words.iter().map(|word| json!(word)));
        let app = json!({ "binary": env!("CARGO_BIN_EXE_syncit-desktop"), "args": args });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": app } } });
        let made = browser.ask("POST", "/session", Some(&wanted)).unwrap_or_else(|error| panic!("no session: {error}"));
        browser.session = made["sessionId"].as_str().unwrap().to_owned();
        browser
    }

    /// Sends one request; `Err` is the driver's error.
    fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, Value> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let body = body.map(Value::to_string).unwrap_or_default();
        let (length, host) = (body.len(), format!("127.0.0.1:{}", self.port));
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .unwrap();
        let answer = read_answer(&mut stream);
        let value = answer["value"].clone();
        if value.get("error").is_some() { Err(value) } else { Ok(value) }
    }

    fn in_session(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, Value> {
        self.ask(method, &format!("/session/{}{path}", self.session), body)
    }

    /// Runs a script in the page, which ends with `return`.
    pub fn run(&self, script: &str) -> Result<Value, Value> {
        self.in_session("POST", "/execute/sync", Some(&json!({ "script": script, "args": [] })))
    }

    /// Runs an asynchronous script. Its result is awaited, and what it throws becomes the error's text.
    pub fn run_async(&self, expression: &str) -> Result<Value, String> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             (async () => {{ return {expression} }})().then(
                value => done({{ ok: value ?? null }}),
                error => done({{ error: typeof error === 'string' ? error : (error.message ?? String(error)) }}));"
        );
        let answer = self.in_session("POST", "/execute/async", Some(&json!({ "script": script, "args": [] })));
        let answer = answer.map_err(|error| error.to_string())?;
        match answer.get("error") {
            Some(error) => Err(error.as_str().unwrap_or_default().to_owned()),
            None => Ok(answer["ok"].clone()),
        }
    }

    /// Calls one of the app's commands as the page does.
    pub fn invoke(&self, command: &str, arguments: &Value) -> Result<Value, String> {
        self.run_async(&format!("await window.__TAURI_INTERNALS__.invoke({}, {arguments})", json!(command)))
    }

    /// Waits for an element that an XPath selects.
    #[track_caller]
    pub fn find(&self, xpath: &str) -> Element<'_> {
        let wanted = json!({ "using": "xpath", "value": xpath });
        let begun = Instant::now();
        let id = loop {
            match self.in_session("POST", "/element", Some(&wanted)) {
                Ok(found) => break found[ELEMENT].as_str().unwrap().to_owned(),
                Err(_) if begun.elapsed() < PATIENCE => std::thread::sleep(std::time::Duration::from_millis(50)),
                Err(error) => panic!("{xpath} is not there: {error}\n{}", self.text()),
            }
        };
        Element { browser: self, id }
    }

    /// Returns all visible text of the page.
    pub fn text(&self) -> String {
        self.run("return document.body.innerText")
            .ok()
            .and_then(|text| text.as_str().map(Into::into))
            .unwrap_or_default()
    }

    /// Waits until the page shows this text somewhere.
    #[track_caller]
    pub fn wait_for_text(&self, text: &str) {
        let begun = Instant::now();
        while !self.text().contains(text) {
            assert!(begun.elapsed() < PATIENCE, "the page never said \"{text}\" but:\n{}", self.text());
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
    }

    /// Clicks the button with this name.
    #[track_caller]
    pub fn press(&self, name: &str) {
        let button = format!("//button[normalize-space()={0} or @aria-label={0}]", json!(name));
        // A button that was redrawn meanwhile is looked for again.
        until(&format!("\"{name}\" is clicked on"), || self.find(&button).try_click().then_some(()));
    }

    /// Fills the field with this label.
    #[track_caller]
    pub fn fill(&self, label: &str, text: &str) {
        let of_label = format!("//label[contains(normalize-space(), {})]", json!(label));
        let field = self.find(&format!("{of_label}//input | //input[@id={of_label}/@for]"));
        field.clear();
        field.write(text);
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver ends the app with the session.
        if !self.session.is_empty() {
            let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.in_session("DELETE", "", None)));
        }
    }
}

/// An element of the page.
pub struct Element<'a> {
    browser: &'a Browser,
    id: String,
}

impl Element<'_> {
    #[track_caller]
    fn ask(&self, what: &str, body: &Value) -> Value {
        let path = format!("/element/{}/{what}", self.id);
        self.browser.in_session("POST", &path, Some(body)).unwrap_or_else(|error| panic!("{what}: {error}"))
    }

    /// Clicks it, once it is enabled.
    #[track_caller]
    pub fn click(&self) {
        until("it is enabled", || {
            let path = format!("/element/{}/enabled", self.id);
            (self.browser.in_session("GET", &path, None) == Ok(json!(true))).then_some(())
        });
        self.ask("click", &json!({}));
    }

    /// Clicks it, if it is still there and enabled. Returns true if it did.
    fn try_click(&self) -> bool {
        let of = |what| format!("/element/{}/{what}", self.id);
        self.browser.in_session("GET", &of("enabled"), None) == Ok(json!(true))
            && self.browser.in_session("POST", &of("click"), Some(&json!({}))).is_ok()
    }

    /// Returns its visible text.
    #[track_caller]
    pub fn text(&self) -> String {
        let path = format!("/element/{}/text", self.id);
        let value = self.browser.in_session("GET", &path, None).unwrap_or_else(|error| panic!("its text: {error}"));
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Returns the value of one of its attributes.
    #[track_caller]
    pub fn attribute(&self, name: &str) -> String {
        let path = format!("/element/{}/attribute/{name}", self.id);
        let value = self.browser.in_session("GET", &path, None).unwrap_or_else(|error| panic!("{name}: {error}"));
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Empties it.
    #[track_caller]
    pub fn clear(&self) {
        self.ask("clear", &json!({}));
    }

    /// Types into it.
    #[track_caller]
    pub fn write(&self, text: &str) {
        self.ask("value", &json!({ "text": text }));
    }
}

/// Reads the body of an HTTP answer, as JSON.
fn read_answer(stream: &mut TcpStream) -> Value {
    let mut reader = BufReader::new(stream);
    let (mut line, mut length) = (String::new(), None);
    while reader.read_line(&mut line).unwrap() > 0 && line != "\r\n" {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = Some(value.trim().parse().unwrap());
        }
        line.clear();
    }
    let mut body = vec![0; length.expect("the driver says how long its answer is")];
    reader.read_exact(&mut body).unwrap();
    serde_json::from_slice(&body).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&body)))
}
