//! Which notifications a person gets, and when. A front passes what it sees at each look, and gets back the
//! notifications to show.
//!
//! The result depends only on the input and on what is remembered: no clock, no settings of its own. A notification is
//! data with a text in the person's language; the front decides how to show it.

mod markup;

use std::collections::{BTreeMap, BTreeSet};

use syncit_core::Reason;
use syncit_core::message::Action;
use syncit_core::show::printable;
use syncit_words::{Front, Language, Voice};

pub use self::markup::escaped_markup;
use crate::api::{ConflictLine, HistoryLine, MachineStatus, Status};
pub use crate::api::{Notice, NoticeKind, Target, Wanted};

/// After the start and after waking, nothing is shown for this long, in milliseconds.
const QUIET: u64 = 10_000;
/// A burst of changes in a folder ends after a pause this long, in milliseconds.
const PAUSE: u64 = 3_000;
/// A burst also ends when it has lasted this long, in milliseconds.
const BURST: u64 = 30_000;
/// A person is told of a machine that was not seen for this many days.
const ABSENT_DAYS: u64 = 7;
/// A day, in milliseconds.
const DAY: u64 = 24 * 60 * 60 * 1_000;

/// What a front sees at one look.
#[derive(Debug, Clone)]
pub struct Snapshot<'a> {
    /// Milliseconds of a monotonic clock.
    pub now: u64,
    /// Wall-clock time in milliseconds since 1970, to compare with the times at which machines were last seen.
    pub wall: u64,
    /// The machine's status.
    pub status: &'a Status,
    /// Lines of history since the last look, in any order. Lines that are missing because the hub is unreachable come
    /// with a later look.
    pub lines: &'a [HistoryLine],
    /// All open conflicts.
    pub conflicts: &'a [ConflictLine],
    /// All machines; empty while they are not known.
    pub machines: &'a [MachineStatus],
}

impl Wanted {
    fn wants(&self, kind: NoticeKind) -> bool {
        match kind {
            NoticeKind::Changes => self.changes,
            NoticeKind::Conflict => self.conflicts,
            NoticeKind::Hold => self.holds,
            NoticeKind::NewMachine => self.machines,
            NoticeKind::FullDisk => self.disks,
            NoticeKind::AbsentMachine => self.absences,
        }
    }
}

/// Changes in a folder that are reported together.
#[derive(Debug, Clone, Default)]
struct Burst {
    first: u64,
    last: u64,
    /// The last action on each path.
    paths: BTreeMap<String, Action>,
    machines: BTreeSet<String>,
}

/// The state between looks.
#[derive(Debug, Clone, Default)]
pub struct Notices {
    language: Language,
    /// Nothing is shown before this time; `None` before the first look.
    quiet_until: Option<u64>,
    bursts: BTreeMap<String, Burst>,
    /// Folder and conflict copy.
    conflicts: BTreeSet<(String, String)>,
    /// Folders that are held.
    holds: BTreeSet<String>,
    disks: BTreeSet<String>,
    /// Fingerprints; `None` until they were known for the first time.
    machines: Option<BTreeSet<String>>,
    /// Fingerprints of machines whose absence was reported.
    absent: BTreeSet<String>,
}

impl Notices {
    /// Makes one whose notifications are in this language.
    pub fn speaking(language: Language) -> Self {
        Notices { language, ..Notices::default() }
    }

    /// Starts a quiet time after the computer woke up: changes that it missed are not reported one by one.
    pub fn woke(&mut self, now: u64) {
        self.quiet_until = Some(now + QUIET);
        self.bursts.clear();
    }

