//! What the relay answers to offers.

use expect_test::expect;

use crate::{TWO, check};

#[test]
fn a_new_file_is_accepted_and_the_others_are_woken() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 notes.txt "v1" on 0; sub/ on 0; sub/link -> ../notes.txt on 0
            laptop < verdicts 1
                0 accepted 1 "v1" by laptop
                1 accepted 2 dir by laptop
                2 accepted 3 -> ../notes.txt by laptop
            desk < changed 3
            > desk: news 0
            desk < news upto 3
                notes.txt 1 "v1" by laptop
                sub 2 dir by laptop
                sub/link 3 -> ../notes.txt by laptop
            > tick 1000
            laptop < changed 3
        "#]],
    );
}

#[test]
fn what_was_based_on_something_else_is_stale() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 a "v1" on 0
            laptop < verdicts 1
                0 accepted 1 "v1" by laptop
            desk < changed 1
            > laptop: offer 2 a "v2" on 1
            laptop < verdicts 2
                0 accepted 2 "v2" by laptop
            desk < changed 2
            > desk: offer 1 a "mine" on 1
            desk < verdicts 1
                0 stale: 2 "v2" by laptop
            > desk: offer 2 -a on 1
            desk < verdicts 2
                0 stale: 2 "v2" by laptop
            > desk: offer 3 new "x" on 7
            desk < verdicts 3
                0 stale: 0 gone by nobody
        "#]],
    );
}

#[test]
fn the_same_state_is_accepted_without_a_new_entry() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 a "v1" on 0; d/ on 0
            laptop < verdicts 1
                0 accepted 1 "v1" by laptop
                1 accepted 2 dir by laptop
            desk < changed 2
            > desk: offer 1 a "v1" on 0; d/ on 0; -never on 0
            desk < verdicts 1
                0 accepted 1 "v1" by laptop
                1 accepted 2 dir by laptop
                2 accepted 0 gone by nobody
            > desk: bare 2 a "v1" on 9
            desk < verdicts 2
                0 accepted 1 "v1" by laptop
        "#]],
    );
}

#[test]
fn a_lost_acknowledgement_is_found_by_a_probe() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 a "v1" on 0 &
            > laptop: cut
            laptop < verdicts 1
                0 accepted 1 "v1" by laptop
            desk < changed 1
            > desk: offer 1 a "v2" on 1
            desk < verdicts 1
                0 accepted 2 "v2" by desk
            > laptop: hello
            laptop < welcome laptop at hub
            > laptop: attach
            laptop < attached latest 2 common 0 runs 1:2 to Write
            > laptop: bare 2 a "v1" on 0
            laptop < verdicts 2
                0 stale: 2 "v2" by desk, found 1 "v1" by laptop
            > laptop: bare 3 a "never offered" on 0
            laptop < verdicts 3
                0 stale: 2 "v2" by desk
        "#]],
    );
}

#[test]
fn of_two_that_race_for_a_path_the_first_wins() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 a "laptop" on 0 &
            > desk: offer 1 a "desk" on 0
            laptop < verdicts 1
                0 accepted 1 "laptop" by laptop
            desk < verdicts 1
                0 stale: 1 "laptop" by laptop
            desk < changed 1
        "#]],
    );
}

#[test]
fn a_live_entry_needs_live_directories() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 d/e/f "x" on 0
            laptop < verdicts 1
                0 stale: 0 gone by nobody, in the way d/e 0 gone by nobody, in the way d 0 gone by nobody
            > laptop: offer 2 d/ on 0; d/e "a leaf" on 0; d/e/f "x" on 0
            laptop < verdicts 2
                0 accepted 1 dir by laptop
                1 accepted 2 "a leaf" by laptop
                2 stale: 0 gone by nobody, in the way d/e 2 "a leaf" by laptop
            desk < changed 2
            > laptop: offer 3 d/e/ on 2; d/e/f "x" on 0
            laptop < verdicts 3
                0 accepted 3 dir by laptop
                1 accepted 4 "x" by laptop
            desk < changed 4
        "#]],
    );
}

