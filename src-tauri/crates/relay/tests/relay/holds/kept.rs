//! Content that is kept is not lost: it is elsewhere in the folder, or in another folder that every reader may read, or
//! there is evidence that it can be restored.

use syncit_core::message::{Ask, ToHub};

use super::EIGHT;
use crate::world::play;

const FIVE_GONE: &str = "laptop: offer 20 -d/i on 9 missing 5; -d/h on 8; -d/g on 7; -d/f on 6; -d/e on 5";
const FIVE_ELSEWHERE: &str = r#"e/ on 0; e/1 "e" on 0; e/2 "f" on 0; e/3 "g" on 0; e/4 "h" on 0; e/5 "i" on 0"#;

/// Checks what is held in the end.
#[track_caller]
fn held(setup: &str, script: &str, expected: &str) {
    let (mut world, _) = play(&format!("{EIGHT}\n{setup}\nseconds 61"), script);
    world.play("in docs");
    let said = world.say("desk", ToHub::Ask { id: 1, ask: Ask::Holds });
    assert_eq!(said, format!("desk < held: {expected}\n"), "{script}");
}

const ALL_FIVE: &str = "5 held and 0 passed on by laptop in d: d/e d/f d/g d/h d/i";

#[test]
fn what_is_elsewhere_in_the_folder_is_not_lost_whichever_came_first() {
    held("", &format!("laptop: offer 3 {FIVE_ELSEWHERE}\n{FIVE_GONE}"), "");
    // In the same offer, the copies are not there yet when the deletions are judged.
    let together = format!("laptop: offer 3 {FIVE_ELSEWHERE}; {}", &FIVE_GONE["laptop: offer 20 ".len()..]);
    held("", &format!("{together}\ntick 1000"), "");
    // From any machine, and however long ago.
    held(&format!("desk: offer 3 {FIVE_ELSEWHERE}"), FIVE_GONE, "");
    // It is held first, and no longer once the content is there again.
    held("", FIVE_GONE, ALL_FIVE);
    held("", &format!("{FIVE_GONE}\nseconds 6\nlaptop: offer 3 {FIVE_ELSEWHERE}\ntick 1000"), "");
    held("", &format!("{FIVE_GONE}\nseconds 6\ndesk: offer 3 {FIVE_ELSEWHERE}\ntick 1000"), "");
    // What was passed on no longer counts, either.
    let three = "laptop: offer 4 -d/i on 9; -d/h on 8; -d/g on 7";
    let rest = "laptop: offer 6 -d/f on 6; -d/e on 5";
    held("", &format!("{three}\n{rest}"), "2 held and 3 passed on by laptop in d: d/e d/f d/g d/h d/i");
    held("", &format!("{three}\nlaptop: offer 5 {FIVE_ELSEWHERE}\n{rest}"), "");
}

#[test]
fn copies_that_end_together_keep_nothing() {
    let setup = format!("laptop: offer 3 {FIVE_ELSEWHERE}");
    let copies = "laptop: offer 21 -e/5 on 15 missing 5; -e/4 on 14; -e/3 on 13; -e/2 on 12; -e/1 on 11";
    let all = "-d/i on 9 missing 10; -d/h on 8; -d/g on 7; -d/f on 6; -d/e on 5; \
        -e/5 on 15; -e/4 on 14; -e/3 on 13; -e/2 on 12; -e/1 on 11";
    let ten = "10 held and 0 passed on by laptop: d/e d/f d/g d/h d/i e/1 e/2 e/3 e/4 e/5";
    held(&setup, &format!("laptop: offer 20 {all}"), ten);
    // In succession: the second ones still have the content of the first ones, and are then all that is left.
    held(&setup, &format!("{FIVE_GONE}\n{copies}"), "5 held and 0 passed on by laptop in e: e/1 e/2 e/3 e/4 e/5");
}

#[test]
fn what_is_in_another_folder_that_every_reader_may_read_is_not_lost() {
    let moved = format!("in other\nlaptop: offer 3 {FIVE_ELSEWHERE}\nin docs\n{FIVE_GONE}");
    held("", &moved, "");
    let later = format!("{FIVE_GONE}\nseconds 3\nin other\nlaptop: offer 3 {FIVE_ELSEWHERE}\ntick 1000");
    held("", &later, "");
    // For a reader who cannot find it there it is lost, and nobody learns what is in a folder that they may not read.
    held("hide desk", &moved, ALL_FIVE);
    held("hide desk", &later, ALL_FIVE);
    held("hide laptop", &format!("in other\ndesk: offer 3 {FIVE_ELSEWHERE}\nin docs\n{FIVE_GONE}"), ALL_FIVE);
    held("own access desk none\nhide desk\nown access desk write", &moved, ALL_FIVE);
}

#[test]
fn what_lay_in_a_cache_can_be_made_again() {
    let tag = r#"laptop: offer 3 d/CACHEDIR.TAG "Signature: 8a477f597d28d172789f06886806bc55" on 0"#;
    held(tag, FIVE_GONE, "");
    let with_tag = format!("{FIVE_GONE}; -d/CACHEDIR.TAG on 10");
    held(tag, &with_tag, "");
    held(tag, &format!("laptop: offer 4 -d/CACHEDIR.TAG on 10\n{FIVE_GONE}"), "");
    // The directory has its own tag, and had it before; a tag at the folder's root does not count.
    held("", &format!("{tag}\n{FIVE_GONE}"), ALL_FIVE);
    held(&tag.replace("8a4", "8a5"), FIVE_GONE, ALL_FIVE);
    held(&tag.replace("d/CACHE", "CACHE"), FIVE_GONE, ALL_FIVE);
}

