//! A content store damaged on disk: the damage is found and quarantined, and uploading the same content repairs it.

#![allow(clippy::unwrap_used)]

mod hub;

use std::fs;
use std::path::Path;

use hub::{FOLDER, LAPTOP, accept, chunk_file, crashed, list, noise, path, shared, upload};
use rusqlite::{Connection, params};
use syncit_core::damage::{Behind, Kept};
use syncit_core::relay_store::{ContentChecker, ContentReader, RelayStore};
use syncit_core::{Digest, Seq};
use syncit_store::{SqliteContentReader, SqliteRelayStore};

/// `row` is a chunk in a row, `file` one in a file, `packed` a compressed one in a file, `both` has the first two
/// chunks.
struct Place {
    dir: tempfile::TempDir,
    store: SqliteRelayStore,
}

fn row() -> Vec<u8> {
    noise(1, 5_000)
}

fn file() -> Vec<u8> {
    noise(2, 100_000)
}

fn packed() -> Vec<u8> {
    [noise(3, 90_000), vec![0; 90_000]].concat()
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut store = shared(dir.path());
        accept(&mut store, "row", &[row()]).unwrap();
        accept(&mut store, "file", &[file()]).unwrap();
        accept(&mut store, "packed", &[packed()]).unwrap();
        accept(&mut store, "both", &[row(), file()]).unwrap();
        // A past version of it.
        accept(&mut store, "row", &[noise(9, 10)]).unwrap();
        store.commit().unwrap();
        Place { dir, store }
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn reader(&self) -> SqliteContentReader {
        self.store.reader().unwrap()
    }

    fn found(&self) -> Vec<Kept> {
        look(&self.reader())
    }

    /// Executes a statement that simulates a broken disk.
    fn spoil(&self, sql: &str, params: impl rusqlite::Params) {
        let conn = Connection::open(self.path().join("relay.db")).unwrap();
        assert_eq!(conn.execute(sql, params).unwrap(), 1);
    }

    fn spoil_row(&self) {
        let mut bytes = row();
        bytes[77] ^= 1;
        let sql = "UPDATE bodies SET body = ?2 WHERE chunk = (SELECT n FROM chunks WHERE digest = ?1)";
        self.spoil(sql, params![Digest::of(&row()).0, bytes]);
    }

    fn quarantine(&mut self, kept: &[Kept]) -> usize {
        let damaged = kept.iter().filter(|kept| self.store.quarantine(kept).unwrap()).count();
        self.store.commit().unwrap();
        damaged
    }

    /// Returns the entries with missing content as `path@seq`, past ones in brackets.
    fn lacking(&self) -> Vec<String> {
        let lacking = self.reader().lacking(100).unwrap();
        assert!(!lacking.is_more);
        let show = |entry: &syncit_core::damage::LackingEntry| match entry.is_current {
            true => format!("{}@{}", entry.path, entry.seq),
            false => format!("({}@{})", entry.path, entry.seq),
        };
        lacking.entries.iter().map(show).collect()
    }

    fn aside(&self) -> Vec<Vec<u8>> {
        let Ok(names) = fs::read_dir(self.path().join("quarantine")) else { return Vec::new() };
        names.map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect()
    }
}

fn look(reader: &SqliteContentReader) -> Vec<Kept> {
    let (mut next, mut damaged, mut checked) = (Some(Behind::START), Vec::new(), 0);
    while let Some(behind) = next {
        let looked = reader.look(behind, 2).unwrap();
        checked += looked.checked;
        damaged.extend(looked.damaged);
        next = looked.next;
    }
    assert_eq!(checked, reader.kept().unwrap());
    damaged
}

fn chunk(bytes: &[u8]) -> Kept {
    Kept::Chunk(Digest::of(bytes))
}

#[test]
fn whatever_happened_to_a_chunks_file_is_damage() {
    for bytes in [file(), packed()] {
        let place = Place::new();
        let file = chunk_file(place.path(), &bytes);
        let whole = fs::read(&file).unwrap();
        assert_eq!(place.found(), []);
        let mut flipped = whole.clone();
        flipped[whole.len() / 2] ^= 1;
        let longer = [whole.clone(), vec![0; 3 << 20]].concat();
        for damage in [&flipped[..], &whole[..9], &[], &longer[..]] {
            fs::write(&file, damage).unwrap();
            assert_eq!(place.found(), [chunk(&bytes)]);
        }
        fs::remove_file(&file).unwrap();
        assert_eq!(place.found(), [chunk(&bytes)]);
        fs::create_dir(&file).unwrap();
        assert_eq!(place.found(), [chunk(&bytes)]);
        fs::remove_dir(&file).unwrap();
        fs::write(&file, &whole).unwrap();
        assert_eq!(place.found(), []);
    }
}

