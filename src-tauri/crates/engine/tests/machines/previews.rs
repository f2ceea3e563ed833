//! Contents of versions as a person is shown them: text, images, and what cannot be shown.

use syncit_engine::api::{Command, ContentImage, ContentKind, Reply};

use super::harness::Machines;
use super::{CLIENTS, clients_with_docs};

/// The beginning of a PNG of these dimensions, followed by so many bytes.
fn png(width: u32, height: u32, rest: usize) -> Vec<u8> {
    let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
    let mut bytes = [b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".as_slice(), &sides, b"\x08\x06\0\0\0"].concat();
    // Not all alike, so that it is more than one chunk.
    bytes.extend((0..rest).map(|at| (at * at / 7) as u8));
    bytes
}

/// What is shown of the newest version of a file, on a machine that asks the hub for it.
#[track_caller]
fn shown(m: &Machines, path: &str) -> (ContentKind, Option<String>, Option<ContentImage>, u64) {
    let (folder, path) = ("docs".to_owned(), path.to_owned());
    let Reply::Versions(versions) = m.call("desktop", Command::Versions { folder: folder.clone(), path: path.clone() })
    else {
        panic!("no versions of {path}")
    };
    let version = versions[0].version.clone();
    match m.call("desktop", Command::Content { folder, path, version }) {
        Reply::Content { text, image, bytes, kind } => (kind, text, image, bytes),
        other => panic!("{other:?}"),
    }
}

/// As `base64` writes it.
fn base64(bytes: &[u8]) -> String {
    let digit =
        |six: u32| char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[six as usize & 63]);
    let four = |three: &[u8]| {
        let bits = three.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        let digits = (0..=three.len()).map(move |at| digit(bits >> (18 - 6 * at)));
        digits.chain(std::iter::repeat_n('=', 3 - three.len())).collect::<String>()
    };
    bytes.chunks(3).map(four).collect()
}

#[test]
fn images_are_handed_out_whole_whatever_they_are_called() {
    let m = clients_with_docs();
    let large = png(4_000, 3_000, 3 << 20);
    m.write("laptop", "photo.txt", png(640, 480, 10));
    m.write("laptop", "large", &large);
    m.write("laptop", "drawing.png", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    m.settle(&CLIENTS);
    for (path, content, width, height) in
        [("photo.txt", png(640, 480, 10), 640, 480), ("large", large.clone(), 4_000, 3_000)]
    {
        let media_type = "image/png".to_owned();
        let image = ContentImage { media_type, width, height, base64: base64(&content) };
        assert!(shown(&m, path) == (ContentKind::Image, None, Some(image), content.len() as u64), "{path}");
    }
    let (kind, text, image, _) = shown(&m, "drawing.png");
    assert_eq!((kind, image), (ContentKind::Text, None));
    assert!(text.unwrap().starts_with("<svg"));
}

#[test]
fn what_would_be_too_large_is_not_handed_out() {
    let m = clients_with_docs();
    for (path, content, kind) in [
        ("many pixels", png(10_000, 5_001, 0), ContentKind::TooLarge),
        ("many bytes", png(640, 480, 8 << 20), ContentKind::TooLarge),
        ("a long text", vec![b'a'; (1 << 20) + 1], ContentKind::TooLarge),
        ("broken", png(0, 480, 10), ContentKind::Binary),
    ] {
        m.write("laptop", path, &content);
        m.settle(&CLIENTS);
        assert_eq!(shown(&m, path), (kind, None, None, content.len() as u64), "{path}");
    }
}

#[test]
fn both_images_of_a_conflict_can_be_looked_at() {
    let m = clients_with_docs();
    m.write("laptop", "a.png", png(1, 1, 0));
    m.settle(&CLIENTS);
    for name in CLIENTS {
        m.call(name, Command::Pause { folder: None, seconds: None });
    }
    m.write("laptop", "a.png", png(2, 2, 0));
    m.write("desktop", "a.png", png(3, 3, 0));
    for name in CLIENTS {
        m.call(name, Command::Resume { folder: None });
    }
    m.settle(&CLIENTS);
    let conflicts = |copy: Option<String>, diff| match m
        .call("laptop", Command::Conflicts { folder: Some("docs".into()), copy, diff })
    {
        Reply::Conflicts(lines) => lines,
        other => panic!("{other:?}"),
    };
    let listed = &conflicts(None, true)[0];
    assert_eq!(listed.versions, None, "only of one that is asked about alone");
    let line = conflicts(Some(listed.copy.clone()), true).remove(0);
    assert_eq!(line.texts, None);
    let versions = line.versions.unwrap();
    let width = |path: &str, version: String| match m
        .call("laptop", Command::Content { folder: "docs".into(), path: path.into(), version })
    {
        Reply::Content { image: Some(image), .. } => image.width,
        other => panic!("{other:?}"),
    };
    let mut widths = [width(&line.path, versions.file), width(&line.copy, versions.copy)];
    widths.sort_unstable();
    assert_eq!(widths, [2, 3]);
}
