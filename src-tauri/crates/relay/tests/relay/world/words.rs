//! What a machine's words in a transcript mean: the messages, questions, changes and contents that they stand for.
//!
//! ```text
//! attach [REPLICA] [RUN:SEQ ...]   attaches the folder, with the positions that it has reached
//! detach [unlinked]                detaches it
//! news SEQ                         asks for what came after this
//! offer BATCH ITEM; ITEM ...       offers changes, with small contents and all lists; `bare`: without them
//! send BATCH PIECE ...             sends bodies and ends the batch; `upload`: does not end it
//! get PATH@SEQ PIECES              asks for a content: `list`, or chunks as `FIRST+COUNT ...`
//! fetch PATH "content" PIECES      the same for one that is still on its way to the hub
//! taken HOLD                       says that it has restored what this hold held
//! ask QUESTION                     see `ask`
//! ping, pong
//! ```
//!
//! An ITEM is a change `on` the entry that it replaces: `a.txt "v1" on 0 from b@3 copy c@4 base 2`, `dir/ on 0`, `a ->
//! b on 0`, `-a on 3 missing 5`. A PIECE is `0c2`, the third chunk of the first item, or `1l0`, the list of the second;
//! `0c0!` is damaged on the way. A content is `"text"`, `"bytes 00ff"`, or `"3 chunks of x"`. Each chunk has 70,000
//! bytes; the first two are the same whatever x is.

use syncit_core::backlog::Backlog;
use syncit_core::hold::Missing;
use syncit_core::ids::Position;
use syncit_core::message::*;
use syncit_core::past::Which;
use syncit_core::relay_store::{Access, ConflictOf, PathAt};
use syncit_core::{ChunkList, ChunkRef, Digest, Entry, FileEntry, Incarnation, Name, ReplicaId, Seq, Timestamp};

use super::{FOLDER, World, machine, path};

impl World {
    pub(super) fn messages(&mut self, who: &str, verb: &str, rest: &str) -> Vec<ToHub> {
        let folder = self.folder;
        match verb {
            "ping" => vec![ToHub::Ping],
            "pong" => vec![ToHub::Pong],
            "attach" => {
                let (replica, positions) = rest.split_once(' ').unwrap_or((rest, ""));
                let replica = if replica.is_empty() { who.trim_end_matches('\'') } else { replica };
                let position = |text: &str| {
                    let (run, seq) = text.split_once(':').unwrap();
                    let incarnation = Incarnation([run.parse().unwrap(); 16]);
                    Position { incarnation, seq: Seq(seq.parse().unwrap()) }
                };
                let positions = positions.split_whitespace().map(position).collect();
                vec![ToHub::Attach { folder, replica: ReplicaId(machine(replica).0), positions }]
            }
            "taken" => vec![ToHub::HoldTaken { folder, hold: rest.parse().unwrap() }],
            // UPTO ITEMS BYTES
            "backlog" => {
                let mut numbers = rest.split(' ').map(|word| word.parse().unwrap());
                let mut next = || numbers.next().unwrap();
                let backlog = Backlog { upto: Seq(next()), items: next(), bytes: next() };
                vec![ToHub::Backlog { folder, backlog }]
            }
            "detach" => vec![ToHub::Detach { folder, unlinked: rest == "unlinked" }],
            "news" => vec![ToHub::News { folder, after: Seq(rest.parse().unwrap()) }],
            "offer" | "bare" => self.offer(who, rest, verb == "offer"),
            "send" => {
                let mut words = rest.split_whitespace();
                let number = words.next().unwrap().parse().unwrap();
                let mut messages: Vec<ToHub> = words.flat_map(|piece| self.body(who, number, piece)).collect();
                messages.push(ToHub::BodiesEnd { batch: BatchId { folder, number } });
                messages
            }
            "upload" => {
                let (number, pieces) = rest.split_once(' ').unwrap();
                let number = number.parse().unwrap();
                pieces.split_whitespace().flat_map(|piece| self.body(who, number, piece)).collect()
            }
            "get" => {
                let (at, pieces) = rest.split_once(' ').unwrap();
                let PathAt { path, seq } = path_at(at);
                let item = GetItem { path, seq, pieces: pieces_of(pieces), coming: None };
                vec![ToHub::Get { batch: BatchId { folder, number: 1 }, lane: Lane::Express, items: vec![item] }]
            }
            // Content on its way to the hub: `a "3 chunks of x" 0+2`.
            "fetch" => {
                let (at, rest) = rest.split_once(" \"").unwrap();
                let (content, pieces) = rest.split_once("\" ").unwrap();
                let coming = Some(list_of(content).digest());
                let item = GetItem { path: path(at), seq: Seq(0), pieces: pieces_of(pieces), coming };
                vec![ToHub::Get { batch: BatchId { folder, number: 1 }, lane: Lane::Bulk, items: vec![item] }]
            }
            "ask" => vec![ToHub::Ask { id: 3, ask: ask(rest) }],
            _ => panic!("unknown verb {verb}"),
        }
    }

