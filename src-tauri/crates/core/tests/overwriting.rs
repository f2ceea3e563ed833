//! When a change spoils a file, and when changes are a mass overwriting, as a function of the beginnings of contents
//! and of the number of changes over time.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use syncit_core::Seq;
use syncit_core::hold::{HoldLimits, Judged, LOOKED_AT, Looks, OVERWRITING_WINDOW, Overwrites};

use Looks::{Blank, Data, Jumble, Known, Little, Noise, Pointer, Text};

/// Returns pseudo-random bytes.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u8
    };
    (0..length).map(|_| next()).collect()
}

/// Returns text of which 64 of every 192 bytes are encrypted, as some ransomware does for speed.
fn encrypted_in_parts() -> Vec<u8> {
    let mut text = b"A letter in which it is said at some length how the weather was in the mountains. ".repeat(80);
    for (block, noise) in text.chunks_mut(192).zip(noise(10_000).chunks(64)) {
        let length = block.len().min(64);
        block[..length].copy_from_slice(&noise[..length]);
    }
    text
}

#[test]
fn what_contents_look_like() {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let base64: Vec<u8> = noise(4_096).iter().map(|byte| letters[usize::from(byte % 64)]).collect();
    let lines: Vec<u8> = base64.chunks(76).flat_map(|line| [line, b"\n"].concat()).collect();
    let base64_of_text: Vec<u8> =
        b"QSBsZXR0ZXIgaW4gd2hpY2ggaXQgaXMgc2FpZCBhdCBzb21lIGxlbmd0aCBob3cgdGhlIHdlYXRoZXIgd2FzLiAg".repeat(9);
    let hex: Vec<u8> = noise(2_048).iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect();
    let sums: Vec<u8> = (0..40).flat_map(|n| format!("{n:064x}  holiday/{n}.jpg\n").into_bytes()).collect();
    let words = "A letter in the encoding of another system. ";
    let utf16: Vec<u8> = words.repeat(9).encode_utf16().flat_map(u16::to_le_bytes).collect();
    let chinese: String = (0..1_500).filter_map(|n| char::from_u32(0x4e00 + n * 7_919 % 5_000)).collect();
    let chinese_utf16: Vec<u8> =
        [0xfeff].into_iter().chain(chinese.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let latin1: Vec<u8> = b"Die \xc4rzte h\xf6ren \xfcber die gr\xf6\xdften B\xe4ren. ".repeat(40);
    let numbers: Vec<u8> = (0..500_u32).flat_map(|n| (n * n).to_le_bytes()).collect();
    let marked = |mark: &[u8]| [mark, &noise(4_000)].concat();
    let cases: Vec<(&str, Vec<u8>, Looks)> = vec![
        ("nothing", vec![], Little),
        ("a word", b"hello".to_vec(), Little),
        ("a key of 32 bytes", noise(32), Little),
        ("a file that is still to be filled", vec![0; 4_096], Blank),
        ("a short note", b"Buy milk, bread, and the blue paint for the door of the old shed.\n".to_vec(), Text),
        ("UTF-8", chinese.clone().into_bytes(), Text),
        ("UTF-16", utf16, Text),
        ("UTF-16 of many letters", chinese_utf16, Text),
        ("Latin-1", latin1, Text),
        ("base64 of text", base64_of_text, Text),
        ("sums", sums, Text),
        ("numbers", numbers, Data),
        ("text that is encrypted in parts", encrypted_in_parts(), Jumble),
        ("noise behind zeros", [vec![0; 512], noise(4_096)].concat(), Jumble),
        ("64 random bytes", noise(64), Noise),
        ("4 KiB of them", noise(4_096), Noise),
        ("a head that is encrypted, text behind it", [noise(4_096), vec![b'a'; 100_000]].concat(), Noise),
        ("noise behind a key of the trojan", [b"LOCKED!!".as_slice(), &noise(4_000)].concat(), Noise),
        ("base64 of noise", base64, Noise),
        ("the same in lines", lines, Noise),
        ("hexadecimal noise", hex, Noise),
        ("a pointer", b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a21\nsize 12345\n".to_vec(), Pointer),
        ("JPEG", marked(b"\xff\xd8\xff\xe0"), Known),
        ("PNG", marked(b"\x89PNG\r\n\x1a\n"), Known),
        ("PDF", marked(b"%PDF-1.7"), Known),
        ("ODT, DOCX, ZIP", marked(b"PK\x03\x04"), Known),
        ("MP4, HEIC, CR3", marked(b"\0\0\0\x18ftyp"), Known),
        ("MP3 without tags", marked(b"\xff\xfb\x90\0"), Known),
        ("gzip", marked(b"\x1f\x8b\x08"), Known),
        ("an object of git", marked(b"\x78\x01"), Known),
        ("a program", marked(b"\x7fELF"), Known),
    ];
    for (what, content, expected) in cases {
        assert_eq!(Looks::of(&content), expected, "{what}");
    }
}

#[test]
fn what_spoils_what() {
    let all = [Little, Blank, Pointer, Known, Text, Data, Jumble, Noise];
    let spoilt_by = |before: Looks| -> &[Looks] {
        match before {
            // Converting is usual, and so are pointers in place of large files.
            Known => &[Little, Blank, Text, Data, Jumble, Noise],
            // Emptying a log is usual; filling it with zeros is the work of a crash or a wiper.
            Text => &[Blank, Jumble, Noise],
            Data | Jumble => &[Blank, Noise],
            Little | Blank | Pointer | Noise => &[],
        }
    };
    for before in all {
        for after in all {
            assert_eq!(before.is_spoilt_by(after), spoilt_by(before).contains(&after), "{before:?} to {after:?}");
        }
        assert_eq!(before.is_something(), !spoilt_by(before).is_empty(), "{before:?}");
    }
}

#[test]
fn many_and_most_of_what_was_changed() {
    let usual = HoldLimits::USUAL;
    for (changed, spoilt, expected) in [
        (99, 99, false),
        (100, 100, true),
        (199, 100, true),
        (200, 100, false),
        (10_000, 5_000, false),
        (10_000, 5_001, true),
        (0, 0, false),
    ] {
        assert_eq!(usual.is_mass_overwriting(Judged { changed, spoilt }), expected, "{spoilt} of {changed}");
    }
    let never = HoldLimits { files: 1, share: 100 };
    assert!(!never.is_mass_overwriting(Judged { changed: 1_000, spoilt: 1_000 }));
}

#[test]
fn changes_count_for_ten_minutes() {
    let one = Judged { changed: 1, spoilt: 1 };
    let mut overwrites = Overwrites::default();
    for second in 0..OVERWRITING_WINDOW {
        overwrites.age(second);
        overwrites.note(second, 1, one, Seq(second));
    }
    assert_eq!(overwrites.changes(), OVERWRITING_WINDOW);
    assert_eq!((overwrites.judged(), overwrites.after()), (None, Some(Seq(0))));
    overwrites.look(Judged { changed: 500, spoilt: 2 });
    overwrites.note(OVERWRITING_WINDOW, 1, one, Seq(0));
    assert_eq!(overwrites.judged(), Some(Judged { changed: 501, spoilt: 3 }));
    overwrites.stop_looking();
    assert_eq!(overwrites.judged(), None);
    overwrites.age(3 * OVERWRITING_WINDOW);
    assert!(overwrites.is_empty());
}

proptest! {
    /// For any content: it does not spoil itself, and only its beginning is examined.
    #[test]
    fn a_change_that_changes_nothing_spoils_nothing(content in prop::collection::vec(any::<u8>(), 0..6_000)) {
        let looks = Looks::of(&content);
        prop_assert!(!looks.is_spoilt_by(looks));
        prop_assert_eq!(looks, Looks::of(&content[..content.len().min(LOOKED_AT)]));
    }

    /// Words are text.
    #[test]
    fn words_are_no_noise(words in prop::collection::vec("[a-z]{1,9}", 40..400)) {
        prop_assert_eq!(Looks::of(words.join(" ").as_bytes()), Text);
    }

    /// Below the limits nothing is held; more spoilt files never end a hold, and more unspoilt ones never begin one.
    #[test]
    fn the_judgement_is_monotonic(changed in 0_u64..1_000, spoilt in 0_u64..1_000, more in 0_u64..100) {
        let limits = HoldLimits::USUAL;
        let spoilt = spoilt.min(changed);
        let is_held = |changed, spoilt| limits.is_mass_overwriting(Judged { changed, spoilt });
        prop_assert!(!is_held(changed, spoilt) || is_held(changed + more, spoilt + more));
        prop_assert!(is_held(changed, spoilt) || !is_held(changed + more, spoilt));
    }
}
