//! A machine's offers and gets fit into messages, however long its names are.

use syncit_core::RelPath;
use syncit_core::entry::MAX_LINK_TARGET;
use syncit_core::message::{BATCH_ENTRIES, MAX_MESSAGE, ToHub};
use syncit_core::path::{MAX_COMPONENT, MAX_PATH};
use syncit_replica::event::Effect;

use crate::house::House;

fn worst(bytes: usize) -> String {
    "\u{1}".repeat(bytes)
}

/// Makes nested directories with the longest names and, in the innermost one, more of the longest symlinks than
/// fit into an offer.
fn make(house: &House) {
    let mut dir: Option<RelPath> = None;
    while dir.as_ref().map_or(0, |dir| dir.as_str().len()) + MAX_COMPONENT + 10 < MAX_PATH {
        let next = RelPath::child(dir.as_ref(), &worst(MAX_COMPONENT)).unwrap();
        assert!(house.disk(0).make_directory(&next));
        dir = Some(next);
    }
    for n in 0..BATCH_ENTRIES + 50 {
        let path = RelPath::child(dir.as_ref(), &format!("{n:04}")).unwrap();
        assert!(house.disk(0).make_symlink(&path, &worst(MAX_LINK_TARGET)));
    }
}

#[test]
fn an_offer_of_many_long_names_is_cut_before_it_is_too_long() {
    let mut house = House::synced(&["", ""]);
    house.machines[0].effects.clear();
    house.machines[0].session = None;
    make(&house);
    house.work();
    let effects = std::mem::take(&mut house.machines[0].effects);
    let offers = effects.into_iter().filter_map(|effect| match effect {
        Effect::Send { message: ToHub::Offer { items, .. }, .. } => Some(items),
        _ => None,
    });
    let (mut count, mut items) = (0, 0);
    for offer in offers {
        let bytes = serde_json::to_vec(&offer).unwrap().len();
        assert!(bytes <= MAX_MESSAGE, "an offer of {bytes} bytes for {} entries", offer.len());
        count += 1;
        items += offer.len();
    }
    assert!(count > 1 && items > BATCH_ENTRIES, "{count} offers of {items} entries");
}

#[test]
fn the_longest_names_and_targets_arrive() {
    let mut house = House::synced(&["", ""]);
    make(&house);
    house.settle();
    house.wait(2_000);
    assert_eq!(house.disk(1).tree().to_string().len(), house.disk(0).tree().to_string().len());
    assert_eq!(house.state(1).problems, []);
}
