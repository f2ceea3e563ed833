//! What the relay has done in response, as the transcript shows it.

use std::fmt::Write as _;

use syncit_core::backlog::FolderBacklog;
use syncit_core::damage::{Lack, LackingEntry};
use syncit_core::hold::{HoldInfo, HoldReport};
use syncit_core::message::*;
use syncit_core::past::RestoreChange;
use syncit_core::relay_store::{Access, ConflictOf, PathAt, Remote};
use syncit_core::{Entry, FolderId, MachineId, RelPath, Seq};
use syncit_relay::step::{Asker, Effect};

use super::{FOLDER, MACHINES, World, machine};

impl World {
    pub(super) fn show(&self, effect: &Effect) -> String {
        match effect {
            Effect::Send { session, message } => format!("{} < {}", self.name_of(*session), self.show_message(message)),
            Effect::SendBodies { session, bodies, missing, .. } => {
                let bodies: Vec<_> = bodies.iter().map(|body| format!("{}:{:?}", body.item, body.piece)).collect();
                let missing: Vec<_> =
                    missing.iter().map(|(item, why)| format!(" missing {item}: {:?}", why.code)).collect();
                format!("{} < bodies {}{}", self.name_of(*session), bodies.join(" "), missing.concat())
            }
            Effect::Answered { answer, .. } => format!("hub's person < {}", self.answer(answer)),
            Effect::Invitation { asker, by, request, .. } => {
                let asker = match asker {
                    Asker::Own => "hub's person",
                    Asker::Session(session) => self.name_of(*session),
                };
                assert_eq!(by.is_none(), asker == "hub's person");
                format!("{asker}: {request:?}")
            }
            Effect::Close { session } => format!("{} closed", self.name_of(*session)),
            Effect::KeepCopy { .. } => "keep a copy".into(),
            Effect::FolderEnded { .. } => "folder ended".into(),
            Effect::MachinesChanged => "machines changed".into(),
            Effect::FindLacking => "find what lacks".into(),
            Effect::LackingChanged => "what lacks changed".into(),
        }
    }

    fn show_message(&self, message: &ToClient) -> String {
        match message {
            ToClient::Welcome { hub, name, .. } => format!("welcome {name} at {hub}"),
            ToClient::Goodbye(why) => format!("goodbye {:?}: {}", why.code, why.reason),
            ToClient::Holds { holds, .. } => format!("holds{}", show_holds(holds)),
            ToClient::Attached { latest, common, incarnations, access, holds, .. } => {
                let runs: Vec<_> =
                    incarnations.iter().map(|run| format!("{}:{}", run.incarnation.0[0], run.seq)).collect();
                let holds = show_holds(holds);
                format!("attached latest {latest} common {common} runs {} to {access:?}{holds}", runs.join(" "))
            }
            ToClient::Detached { refusal, .. } => format!("detached {:?}", refusal.code),
            ToClient::Changed { latest, .. } => format!("changed {latest}"),
            ToClient::Lacking { items, .. } => format!("lacking{}", show_items(items)),
            ToClient::Whole { items, .. } => format!("whole{}", show_items(items)),
            ToClient::Coming { path, file, chunks, .. } => {
                format!("coming {path} {} up to {chunks}", self.entry(&Entry::File(file.clone())))
            }
            ToClient::Came { digest, seq, .. } => {
                let content = self.contents.get(digest).map_or("?", |content| content);
                format!("came {content:?} {}", seq.map_or("to nothing".into(), |seq| format!("as {seq}")))
            }
            ToClient::News { upto, more, entries, .. } => {
                let mut line = format!("news upto {upto}{}", if *more { " and more" } else { "" });
                for entry in entries {
                    let from = entry
                        .moved_from
                        .as_ref()
                        .map_or(String::new(), |from| format!(" from {}@{}", from.path, from.seq));
                    write!(line, "\n    {} {}{from}", entry.path, self.remote(&entry.remote())).unwrap();
                }
                line
            }
            ToClient::Verdicts { batch, verdicts } => {
                let mut line = format!("verdicts {}", batch.number);
                for (item, verdict) in verdicts {
                    write!(line, "\n    {item} {}", self.verdict(verdict)).unwrap();
                }
                line
            }
            ToClient::Answered { answer, .. } => self.answer(answer),
            ToClient::Arranged => "arranged".into(),
            ToClient::Ping => "ping".into(),
            ToClient::Pong => "pong".into(),
            ToClient::Body(_) | ToClient::BodiesEnd { .. } => panic!("the relay sends no bodies itself"),
        }
    }

