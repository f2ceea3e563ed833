//! Content that was damaged on the hub's disk: who is asked, who sends it again, and what is answered until then.

use expect_test::{Expect, expect};

/// Two machines with a small file and a large one.
const TWO_FILES: &str = r#"
    laptop: hello
    laptop: attach
    desk: hello
    desk: attach
    laptop: offer 1 a "1" on 0; b "3 chunks of b" on 0
    laptop: send 1 1c0 1c1 1c2
    tick 1
"#;

fn check(transcript: Expect) {
    crate::check(TWO_FILES, transcript);
}

#[test]
fn what_is_damaged_is_asked_for_and_taken_again() {
    check(expect![[r#"
            > rot "3 chunks of b" c2
            hub's person < 1 put aside
            > find
            what lacks changed
            laptop < lacking b@2
            desk < lacking b@2
            > own lacking
            hub's person < 1 lacking: b@2 current asked
            > desk: get b@2 2+1
            desk < bodies  missing 0: Internal
            > desk: get b@2 0+2
            desk < bodies 0:Chunk(0) 0:Chunk(1)
            > desk: bare 9 b "3 chunks of b" on 2
            desk < verdicts 9
                0 want [(2, 1)]
            > desk: send 9 0c2
            desk < verdicts 9
                0 accepted 2 "3 chunks of b" by laptop
            > own lacking
            hub's person < 0 lacking: b@2 current asked
            > tick 1000
            what lacks changed
            laptop < whole b@2
            desk < whole b@2
            > own lacking
            hub's person < 0 lacking:
            > desk: get b@2 0+3
            desk < bodies 0:Chunk(0) 0:Chunk(1) 0:Chunk(2)
        "#]]);
}

#[test]
fn a_damaged_list_and_a_small_file_come_again_too() {
    check(expect![[r#"
            > rot "1" c0
            hub's person < 1 put aside
            > rot "3 chunks of b" list
            hub's person < 1 put aside
            > find
            what lacks changed
            laptop < lacking a@1 b@2
            desk < lacking a@1 b@2
            > desk: get b@2 list
            desk < bodies  missing 0: Internal
            > desk: bare 9 a "1" on 1; b "3 chunks of b" on 2
            desk < verdicts 9
                0 want [(0, 1)]
                1 want list
            > desk: send 9 0c0 1l0
            desk < verdicts 9
                0 accepted 1 "1" by laptop
                1 accepted 2 "3 chunks of b" by laptop
            > tick 1000
            what lacks changed
            laptop < whole a@1 b@2
            desk < whole a@1 b@2
            > own lacking
            hub's person < 0 lacking:
        "#]]);
}

#[test]
fn who_does_not_send_what_is_wanted_is_told_what_the_journal_has() {
    check(expect![[r#"
            > rot "1" c0
            hub's person < 1 put aside
            > find
            what lacks changed
            laptop < lacking a@1
            desk < lacking a@1
            > desk: bare 9 a "1" on 1
            desk < verdicts 9
                0 want [(0, 1)]
            > desk: send 9
            desk < verdicts 9
                0 accepted 1 "1" by laptop
            > desk: bare 10 a "1" on 1
            desk < verdicts 10
                0 want [(0, 1)]
            > desk: send 10 0c0!
            desk < verdicts 10
                0 accepted 1 "1" by laptop
            > tick 1000
            > own lacking
            hub's person < 1 lacking: a@1 current asked
        "#]]);
}

#[test]
fn who_connects_later_is_told_and_after_a_start_it_is_found_again_what_lacks() {
    check(expect![[r#"
            > desk: cut
            > laptop: cut
            > rot "1" c0
            hub's person < 1 put aside
            > find
            what lacks changed
            > own lacking
            hub's person < 1 lacking: a@1 current
            > desk: hello
            desk < welcome desk at hub
            > desk: attach
            desk < attached latest 2 common 0 runs 1:2 to Write
            desk < lacking a@1
            > own lacking
            hub's person < 1 lacking: a@1 current asked
            > restart
            > tick 1000
            find what lacks
            > tick 1000
            > find
            what lacks changed
            > laptop: hello
            laptop < welcome laptop at hub
            > laptop: attach
            laptop < attached latest 2 common 0 runs 1:2 2:2 to Write
            laptop < lacking a@1
            > tick 1000
            > tick 600000
            laptop < lacking a@1
        "#]]);
}

#[test]
fn only_who_may_send_is_asked_and_nobody_else_may_have_it_looked_at() {
    check(expect![[r#"
        > own access desk read
        hub's person < done
        desk < attached latest 2 common 2 runs 1:2 to Read
        laptop < arranged
        desk < arranged
        > rot "1" c0
        hub's person < 1 put aside
        > find
        what lacks changed
        laptop < lacking a@1
        > desk: bare 9 a "1" on 1
        desk < verdicts 9
            0 refused NotAllowed: may-not-change: folder docs
        > laptop: ask lacking
        laptop < no: NotAllowed: only-at-hub
        > laptop: ask quarantine
        laptop < no: NotAllowed: only-at-hub
    "#]]);
}

#[test]
fn what_only_the_past_needs_is_asked_of_nobody_and_not_brought_back() {
    check(expect![[r#"
        > laptop: offer 2 a "2" on 1
        laptop < verdicts 2
            0 accepted 3 "2" by laptop
        desk < changed 3
        > rot "1" c0
        hub's person < 1 put aside
        > find
        what lacks changed
        > own lacking
        hub's person < 1 lacking: a@1 past
        > own restore v1 a
        hub's person < no: Internal: not-restored--damaged: path a
        > own would-restore v1 a
        hub's person < no: Internal: not-restored--damaged: path a
        > laptop: offer 3 c "1" on 0
        laptop < verdicts 3
            0 accepted 4 "1" by laptop
        desk < changed 4
        > tick 1000
        laptop < changed 4
        what lacks changed
        > own lacking
        hub's person < 0 lacking:
        > own restore v1 a
        hub's person < restored version 1, 1: Changed a
        laptop < changed 5
        desk < changed 5
    "#]]);
}

#[test]
fn what_is_overwritten_while_it_lacks_becomes_past() {
    check(expect![[r#"
            > rot "1" c0
            hub's person < 1 put aside
            > find
            what lacks changed
            laptop < lacking a@1
            desk < lacking a@1
            > laptop: offer 2 a "2" on 1
            laptop < verdicts 2
                0 accepted 3 "2" by laptop
            desk < changed 3
            > tick 1000
            laptop < changed 3
            what lacks changed
            > own lacking
            hub's person < 1 lacking: a@1 past
        "#]]);
}

#[test]
fn more_than_is_named_at_once_is_named_when_the_first_is_whole() {
    check(expect![[r#"
            > rot "1" c0
            hub's person < 1 put aside
            > rot "3 chunks of b" c0
            hub's person < 1 put aside
            > find 1
            what lacks changed
            laptop < lacking a@1
            desk < lacking a@1
            > own lacking
            hub's person < 2 lacking: a@1 current asked and more
            > desk: bare 9 a "1" on 1
            desk < verdicts 9
                0 want [(0, 1)]
            > desk: send 9 0c0
            desk < verdicts 9
                0 accepted 1 "1" by laptop
            > tick 1000
            what lacks changed
            laptop < whole a@1
            desk < whole a@1
            > tick 1000
            find what lacks
            > find 1
            what lacks changed
            laptop < lacking b@2
            desk < lacking b@2
            > own lacking
            hub's person < 1 lacking: b@2 current asked
        "#]]);
}

#[test]
fn without_damage_the_same_state_costs_no_content() {
    check(expect![[r#"
            > desk: bare 9 b "3 chunks of b" on 2
            desk < verdicts 9
                0 accepted 2 "3 chunks of b" by laptop
            > tick 1000
        "#]]);
}
