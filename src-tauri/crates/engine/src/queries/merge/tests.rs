#![allow(clippy::unwrap_used)]
use syncit_words::Voice;

use super::*;

fn unescaped(text: &str) -> String {
    text.replace("(nothing)", "").replace("\\n", "\n").replace("\\r", "\r")
}

#[test]
fn changes_of_both_fit_into_one_text_or_there_is_none() {
    let mut cases = 0;
    for case in include_str!("cases.txt").split("\n\n").filter(|case| !case.starts_with('#')) {
        let mut lines = case.lines();
        let name = lines.next().unwrap();
        let parts: Vec<(&str, &str)> = lines.map(|line| line.split_once(' ').unwrap()).collect();
        let part = |word: &str| {
            let found = parts.iter().find(|(first, _)| *first == word);
            found.map(|(_, text)| unescaped(text.trim_start()))
        };
        let (base, file, copy) = (part("base").unwrap(), part("file").unwrap(), part("copy").unwrap());
        let merged = merge(&base, &file, &copy);
        match part("gives") {
            Some(gives) => assert_eq!(merged, Ok(gives), "{name}"),
            None => {
                assert_eq!(merged.map_err(|why| Voice::PLAIN.message(&why.into())), Err(part("not").unwrap()), "{name}")
            }
        }
        // The order of the two sides makes no difference.
        let (one, other) = (merge(&base, &file, &copy), merge(&base, &copy, &file));
        assert_eq!(one.ok(), other.ok(), "{name}");
        cases += 1;
    }
    assert!(cases > 20);
}

/// Every third line is unchanged, so changes to the lines between never touch. Every mix of changes on two sides then
/// merges into one known text.
#[test]
fn whatever_two_do_apart_from_each_other_is_all_there() {
    const BLOCKS: u32 = 4;
    let ways = |block: usize, way: u32, side: &str| match way {
        0 => format!("old {block}\n"),
        1 => String::new(),
        2 => format!("{side} {block}\n"),
        _ => format!("old {block}\n{side} {block}\n"),
    };
    let all = 4_u32.pow(BLOCKS);
    for mix in 0..all {
        for owners in 0..2_u32.pow(BLOCKS) {
            let [mut base, mut file, mut copy, mut expected] = [const { String::new() }; 4];
            for block in 0..BLOCKS as usize {
                let way = mix / 4_u32.pow(block as u32) % 4;
                let is_file = owners & (1 << block) == 0;
                let (old, new) = (ways(block, 0, ""), ways(block, way, "new"));
                for (text, part) in [(&mut base, &old), (&mut expected, &new)] {
                    text.push_str(part);
                }
                file.push_str(if is_file { &new } else { &old });
                copy.push_str(if is_file { &old } else { &new });
                for text in [&mut base, &mut file, &mut copy, &mut expected] {
                    text.push_str(&format!("fixed {block}\n"));
                }
            }
            assert_eq!(merge(&base, &file, &copy), Ok(expected), "{base:?} {file:?} {copy:?}");
        }
    }
}

#[test]
fn too_many_changes_are_not_merged() {
    let lines = |from: usize| (0..150_000).map(|n| format!("{}\n", if n % 2 == 0 { n } else { n + from })).collect();
    let [base, file, copy]: [String; 3] = [0, 1_000_000, 2_000_000].map(lines);
    assert_eq!(merge(&base, &file, &copy), Err(Unmergeable::TooMany { most: MAX_CHANGES }));
}

#[test]
fn what_is_no_text_is_none() {
    assert_eq!(text(b"a\nb".to_vec()).as_deref(), Some("a\nb"));
    assert_eq!(text(b"a\0b".to_vec()), None);
    assert_eq!(text(b"\xff\xfea".to_vec()), None);
}

#[test]
fn a_diff_ends_where_it_gets_too_long() {
    let from: String = (0..100).map(|n| format!("{n}\n")).collect();
    let to = from.replace("\n10\n", "\nten\n").replace("\n90\n", "\nninety\n");
    let (whole, cut) = unified(&from, &to, 10_000);
    assert!(!cut);
    assert_eq!(
        whole,
        "@@ -8,7 +8,7 @@\n 7\n 8\n 9\n-10\n+ten\n 11\n 12\n 13\n@@ -88,7 +88,7 @@\n 87\n 88\n 89\n-90\n+ninety\n 91\n 92\n 93\n"
    );
    assert_eq!(unified(&from, &to, 30), ("@@ -8,7 +8,7 @@\n 7\n 8\n 9\n-10\n".to_owned(), true));
    assert_eq!(unified("", &"x".repeat(100), 30), ("@@ -0,0 +1 @@\n".to_owned(), true));
    assert_eq!(unified("a", "a\n", 100).0, "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
}
