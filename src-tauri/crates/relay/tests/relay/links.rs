//! How connections begin, end, and compete with each other.

use expect_test::expect;

use crate::{TWO, check};

#[test]
fn nothing_is_heard_before_the_greeting() {
    check(
        "",
        expect![[r#"
            > laptop: connect
            > laptop: ping
            laptop < pong
            > laptop: attach
            laptop < goodbye BadRequest: broke-protocol: cause (breach--too-early)
            laptop closed
            > laptop: attach
        "#]],
    );
}

#[test]
fn the_older_version_is_named() {
    check(
        "",
        expect![[r#"
            > laptop: hello 0
            laptop < goodbye Protocol: other-protocol: hub hub, hub_version 9.9, machine laptop, older laptop, version 1.0
            laptop closed
            > desk: hello 2
            desk < goodbye Protocol: other-protocol: hub hub, hub_version 9.9, machine desk, older hub, version 1.0
            desk closed
        "#]],
    );
}

#[test]
fn an_unknown_key_is_sent_away() {
    check(
        "",
        expect![[r#"
            > tablet: hello
            tablet < goodbye NotAllowed: not-paired-with-hub
            tablet closed
            > own forget desk
            hub's person < done
            machines changed
            > desk: hello
            desk < goodbye NotAllowed: not-paired-with-hub
            desk closed
        "#]],
    );
}

#[test]
fn a_second_greeting_makes_no_sense() {
    check(
        TWO,
        expect![[r#"
            > laptop: hello 1
            laptop < goodbye BadRequest: broke-protocol: cause (breach--second-hello)
            laptop closed
        "#]],
    );
}

#[test]
fn a_copied_home_is_refused_once_the_first_answers() {
    check(
        TWO,
        expect![[r#"
            > laptop': hello
            laptop < ping
            > laptop: news 0
            laptop < news upto 0
            > laptop: pong
            laptop' < goodbye CopiedHome: home-in-use
            laptop' closed
            > tick 5000
        "#]],
    );
}

#[test]
fn a_reconnect_takes_the_place_of_a_dead_link() {
    check(
        TWO,
        expect![[r#"
            > laptop': hello
            laptop < ping
            > tick 1999
            > tick 1
            laptop closed
            laptop' < welcome laptop at hub
            > laptop': attach
            laptop' < attached latest 0 common 0 runs 1:0 to Write
            > laptop: news 0
        "#]],
    );
}

#[test]
fn a_reconnect_does_not_wait_for_a_link_that_ends() {
    check(
        TWO,
        expect![[r#"
            > laptop': hello
            laptop < ping
            > laptop: cut
            laptop' < welcome laptop at hub
        "#]],
    );
}

#[test]
fn of_several_that_wait_only_the_newest_can_be_alive() {
    check(
        TWO,
        expect![[r#"
            > laptop': hello
            laptop < ping
            > laptop'': hello
            laptop' < goodbye CopiedHome: home-in-use
            laptop' closed
            laptop < ping
            > tick 2000
            laptop closed
            laptop'' < welcome laptop at hub
        "#]],
    );
}

#[test]
fn nobody_waits_for_a_clock_that_was_set_back() {
    check(
        TWO,
        expect![[r#"
            > laptop': hello
            laptop < ping
            > clock -100000
            > tick 2000
            laptop closed
            laptop' < welcome laptop at hub
        "#]],
    );
}

#[test]
fn a_copied_replica_is_refused_too() {
    check(
        TWO,
        expect![[r#"
            > phone: hello
            phone < welcome phone at hub
            > phone: attach laptop
            laptop < ping
            > laptop: pong
            phone < detached CopiedHome
            > phone: attach laptop
            laptop < ping
            > tick 2000
            laptop closed
            phone < attached latest 0 common 0 runs 1:0 to Write
        "#]],
    );
}

#[test]
fn a_copied_replica_gets_a_folder_that_is_let_go() {
    check(
        TWO,
        expect![[r#"
            > phone: hello
            phone < welcome phone at hub
            > phone: attach laptop
            laptop < ping
            > laptop: detach unlinked
            phone < attached latest 0 common 0 runs 1:0 to Write
        "#]],
    );
}

#[test]
fn a_common_position_is_found_after_either_side_was_restored() {
    check(
        "
    laptop: hello
    laptop: attach
    laptop: offer 1 a \"1\" on 0; b \"2\" on 0
    backup
    laptop: offer 2 c \"3\" on 0
    restart
    laptop: hello
    laptop: offer 3 d \"4\" on 0
",
        expect![[r#"
            > laptop: attach laptop 1:3 2:4
            laptop < attached latest 4 common 4 runs 1:3 2:4 to Write
            > laptop: attach laptop 1:2
            laptop < attached latest 4 common 2 runs 1:3 2:4 to Write
            > laptop: attach laptop 1:3
            laptop < attached latest 4 common 3 runs 1:3 2:4 to Write
            > laptop: attach laptop 9:7
            laptop < attached latest 4 common 0 runs 1:3 2:4 to Write
            > laptop: attach laptop
            laptop < attached latest 4 common 0 runs 1:3 2:4 to Write
            > restore
            > laptop: hello
            laptop < welcome laptop at hub
            > laptop: attach laptop 1:3 2:4
            laptop < attached latest 2 common 2 runs 1:2 3:2 to Write
            > laptop: bare 4 a "1" on 1; d "4" on 4
            laptop < verdicts 4
                0 accepted 1 "1" by laptop
                1 stale: 0 gone by nobody
            > laptop: offer 5 e "5" on 0
            laptop < verdicts 5
                0 accepted 3 "5" by laptop
            > laptop: attach laptop 1:2 3:3
            laptop < attached latest 3 common 3 runs 1:2 3:3 to Write
        "#]],
    );
}

#[test]
fn who_was_seen_when() {
    check(
        "",
        expect![[r#"
            > laptop: hello
            laptop < welcome laptop at hub
            > own machines
            hub's person < machines: hub online 1000 s, laptop online 1000 s, desk never, phone never
            > tick 60000
            > tick 60000
            > laptop: cut
            > tick 60000
            > own machines
            hub's person < machines: hub online 1180 s, laptop 1120 s, desk never, phone never
        "#]],
    );
}