    fn verdict(&self, verdict: &Verdict) -> String {
        match verdict {
            Verdict::Accepted(remote) => format!("accepted {}", self.remote(remote)),
            Verdict::Want(Pieces::List) => "want list".into(),
            Verdict::Want(Pieces::Chunks(ranges)) => format!("want {ranges:?}"),
            Verdict::Refused(why) => format!("refused {:?}: {}", why.code, why.reason),
            Verdict::Stale { current, found, moved_to, in_the_way } => {
                let mut line = format!("stale: {}", self.remote(current));
                if let Some(found) = found {
                    write!(line, ", found {}", self.remote(found)).unwrap();
                }
                if let Some(path) = moved_to {
                    write!(line, ", moved to {path}").unwrap();
                }
                for (path, remote) in in_the_way {
                    write!(line, ", in the way {path} {}", self.remote(remote)).unwrap();
                }
                line
            }
        }
    }

    fn answer(&self, answer: &Result<Answer, Refusal>) -> String {
        match answer {
            Err(why) => format!("no: {:?}: {}", why.code, why.reason),
            Ok(Answer::Done) => "done".into(),
            Ok(Answer::Invitation { .. }) => panic!("the relay knows no invitation"),
            Ok(Answer::Versions { versions, current, .. }) => {
                let show = |line: &HistoryEntry| {
                    let is_current = if Some(line.entry.seq) == *current { "*" } else { "" };
                    let (seq, path) = (line.entry.seq, &line.entry.path);
                    format!("{seq}{is_current} {:?} {path} {}", line.action, self.entry(&line.entry.entry))
                };
                format!("versions: {}", versions.iter().map(show).collect::<Vec<_>>().join(", "))
            }
            Ok(Answer::Retention { retention }) => format!("kept {retention}"),
            Ok(Answer::Store { folders }) => {
                let show = |known: &FolderStore| {
                    let sums = known.sums;
                    format!("{} now, {} in {} past", sums.current_bytes, sums.past_bytes, sums.past_versions)
                };
                format!("store: {}", folders.iter().map(show).collect::<Vec<_>>().join("; "))
            }
            Ok(Answer::Version { entry }) => {
                format!("version {} {} {}", entry.seq, entry.path, self.entry(&entry.entry))
            }
            Ok(Answer::Restored { changes, total, version, at }) => {
                let show = |change: &RestoreChange| format!("{:?} {}", change.action, change.path);
                let changes: Vec<_> = changes.iter().map(show).collect();
                let of = version.map_or(String::new(), |version| format!(" version {version}"));
                let at = at.map_or(String::new(), |at| format!(" as at {} ms", at.0 / 1_000_000));
                format!("restored{of}{at}, {total}: {}", changes.join(", "))
            }
            Ok(Answer::Shared { .. }) => "shared".into(),
            Ok(Answer::FolderSettings { settings }) => format!("{settings:?}"),
            Ok(Answer::Holds { holds }) => {
                let show = |hold: &HoldInfo| {
                    let sample: Vec<_> = hold.sample.iter().map(RelPath::as_str).collect();
                    let within = hold.within.as_ref().map_or(String::new(), |dir| format!(" in {dir}"));
                    let (held, passed, by) = (hold.held, hold.passed, name_of_machine(hold.machine));
                    format!("{held} held and {passed} passed on by {by}{within}: {}", sample.join(" "))
                };
                format!("held: {}", holds.iter().map(show).collect::<Vec<_>>().join(", "))
            }
            Ok(Answer::StoreTotals { stored_bytes, sums, free, .. }) => {
                let (now, past) = (sums.current_bytes, sums.past_bytes);
                format!("{stored_bytes} bytes for {now} now and {past} past, {free:?} free")
            }
            Ok(Answer::Quarantined { damaged }) => format!("{damaged} put aside"),
            Ok(Answer::Lacking { entries, is_more, damage }) => {
                let show = |lack: &Lack| {
                    let LackingEntry { path, seq, is_current, .. } = &lack.entry;
                    let is = if *is_current { "current" } else { "past" };
                    format!(" {path}@{seq} {is}{}", if lack.is_asked { " asked" } else { "" })
                };
                let more = if *is_more { " and more" } else { "" };
                format!("{damage} lacking:{}{more}", entries.iter().map(show).collect::<Vec<_>>().join(","))
            }
            Ok(Answer::Clock { now, doubted, noticed }) => format!("clock: {now}, {doubted:?}, {noticed:?}"),
            Ok(Answer::Room { free }) => format!("free: {free:?}"),
            Ok(Answer::Activity { hours }) => {
                let hours = hours.iter().map(|(from, count)| format!("{} s {count}", from.0 / 1_000_000_000));
                format!("activity: {}", hours.collect::<Vec<_>>().join(", "))
            }
            Ok(Answer::Accesses { accesses }) => {
                let show = |(machine, _, access): &(MachineId, FolderId, Access)| {
                    format!("{} {access:?}", name_of_machine(*machine))
                };
                format!("accesses: {}", accesses.iter().map(show).collect::<Vec<_>>().join(", "))
            }
            Ok(Answer::Folders { folders }) => {
                let folders: Vec<_> =
                    folders.iter().map(|known| format!("{} {:?}", known.name, known.access)).collect();
                format!("folders: {}", folders.join(", "))
            }
            Ok(Answer::Machines { machines }) => {
                let show = |known: &MachineInfo| {
                    let seen = known.last_seen.map_or("never".into(), |seen| format!("{} s", seen.0 / 1_000_000_000));
                    let lacks: String = known.backlogs.iter().filter_map(show_backlog).collect();
                    let invites = if known.may_invite == Some(true) && !known.is_hub { " may invite" } else { "" };
                    format!("{}{} {seen}{invites}{lacks}", known.name, if known.online { " online" } else { "" })
                };
                format!("machines: {}", machines.iter().map(show).collect::<Vec<_>>().join(", "))
            }
            Ok(Answer::History { entries, next }) => {
                let show = |line: &HistoryEntry| format!("{} {:?} {}", line.entry.seq, line.action, line.entry.path);
                let lines: Vec<_> = entries.iter().map(show).collect();
                format!(
                    "history: {}{}",
                    lines.join(", "),
                    next.map_or(String::new(), |next| format!(", next {}", next.seq))
                )
            }
        }
    }

