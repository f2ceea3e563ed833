//! Questions and requests other than syncing.

use expect_test::expect;
use syncit_core::message::{Answer, Ask, HistoryFilter};
use syncit_relay::step::{Effect, Event};

use crate::{TWO, check};

#[test]
fn folders_are_shared_and_ended() {
    check(
        TWO,
        expect![[r#"
            > laptop: ask share Photos copy
            laptop < shared
            keep a copy
            laptop < arranged
            desk < arranged
            > desk: ask share photos
            desk < no: NameTaken: taken-at-hub--folder: name photos
            > desk: ask folders
            desk < folders: docs Write, other Write, Photos Write
            > desk: ask unshare
            desk < no: NotAllowed: only-at-hub
            > own unshare
            hub's person < done
            laptop < detached NotFound
            desk < detached NotFound
            folder ended
            laptop < arranged
            desk < arranged
            > own unshare
            hub's person < no: NotFound: no-such-folder-at-hub
            > desk: news 0
            desk < detached NotFound
            > desk: ask folders
            desk < folders: other Write, Photos Write
        "#]],
    );
}

#[test]
fn a_machine_renames_itself_and_the_hub_anyone() {
    check(
        TWO,
        expect![[r#"
            > laptop: ask rename laptop Slab
            laptop < done
            laptop < arranged
            desk < arranged
            > laptop: ask rename laptop DESK
            laptop < no: NameTaken: taken-at-hub--machine: name DESK
            > laptop: ask rename desk Mine
            laptop < no: NotAllowed: only-at-hub
            > own rename desk tower
            hub's person < done
            laptop < arranged
            desk < arranged
            > own machines
            hub's person < machines: hub online 1000 s, Slab online 1000 s, tower online 1000 s, phone never
        "#]],
    );
}

#[test]
fn a_forgotten_machine_is_cut_off_even_during_a_transfer() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 big "3 chunks of x" on 0
            laptop < verdicts 1
                0 want [(0, 3)]
            > laptop: upload 1 0c0
            > desk: ask forget laptop
            desk < no: NotAllowed: only-at-hub
            > own forget laptop
            hub's person < done
            laptop < goodbye NotAllowed: not-paired-with-hub
            laptop closed
            machines changed
            desk < arranged
            > laptop: send 1 0c1 0c2
            > own forget laptop
            hub's person < no: NotFound: no-such-machine-at-hub
            > own forget hub
            hub's person < no: BadRequest: hub-stays
            > own machines
            hub's person < machines: hub online 1000 s, desk online 1000 s, phone never
            > laptop: hello
            laptop < goodbye NotAllowed: not-paired-with-hub
            laptop closed
        "#]],
    );
}

#[test]
fn a_machine_may_leave() {
    check(
        TWO,
        expect![[r#"
            > laptop: ask forget laptop
            laptop < done
            laptop < goodbye NotAllowed: not-paired-with-hub
            laptop closed
            machines changed
            desk < arranged
            > laptop: hello
            laptop < goodbye NotAllowed: not-paired-with-hub
            laptop closed
        "#]],
    );
}

#[test]
fn a_paired_machine_gets_a_name_of_its_own() {
    check(
        TWO,
        expect![[r#"
            > LAPTOP: pair tablet
            machines changed
            laptop < arranged
            desk < arranged
            > own machines
            hub's person < machines: hub online 1000 s, laptop online 1000 s, desk online 1000 s, phone never, LAPTOP 2 never
            > own machines
            hub's person < machines: hub online 1000 s, laptop online 1000 s, desk online 1000 s, phone never, LAPTOP 2 never
        "#]],
    );
}

#[test]
fn only_the_hub_sees_sums() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 a "12345" on 0
            laptop < verdicts 1
                0 accepted 1 "12345" by laptop
            desk < changed 1
            > laptop: ask totals
            laptop < no: NotAllowed: only-at-hub
            > own totals
            hub's person < 5 bytes for 5 now and 0 past, None free
        "#]],
    );
}

#[test]
fn history_comes_in_pages() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 a "1" on 0; d/ on 0; d/b "2" on 0
            laptop < verdicts 1
                0 accepted 1 "1" by laptop
                1 accepted 2 dir by laptop
                2 accepted 3 "2" by laptop
            desk < changed 3
            > desk: offer 1 a "3" on 1
            desk < verdicts 1
                0 accepted 4 "3" by desk
            laptop < changed 4
            > desk: offer 2 -a on 4
            desk < verdicts 2
                0 accepted 5 gone by desk
            laptop < changed 5
            > desk: offer 3 a "4" on 5
            desk < verdicts 3
                0 accepted 6 "4" by desk
            laptop < changed 6
            > own history 2
            hub's person < history: 6 Added a, 5 Deleted a, next 5
            > own history 2 before 1000000000002 5
            hub's person < history: 4 Changed a, 3 Added d/b, next 3
            > own history 9 path d
            hub's person < history: 3 Added d/b, 2 Added d
            > desk: ask history 9 docs
            desk < history: 6 Added a, 5 Deleted a, 4 Changed a, 3 Added d/b, 2 Added d, 1 Added a
        "#]],
    );
}

#[test]
fn history_is_narrowed_to_kinds_and_searched() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 Bill "1" on 0; d/ on 0; d/bill.old "2" on 0; note "3" on 0
            laptop < verdicts 1
                0 accepted 1 "1" by laptop
                1 accepted 2 dir by laptop
                2 accepted 3 "2" by laptop
                3 accepted 4 "3" by laptop
            desk < changed 4
            > laptop: offer 2 -note on 4
            laptop < verdicts 2
                0 accepted 5 gone by laptop
            desk < changed 5
            > laptop: offer 3 -d/bill.old on 3; d/moved "2" on 0 from d/bill.old@3
            laptop < verdicts 3
                0 accepted 6 gone by laptop
                1 accepted 7 "2" by laptop
            desk < changed 7
            > own history 9 deleted
            hub's person < history: 5 Deleted note
            > own history 9 search BILL
            hub's person < history: 7 Moved d/moved, 3 Added d/bill.old, 1 Added Bill
            > own history 1 search bill
            hub's person < history: 7 Moved d/moved, next 7
            > own history 9 search nothing
            hub's person < history: 
            > phone: hello
            phone < welcome phone at hub
            > own access phone none
            hub's person < done
            laptop < arranged
            desk < arranged
            phone < arranged
            > phone: ask history 9 search bill
            phone < history: 
        "#]],
    );
}