/// Returns the content of a file with these bytes.
fn bytes(bytes: &[u8]) -> String {
    format!("\"bytes {}\"", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
}

/// Returns the index of a pack with the objects 1 to 5.
fn pack_index() -> String {
    let mut index = [&b"\xfftOc\0\0\0\x02"[..], &[0; 255 * 4], &[0, 0, 0, 5]].concat();
    (1..=5).for_each(|object| index.extend([object; 20]));
    bytes(&index)
}

/// Returns the path of the loose object with this number.
fn object(n: u8) -> String {
    let hex = format!("{n:02x}").repeat(20);
    format!("g/objects/{}/{}", &hex[..2], &hex[2..])
}

const REPOSITORY: &str = "laptop: offer 3 g/ on 0; g/objects/ on 0; g/objects/pack/ on 0; g/objects/01/ on 0; \
    g/objects/02/ on 0; g/objects/03/ on 0; g/objects/04/ on 0; g/objects/05/ on 0";

#[test]
fn objects_that_were_packed_are_not_lost() {
    let limit = "limits 4 20";
    let loose: Vec<String> = (1..=5).map(|n| format!("{} \"{n}\" on 0", object(n))).collect();
    let setup = format!("{limit}\n{REPOSITORY}\nlaptop: offer 4 {}", loose.join("; "));
    let gone: Vec<String> = (1..=5).map(|n| format!("-{} on {}", object(n), 17 + u64::from(n))).collect();
    let gone = format!("laptop: offer 5 {}", gone.join("; "));
    let (pack, index) = ("g/objects/pack/p.pack \"pack\" on 0", format!("g/objects/pack/p.idx {} on 0", pack_index()));
    let all = format!("laptop: offer 6 {pack}; {index}");
    held(&setup, &format!("{all}\n{gone}"), "");
    held(&setup, &format!("{gone}\nseconds 3\n{all}\ntick 1000"), "");
    let names = (1..=5).map(object).collect::<Vec<_>>().join(" ");
    let held_all = format!("5 held and 0 passed on by laptop in g/objects: {names}");
    held(&setup, &gone, &held_all);
    held(&setup, &format!("laptop: offer 6 {index}\n{gone}"), &held_all);
    held(&setup, &format!("laptop: offer 6 {pack}; g/objects/pack/p.idx \"nothing\" on 0\n{gone}"), &held_all);
}

/// Returns the index of a work tree that lists these names of `d`, each one byte large, with the object of its number.
fn index(names: &str) -> String {
    let mut index = [&b"DIRC\0\0\0\x02"[..], &(names.len() as u32).to_be_bytes()].concat();
    for name in names.bytes() {
        index.extend([0; 36]);
        index.extend([0, 0, 0, 1]);
        index.extend([name; 20]);
        index.extend([0, 3, b'd', b'/', name, 0, 0, 0, 0, 0, 0, 0]);
        index.truncate(index.len() - (index.len() - 12) % 8);
    }
    bytes(&index)
}

#[test]
fn what_git_itself_removed_is_in_the_repository() {
    let mut repository = "laptop: offer 3 .git/ on 0; .git/objects/ on 0".to_owned();
    for name in "efghi".bytes() {
        let hex = format!("{name:02x}").repeat(20);
        repository +=
            &format!("; .git/objects/{}/ on 0; .git/objects/{}/{} \"{name}\" on 0", &hex[..2], &hex[..2], &hex[2..]);
    }
    let limit = "limits 4 30";
    let setup = format!("{limit}\n{repository}\nlaptop: offer 4 .git/index {} on 0", index("efghi"));
    let checkout = |names: &str| format!("laptop: offer 5 .git/index {} on 22", index(names));
    held(&setup, &format!("{}\n{FIVE_GONE}", checkout("")), "");
    held(&setup, &format!("{FIVE_GONE}\nseconds 3\n{}\ntick 1000", checkout("")), "");
    // Held nevertheless: without git, if the index still lists them, by another machine's git, or if git did it long
    // before.
    held(&setup, FIVE_GONE, ALL_FIVE);
    held(&setup, &format!("{}\n{FIVE_GONE}", checkout("efghi").replace("\" on 22", "00\" on 22")), ALL_FIVE);
    held(&setup, &format!("{}\n{FIVE_GONE}", checkout("").replace("laptop", "desk")), ALL_FIVE);
    held(&setup, &format!("{}\nseconds 61\n{FIVE_GONE}", checkout("")), ALL_FIVE);
    // What was never tracked, or differs from what was staged, is lost.
    let untracked = setup.replace(&index("efghi"), &index("ef"));
    held(&untracked, &format!("{}\n{FIVE_GONE}", checkout("")), "");
    held(
        &untracked.replace("limits 4 30", "limits 3 10"),
        &format!("{}\n{FIVE_GONE}", checkout("")),
        "3 held and 0 passed on by laptop in d: d/g d/h d/i",
    );
    // Together with the repository everything is lost.
    let hex = |name: u8| format!("{name:02x}").repeat(20);
    let objects: Vec<String> = "efghi"
        .bytes()
        .zip([13, 15, 17, 19, 21])
        .map(|(name, seq)| format!("-.git/objects/{}/{} on {seq}", &hex(name)[..2], &hex(name)[2..]))
        .collect();
    let all = format!("{FIVE_GONE}; {}", objects.join("; "));
    let (mut world, _) = play(&format!("{EIGHT}\n{setup}\nseconds 61"), &format!("{}\n{all}", checkout("")));
    let said = world.say("desk", ToHub::Ask { id: 1, ask: Ask::Holds });
    assert!(said.contains("10 held and 0 passed on"), "{said}");
}