    /// `NUMBER item; item`: see `item`. Small contents and all lists are sent with it, unless it is bare.
    fn offer(&mut self, who: &str, rest: &str, with_bodies: bool) -> Vec<ToHub> {
        let (number, items) = rest.split_once(' ').unwrap();
        let number = number.parse().unwrap();
        let items: Vec<(OfferItem, String)> = items.split("; ").map(item).collect();
        for (item, content) in &items {
            if let Some(file) = item.entry.file() {
                self.contents.insert(file.digest, content.clone());
            }
        }
        let batch = BatchId { folder: self.folder, number };
        let mut messages = vec![ToHub::Offer { batch, items: items.iter().map(|(item, _)| item.clone()).collect() }];
        let pieces: Vec<String> = items
            .iter()
            .enumerate()
            .filter(|(_, (item, _))| content_of(&item.entry).is_some())
            .map(|(index, (_, content))| format!("{index}{}", if chunks_of(content).len() > 1 { "l0" } else { "c0" }))
            .collect();
        self.batches.insert((who.into(), number), items);
        if with_bodies {
            messages.extend(pieces.iter().flat_map(|piece| self.body(who, number, piece)));
        }
        messages.push(ToHub::BodiesEnd { batch });
        messages
    }

    /// `0c2`: the third chunk of the first item; `1l0`: its list; `0c0!`: damaged on the way.
    fn body(&self, who: &str, number: u64, piece: &str) -> Vec<ToHub> {
        let (piece, spoilt) = piece.strip_suffix('!').map_or((piece, false), |piece| (piece, true));
        let kind = piece.find(['c', 'l']).unwrap();
        let (item, index): (u32, u32) = (piece[..kind].parse().unwrap(), piece[kind + 1..].parse().unwrap());
        let content = self.batches[&(who.to_string(), number)].get(item as usize).map_or("?", |(_, content)| content);
        let (piece, mut bytes) = match &piece[kind..=kind] {
            "l" => (Piece::List(index), list_of(content).encode()),
            _ => (Piece::Chunk(index), chunks_of(content).get(index as usize).cloned().unwrap_or(vec![7])),
        };
        if spoilt {
            bytes[0] ^= 1;
        }
        vec![ToHub::Body(Body { batch: BatchId { folder: self.folder, number }, item, piece, bytes })]
    }
}

fn pieces_of(text: &str) -> Pieces {
    let range = |text: &str| {
        let (first, count) = text.split_once('+').unwrap();
        (first.parse().unwrap(), count.parse().unwrap())
    };
    match text {
        "list" => Pieces::List,
        ranges => Pieces::Chunks(ranges.split_whitespace().map(range).collect()),
    }
}

fn path_at(text: &str) -> PathAt {
    let (at, seq) = text.rsplit_once('@').unwrap();
    PathAt { path: path(at), seq: Seq(seq.parse().unwrap()) }
}

/// `a.txt "v1" on 0 from b@3 copy c@4 base 2`, `dir/ on 0`, `a -> b on 0`, `-a on 3 missing 5`; with its content.
fn item(text: &str) -> (OfferItem, String) {
    let (what, rest) = text.split_once(" on ").unwrap();
    let mut words = rest.split_whitespace();
    let based_on = Seq(words.next().unwrap().parse().unwrap());
    let mut moved_from = None;
    let mut conflict_of: Option<ConflictOf> = None;
    let mut missing = None;
    while let (Some(word), Some(at)) = (words.next(), words.next()) {
        match word {
            "missing" => missing = Some(Missing { full: at.parse().unwrap(), empty: 0 }),
            "from" => moved_from = Some(path_at(at)),
            "base" => conflict_of.as_mut().unwrap().base = Seq(at.parse().unwrap()),
            _ => {
                let PathAt { path, seq } = path_at(at);
                conflict_of = Some(ConflictOf { path, seq, base: Seq(0) });
            }
        }
    }
    let (at, entry, content) = if let Some(gone) = what.strip_prefix('-') {
        (gone, Entry::Absent, "")
    } else if let Some(dir) = what.strip_suffix('/') {
        (dir, Entry::Directory, "")
    } else if let Some((link, target)) = what.split_once(" -> ") {
        (link, Entry::Symlink(target.into()), "")
    } else {
        let (name, content) = what.split_once(" \"").unwrap();
        let content = content.trim_end_matches('"');
        (name, file(content), content)
    };
    (OfferItem { path: path(at), based_on, entry, moved_from, conflict_of, missing, private: None }, content.into())
}

/// `newest`, `v3`, or `at:1005000` in milliseconds.
fn which(text: &str) -> Which {
    match (text.strip_prefix('v'), text.strip_prefix("at:")) {
        (Some(seq), _) => Which::Version(Seq(seq.parse().unwrap())),
        (_, Some(at)) => Which::At(Timestamp(0).plus_millis(at.parse().unwrap())),
        _ => Which::Newest,
    }
}