#[test]
fn a_few_changes_among_many_are_found_in_several_answers() {
    let mut script = String::from("laptop: offer 1 needle \"n\" on 0\n");
    for batch in 0..6_u32 {
        let items: Vec<_> = (0..1_000).map(|n| format!("hay-{batch}-{n}/ on 0")).collect();
        script += &format!("laptop: offer {} {}\n", batch + 2, items.join("; "));
    }
    let mut world = crate::world::play(TWO, &script).0;
    let mut filter = HistoryFilter { search: Some("needle".into()), limit: 5, ..HistoryFilter::default() };
    let mut ask = |filter: &HistoryFilter| {
        let ask = Ask::History(filter.clone());
        match world.step(vec![Event::Own { id: 7, ask }]).unwrap().remove(0) {
            Effect::Answered { answer: Ok(Answer::History { entries, next }), .. } => (entries, next),
            other => panic!("{other:?}"),
        }
    };
    let (entries, next) = ask(&filter);
    assert!(entries.is_empty() && next.is_some(), "so much is not looked at for one answer: {entries:?}");
    filter.before = next;
    let (entries, next) = ask(&filter);
    let found: Vec<_> = entries.iter().map(|line| line.entry.path.as_str()).collect();
    assert_eq!((found, next), (vec!["needle"], None));
}

#[test]
fn activity_is_counted_by_hours_in_what_may_be_read() {
    check(
        TWO,
        expect![[r#"
            > laptop: offer 1 a "1" on 0; b "2" on 0
            laptop < verdicts 1
                0 accepted 1 "1" by laptop
                1 accepted 2 "2" by laptop
            desk < changed 2
            > tick 3600000
            laptop < changed 2
            > laptop: offer 2 c "3" on 0
            laptop < verdicts 2
                0 accepted 3 "3" by laptop
            desk < changed 3
            > own activity 3
            hub's person < activity: -3600 s 0, 0 s 2, 3600 s 1
            > desk: ask activity 1
            desk < activity: 3600 s 1
            > own access desk none
            hub's person < done
            desk < detached NotFound
            laptop < arranged
            desk < arranged
            > desk: ask activity 1
            desk < activity: 3600 s 0
            > own activity 0
            hub's person < no: BadRequest: hours-out-of-range: most 168
            > own activity 169
            hub's person < no: BadRequest: hours-out-of-range: most 168
        "#]],
    );
}

#[test]
fn room_is_told_to_machines_and_access_to_the_hub_alone() {
    check(
        TWO,
        expect![[r#"
            > own access laptop read
            hub's person < done
            laptop < attached latest 0 common 0 runs 1:0 to Read
            laptop < arranged
            desk < arranged
            > laptop: ask room
            laptop < free: None
            > free 5000
            > laptop: ask room
            laptop < free: Some(5000)
            > laptop: ask accesses
            laptop < no: NotAllowed: only-at-hub
            > own accesses
            hub's person < accesses: laptop Read, laptop Write, desk Write, desk Write, phone Write, phone Write
        "#]],
    );
}
