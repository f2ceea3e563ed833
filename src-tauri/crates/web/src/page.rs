//! The files of the window, which are inside the program.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use rust_embed::RustEmbed;

/// What `npm run ui:build` made; nothing if it did not run before this was compiled.
#[derive(RustEmbed)]
#[folder = "../../../ui/dist"]
#[allow_missing = true]
struct Dist;

const INDEX: &str = "index.html";

/// What the page may load and connect to: this server, and nothing else. As in the app (`tauri.conf.json`), but for the requests.
pub(crate) const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; connect-src 'self'; \
     object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// Returns true if this program has the window inside.
pub(crate) fn is_there() -> bool {
    Dist::get(INDEX).is_some()
}

/// Returns a file of the window.
pub(crate) fn file(path: &str) -> Response<Body> {
    let name = match path.trim_start_matches('/') {
        "" => INDEX,
        name => name,
    };
    let Some(file) = Dist::get(name) else {
        let mut missing = Response::new(Body::from("There is no such page."));
        *missing.status_mut() = StatusCode::NOT_FOUND;
        return missing;
    };
    let mut found = Response::new(Body::from(file.data.into_owned()));
    found.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind(name)));
    found
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_policy_is_that_of_the_app_but_for_what_it_connects_to() {
        let config = include_str!("../../../../tauri.conf.json");
        let config: serde_json::Value = serde_json::from_str(config).expect("valid JSON");
        let app = config["app"]["security"]["csp"].as_object().expect("a policy").iter();
        let app = app.map(|(name, from)| format!("{name} {}", from.as_str().expect("a text")));
        let same = |rule: &String| !rule.starts_with("connect-src");
        let here: BTreeSet<String> = POLICY.to_str().expect("ASCII").split("; ").map(Into::into).filter(same).collect();
        assert_eq!(here, app.filter(same).collect());
    }
}
