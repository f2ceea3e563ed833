//! Files that turn into noise: held before many are passed on, restored everywhere, and let through if that was
//! intended. What people and programs usually do passes.

mod activities;

use syncit_core::content::{ChunkList, ChunkRef};
use syncit_core::hold::{Harm, HoldInfo};
use syncit_core::message::{Answer, Ask, BatchId, Body, OfferItem, Piece, RefusalCode, ToClient, ToHub, Verdict};
use syncit_core::relay_store::{PathAt, RelayStore};
use syncit_core::{Digest, Entry, FileEntry, MachineId, RelPath, Seq, Timestamp};
use syncit_relay::step::{Effect, Event};

use crate::world::{FOLDER, World, machine, path};

/// Returns random bytes, different for each seed.
fn noise(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u8
    };
    (0..3_000).map(|_| next()).collect()
}

fn text(seed: u64) -> Vec<u8> {
    (0..60)
        .flat_map(|line| format!("Line {line} of the letter {seed}, in which nothing much is said.\n").into_bytes())
        .collect()
}

/// Returns noise behind the signature of a file type.
fn marked(mark: &[u8], seed: u64) -> Vec<u8> {
    [mark, &noise(seed)].concat()
}

const JPEG: &[u8] = b"\xff\xd8\xff\xe0";

#[derive(Clone)]
enum Change {
    Write(Vec<u8>),
    Delete,
    /// The same content under another name.
    MoveTo(String),
}
use Change::{Delete, MoveTo, Write};

struct House {
    world: World,
    number: u64,
}

impl House {
    /// Returns a house in which `desk` has put these files long ago.
    fn with(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let mut world = World::new();
        for line in ["laptop: hello", "desk: hello", "laptop: attach", "desk: attach"] {
            world.play(line);
        }
        let mut house = House { world, number: 0 };
        let dir = OfferItem {
            path: path("d"),
            entry: Entry::Directory,
            based_on: Seq(0),
            moved_from: None,
            conflict_of: None,
            missing: None,
            private: None,
        };
        let batch = house.batch();
        house.send("desk", vec![ToHub::Offer { batch, items: vec![dir] }, ToHub::BodiesEnd { batch }]);
        let files: Vec<_> = files.into_iter().map(|(name, bytes)| (name, Write(bytes))).collect();
        assert_eq!(house.change("desk", &files), files.len());
        house.seconds(3_600);
        house
    }

    fn documents(count: u64) -> Self {
        let of = |n: u64| (format!("d/{n:03}.odt"), if n.is_multiple_of(2) { text(n) } else { marked(JPEG, n) });
        House::with((0..count).map(of))
    }

    fn batch(&mut self) -> BatchId {
        self.number += 1;
        BatchId { folder: FOLDER, number: self.number }
    }

    fn seconds(&mut self, count: u64) {
        self.world.play(&format!("seconds {count}"));
    }

    fn send(&mut self, who: &str, messages: Vec<ToHub>) -> Vec<Effect> {
        let session = self.world.session(who);
        let lane = syncit_core::message::Lane::Express;
        let events = messages.into_iter().map(|message| Event::Message { session, lane, message });
        self.world.step(events.collect()).unwrap()
    }

    fn head(&self, name: &str) -> (Entry, Seq, MachineId) {
        let head = self.world.store.head(FOLDER, &path(name)).unwrap();
        head.map_or((Entry::Absent, Seq(0), machine("hub")), |head| (head.entry, head.seq, head.machine))
    }

    /// Offers changes in batches, as a machine does. Returns how many were accepted.
    fn change(&mut self, who: &str, changes: &[(String, Change)]) -> usize {
        changes.chunks(100).map(|some| self.offer(who, some).iter().filter(|it| it.is_ok()).count()).sum()
    }

