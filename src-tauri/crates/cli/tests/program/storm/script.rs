//! What a storm does, step by step: made from a seed, or read back from the output of a failed run.

use std::fmt;

use crate::machines::THREE;

use super::deeds::{DEEDS, Deed};

/// One deed of one person.
#[derive(Clone, Copy)]
pub struct Step {
    /// Unique in its script; what the step writes is recognised by it.
    pub id: u64,
    /// Which machine, of `THREE`.
    pub who: usize,
    pub deed: &'static Deed,
    /// What the deed acts on: a directory and a name, and a second directory and name.
    pub on: [usize; 4],
    /// How long the person waits before it, in milliseconds.
    pub pause: u64,
}

/// Rounds of steps; after each round everything is compared.
#[derive(Clone)]
pub struct Script {
    pub rounds: Vec<Vec<Step>>,
}

/// How much a storm does.
#[derive(Clone, Copy)]
pub struct Size {
    pub rounds: usize,
    pub steps: usize,
}

/// A small random number generator: the same on every computer (SplitMix64).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}

impl Script {
    /// Returns the script of a seed. `may` says which deeds this world allows.
    pub fn of_seed(seed: u64, size: Size, may: impl Fn(&Deed) -> bool) -> Self {
        let mut random = Random(seed);
        let weight = |deed: &Deed| if may(deed) { deed.weight } else { 0 };
        let all: usize = DEEDS.iter().map(weight).sum();
        let mut id = 0;
        let mut step = |random: &mut Random| {
            let mut left = random.below(all);
            let deed = DEEDS.iter().find(|deed| {
                let found = left < weight(deed);
                left = left.saturating_sub(weight(deed));
                found
            });
            id += 1;
            // Most deeds follow each other at once, as programs do it; some follow after a moment, as people do it.
            let pause = [0, 0, 0, 0, 1, 20, 150, 700][random.below(8)];
            let on = [0; 4].map(|_| random.below(1 << 16));
            Step { id, who: random.below(THREE.len()), deed: deed.expect("the weights add up"), on, pause }
        };
        let rounds = (0..size.rounds).map(|_| (0..size.steps).map(|_| step(&mut random)).collect()).collect();
        Script { rounds }
    }

    /// Reads what `Display` wrote.
    pub fn parse(text: &str) -> Self {
        let mut rounds = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if line == "round" {
                rounds.push(Vec::new());
                continue;
            }
            let words: Vec<&str> = line.split(' ').collect();
            let number =
                |at: usize| words[at].parse::<usize>().unwrap_or_else(|_| panic!("no number {at} in {line:?}"));
            let step = Step {
                id: number(0) as u64,
                who: THREE
                    .iter()
                    .position(|name| *name == words[1])
                    .unwrap_or_else(|| panic!("no machine in {line:?}")),
                deed: DEEDS.iter().find(|deed| deed.name == words[2]).unwrap_or_else(|| panic!("no deed in {line:?}")),
                on: [number(3), number(4), number(5), number(6)],
                pause: number(7) as u64,
            };
            rounds.last_mut().expect("a script begins with `round`").push(step);
        }
        Script { rounds }
    }

    /// Removes steps as long as the script still fails: first rounds, then halves, quarters, … single steps.
    pub fn shrink(self, mut fails: impl FnMut(&Script) -> bool) -> Self {
        let mut script = self;
        let mut size = script.steps().div_ceil(2);
        while size > 0 {
            let mut from = 0;
            while from < script.steps() {
                let smaller = script.without(from, size);
                match fails(&smaller) {
                    true => script = smaller,
                    false => from += size,
                }
            }
            size /= 2;
        }
        script
    }

    fn steps(&self) -> usize {
        self.rounds.iter().map(Vec::len).sum()
    }

    /// Returns the script without `count` steps, counted over all rounds; rounds that are then empty are left out.
    fn without(&self, from: usize, count: usize) -> Self {
        let mut at = 0;
        let mut keep = |_: &Step| {
            at += 1;
            !(from + 1..from + 1 + count).contains(&at)
        };
        let rounds =
            self.rounds.iter().map(|round| round.iter().filter(|step| keep(step)).copied().collect::<Vec<_>>());
        Script { rounds: rounds.filter(|round| !round.is_empty()).collect() }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d] = self.on;
        write!(out, "{} {} {} {a} {b} {c} {d} {}", self.id, THREE[self.who], self.deed.name, self.pause)
    }
}

impl fmt::Display for Script {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for round in &self.rounds {
            writeln!(out, "round")?;
            for step in round {
                writeln!(out, "  {step}")?;
            }
        }
        Ok(())
    }
}

#[test]
fn a_script_is_read_back_as_it_was_written() {
    let script = Script::of_seed(7, Size { rounds: 3, steps: 40 }, |_| true);
    assert_eq!(Script::parse(&script.to_string()).to_string(), script.to_string());
    // Shrunk to the one step that matters.
    let wanted = script.rounds[1][3].id;
    let small = script.shrink(|script| script.rounds.iter().flatten().any(|step| step.id == wanted));
    assert_eq!(small.steps(), 1);
    assert_eq!(small.rounds[0][0].id, wanted);
}
