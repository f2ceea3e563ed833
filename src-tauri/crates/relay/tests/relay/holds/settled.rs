//! How held deletions are settled: let through or restored, by whom, and across restarts.

use expect_test::{Expect, expect};

use super::{EIGHT, check};

/// Deletes five of the eight at once, which is held.
const FIVE_GONE: &str = "laptop: offer 2 -d/i on 9; -d/h on 8; -d/g on 7; -d/f on 6; -d/e on 5";

/// Like `check`, after those deletions.
fn check_held(transcript: Expect) {
    crate::play_transcript(&format!("{EIGHT}{FIVE_GONE}"), &transcript);
}

#[test]
fn what_was_passed_on_just_before_comes_back() {
    check(expect![[r#"
        > laptop: offer 2 -d/i on 9; -d/h on 8; -d/g on 7
        laptop < verdicts 2
            0 accepted 10 gone by laptop
            1 accepted 11 gone by laptop
            2 accepted 12 gone by laptop
        desk < changed 12
        > laptop: offer 3 -d/f on 6; -d/e on 5; -d on 1
        laptop < verdicts 3
            0 refused Held: mass-deletion-held: folder docs
            1 refused Held: mass-deletion-held: folder docs
            2 refused Held: mass-deletion-held: folder docs
        laptop < holds [1 Open of laptop, 5 files]
        desk < holds [1 Open of laptop, 5 files]
        > desk: ask holds
        desk < held: 2 held and 3 passed on by laptop in d: d/e d/f d/g d/h d/i
        > desk: ask release restore
        desk < done
        laptop < changed 15
        desk < changed 15
        laptop < holds [1 Restored of laptop, 0 files]
        desk < holds [1 Restored of laptop, 0 files]
        > laptop: news 12
        laptop < news upto 15
            d/g 13 "g" by desk
            d/h 14 "h" by desk
            d/i 15 "i" by desk
        > desk: ask holds
        desk < held: 
        > laptop: offer 4 -a on 2
        laptop < verdicts 4
            0 refused Held: mass-deletion-held: folder docs
        > desk: taken 1
        > laptop: offer 5 -a on 2
        laptop < verdicts 5
            0 refused Held: mass-deletion-held: folder docs
        > laptop: taken 1
        laptop < holds
        desk < holds
        > laptop: offer 6 -a on 2
        laptop < verdicts 6
            0 accepted 16 gone by laptop
        desk < changed 16
    "#]]);
}

#[test]
fn a_file_stays_away_where_its_directory_became_something_else() {
    check(expect![[r#"
        > limits 100 50
        > laptop: offer 2 -d/i on 9; -d/h on 8; -d/g on 7; -d/f on 6; -d/e on 5; -d on 1
        laptop < verdicts 2
            0 accepted 10 gone by laptop
            1 accepted 11 gone by laptop
            2 accepted 12 gone by laptop
            3 accepted 13 gone by laptop
            4 accepted 14 gone by laptop
            5 accepted 15 gone by laptop
        desk < changed 15
        > desk: offer 1 d "a file now" on 15
        desk < verdicts 1
            0 accepted 16 "a file now" by desk
        laptop < changed 16
        > limits 1 50
        > laptop: offer 3 -c on 4; -b on 3
        laptop < verdicts 3
            0 refused Held: mass-deletion-held: folder docs
            1 refused Held: mass-deletion-held: folder docs
        laptop < holds [1 Open of laptop, 7 files]
        desk < holds [1 Open of laptop, 7 files]
        > own release restore
        hub's person < done
        laptop < holds [1 Restored of laptop, 0 files]
        desk < holds [1 Restored of laptop, 0 files]
        > own holds
        hub's person < held: 
    "#]]);
}

#[test]
fn directories_that_went_come_back_too() {
    check(expect![[r#"
        > limits 100 50
        > laptop: offer 2 -d/i on 9; -d/h on 8; -d/g on 7; -d/f on 6; -d/e on 5; -d on 1; x/ on 0; x/y/ on 0
        laptop < verdicts 2
            0 accepted 10 gone by laptop
            1 accepted 11 gone by laptop
            2 accepted 12 gone by laptop
            3 accepted 13 gone by laptop
            4 accepted 14 gone by laptop
            5 accepted 15 gone by laptop
            6 accepted 16 dir by laptop
            7 accepted 17 dir by laptop
        desk < changed 17
        > laptop: offer 4 -x/y on 17; -x on 16
        laptop < verdicts 4
            0 accepted 18 gone by laptop
            1 accepted 19 gone by laptop
        desk < changed 19
        > limits 1 50
        > laptop: offer 3 -c on 4; -b on 3
        laptop < verdicts 3
            0 refused Held: mass-deletion-held: folder docs
            1 refused Held: mass-deletion-held: folder docs
        laptop < holds [1 Open of laptop, 7 files]
        desk < holds [1 Open of laptop, 7 files]
        > own release restore
        hub's person < done
        laptop < changed 27
        desk < changed 27
        laptop < holds [1 Restored of laptop, 0 files]
        desk < holds [1 Restored of laptop, 0 files]
        > desk: news 19
        desk < news upto 27
            d 20 dir by hub
            d/e 21 "e" by hub
            d/f 22 "f" by hub
            d/g 23 "g" by hub
            d/h 24 "h" by hub
            d/i 25 "i" by hub
            x 26 dir by hub
            x/y 27 dir by hub
    "#]]);
}

#[test]
fn what_is_let_through_passes_once_and_counts_no_more() {
    check_held(expect![[r#"
        > own release delete
        hub's person < done
        laptop < holds [1 Deleted of laptop, 0 files]
        desk < holds [1 Deleted of laptop, 0 files]
        > laptop: offer 3 -d/i on 9; -d/h on 8; -d/g on 7; -d/f on 6; -d/e on 5; -d on 1
        laptop < verdicts 3
            0 accepted 10 gone by laptop
            1 accepted 11 gone by laptop
            2 accepted 12 gone by laptop
            3 accepted 13 gone by laptop
            4 accepted 14 gone by laptop
            5 accepted 15 gone by laptop
        desk < changed 15
        > laptop: offer 4 -a on 2
        laptop < verdicts 4
            0 accepted 16 gone by laptop
        desk < changed 16
        > own release delete
        hub's person < no: NotFound: nothing-held-back: folder docs
        > seconds 599
        laptop < changed 16
        laptop < holds [1 Deleted of laptop, 0 files]
        desk < holds [1 Deleted of laptop, 0 files]
        > seconds 1
    "#]]);
}

#[test]
fn who_may_only_read_settles_nothing_and_who_may_not_know_hears_of_nothing() {
    check_held(expect![[r#"
        > own access desk read
        hub's person < done
        desk < attached latest 9 common 9 runs 1:9 to Read [1 Open of laptop, 5 files]
        laptop < arranged
        desk < arranged
        > desk: ask holds
        desk < held: 5 held and 0 passed on by laptop in d: d/e d/f d/g d/h d/i
        > desk: ask release delete
        desk < no: NotAllowed: may-not-change: folder docs
        > own access desk none
        hub's person < done
        desk < detached NotFound
        laptop < arranged
        desk < arranged
        > desk: ask holds
        desk < held: 
        > desk: ask release restore
        desk < no: NotFound: no-such-folder-at-hub
        > own forget laptop
        hub's person < done
        laptop < goodbye NotAllowed: not-paired-with-hub
        laptop closed
        machines changed
        desk < arranged
        > own holds
        hub's person < held: 5 held and 0 passed on by laptop in d: d/e d/f d/g d/h d/i
    "#]]);
}

#[test]
fn a_hold_outlives_the_hubs_restart_and_so_does_the_count() {
    check(expect![[r#"
        > laptop: offer 2 -d/i on 9; -d/h on 8; -d/g on 7
        laptop < verdicts 2
            0 accepted 10 gone by laptop
            1 accepted 11 gone by laptop
            2 accepted 12 gone by laptop
        desk < changed 12
        > restart
        > laptop: hello
        laptop < welcome laptop at hub
        > laptop: attach
        laptop < attached latest 12 common 0 runs 1:12 2:12 to Write
        > laptop: offer 3 -d/f on 6; -d/e on 5
        laptop < verdicts 3
            0 refused Held: mass-deletion-held: folder docs
            1 refused Held: mass-deletion-held: folder docs
        laptop < holds [1 Open of laptop, 5 files]
        > restart
        > laptop: hello
        laptop < welcome laptop at hub
        > laptop: attach
        laptop < attached latest 12 common 0 runs 1:12 2:12 3:12 to Write [1 Open of laptop, 5 files]
        > laptop: offer 4 -d/f on 6; -d/e on 5
        laptop < verdicts 4
            0 refused Held: mass-deletion-held: folder docs
            1 refused Held: mass-deletion-held: folder docs
        > own release restore
        hub's person < done
        laptop < changed 15
        laptop < holds [1 Restored of laptop, 0 files]
        > restart
        > laptop: hello
        laptop < welcome laptop at hub
        > laptop: attach
        laptop < attached latest 15 common 0 runs 1:12 2:12 3:15 4:15 to Write [1 Restored of laptop, 0 files]
        > laptop: offer 5 -d/f on 6
        laptop < verdicts 5
            0 refused Held: mass-deletion-held: folder docs
        > laptop: taken 1
        laptop < holds
    "#]]);
}