#[test]
fn a_damaged_chunk_is_put_aside_and_comes_back_whole() {
    let mut place = Place::new();
    let totals = place.store.store_totals().unwrap();
    place.spoil_row();
    fs::write(chunk_file(place.path(), &file()), b"rubbish").unwrap();
    assert_eq!(place.found(), [chunk(&row()), chunk(&file())]);
    let found = place.found();
    assert_eq!(place.quarantine(&found), 2);
    assert_eq!((place.found(), place.store.damage().unwrap()), (vec![], 2));
    assert_eq!(place.lacking(), ["file@2", "both@4", "(row@1)"]);
    let (with_row, with_packed) = (list(&[row(), file()]), list(&[packed()]));
    assert!(!place.store.is_whole(&with_row.digest()).unwrap() && place.store.is_whole(&with_packed.digest()).unwrap());
    assert_eq!(place.store.holds(LAPTOP, &[FOLDER], with_row.chunks()).unwrap(), [false, false]);
    assert!(place.aside().contains(&b"rubbish".to_vec()) && place.aside().len() == 2);
    assert!(!chunk_file(place.path(), &file()).exists());

    // The same is known after a restart, and a sweep removes nothing from the quarantine.
    drop(place.store);
    place.store = SqliteRelayStore::open(place.dir.path()).unwrap();
    (0..=255).for_each(|shelf| place.store.sweep(shelf).unwrap());
    assert_eq!((place.store.damage().unwrap(), place.aside().len()), (2, 2));
    upload(&mut place.store, &[row(), file()]).unwrap();
    place.store.commit().unwrap();
    assert_eq!((place.store.damage().unwrap(), place.lacking()), (0, vec![]));
    assert_eq!((place.found(), place.store.store_totals().unwrap()), (vec![], totals));
    assert!(place.store.chunk(&Digest::of(&file())).unwrap().unwrap() == file());
    assert_eq!(place.aside().len(), 2);
}

#[test]
fn what_was_replaced_since_it_was_found_stays() {
    let mut place = Place::new();
    let file_of = chunk_file(place.path(), &file());
    let whole = fs::read(&file_of).unwrap();
    fs::write(&file_of, b"rubbish").unwrap();
    let found = place.found();
    fs::write(&file_of, whole).unwrap();
    assert_eq!(place.quarantine(&found), 0);
    // Content that does not exist is ignored, too.
    assert_eq!(place.quarantine(&[chunk(b"never seen"), Kept::List(Digest::of(b"never seen"))]), 0);
    assert_eq!((place.store.damage().unwrap(), place.aside().len()), (0, 0));
}

#[test]
fn a_damaged_list_comes_back_without_its_chunks_being_counted_twice() {
    let mut place = Place::new();
    let both = list(&[row(), file()]);
    let mut encoded = both.encode();
    encoded[3] ^= 1;
    place.spoil("UPDATE contents SET list = ?2 WHERE digest = ?1", params![both.digest().0, encoded]);
    assert_eq!(place.found(), [Kept::List(both.digest())]);
    // Until the list is quarantined it does no harm: an entry that refers to it is appended as usual.
    accept(&mut place.store, "again", &[row(), file()]).unwrap();
    place.store.commit().unwrap();
    assert_eq!(place.quarantine(&[Kept::List(both.digest())]), 1);
    assert_eq!(place.lacking(), ["both@4", "again@6"]);
    assert_eq!(place.aside(), [encoded]);
    assert!(!place.store.holds_list(LAPTOP, &[FOLDER], &both.digest()).unwrap());
    place.store.put_chunk_list(LAPTOP, &both).unwrap();
    place.store.commit().unwrap();
    assert_eq!((place.store.damage().unwrap(), place.lacking()), (0, vec![]));
    let conn = Connection::open(place.path().join("relay.db")).unwrap();
    let sql = "SELECT refs FROM chunks WHERE digest = ?1";
    let refs: i64 = conn.query_row(sql, [Digest::of(&file()).0], |row| row.get(0)).unwrap();
    assert_eq!(refs, 2);
}