#[test]
fn a_directory_ends_only_when_nothing_live_is_in_it() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 d/ on 0; d/a "x" on 0; d/b/ on 0
            laptop < verdicts 1
                0 accepted 1 dir by laptop
                1 accepted 2 "x" by laptop
                2 accepted 3 dir by laptop
            desk < changed 3
            > desk: offer 1 -d on 1
            desk < verdicts 1
                0 stale: 1 dir by laptop, in the way d/a 2 "x" by laptop, in the way d/b 3 dir by laptop
            > desk: offer 2 d "file now" on 1
            desk < verdicts 2
                0 stale: 1 dir by laptop, in the way d/a 2 "x" by laptop, in the way d/b 3 dir by laptop
            > desk: offer 3 -d/a on 2; -d/b on 3; d "file now" on 1
            desk < verdicts 3
                0 accepted 4 gone by desk
                1 accepted 5 gone by desk
                2 accepted 6 "file now" by desk
            laptop < changed 6
            > desk: offer 4 d/ on 6; d/c "x" on 0
            desk < verdicts 4
                0 accepted 7 dir by desk
                1 accepted 8 "x" by desk
            laptop < changed 8
            > desk: offer 5 -d/c on 8; -d on 7
            desk < verdicts 5
                0 accepted 9 gone by desk
                1 accepted 10 gone by desk
            laptop < changed 10
        "#]],
    );
}

#[test]
fn a_large_file_is_asked_for_by_what_is_missing() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 big "3 chunks of x" on 0; small "s" on 0
            laptop < verdicts 1
                0 want [(0, 3)]
                1 accepted 1 "s" by laptop
            desk < changed 1
            > laptop: send 1 0c0 0c1
            laptop < verdicts 1
                0 want [(2, 1)]
            > laptop: send 1 0c2
            laptop < verdicts 1
                0 accepted 2 "3 chunks of x" by laptop
            desk < changed 2
            > desk: offer 1 other "4 chunks of y" on 0
            desk < verdicts 1
                0 want [(2, 2)]
            > desk: send 1 0c2 0c3
            desk < verdicts 1
                0 accepted 3 "4 chunks of y" by desk
            laptop < changed 3
            > desk: bare 2 copy "3 chunks of x" on 0
            desk < verdicts 2
                0 accepted 4 "3 chunks of x" by desk
            laptop < changed 4
        "#]],
    );
}

#[test]
fn content_believed_known_is_asked_for_if_it_is_not() {
    check(
        TWO,
        expect![[r#"
            > laptop: bare 1 a "tiny" on 0; b "2 chunks of x" on 0; empty "" on 0
            laptop < verdicts 1
                0 want [(0, 1)]
                1 want list
                2 accepted 1 "" by laptop
            desk < changed 1
            > laptop: send 1 0c0 1l0
            laptop < verdicts 1
                0 accepted 2 "tiny" by laptop
                1 want [(0, 2)]
            desk < changed 2
            > laptop: send 1 1c0 1c1
            laptop < verdicts 1
                1 accepted 3 "2 chunks of x" by laptop
            desk < changed 3
        "#]],
    );
}

#[test]
fn an_interrupted_transfer_goes_on_where_it_stopped() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 big "4 chunks of x" on 0
            laptop < verdicts 1
                0 want [(0, 4)]
            > laptop: upload 1 0c0 0c2
            > laptop: cut
            > laptop: hello
            laptop < welcome laptop at hub
            > laptop: attach
            laptop < attached latest 0 common 0 runs 1:0 to Write
            > laptop: offer 1 big "4 chunks of x" on 0
            laptop < verdicts 1
                0 want [(1, 1), (3, 1)]
            > laptop: send 1 0c1 0c3
            laptop < verdicts 1
                0 accepted 1 "4 chunks of x" by laptop
            desk < changed 1
        "#]],
    );
}

