//! What a hub that lies cannot have a machine do. Seeds in `testkit/tests/hostile` found these.

#![allow(clippy::unwrap_used, missing_docs)]

mod house;

use house::{FOLDER, House, path};
use syncit_core::ids::Position;
use syncit_core::message::{ToClient, ToHub, Verdict};
use syncit_core::relay_store::{Accepted, Access, Told};
use syncit_core::{Entry, FileEntry, Incarnation, MachineId, Seq, Timestamp};
use syncit_replica::step::{Effect, Event};

/// A machine with a file, whose hub is a test.
fn attached(latest: u64) -> House {
    let mut house = House::new(&["a \"what is here\""]);
    house.step(0, Event::Connected);
    let (incarnation, latest) = (Incarnation([5; 16]), Seq(latest));
    let incarnations = vec![Position { incarnation, seq: latest }];
    let (common, access, holds) = (Seq(0), Access::Write, Vec::new());
    let attached = ToClient::Attached { folder: FOLDER, incarnation, latest, common, incarnations, access, holds };
    house.step(0, Event::Hub(attached));
    house.settle();
    house
}

#[test]
fn a_size_that_is_not_that_of_the_content_makes_no_file_longer_or_shorter() {
    let mut house = attached(2);
    let Some(Entry::File(here)) = house.machines[0].store.rows()[0].local.entry().cloned() else { panic!() };
    let entry = |seq: u64, name: &str, size: u64| Accepted {
        seq: Seq(seq),
        path: path(name),
        entry: Entry::File(FileEntry { size, ..here.clone() }),
        machine: MachineId([9; 16]),
        at: Timestamp(0),
        moved_from: None,
        conflict_of: None,
        previous: Seq(0),
        restored: None,
        privacy: None,
    };
    let entries = vec![entry(1, "longer", 64 << 20), entry(2, "shorter", 3)];
    house.step(0, Event::Hub(ToClient::News { folder: FOLDER, after: Seq(0), upto: Seq(2), more: false, entries }));
    house.settle();
    assert_eq!(house.tree(0), "a \"what is here\"\n");
}

#[test]
fn what_is_due_while_nothing_may_be_done_keeps_no_processor_busy() {
    let mut house = attached(0);
    let mut offers = house.machines[0].effects.iter().filter_map(|effect| match effect {
        Effect::Send { message: ToHub::Offer { batch, .. }, .. } => Some(*batch),
        _ => None,
    });
    let batch = offers.next_back().unwrap_or_else(|| {
        panic!("nothing was offered: {:?}", house.machines[0].effects);
    });
    // Nothing can be believed of that; it is offered again later.
    let told = Told {
        entry: Entry::Symlink(String::new()),
        seq: Seq(1),
        machine: None,
        at: Timestamp(0),
        conflict_of: None,
        privacy: None,
    };
    house.step(0, Event::Hub(ToClient::Verdicts { batch, verdicts: vec![(0, Verdict::Accepted(told))] }));
    house.work();
    house.step(0, Event::Disconnected);
    house.wait(3_600_000);
}
