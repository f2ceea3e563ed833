//! What the hub says about which machine lacks what.

use expect_test::expect;

use crate::world::play;
use crate::{TWO, check};

#[test]
fn a_machine_lacks_what_it_reports_and_what_others_changed_since() {
    check(
        TWO,
        expect![[r#"
            > laptop: backlog 0 0 0
            > desk: backlog 0 0 0
            > own machines
            hub's person < machines: hub online 1000 s, laptop online 1000 s; lacks 0 (0 B), up to date 1000 s, desk online 1000 s; lacks 0 (0 B), up to date 1000 s, phone never
            > laptop: offer 1 a "one" on 0; b "three" on 0
            laptop < verdicts 1
                0 accepted 1 "one" by laptop
                1 accepted 2 "three" by laptop
            desk < changed 2
            > own machines
            hub's person < machines: hub online 1000 s, laptop online 1000 s; lacks 0 (0 B), up to date 1000 s, desk online 1000 s; lacks 2 (8 B), up to date 1000 s, phone never
            > desk: backlog 2 1 3
            > own machines
            hub's person < machines: hub online 1000 s, laptop online 1000 s; lacks 0 (0 B), up to date 1000 s, desk online 1000 s; lacks 1 (3 B), up to date 1000 s, phone never
            > desk: backlog 2 0 0
            > own machines
            hub's person < machines: hub online 1000 s, laptop online 1000 s; lacks 0 (0 B), up to date 1000 s, desk online 1000 s; lacks 0 (0 B), up to date 1000 s, phone never
        "#]],
    );
}

#[test]
fn a_machine_that_is_away_is_judged_by_its_last_report() {
    check(
        TWO,
        expect![[r#"
            > desk: backlog 0 0 0
            > desk: cut
            > seconds 5
            > own machines
            hub's person < machines: hub online 1005 s, laptop online 1005 s, desk 1000 s; lacks 0 (0 B), up to date 1005 s, phone never
            > laptop: offer 1 a "one" on 0
            laptop < verdicts 1
                0 accepted 1 "one" by laptop
            > seconds 5
            laptop < changed 1
            > own machines
            hub's person < machines: hub online 1010 s, laptop online 1010 s, desk 1000 s; lacks 1 (3 B), up to date 1005 s, phone never
            > restart
            > own machines
            hub's person < machines: hub online 1010 s, laptop 1005 s, desk 1000 s; lacks 1 (3 B), up to date 1005 s, phone never
        "#]],
    );
}

#[test]
fn nobody_learns_of_a_folder_that_it_may_not_read_and_a_report_ends_with_the_link() {
    check(
        TWO,
        expect![[r#"
            > desk: backlog 9 2 10
            > phone: hello
            phone < welcome phone at hub
            > phone: ask machines
            phone < machines: hub online 1000 s, laptop online 1000 s, desk online 1000 s; lacks 2 (10 B), up to date never, phone online 1000 s
            > hide phone
            > in other
            > desk: attach
            desk < attached latest 0 common 0 runs 1:0 to Write
            > desk: backlog 0 4 4
            > own machines
            hub's person < machines: hub online 1000 s, laptop online 1000 s, desk online 1000 s; lacks 2 (10 B), up to date never; lacks 4 (4 B) of other, up to date never, phone online 1000 s
            > phone: ask machines
            phone < machines: hub online 1000 s, laptop online 1000 s, desk online 1000 s; lacks 2 (10 B), up to date never, phone online 1000 s
            > hide desk
            > own machines
            hub's person < machines: hub online 1000 s, laptop online 1000 s, desk online 1000 s; lacks 2 (10 B), up to date never, phone online 1000 s
            > desk: detach unlinked
            > in docs
            > desk: detach unlinked
            > own machines
            hub's person < machines: hub online 1000 s, laptop online 1000 s, desk online 1000 s, phone online 1000 s
        "#]],
    );
}

#[test]
fn a_report_about_a_folder_that_is_not_attached_changes_nothing() {
    check(
        TWO,
        expect![[r#"
            > desk: detach
            > desk: backlog 0 5 5
            > own machines
            hub's person < machines: hub online 1000 s, laptop online 1000 s, desk online 1000 s, phone never
        "#]],
    );
}

/// Three machines that keep two folders and lack more than a thousand changes of each.
#[test]
fn no_more_is_counted_than_a_person_wants_to_know_and_nobody_keeps_the_hub_busy_with_it() {
    let items: Vec<String> = (0..1_020).map(|n| format!("d{n}/ on 0")).collect();
    let items = items.join("; ");
    let others = ["hub", "desk", "phone"];
    let each = |words: &str| others.map(|name| format!("{name}: {words}")).join("\n");
    let begin = format!("{}\n{}", each("attach"), each("backlog 0 0 0"));
    let (_, said) = play(
        TWO,
        &format!(
            "hub: hello\nphone: hello\n{begin}\nlaptop: offer 1 {items}\n\
             in other\nlaptop: attach\n{begin}\nlaptop: offer 2 {items}\nown machines"
        ),
    );
    let answer = said.lines().last().unwrap();
    assert_eq!(answer.matches("lacks at least 1000 (0 B)").count(), 5, "{answer}");
    assert_eq!(answer.matches("lacks at least 1 (0 B) of other").count(), 1, "{answer}");
}