#[test]
fn content_of_folders_that_one_may_not_read_is_not_known() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 secret "s" on 0; big "2 chunks of x" on 0
            laptop < verdicts 1
                0 accepted 1 "s" by laptop
                1 want [(0, 2)]
            desk < changed 1
            > laptop: send 1 1c0 1c1
            laptop < verdicts 1
                1 accepted 2 "2 chunks of x" by laptop
            desk < changed 2
            > own access desk none
            hub's person < done
            desk < detached NotFound
            laptop < arranged
            desk < arranged
            > in other
            > desk: bare 1 guessed "s" on 0; large "2 chunks of x" on 0
            desk < verdicts 1
                0 want [(0, 1)]
                1 want list
            > desk: send 1 1l0
            desk < verdicts 1
                0 refused Internal: content-did-not-come
                1 want [(0, 2)]
            > laptop: bare 1 known "s" on 0
            laptop < verdicts 1
                0 accepted 1 "s" by laptop
        "#]],
    );
}

#[test]
fn spoilt_bodies_are_as_if_they_had_not_come() {
    check(
        TWO,
        expect![[r#"
            > laptop: bare 1 a "small" on 0; b "3 chunks of x" on 0
            laptop < verdicts 1
                0 want [(0, 1)]
                1 want list
            > laptop: send 1 0c0! 1l0!
            laptop < verdicts 1
                0 refused Internal: content-did-not-come
                1 refused Internal: content-did-not-come
            > laptop: bare 2 c "3 chunks of x" on 0
            laptop < verdicts 2
                0 want list
            > laptop: send 2 0l0
            laptop < verdicts 2
                0 want [(0, 3)]
            > laptop: send 2 0c0! 0c1 0c2
            laptop < verdicts 2
                0 want [(0, 1)]
            > laptop: send 2 0c0
            laptop < verdicts 2
                0 accepted 1 "3 chunks of x" by laptop
            desk < changed 1
        "#]],
    );
}

#[test]
fn a_waiting_file_is_asked_everything_again() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 d/ on 0; d/big "2 chunks of x" on 0
            laptop < verdicts 1
                0 accepted 1 dir by laptop
                1 want [(0, 2)]
            desk < changed 1
            > desk: offer 1 -d on 1
            desk < verdicts 1
                0 accepted 2 gone by desk
            laptop < changed 2
            > laptop: send 1 1c0 1c1
            laptop < verdicts 1
                1 stale: 0 gone by nobody, in the way d 2 gone by desk
        "#]],
    );
}

#[test]
fn a_move_is_kept_together() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 old "x" on 0; other "y" on 0
            laptop < verdicts 1
                0 accepted 1 "x" by laptop
                1 accepted 2 "y" by laptop
            desk < changed 2
            > laptop: bare 2 new "x" on 0 from old@1; -old on 1
            laptop < verdicts 2
                0 accepted 3 "x" by laptop
                1 accepted 4 gone by laptop
            desk < changed 4
            > laptop: bare 3 -other on 2; moved "y" on 0 from other@2
            laptop < verdicts 3
                0 accepted 5 gone by laptop
                1 accepted 6 "y" by laptop
            desk < changed 6
            > laptop: bare 4 copy "x" on 0 from new@3
            laptop < verdicts 4
                0 accepted 7 "x" by laptop
            desk < changed 7
            > laptop: bare 5 lie "y" on 0 from new@3; -new on 3
            laptop < verdicts 5
                0 accepted 8 "y" by laptop
                1 accepted 9 gone by laptop
            desk < changed 9
            > desk: news 0
            desk < news upto 9
                old 4 gone by laptop
                other 5 gone by laptop
                moved 6 "y" by laptop from other@2
                copy 7 "x" by laptop
                lie 8 "y" by laptop
                new 9 gone by laptop
            > own history 9
            hub's person < history: 9 Deleted new, 8 Added lie, 7 Added copy, 6 Moved moved, 3 Moved new, 2 Added other, 1 Added old
        "#]],
    );
}