    /// Takes in what a front sees, and returns the notifications to show now.
    pub fn look(&mut self, snapshot: &Snapshot<'_>, wanted: &Wanted) -> Vec<Notice> {
        let is_first = self.quiet_until.is_none();
        let quiet_until = *self.quiet_until.get_or_insert(snapshot.now + QUIET);
        let is_quiet = snapshot.now < quiet_until;
        if is_first {
            // What existed before the start was reported when it appeared, and the icon shows it.
            self.conflicts = conflicts(snapshot).collect();
            self.holds = holds(snapshot).map(|(folder, _)| folder).collect();
            self.disks = full_disks(snapshot).collect();
        }
        if is_quiet {
            if self.machines.is_none() && !snapshot.machines.is_empty() {
                self.machines = Some(fingerprints(snapshot).collect());
            }
            // Everything else that is new is reported when the quiet time ends.
            return Vec::new();
        }
        self.collect(snapshot);
        let mut notices = self.new_conflicts(snapshot);
        notices.extend(self.new_holds(snapshot));
        notices.extend(self.new_disks(snapshot));
        notices.extend(self.new_machines(snapshot));
        notices.extend(self.absences(snapshot));
        notices.extend(self.ended_bursts(snapshot.now));
        notices.retain(|notice| wanted.wants(notice.kind));
        notices
    }

    /// Returns when to look again even if nothing changes: at the end of a burst or of the quiet time.
    pub fn look_again(&self, now: u64) -> Option<u64> {
        let ends = self.bursts.values().map(Burst::end);
        ends.chain(self.quiet_until.filter(|until| *until > now)).min()
    }

    fn collect(&mut self, snapshot: &Snapshot<'_>) {
        for line in snapshot.lines.iter().filter(|line| line.machine != snapshot.status.machine) {
            // A conflict has its own notification.
            if line.action == Action::Conflict {
                continue;
            }
            let burst = self
                .bursts
                .entry(line.folder.clone())
                .or_insert_with(|| Burst { first: snapshot.now, ..Burst::default() });
            burst.last = snapshot.now;
            burst.machines.insert(line.machine.clone());
            burst.paths.insert(line.path.clone(), line.action);
        }
    }

    fn ended_bursts(&mut self, now: u64) -> Vec<Notice> {
        let (mut ended, language) = (Vec::new(), self.language);
        self.bursts.retain(|folder, burst| {
            let is_over = now >= burst.end();
            if is_over {
                ended.push(burst.notice(folder, language));
            }
            !is_over
        });
        ended
    }

    fn new_conflicts(&mut self, snapshot: &Snapshot<'_>) -> Vec<Notice> {
        let mut by_folder = BTreeMap::<&str, Vec<&ConflictLine>>::new();
        for line in snapshot.conflicts {
            if !self.conflicts.contains(&(line.folder.clone(), line.copy.clone())) {
                by_folder.entry(&line.folder).or_default().push(line);
            }
        }
        self.conflicts = conflicts(snapshot).collect();
        let language = self.language;
        let notice = |(folder, lines): (&str, Vec<&ConflictLine>)| {
            let only = (lines.len() == 1).then(|| lines[0]);
            let what = what(language, only.map(|line| line.path.as_str()), lines.len());
            Notice {
                kind: NoticeKind::Conflict,
                title: language.say("notice-conflict", [("what", what.into())]),
                body: language.say("notice-conflict-text", [("folder", printable(folder).into())]),
                folder: Some(folder.to_owned()),
                machine: only.map(|line| line.machine.clone()),
                path: only.map(|line| line.path.clone()),
                count: lines.len() as u64,
                target: Target::Conflicts,
            }
        };
        by_folder.into_iter().map(notice).collect()
    }

    fn new_holds(&mut self, snapshot: &Snapshot<'_>) -> Vec<Notice> {
        let before = std::mem::replace(&mut self.holds, holds(snapshot).map(|(folder, _)| folder).collect());
        let new = holds(snapshot).filter(|(folder, _)| !before.contains(folder));
        let voice = Voice { language: self.language, front: Front::Window };
        let notice = |(folder, reason): (String, Reason)| Notice {
            title: voice.language.say("notice-hold", [("folder", printable(&folder).into())]),
            body: printable(&voice.message(&reason)),
            folder: Some(folder),
            target: Target::Folder,
            ..Notice::of(NoticeKind::Hold)
        };
        new.map(notice).collect()
    }