#[test]
fn a_damaged_list_is_freed_as_far_as_it_can_be_read() {
    let mut place = Place::new();
    let past = list(&[row()]);
    place.spoil("UPDATE contents SET list = ?2 WHERE digest = ?1", params![past.digest().0, b"cut off"]);
    place.store.drop_entries(FOLDER, &[Seq(1)]).unwrap();
    for _ in 0..3 {
        place.store.begin_round().unwrap();
        while place.store.collect(10).unwrap() {}
    }
    place.store.commit().unwrap();
    assert_eq!((place.found(), place.lacking()), (vec![], vec![]));
}

#[test]
fn damage_that_nothing_refers_to_any_more_is_forgotten() {
    let mut place = Place::new();
    fs::remove_file(chunk_file(place.path(), &packed())).unwrap();
    let seq = place.store.head(FOLDER, &path("packed")).unwrap().unwrap().seq;
    assert_eq!(place.quarantine(&[chunk(&packed())]), 1);
    accept(&mut place.store, "packed", &[noise(8, 10)]).unwrap();
    assert_eq!(place.store.damage().unwrap(), 1);
    place.store.drop_entries(FOLDER, &[seq]).unwrap();
    for _ in 0..3 {
        place.store.begin_round().unwrap();
        while place.store.collect(10).unwrap() {}
    }
    place.store.commit().unwrap();
    assert_eq!(place.store.damage().unwrap(), 0);
    // There was nothing left to move to the quarantine.
    assert_eq!(place.aside().len(), 0);
}

#[test]
fn a_crash_on_either_side_of_the_commit_leaves_damage_that_is_found_again_or_put_aside() {
    let copy_of = |dir: &Path| {
        let copy = crashed(dir);
        let store = SqliteRelayStore::open(copy.path()).unwrap();
        Place { dir: copy, store }
    };
    let mut place = Place::new();
    place.spoil_row();
    fs::write(chunk_file(place.path(), &file()), b"rubbish").unwrap();
    let found = place.found();
    for kept in &found {
        assert!(place.store.quarantine(kept).unwrap());
    }
    // Before the commit nothing has changed, except that copies are in the quarantine already.
    let mut before = copy_of(place.path());
    assert_eq!((before.store.damage().unwrap(), before.found()), (0, found.clone()));
    assert_eq!(before.aside().len(), 2);
    assert_eq!(before.quarantine(&found), 2);
    assert_eq!((before.store.damage().unwrap(), before.aside().len()), (2, 4));
    // After it, the file may still be in its old place: the same chunk replaces it, or a sweep removes it.
    place.store.commit().unwrap();
    fs::write(chunk_file(place.path(), &file()), b"rubbish").unwrap();
    let mut after = copy_of(place.path());
    assert_eq!((after.store.damage().unwrap(), after.found(), after.aside().len()), (2, vec![], 2));
    (0..=255).for_each(|shelf| after.store.sweep(shelf).unwrap());
    assert!(!chunk_file(after.path(), &file()).exists());
    upload(&mut after.store, &[row(), file()]).unwrap();
    after.store.commit().unwrap();
    assert_eq!((after.store.damage().unwrap(), after.found()), (0, vec![]));
}

#[test]
fn what_is_rolled_back_was_not_put_aside() {
    let mut place = Place::new();
    let file_of = chunk_file(place.path(), &file());
    fs::write(&file_of, b"rubbish").unwrap();
    assert!(place.store.quarantine(&chunk(&file())).unwrap());
    assert_eq!(place.store.damage().unwrap(), 1);
    place.store.roll_back();
    place.store.commit().unwrap();
    assert_eq!((place.store.damage().unwrap(), place.found()), (0, vec![chunk(&file())]));
    assert_eq!(fs::read(file_of).unwrap(), b"rubbish");
}

#[test]
fn only_so_many_entries_are_named_the_current_ones_first() {
    let mut place = Place::new();
    for n in 0..5 {
        accept(&mut place.store, &format!("copy {n}"), &[file()]).unwrap();
    }
    place.store.commit().unwrap();
    fs::remove_file(chunk_file(place.path(), &file())).unwrap();
    assert_eq!(place.quarantine(&[chunk(&file())]), 1);
    let lacking = place.reader().lacking(2).unwrap();
    assert_eq!((lacking.entries.len(), lacking.is_more), (2, true));
    assert!(lacking.entries.iter().all(|entry| entry.is_current));
}