    fn offer(&mut self, who: &str, changes: &[(String, Change)]) -> Vec<Result<Seq, RefusalCode>> {
        let batch = self.batch();
        let (mut items, mut bodies) = (Vec::new(), Vec::new());
        let mut item = |path: RelPath, entry: Entry, based_on: Seq, moved_from: Option<PathAt>| {
            items.push(OfferItem {
                path,
                entry,
                based_on,
                moved_from,
                conflict_of: None,
                missing: None,
                private: None,
            });
            items.len() as u32 - 1
        };
        for (name, change) in changes {
            let (there, seq, _) = self.head(name);
            match change {
                Write(bytes) => {
                    let chunk = ChunkRef { digest: Digest::of(bytes), len: bytes.len() as u32 };
                    let chunks = if bytes.is_empty() { vec![] } else { vec![chunk] };
                    let digest = ChunkList::new(chunks).unwrap().digest();
                    let size = bytes.len() as u64;
                    let file = FileEntry {
                        digest,
                        size,
                        executable: false,
                        private: None,
                        mtime: Timestamp(self.number as i64),
                    };
                    let based_on = if there.is_absent() { Seq(0) } else { seq };
                    let index = item(path(name), Entry::File(file), based_on, None);
                    let body = Body { batch, item: index, piece: Piece::Chunk(0), bytes: bytes.clone() };
                    bodies.extend((!bytes.is_empty()).then_some(ToHub::Body(body)));
                }
                Delete => drop(item(path(name), Entry::Absent, seq, None)),
                MoveTo(to) => {
                    item(path(to), there.clone(), Seq(0), Some(PathAt { path: path(name), seq }));
                    item(path(name), Entry::Absent, seq, None);
                }
            }
        }
        let count = items.len();
        let mut messages = vec![ToHub::Offer { batch, items }];
        messages.extend(bodies);
        messages.push(ToHub::BodiesEnd { batch });
        let mut answers = vec![None; count];
        for effect in self.send(who, messages) {
            if let Effect::Send { message: ToClient::Verdicts { verdicts, .. }, .. } = effect {
                for (index, verdict) in verdicts {
                    answers[index as usize] = Some(match verdict {
                        Verdict::Accepted(remote) => Ok(remote.seq),
                        Verdict::Refused(refusal) => Err(refusal.code),
                        other => panic!("{other:?}"),
                    });
                }
            }
        }
        answers.into_iter().map(|answer| answer.expect("every item was answered")).collect()
    }

    fn ask(&mut self, ask: Ask) -> Answer {
        let effects = self.world.step(vec![Event::Own { id: 1, ask }]).unwrap();
        let answer = effects.into_iter().find_map(|effect| match effect {
            Effect::Answered { answer, .. } => Some(answer.unwrap()),
            _ => None,
        });
        answer.unwrap()
    }

    fn holds(&mut self) -> Vec<HoldInfo> {
        match self.ask(Ask::Holds) {
            Answer::Holds { holds } => holds,
            other => panic!("{other:?}"),
        }
    }

    fn release(&mut self, delete: bool) {
        self.ask(Ask::Release { folder: FOLDER, delete });
    }

    /// Returns the content of a path at the hub, which every machine gets.
    fn content(&self, name: &str) -> Option<Vec<u8>> {
        let file = self.head(name).0.file().cloned()?;
        self.world.store.map.content(&file.digest)
    }
}

fn each(names: impl IntoIterator<Item = u64>, change: impl Fn(u64) -> Change) -> Vec<(String, Change)> {
    names.into_iter().map(|n| (format!("d/{n:03}.odt"), change(n))).collect()
}

fn encrypted(names: impl IntoIterator<Item = u64>) -> Vec<(String, Change)> {
    each(names, |n| Write(noise(1_000 + n)))
}

fn same(house: &House, count: u64) {
    for n in 0..count {
        let expected = if n.is_multiple_of(2) { text(n) } else { marked(JPEG, n) };
        assert_eq!(house.content(&format!("d/{n:03}.odt")), Some(expected), "file {n}");
    }
}

#[test]
fn of_200_documents_that_are_encrypted_fewer_than_a_hundred_are_passed_on() {
    // In offers of every size, all within a few seconds or spread over minutes.
    for (of_each, seconds) in [(100, 0), (30, 1), (1, 0), (7, 20)] {
        let mut house = House::documents(200);
        let mut passed = 0;
        for some in encrypted(0..200).chunks(of_each) {
            passed += house.change("laptop", some);
            house.seconds(seconds);
        }
        assert!(passed < 100, "{passed} were passed on in offers of {of_each}");
        let holds = house.holds();
        assert_eq!(holds.len(), 1);
        let hold = &holds[0];
        assert_eq!((hold.harm, hold.machine), (Harm::Overwriting, machine("laptop")));
        assert_eq!((hold.held + hold.passed, hold.passed as usize), (200, passed));
        // A whole offer is judged before any of it is accepted.
        assert!(of_each < 100 || passed == 0);
        // Unrelated changes are still synced.
        assert_eq!(house.change("laptop", &[("d/new.txt".into(), Write(text(7)))]), 1);
        assert_eq!(house.change("desk", &each([3], |_| Write(text(900)))), 1);
    }
}