    fn new_disks(&mut self, snapshot: &Snapshot<'_>) -> Vec<Notice> {
        let before = std::mem::replace(&mut self.disks, full_disks(snapshot).collect());
        let new = full_disks(snapshot).filter(|disk| !before.contains(disk));
        let language = self.language;
        let notice = |disk: String| Notice {
            title: language.say("notice-disk", []),
            body: language.say("notice-disk-text", [("path", printable(&disk).into())]),
            path: Some(disk),
            target: Target::Overview,
            ..Notice::of(NoticeKind::FullDisk)
        };
        new.map(notice).collect()
    }

    fn new_machines(&mut self, snapshot: &Snapshot<'_>) -> Vec<Notice> {
        if snapshot.machines.is_empty() {
            return Vec::new();
        }
        let known = self.machines.replace(fingerprints(snapshot).collect());
        // When the machines become known for the first time, none of them is new.
        let Some(known) = known else { return Vec::new() };
        let language = self.language;
        let new = snapshot.machines.iter().filter(|machine| !machine.is_self && !known.contains(&machine.fingerprint));
        let notice = |machine: &MachineStatus| Notice {
            title: language.say("notice-machine", [("machine", printable(&machine.name).into())]),
            body: language.say("notice-machine-text", []),
            machine: Some(machine.name.clone()),
            target: Target::Machines,
            ..Notice::of(NoticeKind::NewMachine)
        };
        new.map(notice).collect()
    }

    fn absences(&mut self, snapshot: &Snapshot<'_>) -> Vec<Notice> {
        let mut notices = Vec::new();
        for machine in snapshot.machines {
            let last = machine.last_seen.as_deref().filter(|_| !machine.online && !machine.is_self).and_then(millis);
            let days = last.map_or(0, |last| snapshot.wall.saturating_sub(last) / DAY);
            if days < ABSENT_DAYS {
                self.absent.remove(&machine.fingerprint);
            } else if self.absent.insert(machine.fingerprint.clone()) && days == ABSENT_DAYS {
                // A machine that is away for longer was reported on the seventh day.
                notices.push(Notice {
                    title: self.language.say("notice-absent", [("machine", printable(&machine.name).into())]),
                    body: self.language.say("notice-absent-text", []),
                    machine: Some(machine.name.clone()),
                    target: Target::Machines,
                    ..Notice::of(NoticeKind::AbsentMachine)
                });
            }
        }
        notices
    }
}

impl Burst {
    fn end(&self) -> u64 {
        (self.last + PAUSE).min(self.first + BURST)
    }

    fn notice(&self, folder: &str, language: Language) -> Notice {
        let machine = self.machines.first().filter(|_| self.machines.len() == 1);
        let by = match machine {
            Some(machine) => printable(machine),
            None => language.say("notice-machines", [("machines", self.machines.len().into())]),
        };
        let only = self.paths.keys().next().filter(|_| self.paths.len() == 1);
        let what = what(language, only.map(String::as_str), self.paths.len());
        let deleted = self.paths.values().filter(|action| **action == Action::Deleted).count();
        let id = if deleted == self.paths.len() { "notice-deleted" } else { "notice-changed" };
        let title = language.say(id, [("what", what.into()), ("by", by.into()), ("folder", printable(folder).into())]);
        let body = if deleted > 0 && deleted < self.paths.len() {
            language.say("notice-some-deleted", [("files", deleted.into())])
        } else {
            String::new()
        };
        Notice {
            title,
            body,
            folder: Some(folder.to_owned()),
            machine: machine.cloned(),
            path: only.cloned(),
            count: self.paths.len() as u64,
            target: Target::History,
            ..Notice::of(NoticeKind::Changes)
        }
    }
}

