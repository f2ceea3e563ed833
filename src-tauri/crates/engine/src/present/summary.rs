//! What is shown at a glance: one icon, one sentence, and what needs a person. The tray, its menu and the window all
//! show this, so that they always agree.
//!
//! All functions here are pure. [`Steady`] keeps brief work from flickering.

use std::path::PathBuf;
use std::time::Duration;

use jiff::{Timestamp, Zoned};
use syncit_core::{Reason, reasons};

use crate::api::{Activity, FolderStatus, Role, Status};
pub use crate::api::{Icon, NeedsYou, NeedsYouKind, Parts, Says, Summary};

/// Work is shown once it has lasted this long, in milliseconds.
const SHOWN_AFTER: u64 = 2_000;
/// Shorter pauses of work are not shown, in milliseconds.
const OVER_AFTER: u64 = 1_000;

/// Summarises a status, as data. `trouble` is what needs a person on the machine itself.
pub(crate) fn summarize(status: &Status, trouble: Option<&Reason>) -> Summary {
    let mut needs_you: Vec<NeedsYou> = status.folders.iter().flat_map(of_folder).collect();
    needs_you.extend(trouble.map(|cause| NeedsYou::new(NeedsYouKind::Machine, cause.clone())));
    needs_you.extend(status.full_disks.iter().map(|path| NeedsYou {
        path: Some(path.display().to_string()),
        ..NeedsYou::new(NeedsYouKind::Disk, Needs::FullDisk { path: path.clone() })
    }));
    needs_you.sort_by_key(|need| need.kind);
    let linked = || status.folders.iter().filter(|folder| folder.path.is_some());
    let parts = Parts {
        says: says(status),
        folders: linked().count() as u64,
        paused: linked().filter(|folder| folder.paused).count() as u64,
        paused_because: status.paused_because,
        paused_until: paused_until(status),
        pending: linked().map(|folder| folder.pending).sum(),
        bytes_pending: linked().map(|folder| folder.bytes_pending).sum(),
        not_applied: linked().map(|folder| folder.not_applied).sum(),
        not_sent: linked().map(|folder| folder.not_sent).sum(),
        hub: status.hub.as_ref().map(|hub| hub.name.clone()),
    };
    let attention = count(&needs_you);
    let icon = icon(parts.says, attention);
    Summary { icon, sentence: String::new(), attention, attention_sentence: None, parts, needs_you }
}

/// Returns the icon. There is one only, so what needs a person comes first; the sentences say both.
fn icon(says: Says, attention: u64) -> Icon {
    match says {
        // A machine that is not set up needs that first.
        Says::NotSetUp => Icon::Offline,
        _ if attention > 0 => Icon::Attention,
        Says::Paused | Says::SomePaused => Icon::Paused,
        Says::Offline => Icon::Offline,
        Says::Looking | Says::Syncing => Icon::Syncing,
        Says::NoFolders | Says::InSync => Icon::InSync,
    }
}

/// Counts what needs a person: each conflict and each problem is one thing, and a hold is one, whatever it holds.
fn count(needs: &[NeedsYou]) -> u64 {
    needs.iter().map(|need| if need.kind == NeedsYouKind::Hold { 1 } else { need.count }).sum()
}

/// Counts what of a folder needs a person.
pub(crate) fn count_attention(folder: &mut FolderStatus) {
    folder.attention = count(&of_folder(folder));
}

/// Returns how long a summary stays true if nothing changes: at midnight "tomorrow" becomes today.
pub(crate) fn stays_true(summary: &Summary, now: &Zoned) -> Option<Duration> {
    let until = summary.parts.paused_until.as_ref()?.parse::<Timestamp>().ok()?;
    let midnight = now.tomorrow().ok()?.start_of_day().ok()?.timestamp();
    (until >= midnight).then(|| midnight.duration_since(now.timestamp()).unsigned_abs())
}

