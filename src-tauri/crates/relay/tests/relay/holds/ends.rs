//! A hold ends by itself when its cause is gone.

use expect_test::expect;

use super::{EIGHT, check};
use crate::world::play;

const FIVE_GONE: &str = "laptop: offer 2 -d/i on 9 missing 5; -d/h on 8; -d/g on 7; -d/f on 6; -d/e on 5";

#[test]
fn files_that_are_put_back_end_it_and_single_deletions_pass_then() {
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
        > seconds 6
        laptop < holds [1 Open of laptop, 5 files]
        desk < holds [1 Open of laptop, 5 files]
        > laptop: bare 3 d/i "i" on 9; d/h "h" on 8; d/g "g" on 7
        laptop < verdicts 3
            0 accepted 9 "i" by laptop
            1 accepted 8 "h" by laptop
            2 accepted 7 "g" by laptop
        > laptop: bare 4 d/f "f" on 6; d/e "changed" on 5
        laptop < verdicts 4
            0 accepted 6 "f" by laptop
            1 want [(0, 1)]
        > laptop: send 4 1c0
        laptop < verdicts 4
            1 accepted 10 "changed" by laptop
        desk < changed 10
        > tick 1000
        laptop < changed 10
        laptop < holds
        desk < holds
        > own holds
        hub's person < held: 
        > laptop: offer 5 -d/i on 9 missing 1
        laptop < verdicts 5
            0 accepted 11 gone by laptop
        desk < changed 11
    "#]]);
}

#[test]
fn of_less_than_the_limit_it_ends_when_nothing_happens_for_a_while() {
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
        > seconds 20
        laptop < holds [1 Open of laptop, 5 files]
        desk < holds [1 Open of laptop, 5 files]
        > laptop: bare 3 d/i "i" on 9; d/h "h" on 8
        laptop < verdicts 3
            0 accepted 9 "i" by laptop
            1 accepted 8 "h" by laptop
        > seconds 9
        laptop < holds [1 Open of laptop, 3 files]
        desk < holds [1 Open of laptop, 3 files]
        > own holds
        hub's person < held: 3 held and 0 passed on by laptop in d: d/e d/f d/g
        > seconds 3
        laptop < holds
        desk < holds
        > own holds
        hub's person < held: 
        > laptop: offer 4 -d/g on 7 missing 3; -d/f on 6; -d/e on 5
        laptop < verdicts 4
            0 accepted 10 gone by laptop
            1 accepted 11 gone by laptop
            2 accepted 12 gone by laptop
        desk < changed 12
    "#]]);
}

#[test]
fn what_others_say_of_it_takes_nothing_back() {
    let script = format!("{FIVE_GONE}\ndesk: bare 1 d/i \"i\" on 9; d/h \"h\" on 8\nseconds 60\nown holds");
    let (_, said) = play(EIGHT, &script);
    assert!(said.ends_with("< held: 5 held and 0 passed on by laptop in d: d/e d/f d/g d/h d/i\n"), "{said}");
}

#[test]
fn a_machine_that_comes_back_is_asked_for_what_is_held() {
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
        > laptop: cut
        > restart
        > laptop: hello
        laptop < welcome laptop at hub
        > laptop: attach
        laptop < attached latest 9 common 0 runs 1:9 2:9 to Write [1 Open of laptop, 5 files]
        > seconds 2
        laptop < lacking d/e@5 d/f@6 d/g@7 d/h@8 d/i@9
        > laptop: bare 3 d/i "i" on 9; d/h "h" on 8; d/g "g" on 7; d/f "f" on 6; d/e "e" on 5
        laptop < verdicts 3
            0 accepted 9 "i" by laptop
            1 accepted 8 "h" by laptop
            2 accepted 7 "g" by laptop
            3 accepted 6 "f" by laptop
            4 accepted 5 "e" by laptop
        > tick 1000
        laptop < holds
        > own holds
        hub's person < held: 
    "#]]);
}

#[test]
fn what_was_passed_on_before_it_ended_counts_for_the_rest_of_its_minute() {
    let script = r#"
        laptop: offer 2 -d/i on 9; -d/h on 8; -d/g on 7; -d/f on 6
        laptop: offer 3 -d/e on 5; -c on 4
        laptop: bare 4 d/e "e" on 5; c "c" on 4
        desk: offer 1 d/i "i" on 10
        seconds 14
        own holds
        laptop: offer 5 -c on 4; -b on 3
        own holds
    "#;
    let (_, said) = play(EIGHT, script);
    let holds: Vec<&str> = said.lines().filter(|line| line.contains("person < held")).collect();
    let passed = "hub's person < held: 2 held and 3 passed on by laptop: b c d/f d/g d/h";
    assert_eq!(holds, ["hub's person < held: ", passed], "{said}");
}