#[test]
fn what_was_overwritten_comes_back_everywhere_and_every_version_is_kept() {
    for of_each in [100, 40] {
        let mut house = House::documents(200);
        for some in encrypted(0..200).chunks(of_each) {
            house.change("laptop", some);
        }
        house.release(false);
        // What had been passed on is back at once; what was held is accepted as a version when it is offered again, and
        // undone.
        same(&house, 200);
        let again: Vec<_> =
            encrypted(0..200).into_iter().filter(|(name, _)| house.head(name).2 != machine("hub")).collect();
        assert_eq!(house.change("laptop", &again), again.len());
        same(&house, 200);
        for n in 0..200 {
            let versions =
                house.world.store.entries_upto(FOLDER, &path(&format!("d/{n:03}.odt")), Seq(u64::MAX), 9).unwrap();
            let is_kept = |version: &syncit_core::relay_store::JournalEntry| version.machine == machine("laptop");
            assert!(versions.iter().any(is_kept), "what was written over file {n} is a version");
        }
        house.seconds(1);
        assert_eq!(house.holds(), []);
        // The hold is over: an edit passes.
        assert_eq!(house.change("laptop", &each(0..10, |n| Write(text(5_000 + n)))), 10);
    }
}

#[test]
fn a_person_who_meant_it_lets_it_through() {
    let mut house = House::documents(200);
    house.change("laptop", &encrypted(0..200));
    assert_eq!(house.holds().len(), 1);
    house.release(true);
    assert_eq!(house.change("laptop", &encrypted(0..200)), 200);
    assert_eq!(house.content("d/007.odt"), Some(noise(1_007)));
    assert_eq!(house.holds(), []);
}

#[test]
fn a_hold_outlives_a_restart_and_ends_when_the_files_are_as_they_were() {
    let mut house = House::documents(150);
    house.change("laptop", &encrypted(0..150));
    for line in ["restart", "laptop: hello", "laptop: attach", "desk: hello", "desk: attach"] {
        house.world.play(line);
    }
    assert_eq!((house.holds().len(), house.holds()[0].held), (1, 150));
    assert_eq!(house.change("laptop", &encrypted(0..150)), 0);
    // The machine has them back, from its own backup: it offers what the hub has.
    let back = each(0..150, |n| Write(if n.is_multiple_of(2) { text(n) } else { marked(JPEG, n) }));
    assert_eq!(house.change("laptop", &back), 150);
    house.seconds(2);
    assert_eq!(house.holds(), []);
}

#[test]
fn files_that_are_written_twice_are_judged_by_what_they_were_before() {
    let mut house = House::documents(150);
    // The first half is encrypted, then the whole.
    let half = |n: u64| [noise(n), noise(n + 500), text(n)].concat();
    assert_eq!(house.change("laptop", &each(0..90, |n| Write(half(n)))), 90);
    house.change("laptop", &encrypted(0..90));
    // 180 changes, of 90 files.
    assert_eq!(house.holds(), []);
    house.change("laptop", &encrypted(90..150));
    let holds = house.holds();
    assert_eq!((holds[0].held + holds[0].passed, holds[0].passed), (150, 90));
    house.release(false);
    let again = encrypted(90..150);
    assert_eq!(house.change("laptop", &again), again.len());
    same(&house, 150);
}

#[test]
fn an_edit_of_just_before_the_attack_is_not_lost_by_bringing_back() {
    let mut house = House::documents(150);
    assert_eq!(house.change("laptop", &each([4], |_| Write(text(777)))), 1);
    for some in encrypted(0..150).chunks(20) {
        house.change("laptop", some);
    }
    house.release(false);
    assert_eq!(house.content("d/004.odt"), Some(text(777)));
}

#[test]
fn files_that_are_replaced_by_locked_ones_are_held() {
    // The new file is added first, as programs do, with an extension more or another one.
    for ending in [".odt.locked", ".crypt"] {
        let mut house = House::documents(200);
        let (mut deleted, mut held) = (0, 0);
        for n in 0..200 {
            assert_eq!(house.change("laptop", &[(format!("d/{n:03}{ending}"), Write(noise(n)))]), 1, "additions pass");
            match house.offer("laptop", &each([n], |_| Delete))[0] {
                Ok(_) => deleted += 1,
                Err(code) => {
                    assert_eq!(code, RefusalCode::Held);
                    held += 1;
                }
            }
            if n % 10 == 0 {
                house.seconds(10);
            }
        }
        assert!(deleted < 100, "{deleted} were passed on");
        let holds = house.holds();
        assert_eq!(holds[0].harm, Harm::Overwriting);
        assert_eq!((holds[0].held, holds[0].passed), (held, deleted));
        house.release(false);
        same(&house, 200);
        let again: Vec<_> = (0..200).filter(|n| house.head(&format!("d/{n:03}.odt")).2 == machine("desk")).collect();
        assert_eq!(house.change("laptop", &each(again.clone(), |_| Delete)), again.len());
        same(&house, 200);
    }
}