fn paused_until(status: &Status) -> Option<String> {
    if status.paused {
        return status.paused_until.clone();
    }
    let mut ends = status.folders.iter().filter(|folder| folder.paused).map(|folder| folder.paused_until.as_ref());
    let first = ends.next()?;
    ends.all(|end| end == first).then(|| first.cloned())?
}

reasons! {
    /// What needs a person, as far as nothing else says it.
    pub enum Needs {
        /// Two versions of each of some files.
        "two-versions" TwoVersions,
        /// A disk has less free than SyncIt needs there.
        "full-disk" FullDisk { path: PathBuf },
        /// The hub's relay ended.
        "hub-stopped" HubStopped { cause: String },
    }
}

fn of_folder(folder: &FolderStatus) -> Vec<NeedsYou> {
    let need = |kind, path: Option<String>, count, reason: Reason| NeedsYou {
        folder: Some(folder.name.clone()),
        path,
        count,
        ..NeedsYou::new(kind, reason)
    };
    let mut needs = Vec::new();
    if let Some(hold) = &folder.hold {
        needs.push(need(NeedsYouKind::Hold, None, hold.files, hold.reason.clone()));
    }
    if folder.conflicts > 0 {
        needs.push(need(NeedsYouKind::Conflicts, None, folder.conflicts, Needs::TwoVersions.into()));
    }
    // A hold is also reported as a problem.
    let told_as_hold = |reason: &Reason| folder.hold.as_ref().is_some_and(|hold| hold.reason == *reason);
    let problems: Vec<_> = folder.problems.iter().filter(|problem| !told_as_hold(&problem.reason)).collect();
    if let Some(first) = problems.first() {
        let path = Some(first.path.clone()).filter(|path| !path.is_empty());
        needs.push(need(NeedsYouKind::Problems, path, problems.len() as u64, first.reason.clone()));
    }
    needs
}

fn says(status: &Status) -> Says {
    let linked = || status.folders.iter().filter(|folder| folder.path.is_some());
    match status.activity {
        _ if status.role == Role::None => Says::NotSetUp,
        Activity::Paused if status.paused => Says::Paused,
        Activity::Offline => Says::Offline,
        Activity::Syncing => Says::Syncing,
        Activity::Scanning => Says::Looking,
        Activity::Paused | Activity::UpToDate if linked().any(|folder| folder.paused) => Says::SomePaused,
        Activity::Paused | Activity::UpToDate if linked().next().is_some() => Says::InSync,
        Activity::Paused | Activity::UpToDate => Says::NoFolders,
    }
}

/// Keeps a summary from flickering: work that ends within two seconds is not shown, and work that is shown does not
/// disappear for a pause of less than a second. Everything else is shown at once.
#[derive(Debug, Clone, Default)]
pub struct Steady {
    /// When work began and when it was last seen, in milliseconds of a monotonic clock.
    work: Option<(u64, u64)>,
    /// True if everything was in sync before the work.
    was_well: bool,
}

impl Steady {
    /// Returns what to show now instead of `summary`, and when to ask again even if nothing changes.
    pub fn show(&mut self, summary: Summary, now: u64) -> (Summary, Option<u64>) {
        match (work_of(summary.parts.says), self.work) {
            (Work::Goes, before) => {
                let (since, _) = before.unwrap_or((now, now));
                self.work = Some((since, now));
                let shown_at = since + SHOWN_AFTER;
                if self.was_well && now < shown_at {
                    return (as_well(summary), Some(shown_at));
                }
                (summary, None)
            }
            (Work::IsDone, Some((since, last))) if now < last + OVER_AFTER => {
                // Work may continue; until then the shown state stays.
                let is_shown = !self.was_well || now >= since + SHOWN_AFTER;
                (if is_shown { as_work(summary) } else { summary }, Some(last + OVER_AFTER))
            }
            (work, _) => {
                self.work = None;
                self.was_well = work == Work::IsDone;
                (summary, None)
            }
        }
    }
}

