//! The window in a browser: who gets in, and what a page may ask. The requests are written by hand, as an attacker would.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Stdio};

use serde_json::{Value, json};

use crate::machines::{Machines, PATIENCE, check_error, keys, signal};

/// A `syncit web` that runs on a machine; it ends with this.
struct Web {
    child: Child,
    out: BufReader<ChildStdout>,
    /// What it printed of the link.
    told: Value,
    port: u16,
}

/// An answer over HTTP.
struct Got {
    status: u16,
    head: String,
    body: String,
}

impl Got {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {:?}", self.body))
    }

    fn has(&self, header: &str) -> bool {
        self.head.lines().any(|line| line == header)
    }
}

impl Web {
    fn start(machines: &Machines, name: &str, words: &str) -> Web {
        let mut command = machines.command(name, &[]);
        command.arg("--home").arg(machines.at(name, "home")).args(["--json", "web"]).args(words.split(' '));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let told: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        let (address, _) = told["url"].as_str().unwrap().split_once("/#").unwrap();
        let port = address.rsplit(':').next().unwrap().parse().unwrap();
        Web { child, out, told, port }
    }

    /// Starts it on loopback, for the machine's own directory.
    fn on_loopback(machines: &Machines, name: &str) -> Web {
        Web::start(machines, name, "--listen 127.0.0.1:0")
    }

    fn secret(&self) -> String {
        self.told["url"].as_str().unwrap().split_once("/#link=").unwrap().1.to_owned()
    }

