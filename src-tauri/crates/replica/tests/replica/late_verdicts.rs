//! Late verdicts: they concern something that is no longer there.

use syncit_core::message::{BatchId, OfferItem, Refusal, RefusalCode, ToClient, ToHub, Verdict};
use syncit_core::{Entry, Reason};
use syncit_replica::event::{Effect, Event, FolderCommand, Phase};

use crate::house::{House, path, write_tree};

/// Takes the first machine's offers that were not taken yet.
fn offers(house: &mut House) -> Vec<(BatchId, Vec<OfferItem>)> {
    let effects = std::mem::take(&mut house.machines[0].effects);
    let offers = effects.into_iter().filter_map(|effect| match effect {
        Effect::Send { message: ToHub::Offer { batch, items }, .. } => Some((batch, items)),
        _ => None,
    });
    offers.collect()
}

fn refuse(house: &mut House, batch: BatchId, code: RefusalCode) {
    let refusal = Refusal { code, reason: Reason::said("content that the hub asked for did not come".into(), None) };
    let verdicts = vec![(0, Verdict::Refused(refusal))];
    house.step(0, Event::Hub(ToClient::Verdicts { batch, verdicts }));
    house.work();
}

/// Makes a machine whose hub does not answer, with one offer of a large file in progress.
fn offered() -> (House, BatchId) {
    let mut house = House::synced(&["", ""]);
    house.machines[0].effects.clear();
    house.machines[0].session = None;
    write_tree(house.disk(0), "a \"abcdefg\"*400000");
    house.work();
    let offers = offers(&mut house);
    assert_eq!(offers.len(), 1);
    let batch = offers[0].0;
    (house, batch)
}

#[test]
fn a_refusal_of_what_was_renamed_meanwhile_is_no_problem() {
    for is_noticed in [true, false] {
        let (mut house, batch) = offered();
        house.machines[0].is_watched = is_noticed;
        assert!(house.disk(0).move_to(&path("a"), &path("b")));
        refuse(&mut house, batch, RefusalCode::Internal);
        let state = house.state(0);
        assert_eq!(state.problems, [], "noticed before: {is_noticed}");
        assert_ne!(state.phase, Phase::Attention);
        house.machines[0].is_watched = true;
        house.command(0, FolderCommand::Rescan);
        house.wait(2_000);
        let paths: Vec<_> = offers(&mut house).into_iter().flat_map(|(_, items)| items).map(|item| item.path).collect();
        assert_eq!(paths, [path("b")], "noticed before: {is_noticed}");
    }
}

#[test]
fn a_refusal_of_what_was_replaced_meanwhile_leads_to_another_offer() {
    let (mut house, batch) = offered();
    house.machines[0].is_watched = false;
    assert!(house.disk(0).write(&path("a"), b"another"));
    refuse(&mut house, batch, RefusalCode::DiskFull);
    assert_eq!(house.state(0).problems, []);
    house.wait(2_000);
    let items: Vec<_> = offers(&mut house).into_iter().flat_map(|(_, items)| items).collect();
    assert_eq!(items.iter().map(|item| item.entry.size()).collect::<Vec<_>>(), [7]);
}

#[test]
fn a_refusal_of_what_is_still_there_is_a_problem() {
    let (mut house, batch) = offered();
    refuse(&mut house, batch, RefusalCode::DiskFull);
    assert_eq!((house.state(0).problems.len(), house.state(0).phase), (1, Phase::Attention));
}

#[test]
fn a_deletion_that_is_held_is_not_listed_once_the_file_is_back() {
    let mut house = House::synced(&["a \"1\"\nb \"2\"", ""]);
    house.machines[0].effects.clear();
    house.machines[0].session = None;
    assert!(house.disk(0).delete(&path("a")));
    house.wait(1_000);
    let offers = offers(&mut house);
    assert_eq!(offers[0].1[0].entry, Entry::Absent);
    house.machines[0].is_watched = false;
    assert!(house.disk(0).write(&path("a"), b"1"));
    refuse(&mut house, offers[0].0, RefusalCode::Held);
    house.wait(2_000);
    let state = house.state(0);
    assert_eq!((state.problems.len(), state.pending), (0, 0), "{state:?}");
}
