#![allow(clippy::unwrap_used)]
use syncit_core::relay_store::RelayStore;
use syncit_core::{Entry, FileEntry, Name, Timestamp};

use super::*;

const FOLDER: FolderId = FolderId([1; 16]);
const LAPTOP: MachineId = MachineId([2; 16]);

fn store() -> MapRelayStore {
    let mut store = MapRelayStore::default();
    let folder = Folder { id: FOLDER, name: Name::new("docs").unwrap(), shared_at: Timestamp(0) };
    store.begin_incarnation(Incarnation([1; 16])).unwrap();
    store.put_folder(&folder).unwrap();
    store.commit().unwrap();
    store
}

fn accept(store: &mut MapRelayStore, path: &str, entry: Entry) -> Seq {
    let path = RelPath::new(path).unwrap();
    let previous = store.head(FOLDER, &path).unwrap().map_or(Seq(0), |head| head.seq);
    let accepted = JournalEntry {
        seq: Seq(0),
        path,
        entry,
        machine: LAPTOP,
        at: Timestamp(7),
        moved_from: None,
        conflict_of: None,
        previous,
        restored: None,
        privacy: None,
    };
    store.append(FOLDER, &accepted).unwrap()
}

#[test]
fn only_uncommitted_entries_are_lost() {
    let mut store = store();
    accept(&mut store, "a", Entry::Directory);
    store.commit().unwrap();
    accept(&mut store, "b", Entry::Directory);
    store.crash();
    assert_eq!(store.tree(FOLDER).len(), 1);
    assert_eq!(store.latest(FOLDER).unwrap(), Seq(1));
}

#[test]
fn incarnations_tell_the_last_seq_in_each() {
    let mut store = store();
    accept(&mut store, "a", Entry::Directory);
    for run in 2..4 {
        store.begin_incarnation(Incarnation([run; 16])).unwrap();
    }
    accept(&mut store, "a", Entry::Absent);
    let seqs: Vec<u64> = store.incarnations(FOLDER).unwrap().iter().map(|position| position.seq.0).collect();
    assert_eq!(seqs, [1, 1, 2]);
}

#[test]
fn heads_come_in_journal_order_and_once_a_path() {
    let mut store = store();
    for (path, entry) in [("b", Entry::Directory), ("a", Entry::Directory), ("b", Entry::Absent)] {
        accept(&mut store, path, entry);
    }
    let heads = store.heads_after(FOLDER, Seq(0), 9).unwrap();
    let heads: Vec<_> = heads.iter().map(|head| (head.path.as_str(), head.seq.0)).collect();
    assert_eq!(heads, [("a", 2), ("b", 3)]);
    assert_eq!(store.heads_after(FOLDER, Seq(2), 9).unwrap().len(), 1);
}

#[test]
fn a_chunk_is_held_only_for_those_who_may_know_of_it() {
    let mut store = store();
    let list = ChunkList::of_small(b"secret");
    store.put_chunk_list(LAPTOP, &list).unwrap();
    store.put_chunk(LAPTOP, Digest::of(b"secret"), b"secret").unwrap();
    let other = MachineId([3; 16]);
    assert_eq!(store.holds(LAPTOP, &[], list.chunks()).unwrap(), [true]);
    assert_eq!(store.holds(other, &[FOLDER], list.chunks()).unwrap(), [false]);
    let file = FileEntry { digest: list.digest(), size: 6, executable: false, private: None, mtime: Timestamp(0) };
    accept(&mut store, "s", Entry::File(file));
    assert_eq!(store.holds(other, &[FOLDER], list.chunks()).unwrap(), [true]);
    assert!(!store.holds_list(other, &[], &list.digest()).unwrap());
    assert_eq!(store.content(&list.digest()).unwrap(), b"secret");
}