    /// Sends lines and a body, and returns everything that comes back.
    fn send(&self, request: &str, headers: &[&str], body: &str) -> Got {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut text = format!("{request} HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
        headers.iter().for_each(|header| text += &format!("{header}\r\n"));
        stream.write_all(format!("{text}\r\n{body}").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Got { status, head: head.replace('\r', ""), body: body.to_owned() }
    }

    /// Sends what the page itself would send.
    fn ask(&self, path: &str, token: &str, body: &Value) -> Got {
        let host = format!("host: 127.0.0.1:{}", self.port);
        let origin = format!("origin: http://127.0.0.1:{}", self.port);
        let token = format!("authorization: Bearer {token}");
        let headers = [&host, &origin, &token, "sec-fetch-site: same-origin", "content-type: application/json"];
        self.send(&format!("POST {path}"), &headers, &body.to_string())
    }

    /// Opens a page by a link, and returns its token.
    fn open(&self, secret: &str) -> Result<String, String> {
        let got = self.ask("/api/open", "", &json!({ "secret": secret })).json();
        match got["token"].as_str() {
            Some(token) => Ok(token.to_owned()),
            None => Err(got["error"]["code"].as_str().unwrap().to_owned()),
        }
    }

    fn call(&self, token: &str, command: Value) -> Value {
        self.ask("/api/call", token, &command).json()
    }
}

impl Drop for Web {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_link_opens_the_window_once_and_until_the_command_ends() {
    let machines = Machines::new(&["attic"]);
    let mut web = Web::on_loopback(&machines, "attic");
    assert_eq!(keys(&web.told), ["expires_at", "fingerprint", "url"]);
    assert_eq!(web.told["fingerprint"], Value::Null);
    let host = format!("host: 127.0.0.1:{}", web.port);

    // Whatever fetches the address does not use the link up: the secret is not sent with it.
    for _ in 0..3 {
        let page = web.send("GET /", &[&host], "");
        assert!(page.status == 200 && page.body.contains("<script"), "{}", page.head);
        for header in ["cache-control: no-store", "x-content-type-options: nosniff", "x-frame-options: DENY"] {
            assert!(page.has(header), "{header}: {}", page.head);
        }
        assert!(page.head.contains("content-security-policy: default-src 'self'; script-src 'self';"), "{}", page.head);
    }
    assert_eq!(web.open(&"0".repeat(64)), Err("no-link".into()));
    let token = web.open(&web.secret()).unwrap();
    assert_eq!(web.open(&web.secret()), Err("no-link".into()), "it was used");
    assert_eq!(web.call(&token, json!({ "command": "status" }))["reply"]["status"]["machine"], "attic");

    // Changes arrive by themselves.
    let mut changes = TcpStream::connect(("127.0.0.1", web.port)).unwrap();
    changes.set_read_timeout(Some(PATIENCE)).unwrap();
    write!(changes, "GET /api/changes HTTP/1.1\r\n{host}\r\nauthorization: Bearer {token}\r\n\r\n").unwrap();
    let mut lines = BufReader::new(changes).lines().map(|line| line.unwrap());
    assert!(lines.any(|line| line == "data: changed"), "the first hint comes at once");
    fs::create_dir(machines.at("attic", "docs")).unwrap();
    let docs = machines.at("attic", "docs");
    let shared = web.call(&token, json!({ "command": "share", "path": docs, "name": null, "hub_copy": true }));
    assert_eq!(shared["reply"]["folder"]["folder"], "docs", "{shared}");
    assert!(lines.any(|line| line == "data: changed"));

    signal(&web.child, "INT");
    assert_eq!(web.child.wait().unwrap().code(), Some(0));
    let mut rest = String::new();
    web.out.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "", "a program that reads the link is told nothing else");
    assert!(TcpStream::connect(("127.0.0.1", web.port)).is_err(), "nothing listens any more");
}

#[test]
fn nobody_gets_in_without_a_link() {
    let machines = Machines::new(&["attic"]);
    let web = Web::on_loopback(&machines, "attic");
    let token = web.open(&web.secret()).unwrap();
    let port = web.port;
    let (host, origin) = (format!("host: localhost:{port}"), format!("origin: http://localhost:{port}"));
    let (tunnel, of_tunnel) = ("host: localhost:9000", "origin: http://localhost:9000");
    let bearer = format!("authorization: Bearer {token}");
    let (json, status) = ("content-type: application/json", r#"{"command":"status"}"#);
    let call = "POST /api/call";
    let large = format!(r#"{{"command":"status","more":"{}"}}"#, "x".repeat(70_000));

    let table: &[(&str, u16, &str, &[&str], &str)] = &[
        ("the page itself", 200, call, &[&host, &origin, &bearer, json], status),
        ("through a tunnel", 200, call, &[tunnel, of_tunnel, &bearer, json], status),
        ("a program, which sends no origin", 200, call, &[&host, &bearer, json], status),
        ("no token", 401, call, &[&host, &origin, json], status),
        ("a wrong token", 401, call, &[&host, &origin, "authorization: Bearer 0123", json], status),
        ("a token as a cookie", 401, call, &[&host, &origin, &format!("cookie: token={token}"), json], status),
        ("a token in the address", 401, &format!("{call}?token={token}"), &[&host, &origin, json], status),
        (
            "the link's secret as a token",
            401,
            call,
            &[&host, &format!("authorization: Bearer {}", web.secret()), json],
            status,
        ),
        ("another site (CSRF)", 403, call, &[&host, "origin: http://evil.example", &bearer, json], status),
        ("another port", 403, call, &[&host, "origin: http://localhost:1", &bearer, json], status),
        ("a sandboxed frame", 403, call, &[&host, "origin: null", &bearer, json], status),
        ("as the browser says", 403, call, &[&host, "sec-fetch-site: cross-site", &bearer, json], status),
        ("a form of another site", 415, call, &[&host, &origin, &bearer, "content-type: text/plain"], status),
        ("another site opens a link", 403, "POST /api/open", &[&host, "origin: http://evil.example", json], "{}"),
        (
            "a name that is rebound",
            421,
            call,
            &["host: evil.example", "origin: http://evil.example", &bearer, json],
            status,
        ),
        ("the page by a rebound name", 421, "GET /", &["host: evil.example"], ""),
        ("no host", 421, "GET /", &[], ""),
        ("an address of the network", 421, "GET /", &["host: 192.168.1.20"], ""),
        ("no command", 400, call, &[&host, &bearer, json], "{}"),
        ("no JSON", 400, call, &[&host, &bearer, json], "\0"),
        ("too much", 413, call, &[&host, &bearer, json], &large),
        ("read a call", 405, "GET /api/call", &[&host, &bearer], ""),
        ("another site reads changes", 403, "GET /api/changes", &[&host, "sec-fetch-site: same-site", &bearer], ""),
        ("changes without a token", 401, "GET /api/changes", &[&host], ""),
        ("the machine without a token", 401, "GET /api/shell", &[&host], ""),
        ("a file of this machine", 404, "GET /../../../../etc/passwd", &[&host], ""),
        ("the same, written otherwise", 404, "GET /%2e%2e/%2e%2e/etc/passwd", &[&host], ""),
        ("an absolute one", 404, "GET //etc/passwd", &[&host], ""),
        ("write the page", 405, "PUT /index.html", &[&host, &bearer], ""),
    ];
    for (what, expected, request, headers, body) in table {
        let got = web.send(request, headers, body);
        assert_eq!(got.status, *expected, "{what}: {}\n{}", got.head, got.body);
        assert!(!got.head.contains("access-control-allow"), "{what}: {}", got.head);
        assert!(!got.body.contains("root:"), "{what}");
    }
    // Guessing is answered ten times a minute, and keeps nobody out who has a link.
    let guesses: Vec<u16> =
        (0..20).map(|n| web.ask("/api/open", "", &json!({ "secret": n.to_string() })).status).collect();
    assert!(guesses[0] == 403 && guesses[19] == 429, "{guesses:?}");
    assert_eq!(web.ask("/api/call", &token, &json!({ "command": "status" })).status, 200);
}

#[test]
fn a_page_reaches_only_the_directories_that_were_named() {
    let machines = Machines::new(&["attic", "laptop"]);
    for made in ["files/docs", "private", "files/.hidden"] {
        fs::create_dir_all(machines.at("attic", made)).unwrap();
    }
    machines.write("attic", "files/docs/a.txt", "words");
    std::os::unix::fs::symlink("../private", machines.at("attic", "files/out")).unwrap();
    let files = machines.at("attic", "files");
    let web = Web::start(&machines, "attic", &format!("--listen 127.0.0.1:0 --files {}", files.display()));
    let token = web.open(&web.secret()).unwrap();
    let share = |path: &str| {
        let path = machines.at("attic", path);
        web.call(&token, json!({ "command": "share", "path": path, "name": null, "hub_copy": true }))
    };
    for outside in ["private", "files/../private", "files/out", "files/out/below", ""] {
        let refused = share(outside);
        assert_eq!(refused["error"]["code"], "outside", "{outside:?}: {refused}");
        assert!(refused["error"]["hint"].as_str().unwrap().contains("--files DIR"), "{refused}");
    }
    let file = machines.at("attic", "report.txt");
    let written = web.call(&token, json!({ "command": "diagnostics", "file": file }));
    assert_eq!((&written["error"]["code"], file.exists()), (&json!("outside"), false));
    assert_eq!(web.call(&token, json!({ "command": "stop" }))["error"]["code"], "bad-argument");
    // What is inside is shared, and comes to the other machine.
    assert_eq!(share("files/docs")["reply"]["folder"]["folder"], "docs");
    machines.ok("laptop", "link docs ~/docs");
    machines.until_holds("laptop", "docs/a.txt", "words");
}

#[test]
fn beyond_loopback_it_speaks_tls_only() {
    let machines = Machines::new(&["attic"]);
    let web = Web::start(&machines, "attic", "--listen 0.0.0.0:0");
    assert!(web.told["url"].as_str().unwrap().starts_with("https://"), "{}", web.told);
    let fingerprint = web.told["fingerprint"].as_str().unwrap();
    assert_eq!((fingerprint.len(), fingerprint.matches(':').count()), (95, 31), "{fingerprint}");
    let got = web.send("GET /", &["host: 127.0.0.1"], "");
    assert_eq!(got.status, 0, "it answers in the clear: {}", got.head);
}

#[test]
fn what_cannot_be_opened_says_why() {
    let mut machines = Machines::unpaired(&["attic"]);
    machines.refused("attic", "web --files ~/missing", "bad-path", "/missing", "--files");
    machines.refused("attic", "web --listen 192.0.2.1:1", "listen", "192.0.2.1:1", "--listen");
    let nonsense = machines.syncit("attic", "--json web --listen here");
    check_error(&nonsense, "usage", "here", "");
    machines.end("attic", "TERM");
    machines.refused("attic", "web", "not-running", "SyncIt is not running", "syncit run");
}

#[test]
fn silent_connections_and_many_requests_keep_nobody_out() {
    let machines = Machines::new(&["attic"]);
    let web = Web::on_loopback(&machines, "attic");
    let token = web.open(&web.secret()).unwrap();
    // More than may be open at a time: some wait until the others are ended.
    let silent: Vec<_> = (0..70).map(|_| TcpStream::connect(("127.0.0.1", web.port)).unwrap()).collect();
    assert_eq!(web.ask("/api/call", &token, &json!({ "command": "status" })).status, 200);
    drop(silent);
    // More than the engine is asked at a time.
    let wait = json!({ "command": "wait", "folder": null, "timeout": 0.1 });
    std::thread::scope(|scope| {
        let asked: Vec<_> = (0..20).map(|_| scope.spawn(|| web.call(&token, wait.clone()))).collect();
        for answer in asked {
            let answer = answer.join().unwrap();
            assert!(answer["reply"]["wait"].is_object(), "{answer}");
        }
    });
}
