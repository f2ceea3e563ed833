//! Mass deletions: what is held, and what is still synced.

mod ends;
mod group;
mod kept;
mod overwriting;
mod settled;

use expect_test::{Expect, expect};
use syncit_core::message::{Ask, ToHub};

use crate::world::play;

/// Eight files, of which at most half may be deleted within a minute, or fewer than four.
const EIGHT: &str = r#"
    limits 4 50
    laptop: hello
    desk: hello
    laptop: attach
    desk: attach
    laptop: offer 1 d/ on 0; a "a" on 0; b "b" on 0; c "c" on 0; d/e "e" on 0; d/f "f" on 0; d/g "g" on 0; d/h "h" on 0; d/i "i" on 0
    tick 1000
"#;

fn check(transcript: Expect) {
    crate::play_transcript(EIGHT, &transcript);
}

#[test]
fn most_of_a_folder_deleted_in_one_batch_is_held_and_everything_else_travels() {
    check(expect![[r#"
        > laptop: offer 2 -d/i on 9; -d/h on 8; -d/g on 7; -d/f on 6; -d/e on 5; a "new" on 2; n "n" on 0
        laptop < verdicts 2
            0 refused Held: mass-deletion-held: folder docs
            1 refused Held: mass-deletion-held: folder docs
            2 refused Held: mass-deletion-held: folder docs
            3 refused Held: mass-deletion-held: folder docs
            4 refused Held: mass-deletion-held: folder docs
            5 accepted 10 "new" by laptop
            6 accepted 11 "n" by laptop
        desk < changed 11
        laptop < holds [1 Open of laptop, 5 files]
        desk < holds [1 Open of laptop, 5 files]
        > desk: ask holds
        desk < held: 5 held and 0 passed on by laptop in d: d/e d/f d/g d/h d/i
        > desk: offer 3 -d/i on 9; d/h "edited" on 8
        desk < verdicts 3
            0 accepted 12 gone by desk
            1 accepted 13 "edited" by desk
        laptop < changed 13
        > desk: ask holds
        desk < held: 3 held and 0 passed on by laptop in d: d/e d/f d/g
        > tick 1000
        desk < changed 13
        laptop < holds [1 Open of laptop, 3 files]
        desk < holds [1 Open of laptop, 3 files]
    "#]]);
}

#[test]
fn deletions_in_many_batches_count_together() {
    check(expect![[r#"
        > laptop: offer 2 -d/i on 9; -d/h on 8; -d/g on 7
        laptop < verdicts 2
            0 accepted 10 gone by laptop
            1 accepted 11 gone by laptop
            2 accepted 12 gone by laptop
        desk < changed 12
        > seconds 30
        laptop < changed 12
        > laptop: offer 3 -d/f on 6
        laptop < verdicts 3
            0 accepted 13 gone by laptop
        desk < changed 13
        > laptop: offer 4 -a on 2
        laptop < verdicts 4
            0 refused Held: mass-deletion-held: folder docs
        laptop < holds [1 Open of laptop, 5 files]
        desk < holds [1 Open of laptop, 5 files]
        > desk: ask holds
        desk < held: 1 held and 4 passed on by laptop: a d/f d/g d/h d/i
    "#]]);
}

#[test]
fn deletions_of_more_than_a_minute_ago_count_no_more() {
    check(expect![[r#"
            > laptop: offer 2 -d/i on 9; -d/h on 8; -d/g on 7
            laptop < verdicts 2
                0 accepted 10 gone by laptop
                1 accepted 11 gone by laptop
                2 accepted 12 gone by laptop
            desk < changed 12
            > seconds 60
            laptop < changed 12
            > laptop: offer 3 -d/f on 6; -a on 2
            laptop < verdicts 3
                0 accepted 13 gone by laptop
                1 accepted 14 gone by laptop
            desk < changed 14
            > desk: ask holds
            desk < held: 
        "#]]);
}

#[test]
fn every_machine_counts_for_itself() {
    check(expect![[r#"
            > laptop: offer 2 -d/i on 9; -d/h on 8; -d/g on 7; -d/f on 6
            laptop < verdicts 2
                0 accepted 10 gone by laptop
                1 accepted 11 gone by laptop
                2 accepted 12 gone by laptop
                3 accepted 13 gone by laptop
            desk < changed 13
            > desk: offer 2 -a on 2; -b on 3; -c on 4
            desk < verdicts 2
                0 accepted 14 gone by desk
                1 accepted 15 gone by desk
                2 accepted 16 gone by desk
            laptop < changed 16
            > desk: ask holds
            desk < held: 
        "#]]);
}

#[test]
fn a_move_is_no_deletion_and_travels_while_a_hold_is_open() {
    check(expect![[r#"
        > laptop: offer 2 -d/i on 9; i "i" on 0 from d/i@9; -d/h on 8; h "h" on 0 from d/h@8; -d/g on 7; g "g" on 0 from d/g@7; -d/f on 6; f "f" on 0 from d/f@6; -d/e on 5; e "e" on 0 from d/e@5
        laptop < verdicts 2
            0 accepted 10 gone by laptop
            1 accepted 11 "i" by laptop
            2 accepted 12 gone by laptop
            3 accepted 13 "h" by laptop
            4 accepted 14 gone by laptop
            5 accepted 15 "g" by laptop
            6 accepted 16 gone by laptop
            7 accepted 17 "f" by laptop
            8 accepted 18 gone by laptop
            9 accepted 19 "e" by laptop
        desk < changed 19
        > laptop: offer 3 -e on 19; -f on 17; -g on 15; -h on 13; -i on 11
        laptop < verdicts 3
            0 refused Held: mass-deletion-held: folder docs
            1 refused Held: mass-deletion-held: folder docs
            2 refused Held: mass-deletion-held: folder docs
            3 refused Held: mass-deletion-held: folder docs
            4 refused Held: mass-deletion-held: folder docs
        laptop < holds [1 Open of laptop, 5 files]
        desk < holds [1 Open of laptop, 5 files]
        > laptop: offer 4 -e on 19; z "e" on 0 from e@19; -d on 1
        laptop < verdicts 4
            0 accepted 20 gone by laptop
            1 accepted 21 "e" by laptop
            2 accepted 22 gone by laptop
        desk < changed 22
        > desk: ask holds
        desk < held: 4 held and 0 passed on by laptop: f g h i
    "#]]);
}

#[test]
fn what_only_claims_to_be_a_move_counts() {
    check(expect![[r#"
        > laptop: offer 2 -d/i on 9; i "x" on 0 from d/i@9; -d/h on 8; h "x" on 0 from d/h@8; -d/g on 7; -d/f on 6; -d/e on 5
        laptop < verdicts 2
            0 refused Held: mass-deletion-held: folder docs
            1 accepted 10 "x" by laptop
            2 refused Held: mass-deletion-held: folder docs
            3 accepted 11 "x" by laptop
            4 refused Held: mass-deletion-held: folder docs
            5 refused Held: mass-deletion-held: folder docs
            6 refused Held: mass-deletion-held: folder docs
        desk < changed 11
        laptop < holds [1 Open of laptop, 5 files]
        desk < holds [1 Open of laptop, 5 files]
    "#]]);
}

#[test]
fn a_share_of_a_hundred_never_holds() {
    check(expect![[r#"
            > limits 1 100
            > laptop: offer 2 -a on 2; -b on 3; -c on 4; -d/i on 9; -d/h on 8; -d/g on 7; -d/f on 6; -d/e on 5
            laptop < verdicts 2
                0 accepted 10 gone by laptop
                1 accepted 11 gone by laptop
                2 accepted 12 gone by laptop
                3 accepted 13 gone by laptop
                4 accepted 14 gone by laptop
                5 accepted 15 gone by laptop
                6 accepted 16 gone by laptop
                7 accepted 17 gone by laptop
            desk < changed 17
            > own holds
            hub's person < held: 
        "#]]);
}

#[test]
fn what_was_confirmed_where_it_was_deleted_passes() {
    check(expect![[r#"
            > laptop: ask confirm 5
            laptop < done
            > laptop: offer 2 -d/i on 9; -d/h on 8; -d/g on 7; -d/f on 6; -d/e on 5
            laptop < verdicts 2
                0 accepted 10 gone by laptop
                1 accepted 11 gone by laptop
                2 accepted 12 gone by laptop
                3 accepted 13 gone by laptop
                4 accepted 14 gone by laptop
            desk < changed 14
            > laptop: offer 3 -a on 2; -b on 3; -c on 4
            laptop < verdicts 3
                0 accepted 15 gone by laptop
                1 accepted 16 gone by laptop
                2 accepted 17 gone by laptop
            desk < changed 17
            > desk: offer 3 -a on 2; -b on 3; -c on 4
            desk < verdicts 3
                0 accepted 15 gone by laptop
                1 accepted 16 gone by laptop
                2 accepted 17 gone by laptop
        "#]]);
}

#[test]
fn limits_are_set_by_whoever_may_write_and_within_bounds() {
    check(expect![[r#"
        > limits 100 50
        > desk: ask settings
        desk < {"hold-files": 100, "hold-share": 50}
        > desk: ask settings hold-files 2
        desk < {"hold-files": 2, "hold-share": 50}
        > desk: ask settings hold-share 0
        desk < no: BadRequest: folder-setting-out-of-range: least 1, most 100, name hold-share, value 0
        > desk: ask settings hold-share 101
        desk < no: BadRequest: folder-setting-out-of-range: least 1, most 100, name hold-share, value 101
        > desk: ask settings nothing 1
        desk < no: BadRequest: no-such-folder-setting: name nothing
        > own access desk read
        hub's person < done
        desk < attached latest 9 common 9 runs 1:9 to Read
        laptop < arranged
        desk < arranged
        > desk: ask settings hold-files 7
        desk < no: NotAllowed: may-not-change: folder docs
        > desk: ask settings
        desk < {"hold-files": 2, "hold-share": 50}
        > laptop: offer 2 -d/i on 9; -d/h on 8; -d/g on 7; -d/f on 6; -d/e on 5
        laptop < verdicts 2
            0 refused Held: mass-deletion-held: folder docs
            1 refused Held: mass-deletion-held: folder docs
            2 refused Held: mass-deletion-held: folder docs
            3 refused Held: mass-deletion-held: folder docs
            4 refused Held: mass-deletion-held: folder docs
        laptop < holds [1 Open of laptop, 5 files]
        desk < holds [1 Open of laptop, 5 files]
    "#]]);
}

/// Eight empty files, with the same limits.
const EIGHT_EMPTY: &str = r#"
    limits 4 50
    laptop: hello
    desk: hello
    laptop: attach
    desk: attach
    laptop: offer 1 d/ on 0; d/a "" on 0; d/b "" on 0; d/c "" on 0; d/e "" on 0; d/f "" on 0; d/g "" on 0; d/h "" on 0; d/i "" on 0
"#;

/// Checks what is held of a folder of empty files, once the minute in which they came is over.
fn check_empty(script: &str, expected: &str) {
    let (mut world, _) = play(&format!("{EIGHT_EMPTY}\nseconds 60"), script);
    let said = world.say("desk", ToHub::Ask { id: 1, ask: Ask::Holds });
    assert_eq!(said, format!("desk < held: {expected}\n"), "{script}");
}

const FOUR_NEW: &str = r#"e/ on 0; e/a "" on 0; e/b "" on 0; e/c "" on 0; e/e "" on 0"#;
const FOUR_MORE: &str = r#"e/f "" on 0; e/g "" on 0; e/h "" on 0; e/i "" on 0"#;
const FOUR_GONE: &str = "-d/i on 9; -d/h on 8; -d/g on 7; -d/f on 6";
const FOUR_MORE_GONE: &str = "-d/e on 5; -d/c on 4; -d/b on 3; -d/a on 2; -d on 1";

#[test]
fn empty_files_that_move_are_not_held_in_whatever_batches_they_come() {
    // In one batch, with the new files last or first.
    check_empty(&format!("laptop: offer 2 {FOUR_GONE}; {FOUR_MORE_GONE}; {FOUR_NEW}; {FOUR_MORE}"), "");
    check_empty(&format!("laptop: offer 2 {FOUR_NEW}; {FOUR_MORE}; {FOUR_GONE}; {FOUR_MORE_GONE}"), "");
    // In several batches.
    let (new, gone) = ([FOUR_NEW, FOUR_MORE], [FOUR_GONE, FOUR_MORE_GONE]);
    let offer = |number: usize, items: &str| format!("laptop: offer {number} {items}\n");
    let batches = |all: [&str; 4], between: &str| {
        (2..).zip(all).map(|(number, items)| offer(number, items) + between).collect::<String>()
    };
    check_empty(&batches([new[0], new[1], gone[0], gone[1]], ""), "");
    check_empty(&batches([new[0], gone[0], new[1], gone[1]], "seconds 15\n"), "");
    check_empty(&batches([gone[0], new[0], gone[1], new[1]], ""), "");
    // Also after a start, when the hub reads the last minute from its journal.
    let again = "restart\nlaptop: hello\ndesk: hello\nlaptop: attach\ndesk: attach\n";
    check_empty(&batches([new[0], new[1], gone[0], gone[1]], again), "");
    check_empty(&batches([gone[0], new[0], gone[1], new[1]], again), "");
    // Files that have moved do not count later.
    let later = "seconds 61\nlaptop: offer 9 -e/a on 11; -e/b on 12; -e/c on 13";
    check_empty(&(batches([new[0], new[1], gone[0], gone[1]], "") + later), "");
}

#[test]
fn empty_files_that_only_end_are_held_like_all_others() {
    let nothing_new = format!("laptop: offer 2 {FOUR_GONE}; -d/e on 5");
    check_empty(&nothing_new, "5 held and 0 passed on by laptop in d: d/e d/f d/g d/h d/i");
    // A file that another machine adds, or one that is not empty, does not offset them.
    let by_desk = format!("desk: offer 2 e/ on 0; e/a \"\" on 0\n{nothing_new}");
    check_empty(&by_desk, "5 held and 0 passed on by laptop in d: d/e d/f d/g d/h d/i");
    // More than a minute ago is too long ago.
    let long_ago =
        format!("laptop: offer 2 e/ on 0; e/a \"\" on 0\nseconds 60\nlaptop: offer 3 {FOUR_GONE}; -d/e on 5");
    check_empty(&long_ago, "5 held and 0 passed on by laptop in d: d/e d/f d/g d/h d/i");
}

#[test]
fn new_empty_files_do_not_stand_for_deletions_of_what_had_something_in_it() {
    let script = r#"
        laptop: offer 2 n "" on 0; o "" on 0; p "" on 0; q "" on 0
        laptop: offer 3 -d/i on 9; -d/h on 8; -d/g on 7; -d/f on 6; -d/e on 5; -c on 4; -b on 3
    "#;
    let (mut world, _) = play(EIGHT, script);
    let said = world.say("desk", ToHub::Ask { id: 1, ask: Ask::Holds });
    assert_eq!(said, "desk < held: 7 held and 0 passed on by laptop: b c d/e d/f d/g d/h d/i\n");
}
