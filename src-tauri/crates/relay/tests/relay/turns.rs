//! Turns are fair: every key with something waiting gets as much as any other, whatever the others bring.

use std::collections::BTreeMap;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use syncit_relay::turns::Turns;

const QUANTUM: usize = 100;
const LARGEST: usize = 1_000;

#[test]
fn two_that_always_have_something_waiting_get_the_same() {
    for seed in 0..200 {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let keys = random.random_range(2..8_u32);
        // Some have large costs, some small ones, and some costs are known only afterwards.
        let largest: Vec<usize> = (0..keys).map(|_| random.random_range(1..=LARGEST)).collect();
        let mut turns = Turns::new(QUANTUM);
        let mut served: BTreeMap<u32, usize> = (0..keys).map(|key| (key, 0)).collect();
        let mut next: BTreeMap<u32, u64> = BTreeMap::new();
        let mut numbers: BTreeMap<u32, u64> = BTreeMap::new();
        for _ in 0..2_000 {
            for key in 0..keys {
                // More waits for each than is served next.
                let number = numbers.entry(key).or_default();
                while *number < next.get(&key).unwrap_or(&0) + 2 || random.random_bool(0.3) {
                    turns.push(key, random.random_range(0..=largest[key as usize]), *number);
                    *number += 1;
                }
            }
            let (key, cost, number) = turns.next(|_| true).unwrap();
            let expected = next.entry(key).or_default();
            assert_eq!(number, *expected, "the things of one keep their order");
            *expected += 1;
            let after = random.random_range(0..=largest[key as usize]);
            turns.charge(&key, after);
            *served.get_mut(&key).unwrap() += cost + after;
            let (least, most) = (served.values().min().unwrap(), served.values().max().unwrap());
            assert!(most - least <= 2 * (QUANTUM + 2 * LARGEST), "seed {seed}: {served:?}");
        }
    }
}

#[test]
fn who_floods_delays_others_by_one_turn() {
    let mut turns = Turns::new(QUANTUM);
    for n in 0..100_000 {
        turns.push("flood", 10, n);
    }
    for _ in 0..50 {
        turns.next(|_| true);
    }
    turns.push("other", 10, 0);
    let before = (0..).find(|_| turns.next(|_| true).unwrap().0 == "other").unwrap();
    assert!(before <= 1 + QUANTUM / 10, "{before} were served before");
}

#[test]
fn a_debt_is_not_lost_by_asking_one_thing_at_a_time() {
    let mut turns = Turns::new(QUANTUM);
    let mut served = BTreeMap::from([("flood", 0), ("other", 0)]);
    for n in 0..10_000 {
        for key in ["flood", "other"] {
            if !turns.has(&key) {
                turns.push(key, 1, n);
            }
        }
        let (key, ..) = turns.next(|_| true).unwrap();
        *served.get_mut(key).unwrap() += 1;
        // One answer costs as much as a hundred turns.
        turns.charge(&key, if key == "flood" { 100 * QUANTUM } else { 1 });
    }
    assert!(served["flood"] <= 10_000 / 100 + 1, "{served:?}");
}

#[test]
fn what_may_not_be_served_waits_and_holds_up_nobody() {
    let mut turns = Turns::new(QUANTUM);
    turns.push("blocked", 1, 1);
    turns.push("free", 1, 2);
    assert_eq!(turns.next(|key| *key != "blocked"), Some(("free", 1, 2)));
    assert_eq!(turns.next(|key| *key != "blocked"), None);
    assert_eq!((turns.len(), turns.cost()), (1, 1));
    let (key, cost, item) = turns.next(|_| true).unwrap();
    turns.push(key, 1, 9);
    turns.put_back(key, cost, item);
    assert_eq!(turns.next(|_| true), Some(("blocked", 1, 1)));
    assert_eq!(turns.remove(&"blocked").collect::<Vec<_>>(), [9]);
    assert!(turns.is_empty() && turns.cost() == 0);
}