#[test]
fn a_conflict_copy_says_of_what() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 a "x" on 0
            laptop < verdicts 1
                0 accepted 1 "x" by laptop
            desk < changed 1
            > desk: offer 1 a2 "mine" on 0 copy a@1; self "x" on 0 copy self@9; d/ on 0 copy a@1
            desk < verdicts 1
                0 accepted 2 "mine" by desk conflict of a@1
                1 accepted 3 "x" by desk
                2 accepted 4 dir by desk
            laptop < changed 4
            > laptop: news 0
            laptop < news upto 4
                a 1 "x" by laptop
                a2 2 "mine" by desk conflict of a@1
                self 3 "x" by desk
                d 4 dir by desk
            > own history 9
            hub's person < history: 4 Added d, 3 Added self, 2 Conflict a2, 1 Added a
        "#]],
    );
}

#[test]
fn what_both_versions_were_made_from_is_believed_only_if_the_journal_has_it() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 a "1" on 0; d/ on 0
            laptop < verdicts 1
                0 accepted 1 "1" by laptop
                1 accepted 2 dir by laptop
            desk < changed 2
            > laptop: offer 2 a "2" on 1; b "x" on 0
            laptop < verdicts 2
                0 accepted 3 "2" by laptop
                1 accepted 4 "x" by laptop
            desk < changed 4
            > laptop: offer 3 a "3" on 3
            laptop < verdicts 3
                0 accepted 5 "3" by laptop
            desk < changed 5
            > desk: offer 1 c1 "c" on 0 copy a@5 base 1; c2 "c" on 0 copy a@5 base 3; d1 "c" on 0 copy d@5 base 2
            desk < verdicts 1
                0 accepted 6 "c" by desk conflict of a@5 base 1
                1 accepted 7 "c" by desk conflict of a@5 base 3
                2 accepted 8 "c" by desk conflict of d@5
            laptop < changed 8
            > desk: offer 2 e1 "c" on 0 copy a@5 base 5; e2 "c" on 0 copy a@5 base 9; e3 "c" on 0 copy a@5 base 4; e4 "c" on 0 copy a@3 base 5
            desk < verdicts 2
                0 accepted 9 "c" by desk conflict of a@5
                1 accepted 10 "c" by desk conflict of a@5
                2 accepted 11 "c" by desk conflict of a@5
                3 accepted 12 "c" by desk conflict of a@3
            laptop < changed 12
            > laptop: offer 4 -a on 5
            laptop < verdicts 4
                0 accepted 13 gone by laptop
            desk < changed 13
            > laptop: offer 5 a "4" on 13
            laptop < verdicts 5
                0 accepted 14 "4" by laptop
            desk < changed 14
            > desk: offer 3 f1 "c" on 0 copy a@14 base 5; c1 "more" on 6 copy a@5 base 1
            desk < verdicts 3
                0 accepted 15 "c" by desk conflict of a@14
                1 accepted 16 "more" by desk conflict of a@5
            laptop < changed 16
        "#]],
    );
}

#[test]
fn times_do_not_decrease_when_the_clock_is_set_back() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 a "x" on 0
            laptop < verdicts 1
                0 accepted 1 "x" by laptop
            desk < changed 1
            > tick -500000
            laptop < changed 1
            > laptop: offer 2 b "x" on 0
            laptop < verdicts 2
                0 accepted 2 "x" by laptop
            desk < changed 2
            > own history 9
            hub's person < history: 2 Added b, 1 Added a
        "#]],
    );
}

#[test]
fn impossible_states_are_refused() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 l ->  on 0; ok -> x on 0
            laptop < verdicts 1
                0 refused BadRequest: not-acceptable: cause (invalid-entry--bad-target)
                1 accepted 1 -> x by laptop
            desk < changed 1
        "#]],
    );
}

#[test]
fn a_directory_that_ends_in_the_batch_holds_nothing_after_it() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 d/ on 0
            laptop < verdicts 1
                0 accepted 1 dir by laptop
            desk < changed 1
            > laptop: offer 2 d/big "2 chunks of x" on 0; -d on 1; d/small "s" on 0
            laptop < verdicts 2
                0 want [(0, 2)]
                1 accepted 2 gone by laptop
                2 stale: 0 gone by nobody, in the way d 2 gone by laptop
            desk < changed 2
        "#]],
    );
}