    fn remote(&self, remote: &Remote) -> String {
        let by = remote.machine.map_or("nobody", name_of_machine);
        let base = |of: &ConflictOf| if of.base == Seq(0) { String::new() } else { format!(" base {}", of.base) };
        let of = remote.conflict_of.as_ref();
        let of = of.map_or(String::new(), |of| format!(" conflict of {}@{}{}", of.path, of.seq, base(of)));
        format!("{} {} by {by}{of}", remote.seq, self.entry(&remote.entry))
    }

    fn entry(&self, entry: &Entry) -> String {
        match entry {
            Entry::Absent => "gone".into(),
            Entry::Directory => "dir".into(),
            Entry::Symlink(target) => format!("-> {target}"),
            Entry::File(file) => format!("{:?}", self.contents.get(&file.digest).map_or("?", |content| content)),
        }
    }
}

fn show_items(items: &[PathAt]) -> String {
    items.iter().map(|item| format!(" {}@{}", item.path, item.seq)).collect()
}

/// Of a machine that did not report, nothing is shown.
fn show_backlog(of: &FolderBacklog) -> Option<String> {
    let folder = if of.folder == FOLDER { "" } else { " of other" };
    let at = of.up_to_date_at.map_or("never".into(), |at| format!("{} s", at.0 / 1_000_000_000));
    let least = if of.is_more { "at least " } else { "" };
    Some(format!("; lacks {least}{} ({} B){folder}, up to date {at}", of.items?, of.bytes?))
}

fn show_holds(holds: &[HoldReport]) -> String {
    let show = |hold: &HoldReport| {
        format!(" [{} {:?} of {}, {} files]", hold.id, hold.state, name_of_machine(hold.machine), hold.files)
    };
    holds.iter().map(show).collect()
}

fn name_of_machine(id: MachineId) -> &'static str {
    MACHINES.iter().find(|name| machine(name) == id).copied().unwrap_or("another")
}