impl Notice {
    fn of(kind: NoticeKind) -> Self {
        Notice {
            kind,
            title: String::new(),
            body: String::new(),
            folder: None,
            machine: None,
            path: None,
            count: 1,
            target: Target::Overview,
        }
    }
}

fn conflicts<'a>(snapshot: &Snapshot<'a>) -> impl Iterator<Item = (String, String)> + use<'a> {
    snapshot.conflicts.iter().map(|line| (line.folder.clone(), line.copy.clone()))
}

/// Returns the held folders, each with the reason.
fn holds<'a>(snapshot: &Snapshot<'a>) -> impl Iterator<Item = (String, Reason)> + use<'a> {
    let folders = snapshot.status.folders.iter();
    folders.filter_map(|folder| Some((folder.name.clone(), folder.hold.as_ref()?.reason.clone())))
}

fn full_disks<'a>(snapshot: &Snapshot<'a>) -> impl Iterator<Item = String> + use<'a> {
    snapshot.status.full_disks.iter().map(|path| path.display().to_string())
}

fn fingerprints<'a>(snapshot: &Snapshot<'a>) -> impl Iterator<Item = String> + use<'a> {
    snapshot.machines.iter().map(|machine| machine.fingerprint.clone())
}

/// Returns what it is about: the name of the only path, or a number of files.
fn what(language: Language, only: Option<&str>, files: usize) -> String {
    match only {
        Some(path) => printable(name_of(path)),
        None => language.say("notice-files", [("files", files.into())]),
    }
}

