//! Links to a hub, as another program or a web page gives them to the app.

use syncit_core::join_link::{JoinLink, MAX_LINK, is_fingerprint};

pub(crate) fn run(bytes: &[u8]) {
    let text = &*String::from_utf8_lossy(bytes);
    let Ok(link) = text.parse::<JoinLink>() else { return };
    assert!(text.len() <= MAX_LINK && is_fingerprint(&link.fingerprint), "{text:?}");
    assert!(
        link.address.is_ascii() && !link.address.contains(|c: char| c.is_whitespace() || c.is_control()),
        "{text:?}"
    );
    let spelled = link.to_string();
    assert_eq!(spelled.parse().as_ref(), Ok(&link), "{text:?} means what its usual spelling means");
    assert_eq!(JoinLink::new(&link.address, &link.fingerprint, link.name.clone()), Some(link));
}
