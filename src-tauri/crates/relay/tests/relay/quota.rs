//! The most that one machine may have in the folders, by what it announces.

use syncit_core::message::{BatchId, OfferItem, ToHub};
use syncit_core::{Entry, FileEntry, Seq};

use crate::TWO;
use crate::world::{FOLDER, World, file, path};

const REFUSED: &str = "0 refused DiskFull: machine-quota-full: hub hub, most 10";

fn world(bytes: u64) -> World {
    let mut world = World::new();
    world.relay.set_bytes_per_machine(Some(bytes));
    TWO.lines().map(str::trim).filter(|line| !line.is_empty()).for_each(|line| world.play(line));
    world
}

#[test]
fn a_machine_has_at_most_its_quota_and_others_go_on() {
    let mut world = world(10);
    let says = |world: &mut World, line: &str, expected: &str| {
        let said = world.hear(line);
        assert!(said.contains(expected), "{line}: {said}");
    };
    says(&mut world, r#"laptop: offer 1 a "12345" on 0; b "12345" on 0"#, "1 accepted 2");
    says(&mut world, r#"laptop: offer 2 c "1" on 0"#, REFUSED);
    // Another machine has its own quota.
    says(&mut world, r#"desk: offer 1 c "1234567890" on 0"#, "0 accepted 3");
    // Moving, shrinking or deleting passes; what is replaced no longer counts.
    says(&mut world, r#"laptop: offer 3 -a on 1; d "12345" on 0 from a@1"#, "1 accepted 5");
    says(&mut world, r#"laptop: offer 4 b "1234" on 2"#, "0 accepted 6");
    says(&mut world, r#"laptop: offer 5 e "12" on 0"#, REFUSED);
    says(&mut world, r#"laptop: offer 6 e "1" on 0"#, "0 accepted 7");
    says(&mut world, r#"laptop: offer 7 -d on 5"#, "0 accepted 8");
    says(&mut world, r#"laptop: offer 8 e "123456" on 7"#, "0 accepted 9");
    // A file that another machine changed counts for that machine and not for the laptop any more, and the other way
    // round.
    says(&mut world, r#"desk: offer 2 c "" on 3; e "12" on 9"#, "1 accepted 11");
    says(&mut world, r#"laptop: offer 9 f "123456" on 0"#, "0 accepted 12");
    says(&mut world, r#"laptop: offer 10 e "123" on 11"#, REFUSED);
    // The sum is counted again after a start.
    world.play("restart");
    world.relay.set_bytes_per_machine(Some(10));
    world.play("laptop: hello");
    world.play("laptop: attach");
    says(&mut world, r#"laptop: offer 1 g "1" on 0"#, REFUSED);
    // The hub's own copies have no quota, and without a limit there is none.
    world.relay.set_bytes_per_machine(None);
    says(&mut world, r#"laptop: offer 2 g "1" on 0"#, "0 accepted 13");
}

/// One chunk named again and again takes no space in the hub's store, but much on everybody's disk.
#[test]
fn what_is_announced_counts_before_any_of_it_has_come() {
    let mut world = world(1 << 20);
    let Entry::File(small) = file("x") else { panic!() };
    let vast = Entry::File(FileEntry { size: 200 << 30, ..small });
    let item = OfferItem {
        path: path("a"),
        based_on: Seq(0),
        entry: vast,
        moved_from: None,
        conflict_of: None,
        missing: None,
        private: None,
    };
    let batch = BatchId { folder: FOLDER, number: 1 };
    world.say("laptop", ToHub::Offer { batch, items: vec![item] });
    let said = world.say("laptop", ToHub::BodiesEnd { batch });
    assert!(said.contains("0 refused DiskFull: machine-quota-full: hub hub, most 1048576"), "{said}");
}