/// What a sentence says about work.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
    Goes,
    IsDone,
    /// It cannot go on, or nobody knows.
    Rests,
}

fn work_of(says: Says) -> Work {
    match says {
        Says::Looking | Says::Syncing => Work::Goes,
        Says::NoFolders | Says::InSync => Work::IsDone,
        Says::NotSetUp | Says::Paused | Says::SomePaused | Says::Offline => Work::Rests,
    }
}

fn as_well(summary: Summary) -> Summary {
    said(summary, Says::InSync)
}

fn as_work(summary: Summary) -> Summary {
    said(summary, Says::Syncing)
}

fn said(mut summary: Summary, says: Says) -> Summary {
    summary.parts.says = says;
    summary.icon = icon(says, summary.attention);
    summary
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use syncit_words::{Front, Language, Voice};

    use crate::api::{HoldKind, HoldLine, HubStatus, PausedBecause, ProblemLine, SyncState};

    fn folder(name: &str, state: SyncState) -> FolderStatus {
        let is_linked = state != SyncState::NotLinked;
        let path = is_linked.then(|| format!("/home/me/{name}").into());
        FolderStatus { path, state, ..crate::present::status::offered_folder(name, None) }
    }

    fn status(state: SyncState, folders: Vec<FolderStatus>) -> Status {
        let hub = HubStatus::new("attic".into(), "attic:22082".into(), true, None);
        let activity = match state {
            SyncState::Syncing => Activity::Syncing,
            SyncState::Scanning => Activity::Scanning,
            SyncState::Offline | SyncState::Unpaired => Activity::Offline,
            SyncState::Paused => Activity::Paused,
            SyncState::Held | SyncState::Attention | SyncState::InSync | SyncState::NotLinked => Activity::UpToDate,
        };
        Status { role: Role::Client, state, activity, hub: Some(hub), folders, ..Status::default() }
    }

    fn now() -> Zoned {
        "2026-11-22T14:03:05+01:00[Europe/Berlin]".parse().unwrap()
    }

    fn worded(status: &Status, trouble: Option<&str>) -> Summary {
        let trouble = trouble.map(|why| Reason::said(why.into(), Some("wait".into())));
        let mut summary = summarize(status, trouble.as_ref());
        summary.word_at(&Voice::PLAIN, &now());
        summary
    }

    /// Checks the icon, the sentence, and what needs a person as `kind folder path count`.
    #[track_caller]
    fn check(status: Status, trouble: Option<&str>, icon: Icon, sentence: &str, needs: &[&str]) {
        let summary = worded(&status, trouble);
        let show = |need: &NeedsYou| {
            let (folder, path) = (need.folder.as_deref().unwrap_or("-"), need.path.as_deref().unwrap_or("-"));
            assert!(!need.message.is_empty() && !need.hint.is_empty(), "{need:?}");
            format!("{:?} {folder} {path} {}", need.kind, need.count)
        };
        let shown: Vec<_> = summary.needs_you.iter().map(show).collect();
        assert_eq!((summary.icon, summary.sentence.as_str()), (icon, sentence));
        assert_eq!(shown, needs);
    }

    #[test]
    fn a_status_is_summed_up() {
        use SyncState::*;
        let none = Status { role: Role::None, state: Unpaired, ..Status::default() };
        check(none, Some("no key"), Icon::Offline, "Not set up yet", &["Machine - - 1"]);
        check(status(InSync, vec![]), None, Icon::InSync, "No folder is kept here yet", &[]);
        let offered = vec![folder("Docs", NotLinked)];
        check(status(InSync, offered), None, Icon::InSync, "No folder is kept here yet", &[]);
        let two = || vec![folder("Docs", InSync), folder("Photos", InSync)];
        check(status(InSync, two()), None, Icon::InSync, "Everything is in sync", &[]);
        check(status(Scanning, two()), None, Icon::Syncing, "Looking for changes", &[]);
        check(status(Syncing, two()), None, Icon::Syncing, "Syncing", &[]);
        let mut work = two();
        (work[0].pending, work[1].pending) = (1, 11);
        check(status(Syncing, work.clone()), None, Icon::Syncing, "Syncing 12 files", &[]);
        work[1].bytes_pending = 3 << 20;
        check(status(Syncing, work), None, Icon::Syncing, "Syncing 12 files, 3.0 MiB to go", &[]);
        let offline = "Offline: attic cannot be reached, changes wait";
        check(status(Offline, two()), None, Icon::Offline, offline, &[]);
        let mut some = two();
        some[1].paused = true;
        check(status(Paused, some), None, Icon::Paused, "1 of 2 folders is paused", &[]);
        let all = Status { paused: true, ..status(Paused, two()) };
        check(all, None, Icon::Paused, "Paused", &[]);
    }

    #[test]
    fn the_sentences_are_in_the_language_of_who_asks() {
        let mut docs = folder("Docs", SyncState::Attention);
        (docs.conflicts, docs.pending, docs.bytes_pending) = (2, 12, 3 << 20);
        let mut summary = summarize(&status(SyncState::Syncing, vec![docs]), None);
        summary.word_at(&Voice { language: Language::De, front: Front::Window }, &now());
        assert_eq!(summary.sentence, "12 Dateien werden synchronisiert, noch 3,0 MiB");
        assert_eq!(summary.attention_sentence.as_deref(), Some("2 Einträge warten auf Sie"));
        let need = &summary.needs_you[0];
        assert_eq!(need.message, "zwei Versionen entstanden gleichzeitig, und beide wurden aufbewahrt");
        assert_eq!(need.hint, "die Seite „Konflikte“ zeigt sie nebeneinander");
    }

    #[test]
    fn a_machine_that_is_paused_by_itself_says_why() {
        for (because, until, said) in [
            (PausedBecause::Metered, None, "Paused: metered network"),
            (PausedBecause::Battery { percent: 14, below: 20 }, None, "Paused: on battery, 14%"),
            (PausedBecause::Person, Some("2026-11-22T14:00:00Z"), "Paused until 15:00"),
        ] {
            let pause = Status {
                paused: true,
                paused_because: Some(because),
                paused_until: until.map(Into::into),
                ..status(SyncState::Paused, vec![folder("Docs", SyncState::Paused)])
            };
            check(pause, None, Icon::Paused, said, &[]);
        }
    }

    #[test]
    fn a_pause_with_an_end_says_until_when() {
        for (until, said) in [
            (None, "Paused"),
            (Some("2026-11-22T14:00:00Z"), "Paused until 15:00"),
            // The end has passed, but no check has run yet.
            (Some("2026-11-22T13:03:00Z"), "Paused until 14:03"),
            (Some("2026-11-22T22:59:59Z"), "Paused until 23:59"),
            (Some("2026-11-22T23:00:00Z"), "Paused until tomorrow at 00:00"),
            (Some("2026-11-23T07:00:00Z"), "Paused until tomorrow at 08:00"),
            (Some("2026-11-24T07:00:00Z"), "Paused until Tuesday 24 November at 08:00"),
            (Some("2028-05-03T06:00:00Z"), "Paused until 3 May 2028 at 08:00"),
            (Some("no moment"), "Paused"),
        ] {
            let pause = Status {
                paused: true,
                paused_until: until.map(Into::into),
                ..status(SyncState::Paused, vec![folder("Docs", SyncState::Paused)])
            };
            check(pause, None, Icon::Paused, said, &[]);
        }
        // Folders that are paused one by one: the end is shown if they have the same one.
        let until = |hour: u32| Some(format!("2026-11-22T{hour}:00:00Z"));
        for (ends, said) in [
            (vec![until(14)], "The folder is paused until 15:00"),
            (vec![None], "The folder is paused"),
            (vec![until(14), until(14)], "2 of 2 folders are paused until 15:00"),
            (vec![until(14), until(15)], "2 of 2 folders are paused"),
            (vec![until(14), None], "2 of 2 folders are paused"),
        ] {
            let paused =
                |paused_until| FolderStatus { paused: true, paused_until, ..folder("Docs", SyncState::Paused) };
            let folders = ends.into_iter().map(paused).collect();
            check(status(SyncState::Paused, folders), None, Icon::Paused, said, &[]);
        }
        let mut some = vec![folder("Docs", SyncState::InSync), folder("Photos", SyncState::Paused)];
        (some[1].paused, some[1].paused_until) = (true, until(14));
        check(status(SyncState::Paused, some), None, Icon::Paused, "1 of 2 folders is paused until 15:00", &[]);
    }

    #[test]
    fn tomorrow_is_said_until_midnight() {
        for (until, seconds) in [
            (None, None),
            (Some("2026-11-22T22:59:59Z"), None),
            (Some("2026-11-22T23:00:00Z"), Some(9 * 3600 + 56 * 60 + 55)),
            (Some("2026-11-24T07:00:00Z"), Some(9 * 3600 + 56 * 60 + 55)),
        ] {
            let parts = Parts { paused_until: until.map(Into::into), ..Parts::default() };
            let summary = Summary { parts, ..Summary::default() };
            assert_eq!(stays_true(&summary, &now()), seconds.map(Duration::from_secs), "{until:?}");
        }
    }

    #[test]
    fn what_roles_leave_out_is_said_and_is_no_work() {
        let apart = |name: &str, not_applied, not_sent| FolderStatus {
            not_applied,
            not_sent,
            ..folder(name, SyncState::InSync)
        };
        let check = |folders, sentence| check(status(SyncState::InSync, folders), None, Icon::InSync, sentence, &[]);
        check(vec![apart("Docs", 0, 0)], "Everything is in sync");
        check(vec![apart("Docs", 1, 0)], "In sync, except for 1 incoming change not applied");
        let two = vec![apart("Docs", 1, 0), apart("Photos", 2, 0)];
        check(two, "In sync, except for 3 incoming changes not applied");
        check(vec![apart("Docs", 0, 1)], "In sync, except for 1 local change not sent");
        let both = vec![apart("Docs", 2, 0), apart("Photos", 0, 2)];
        check(both, "In sync, except for 2 incoming changes not applied and 2 local changes not sent");
    }

    #[test]
    fn what_needs_a_person_is_counted_and_hides_nothing_that_is_done() {
        use SyncState::*;
        #[track_caller]
        fn check_counted(status: Status, trouble: Option<&str>, sentence: &str, attention: &str, needs: &[&str]) {
            assert_eq!(worded(&status, trouble).attention_sentence.as_deref(), Some(attention));
            check(status, trouble, Icon::Attention, sentence, needs);
        }
        let problem = |path: &str, message: &str| {
            ProblemLine::new(path.into(), Reason::said(message.into(), Some("wait".into())))
        };
        let mut docs = folder("Docs", Attention);
        docs.conflicts = 3;
        docs.problems = vec![problem("a", "bad"), problem("b", "bad")];
        let mut conflicts = docs.clone();
        conflicts.problems.clear();
        let one = || vec![FolderStatus { conflicts: 1, ..conflicts.clone() }];
        let rest = "Everything else is in sync";
        check_counted(status(Attention, one()), None, rest, "1 item needs your attention", &["Conflicts Docs - 1"]);
        check_counted(
            status(Attention, vec![conflicts.clone()]),
            None,
            rest,
            "3 items need your attention",
            &["Conflicts Docs - 3"],
        );
        let offline = "Offline: attic cannot be reached, changes wait";
        check_counted(status(Offline, one()), None, offline, "1 item needs your attention", &["Conflicts Docs - 1"]);
        let mut work = one();
        (work[0].pending, work[0].bytes_pending) = (2, 3 << 20);
        let syncing = "Syncing 2 files, 3.0 MiB to go";
        check_counted(status(Syncing, work), None, syncing, "1 item needs your attention", &["Conflicts Docs - 1"]);
        let mut photos = folder("Photos", Held);
        let cause = "all files are gone: nothing is synced or deleted".to_owned();
        photos.problems = vec![problem("", &cause)];
        let reason = Reason::said(cause, Some("wait".into()));
        photos.hold = Some(HoldLine::new(HoldKind::Emptied, reason, 9, None));
        check_counted(
            status(Held, vec![photos.clone()]),
            None,
            rest,
            "1 item needs your attention",
            &["Hold Photos - 9"],
        );
        // Holds come first even while everything is paused.
        let all = Status { full_disks: vec!["/mnt".into()], paused: true, ..status(Paused, vec![docs, photos]) };
        let expected = ["Hold Photos - 9", "Machine - - 1", "Disk - /mnt 1", "Conflicts Docs - 3", "Problems Docs a 2"];
        check_counted(all, Some("the key is gone"), "Paused", "8 items need your attention", &expected);
    }

    /// Each row has the time in milliseconds, the actual icon, the shown icon, and when to ask again.
    fn check_steady(table: &[(u64, Icon, Icon, Option<u64>)]) {
        let mut steady = Steady::default();
        for (at, icon, shown, again) in table {
            let says = match icon {
                Icon::Syncing => Says::Syncing,
                Icon::InSync | Icon::Attention => Says::InSync,
                Icon::Paused => Says::Paused,
                Icon::Offline => Says::Offline,
            };
            let attention = u64::from(*icon == Icon::Attention);
            let is =
                Summary { icon: *icon, attention, parts: Parts { says, ..Parts::default() }, ..Summary::default() };
            let (summary, ask_again) = steady.show(is, *at);
            assert_eq!((summary.icon, ask_again), (*shown, *again), "at {at}: {icon:?}");
        }
    }

    #[test]
    fn work_of_a_moment_does_not_flicker() {
        use Icon::*;
        // Work that ends in time is never shown.
        check_steady(&[
            (0, InSync, InSync, None),
            (100, Syncing, InSync, Some(2_100)),
            (1_900, Syncing, InSync, Some(2_100)),
            (2_000, InSync, InSync, Some(2_900)),
            (2_900, InSync, InSync, None),
            (3_000, Syncing, InSync, Some(5_000)),
        ]);
        // Longer work is shown, and does not disappear for a short pause.
        check_steady(&[
            (0, InSync, InSync, None),
            (0, Syncing, InSync, Some(2_000)),
            (2_500, Syncing, Syncing, None),
            (2_600, InSync, Syncing, Some(3_500)),
            (3_400, Syncing, Syncing, None),
            (3_500, InSync, Syncing, Some(4_400)),
            (4_400, InSync, InSync, None),
        ]);
        // Work in many short pieces counts as work.
        check_steady(&[
            (0, InSync, InSync, None),
            (0, Syncing, InSync, Some(2_000)),
            (500, InSync, InSync, Some(1_000)),
            (900, Syncing, InSync, Some(2_000)),
            (1_500, InSync, InSync, Some(1_900)),
            (1_800, Syncing, InSync, Some(2_000)),
            (2_000, Syncing, Syncing, None),
        ]);
        // After any state but "in sync", work is shown at once; every other state always is.
        check_steady(&[
            (0, Paused, Paused, None),
            (10, Syncing, Syncing, None),
            (20, Offline, Offline, None),
            (30, InSync, InSync, None),
            (40, Syncing, InSync, Some(2_040)),
            (50, Offline, Offline, None),
        ]);
        // What needs a person is shown at once, while the sentence about work stays steady.
        check_steady(&[
            (0, InSync, InSync, None),
            (0, Syncing, InSync, Some(2_000)),
            (10, Attention, Attention, Some(1_000)),
            (1_000, Attention, Attention, None),
        ]);
    }
}