#[test]
fn files_that_are_renamed_before_or_after_they_are_encrypted_are_held() {
    let locked = |n: u64| format!("d/{n:03}.odt.locked");
    // Renamed long before the content changes.
    let mut house = House::documents(200);
    house.change("laptop", &each(0..200, |n| MoveTo(locked(n))));
    house.seconds(30);
    let encrypted: Vec<_> = (0..200).map(|n| (locked(n), Write(noise(n)))).collect();
    for some in encrypted.chunks(30) {
        house.change("laptop", some);
    }
    let holds = house.holds();
    assert_eq!((holds[0].harm, holds[0].held + holds[0].passed), (Harm::Overwriting, 200));
    house.release(false);
    let again: Vec<_> = encrypted.into_iter().filter(|(name, _)| house.head(name).2 != machine("hub")).collect();
    assert_eq!(house.change("laptop", &again), again.len());
    for n in 0..200_u64 {
        let was = if n.is_multiple_of(2) { text(n) } else { marked(JPEG, n) };
        assert_eq!(house.content(&locked(n)), Some(was), "file {n}");
    }

    // Encrypted in place, and renamed before the next one. Where the first was refused, the renamed file is a new one.
    let mut house = House::documents(200);
    for n in 0..200 {
        match house.offer("laptop", &each([n], |n| Write(noise(n))))[0] {
            Ok(_) => drop(house.offer("laptop", &each([n], |n| MoveTo(locked(n))))),
            Err(_) => drop(house.offer("laptop", &[(locked(n), Write(noise(n))), each([n], |_| Delete).remove(0)])),
        }
    }
    let holds = house.holds();
    assert_eq!(holds.len(), 1, "{holds:?}");
    assert_eq!((holds[0].harm, holds[0].held + holds[0].passed), (Harm::Overwriting, 200), "{holds:?}");
    assert!(holds[0].passed < 100, "{} were passed on", holds[0].passed);
    house.release(false);
    let again: Vec<_> = (0..200).filter(|n| house.head(&format!("d/{n:03}.odt")).2 == machine("desk")).collect();
    assert_eq!(house.change("laptop", &each(again.clone(), |_| Delete)), again.len());
    same(&house, 200);
}

#[test]
fn files_that_their_machine_has_made_just_before_are_held_too() {
    let mut house = House::with([]);
    let made: Vec<_> = (0..200).map(|n| (format!("d/{n:03}.odt"), Write(text(n)))).collect();
    assert_eq!(house.change("laptop", &made), 200);
    house.seconds(5);
    for some in encrypted(0..200).chunks(30) {
        house.change("laptop", some);
    }
    let holds = house.holds();
    assert_eq!((holds[0].harm, holds[0].held + holds[0].passed), (Harm::Overwriting, 200));
    house.release(false);
    let again: Vec<_> =
        encrypted(0..200).into_iter().filter(|(name, _)| house.head(name).2 != machine("hub")).collect();
    assert_eq!(house.change("laptop", &again), again.len());
    for n in 0..200 {
        assert_eq!(house.content(&format!("d/{n:03}.odt")), Some(text(n)), "file {n}");
    }
}

#[test]
fn what_is_mended_after_bringing_back_is_not_undone() {
    let mut house = House::documents(150);
    house.change("laptop", &encrypted(0..150));
    house.release(false);
    // The machine offers one file as edited by a person, and the others still encrypted.
    assert_eq!(house.change("laptop", &each([4], |_| Write(text(4_444)))), 1);
    assert_eq!(house.change("laptop", &encrypted(5..150)), 145);
    assert_eq!(house.content("d/004.odt"), Some(text(4_444)));
    assert_eq!(house.content("d/005.odt"), Some(marked(JPEG, 5)));
}

#[test]
fn a_restart_of_the_hub_is_no_way_around_it() {
    let mut house = House::documents(300);
    assert_eq!(house.change("laptop", &encrypted(0..90)), 90);
    for line in ["restart", "laptop: hello", "laptop: attach", "desk: hello", "desk: attach"] {
        house.world.play(line);
    }
    for some in encrypted(90..300).chunks(10) {
        house.change("laptop", some);
    }
    let holds = house.holds();
    assert_eq!(holds[0].held + holds[0].passed, 300, "what was passed on before the restart comes back, too");
}
