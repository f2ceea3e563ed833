//! What the page may not do, tried out in the real web view with the real permissions.

use serde_json::json;

use crate::session::Session;
use crate::webdriver::Browser;

#[test]
fn the_page_may_call_what_is_named_and_nothing_else() {
    let session = Session::start();
    let browser = Browser::open(&session, &session.path("home"));
    let info = browser.invoke("shell_info", &json!({})).unwrap();
    assert_eq!(info["home"], json!(session.path("home")));
    assert_eq!(info["own_engine"], json!(true));
    let status = browser.invoke("api", &json!({ "command": { "command": "status" } })).unwrap();
    assert_eq!(status["status"]["role"], json!("none"));

    for command in ["stop", "watch"] {
        let refused = browser.invoke("api", &json!({ "command": { "command": command } }));
        assert!(refused.is_err_and(|error| error.contains("neither stops nor watches")), "{command}");
    }
    for (command, arguments) in [
        ("plugin:notification|notify", json!({ "options": { "title": "x" } })),
        ("plugin:dialog|open", json!({ "options": {} })),
        ("plugin:autostart|enable", json!({})),
        ("plugin:window-state|save_window_state", json!({ "flags": 63 })),
        ("plugin:window|close", json!({ "label": "main" })),
        ("plugin:event|emit", json!({ "event": "changed", "payload": null })),
        ("plugin:webview|create_webview_window", json!({ "options": { "label": "x", "url": "index.html" } })),
    ] {
        let refused = browser.invoke(command, &arguments);
        assert!(refused.as_ref().is_err_and(|error| error.contains("not allowed")), "{command}: {refused:?}");
    }
    for (folder, path) in [("Photos", "a"), ("", "/etc/passwd")] {
        let refused = browser.invoke("reveal", &json!({ "folder": folder, "path": path }));
        assert!(refused.is_err_and(|error| error.contains("is synced on this machine")), "{folder} {path}");
    }
}

#[test]
fn the_page_runs_no_code_but_its_own_and_loads_nothing_from_elsewhere() {
    let session = Session::start();
    let browser = Browser::open(&session, &session.path("home"));
    let run = |expression| browser.run_async(expression);
    assert_eq!(run("location.href.startsWith('tauri://localhost')"), Ok(json!(true)));
    assert!(run("eval('1')").is_err(), "eval");
    assert!(run("new Function('return 1')()").is_err(), "new Function");
    assert!(run("await fetch('http://127.0.0.1:9/')").is_err(), "fetch");
    assert_eq!(run("Object.isFrozen(Object.prototype)"), Ok(json!(true)));
    let inline = "(() => { const one = document.createElement('script'); one.textContent = 'window.inlined = 1';
                   document.head.append(one); return window.inlined ?? null; })()";
    assert_eq!(run(inline), Ok(json!(null)), "an inline script");
    // The inline script may be reported only now, too.
    let framed = "await new Promise(done => { document.addEventListener('securitypolicyviolation',
                   event => event.effectiveDirective.startsWith('frame') && done(event.effectiveDirective));
                   const one = document.createElement('iframe'); one.src = 'https://example.org/';
                   document.body.append(one); })";
    assert_eq!(run(framed), Ok(json!("frame-src")));
    assert_eq!(run("(location.href = 'https://example.org/', 'asked')"), Ok(json!("asked")));
    assert_eq!(run("location.href.startsWith('tauri://localhost')"), Ok(json!(true)), "it stays where it is");
}