pub(super) fn ask(text: &str) -> Ask {
    let mut words = text.split(' ');
    let mut next = || words.next().unwrap_or_default();
    match next() {
        "folders" => Ask::Folders,
        "holds" => Ask::Holds,
        "confirm" => Ask::ConfirmDeletions { folder: FOLDER, files: next().parse().unwrap() },
        "settings" => {
            let (name, value) = (next().to_owned(), next());
            let set = value.parse().ok().map(|value| (name, value));
            Ask::FolderSettings { folder: FOLDER, set }
        }
        "release" => Ask::Release { folder: FOLDER, delete: next() == "delete" },
        "machines" => Ask::Machines,
        "totals" => Ask::StoreTotals,
        "lacking" => Ask::Lacking,
        "quarantine" => Ask::Quarantine { kept: Vec::new() },
        "room" => Ask::Room,
        "accesses" => Ask::Accesses,
        "activity" => Ask::Activity { hours: next().parse().unwrap() },
        "share" => Ask::Share { name: Name::new(next()).unwrap(), hub_copy: next() == "copy" },
        "unshare" => Ask::Unshare { folder: FOLDER },
        "rename" => Ask::Rename { machine: machine(next()), name: Name::new(next()).unwrap() },
        "forget" => Ask::Forget { machine: machine(next()) },
        "access" => {
            let machine = machine(next());
            let access = match next() {
                "none" => Access::None,
                "read" => Access::Read,
                _ => Access::Write,
            };
            Ask::SetAccess { machine, folder: FOLDER, access }
        }
        "allow-invites" => Ask::AllowInvites { machine: machine(next()), allowed: next() == "on" },
        "invite" => {
            let minutes = next().parse().unwrap();
            let may = match next() {
                "none" => Some(Access::None),
                "read" => Some(Access::Read),
                "write" => Some(Access::Write),
                _ => None,
            };
            Ask::Invite { minutes, may }
        }
        "invitation" => Ask::Invitation,
        "cancel-invite" => Ask::CancelInvite,
        "history" => {
            let mut filter = HistoryFilter { limit: next().parse().unwrap(), ..HistoryFilter::default() };
            loop {
                match next() {
                    "docs" => filter.folder = Some(FOLDER),
                    "path" => filter.path = Some(path(next())),
                    "before" => {
                        let (at, seq) = (Timestamp(next().parse().unwrap()), Seq(next().parse().unwrap()));
                        filter.before = Some(HistoryCursor { at, folder: FOLDER, seq });
                    }
                    "deleted" => filter.kinds = vec![Action::Deleted],
                    "search" => filter.search = Some(next().into()),
                    _ => break,
                }
            }
            Ask::History(filter)
        }
        "retention" => Ask::Retention { folder: FOLDER },
        "keep" => {
            let words: Vec<&str> = (0..5).map(|_| next()).collect();
            Ask::SetRetention { folder: FOLDER, retention: words.join(" ").parse().unwrap() }
        }
        "store" => Ask::Store,
        "versions" => Ask::Versions { folder: FOLDER, path: path(next()), before: None },
        "version" => {
            let which = which(next());
            Ask::Version { folder: FOLDER, path: path(next()), which }
        }
        verb @ ("restore" | "would-restore") => {
            let which = which(next());
            let path = Some(next()).filter(|name| !name.is_empty()).map(path);
            Ask::Restore { folder: FOLDER, path, which, dry_run: verb == "would-restore" }
        }
        other => panic!("unknown question {other}"),
    }
}

/// `"text"`, `bytes 00ff`, or `3 chunks of x`: each has 70,000 bytes, and the first two are the same whatever x is.
fn chunks_of(content: &str) -> Vec<Vec<u8>> {
    if content.is_empty() {
        return Vec::new();
    }
    if let Some(hex) = content.strip_prefix("bytes ") {
        let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
        return vec![(0..hex.len()).step_by(2).map(byte).collect()];
    }
    let Some((count, tag)) = content.split_once(" chunks of ") else { return vec![content.as_bytes().to_vec()] };
    let count: u8 = count.parse().unwrap();
    let fill = |n: u8| if n < 2 { n } else { n.wrapping_add(tag.as_bytes()[0]) };
    (0..count).map(|n| vec![fill(n); 70_000]).collect()
}

pub(super) fn list_of(content: &str) -> ChunkList {
    let chunks = chunks_of(content);
    let refs = chunks.iter().map(|bytes| ChunkRef { digest: Digest::of(bytes), len: bytes.len() as u32 });
    ChunkList::new(refs.collect()).unwrap()
}

pub fn file(content: &str) -> Entry {
    let list = list_of(content);
    Entry::File(FileEntry {
        digest: list.digest(),
        size: list.size(),
        executable: false,
        private: None,
        mtime: Timestamp(5),
    })
}
