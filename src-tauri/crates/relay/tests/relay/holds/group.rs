//! A group is judged with its first offer, by what its machine announced, and held only where it is.

use expect_test::expect;

use super::check;

#[test]
fn an_announced_group_is_held_before_the_first_of_it_is_passed_on() {
    check(expect![[r#"
        > laptop: offer 2 -d/i on 9 missing 5; -d/h on 8
        laptop < verdicts 2
            0 refused Held: mass-deletion-held: folder docs
            1 refused Held: mass-deletion-held: folder docs
        laptop < holds [1 Open of laptop, 2 files]
        desk < holds [1 Open of laptop, 2 files]
        > laptop: offer 3 -d/g on 7 missing 3; -d/f on 6; -d/e on 5
        laptop < verdicts 3
            0 refused Held: mass-deletion-held: folder docs
            1 refused Held: mass-deletion-held: folder docs
            2 refused Held: mass-deletion-held: folder docs
        > seconds 1
        laptop < holds [1 Open of laptop, 5 files]
        desk < holds [1 Open of laptop, 5 files]
        > own holds
        hub's person < held: 5 held and 0 passed on by laptop in d: d/e d/f d/g d/h d/i
    "#]]);
}

#[test]
fn what_was_announced_too_small_is_judged_by_what_came_and_brought_back() {
    check(expect![[r#"
        > laptop: offer 2 -d/i on 9 missing 1; -d/h on 8
        laptop < verdicts 2
            0 accepted 10 gone by laptop
            1 accepted 11 gone by laptop
        desk < changed 11
        > laptop: offer 3 -d/g on 7 missing 0; -d/f on 6
        laptop < verdicts 3
            0 accepted 12 gone by laptop
            1 accepted 13 gone by laptop
        desk < changed 13
        > laptop: offer 4 -d/e on 5 missing 1
        laptop < verdicts 4
            0 refused Held: mass-deletion-held: folder docs
        laptop < holds [1 Open of laptop, 5 files]
        desk < holds [1 Open of laptop, 5 files]
        > own holds
        hub's person < held: 1 held and 4 passed on by laptop in d: d/e d/f d/g d/h d/i
        > own release restore
        hub's person < done
        laptop < changed 17
        desk < changed 17
        laptop < holds [1 Restored of laptop, 0 files]
        desk < holds [1 Restored of laptop, 0 files]
    "#]]);
}

#[test]
fn what_was_announced_and_does_not_come_is_no_reason_to_hold_for_ever() {
    check(expect![[r#"
        > laptop: offer 2 -d/i on 9 missing 5
        laptop < verdicts 2
            0 refused Held: mass-deletion-held: folder docs
        laptop < holds [1 Open of laptop, 1 files]
        desk < holds [1 Open of laptop, 1 files]
        > seconds 30
        laptop < holds [1 Open of laptop, 1 files]
        desk < holds [1 Open of laptop, 1 files]
        > own holds
        hub's person < held: 1 held and 0 passed on by laptop in d: d/i
        > seconds 45
        laptop < holds
        desk < holds
        > own holds
        hub's person < held: 
        > laptop: offer 3 -d/i on 9
        laptop < verdicts 3
            0 accepted 10 gone by laptop
        desk < changed 10
    "#]]);
}

#[test]
fn only_the_directory_in_which_most_was_lost_is_held() {
    check(expect![[r#"
        > laptop: offer 2 -d/i on 9 missing 5; -d/h on 8; -d/g on 7; -d/f on 6; -d/e on 5
        laptop < verdicts 2
            0 refused Held: mass-deletion-held: folder docs
            1 refused Held: mass-deletion-held: folder docs
            2 refused Held: mass-deletion-held: folder docs
            3 refused Held: mass-deletion-held: folder docs
            4 refused Held: mass-deletion-held: folder docs
        laptop < holds [1 Open of laptop, 5 files]
        desk < holds [1 Open of laptop, 5 files]
        > laptop: offer 3 -c on 4
        laptop < verdicts 3
            0 refused Held: mass-deletion-held: folder docs
        > seconds 5
        laptop < holds [1 Open of laptop, 6 files]
        desk < holds [1 Open of laptop, 6 files]
        > laptop: offer 4 -b on 3; -d on 1; d/new "new" on 0
        laptop < verdicts 4
            0 accepted 10 gone by laptop
            1 refused Held: mass-deletion-held: folder docs
            2 accepted 11 "new" by laptop
        desk < changed 11
        > laptop: offer 5 -d/new on 11
        laptop < verdicts 5
            0 refused Held: mass-deletion-held: folder docs
        > desk: offer 1 -d/i on 9
        desk < verdicts 1
            0 accepted 12 gone by desk
        laptop < changed 12
        > own holds
        hub's person < held: 6 held and 0 passed on by laptop: c d/e d/f d/g d/h d/new
    "#]]);
}

#[test]
fn most_of_what_remains_is_held_too() {
    check(expect![[r#"
        > limits 2 50
        > laptop: offer 2 -d/i on 9; -d/h on 8; -d/g on 7; -d/f on 6; -d/e on 5
        laptop < verdicts 2
            0 refused Held: mass-deletion-held: folder docs
            1 refused Held: mass-deletion-held: folder docs
            2 refused Held: mass-deletion-held: folder docs
            3 refused Held: mass-deletion-held: folder docs
            4 refused Held: mass-deletion-held: folder docs
        laptop < holds [1 Open of laptop, 5 files]
        desk < holds [1 Open of laptop, 5 files]
        > seconds 20
        laptop < holds [1 Open of laptop, 5 files]
        desk < holds [1 Open of laptop, 5 files]
        > laptop: offer 3 -a on 2 missing 2
        laptop < verdicts 3
            0 refused Held: mass-deletion-held: folder docs
        laptop < holds [1 Open of laptop, 6 files]
        desk < holds [1 Open of laptop, 6 files]
        > own holds
        hub's person < held: 6 held and 0 passed on by laptop: a d/e d/f d/g d/h d/i
    "#]]);
}