/// Returns the last component of a path.
fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Converts an RFC 3339 time to milliseconds since 1970.
fn millis(text: &str) -> Option<u64> {
    let at: jiff::Timestamp = text.parse().ok()?;
    u64::try_from(at.as_millisecond()).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::api::{HoldKind, HoldLine, Role};

    /// What a front would see, built up by the words of a script.
    #[derive(Default)]
    struct Scene {
        notices: Notices,
        wanted: Wanted,
        status: Status,
        conflicts: Vec<ConflictLine>,
        machines: Vec<MachineStatus>,
    }

    fn line(machine: &str, folder: &str, path: &str, action: Action) -> HistoryLine {
        HistoryLine {
            at: "2026-11-22T14:03:05Z".into(),
            folder: folder.into(),
            path: path.into(),
            action,
            machine: machine.into(),
            size: 1,
            version: "1-2-00000000".into(),
            from: None,
        }
    }

    fn machine(name: &str, last_seen: &str) -> MachineStatus {
        MachineStatus {
            name: name.into(),
            role: Role::Client,
            online: last_seen == "now",
            last_seen: Some(last_seen.replace("now", "2026-11-22T00:00:00Z")),
            fingerprint: format!("SHA256:{name}"),
            is_self: name == "me",
            access: BTreeMap::new(),
            flowing: false,
            folders: Vec::new(),
            version: None,
            address: None,
            may_invite: None,
            inviting: false,
        }
    }

    /// Noon of the day, as the wall clock at millisecond 0.
    const NOON: &str = "2026-11-22T12:00:00Z";

    impl Scene {
        /// Applies words such as `Desktop changes Photos/a.jpg`, separated by `;`, and returns the history lines of the
        /// changes.
        fn take(&mut self, now: u64, words: &str) -> Vec<HistoryLine> {
            let mut lines = Vec::new();
            for sentence in words.split(';').map(str::trim).filter(|sentence| !sentence.is_empty()) {
                let words: Vec<_> = sentence.splitn(3, ' ').collect();
                let (folder, path) = words.get(2).and_then(|at| at.split_once('/')).unwrap_or_default();
                match words[..] {
                    [who, "changes", _] => lines.push(line(who, folder, path, Action::Changed)),
                    [who, "deletes", _] => lines.push(line(who, folder, path, Action::Deleted)),
                    [who, "adds", many] if who != "somebody" => {
                        let (folder, count) = many.split_once(' ').unwrap();
                        let count: u32 = count.parse().unwrap();
                        lines.extend((0..count).map(|n| line(who, folder, &format!("dir/{n}"), Action::Added)));
                    }
                    [who, "conflicts", _] => self.conflicts.push(ConflictLine {
                        folder: folder.into(),
                        path: path.into(),
                        copy: format!("{path} (conflict, {who})"),
                        machine: who.into(),
                        at: NOON.into(),
                        ..ConflictLine::default()
                    }),
                    [folder, "held"] => {
                        let cause = Reason::said("all files are gone".to_owned(), None);
                        let mut held = crate::present::status::offered_folder(folder, None);
                        held.hold = Some(HoldLine::new(HoldKind::Emptied, cause, 9, None));
                        self.status.folders.push(held);
                    }
                    ["full", disk] => self.status.full_disks.push(disk.into()),
                    ["roomy"] => self.status.full_disks.clear(),
                    ["free"] => self.status.folders.clear(),
                    ["settled"] => self.conflicts.clear(),
                    ["wake"] => self.notices.woke(now),
                    ["without", "changes"] => self.wanted.changes = false,
                    ["without", "conflicts"] => self.wanted.conflicts = false,
                    [who, "seen", when] => {
                        self.machines.retain(|known| known.name != who);
                        self.machines.push(machine(who, when));
                    }
                    _ => panic!("what does {sentence:?} mean?"),
                }
            }
            lines
        }
    }

    /// Plays looks at these milliseconds and compares the titles.
    #[track_caller]
    fn check(table: &[(u64, &str, &[&str])]) {
        let mut scene = Scene::default();
        scene.status.machine = "me".into();
        for (now, words, expected) in table {
            let lines = scene.take(*now, words);
            let snapshot = Snapshot {
                now: *now,
                wall: millis(NOON).unwrap() + *now,
                status: &scene.status,
                lines: &lines,
                conflicts: &scene.conflicts,
                machines: &scene.machines,
            };
            let shown = scene.notices.look(&snapshot, &scene.wanted);
            let titles: Vec<_> = shown.iter().map(|notice| notice.title.as_str()).collect();
            assert_eq!(titles, *expected, "at {now}: {words}");
        }
    }

    #[test]
    fn a_burst_of_changes_is_one_notice_for_each_folder() {
        check(&[
            (0, "", &[]),
            (20_000, "Desktop adds Photos 12", &[]),
            (22_999, "", &[]),
            (23_000, "", &["12 files from Desktop in Photos"]),
            (23_001, "", &[]),
            (30_000, "Desktop changes Photos/trip/a.jpg", &[]),
            (32_000, "Desktop changes Photos/trip/a.jpg; Laptop changes Docs/x; Desktop deletes Docs/y", &[]),
            (35_000, "", &["2 files from 2 machines in Docs", "a.jpg from Desktop in Photos"]),
            (40_000, "Desktop deletes Docs/a; Desktop deletes Docs/b", &[]),
            (43_000, "", &["2 files deleted by Desktop in Docs"]),
        ]);
    }

    #[test]
    fn a_burst_that_does_not_end_is_told_after_half_a_minute() {
        check(&[
            (0, "", &[]),
            (20_000, "Desktop changes Docs/0", &[]),
            (30_000 - 8_000, "Desktop changes Docs/1", &[]),
            (24_000, "Desktop changes Docs/2", &[]),
            (26_000, "Desktop changes Docs/3", &[]),
            (28_000, "Desktop changes Docs/4", &[]),
            (30_000, "Desktop changes Docs/5", &[]),
            (32_000, "Desktop changes Docs/6", &[]),
            (34_000, "Desktop changes Docs/7", &[]),
            (36_000, "Desktop changes Docs/8", &[]),
            (38_000, "Desktop changes Docs/9", &[]),
            (40_000, "Desktop changes Docs/10", &[]),
            (42_000, "Desktop changes Docs/11", &[]),
            (44_000, "Desktop changes Docs/12", &[]),
            (46_000, "Desktop changes Docs/13", &[]),
            (48_000, "Desktop changes Docs/14", &[]),
            (50_000, "Desktop changes Docs/15", &["16 files from Desktop in Docs"]),
            (52_000, "", &[]),
        ]);
    }

    #[test]
    fn own_changes_and_those_of_the_first_seconds_are_not_told() {
        check(&[
            (0, "Desktop changes Docs/a", &[]),
            (9_000, "Desktop changes Docs/b", &[]),
            (20_000, "me changes Docs/c", &[]),
            (30_000, "Desktop changes Docs/d; wake", &[]),
            (31_000, "Desktop changes Docs/e", &[]),
            (41_000, "", &[]),
            (60_000, "", &[]),
        ]);
    }

    #[test]
    fn what_needs_a_person_is_told_at_once_and_once() {
        check(&[
            (0, "Old held; Desktop conflicts Docs/old; full /mnt", &[]),
            (5_000, "Desktop conflicts Docs/d/a.txt", &[]),
            (10_000, "", &["Two versions of a.txt"]),
            (11_000, "", &[]),
            (12_000, "Desktop conflicts Docs/b; Laptop conflicts Docs/c", &["Two versions of 2 files"]),
            (13_000, "Photos held", &["Photos was stopped for safety"]),
            (14_000, "full /", &["A disk is full"]),
            (15_000, "roomy; free; settled", &[]),
            (16_000, "full /; Photos held", &["Photos was stopped for safety", "A disk is full"]),
        ]);
    }

    #[test]
    fn machines_are_told_of_when_they_join_and_when_they_stay_away() {
        check(&[
            (0, "me seen now; Laptop seen now; Old seen 2026-10-01T00:00:00Z", &[]),
            (20_000, "Tablet seen now", &["Tablet has joined"]),
            (30_000, "Laptop seen 2026-11-15T12:00:31Z", &[]),
            (31_000, "", &["Laptop was not seen for a week"]),
            (40_000, "", &[]),
            (50_000, "Laptop seen now", &[]),
            (60_000, "Laptop seen 2026-11-15T12:00:00Z", &["Laptop was not seen for a week"]),
        ]);
        // While the machines are not known, none of them is new.
        check(&[(0, "", &[]), (20_000, "Laptop seen now; Tablet seen now", &[]), (21_000, "", &[])]);
    }

    #[test]
    fn each_kind_can_be_turned_off() {
        check(&[
            (0, "without changes; without conflicts", &[]),
            (20_000, "Desktop changes Docs/a; Desktop conflicts Docs/b; Docs held", &["Docs was stopped for safety"]),
            (30_000, "", &[]),
        ]);
    }

    #[test]
    fn the_next_look_is_at_the_end_of_the_quiet_or_of_a_burst() {
        let mut scene = Scene::default();
        let status = Status::default();
        let mut look = |now, lines: &[HistoryLine]| {
            let snapshot = Snapshot { now, wall: 0, status: &status, lines, conflicts: &[], machines: &[] };
            scene.notices.look(&snapshot, &scene.wanted);
            scene.notices.look_again(now)
        };
        assert_eq!(look(0, &[]), Some(10_000));
        assert_eq!(look(10_000, &[]), None);
        assert_eq!(look(20_000, &[line("Desktop", "Docs", "a", Action::Added)]), Some(23_000));
        assert_eq!(look(23_000, &[]), None);
    }

    #[test]
    fn a_notice_says_what_it_is_about_and_what_a_click_opens() {
        let mut burst = Burst::default();
        burst.machines.insert("Desk\u{202e}top".into());
        burst.paths.insert("trip/a\n.jpg".into(), Action::Changed);
        let notice = burst.notice("Photos", Language::En);
        assert_eq!(notice.title, "a\\n.jpg from Desk\\u{202e}top in Photos");
        assert_eq!((notice.path.as_deref(), notice.target), (Some("trip/a\n.jpg"), Target::History));
    }
}
