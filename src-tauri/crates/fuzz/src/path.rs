//! Paths, names and identifiers, as they come in messages.

use std::str::FromStr;

use syncit_core::path::{MAX_COMPONENT, MAX_DEPTH, MAX_NAME, MAX_PATH, OWN_DIR, is_steering};
use syncit_core::{Digest, FolderId, Name, RelPath};

pub(crate) fn run(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    if let Ok(path) = RelPath::new(text) {
        check_path(&path, text);
    }
    if let Ok(name) = Name::new(text) {
        assert_eq!(name.as_str(), text);
        assert!((1..=MAX_NAME).contains(&text.chars().count()) && !text.contains(['/', '\0', '\n']), "{text:?}");
        assert!(!text.contains(is_steering), "{text:?} steers a terminal");
    }
    check_spelling::<FolderId>(text);
    check_spelling::<Digest>(text);
}

pub(crate) fn check_spelling<T: FromStr + ToString>(text: &str) {
    if let Ok(value) = T::from_str(text) {
        assert_eq!(value.to_string(), text, "a value has one spelling");
    }
}

fn check_path(path: &RelPath, text: &str) {
    assert_eq!(path.as_str(), text, "a path has one spelling");
    assert!(text.len() <= MAX_PATH && path.depth() <= MAX_DEPTH && !text.contains('\0'), "{text:?}");
    for name in text.split('/') {
        assert!(!["", ".", ".."].contains(&name) && name.len() <= MAX_COMPONENT, "{text:?} leads elsewhere");
        assert!(!name.eq_ignore_ascii_case(OWN_DIR), "{text:?} is SyncIt's own");
    }
    assert_eq!(path.ancestors().count() + 1, path.depth());
    assert!(path.ancestors().all(|dir| path.is_below(&dir)));
    assert_eq!(RelPath::child(path.parent().as_ref(), path.name()).as_ref(), Ok(path));
    let json = serde_json::to_string(path).expect("text");
    assert_eq!(serde_json::from_str::<RelPath>(&json).expect("a path is one in a message, too"), *path);
}
