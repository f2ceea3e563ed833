//! The plan as a specification: every combination of one path's three states and the role, and cases of whole trees.
//! Both are text files; `UPDATE_EXPECT=1` rewrites them, so that the difference can be reviewed.
#![allow(clippy::unwrap_used)]

mod common;

use std::fmt::Write;

use common::{Rows, entry, local, row, show};
use expect_test::expect_file;
use syncit_core::plan::{LeftOut, Step, left_out, left_out_alone, plan};
use syncit_core::replica_store::{Row, SyncMode};
use syncit_core::{Entry, Privacy, PrivacyHere, Seq};

const SYNC_MODES: [SyncMode; 3] = [SyncMode::TwoWay, SyncMode::SendOnly, SyncMode::ReceiveOnly];
const ENTRIES: [&str; 9] = ["-", "f1", "f1x", "f1p", "f2", "f3", "d", "l1", "l2"];

fn plan_one(row: &Row, sync_mode: SyncMode, probed: bool) -> Vec<Step> {
    let mut rows = Rows::new(sync_mode);
    rows.all_probed = probed;
    rows.put(row.clone());
    plan(std::slice::from_ref(row), &rows)
}

fn cell(steps: &[Step]) -> &'static str {
    match steps {
        [] => ".",
        [Step::Agree { .. }] => "agree",
        [Step::Push { .. }] => "push",
        [Step::Probe { .. }] => "probe",
        [Step::Pull { .. }] => "pull",
        [Step::KeepCopy { .. }, Step::Pull { .. }] => "keep+pull",
        [Step::CopyRemote { .. }] => "copy+push",
        [Step::Problem { .. }] => "problem",
        _ => panic!("not in the table: {steps:?}"),
    }
}

fn same_content(a: &Entry, b: &Entry) -> bool {
    a == b || matches!((a, b), (Entry::File(a), Entry::File(b)) if a.digest == b.digest)
}

/// Checks what holds for each combination, whatever the table says.
fn check(row: &Row, sync_mode: SyncMode, probed: bool, steps: &[Step]) {
    let context = format!("{sync_mode}, probed: {probed}: {row:?}: {steps:?}");
    let Some(here) = row.local.entry() else {
        assert!(steps.is_empty(), "something unknown is left alone: {context}");
        return;
    };
    let (base, remote) = (&row.base.entry, &row.remote.entry);
    if here == remote {
        assert!(matches!(steps, [] | [Step::Agree { .. }]), "equal sides transfer nothing: {context}");
    }
    assert!(!matches!(steps, [Step::Agree { .. }]) || here == remote, "only equal sides agree: {context}");
    let is_new = (here.is_leaf()) && !same_content(here, base) && !same_content(here, remote);
    let overwrites = matches!(steps, [Step::Pull { .. }]);
    assert!(!(is_new && overwrites), "new content here is never overwritten: {context}");
    let deletes = matches!(steps, [Step::Push { entry, .. }] if entry.is_absent());
    let foreign = !same_content(remote, base) && sync_mode != SyncMode::SendOnly;
    assert!(!(deletes && foreign), "new content at the hub is never deleted: {context}");
    let pushes_over = matches!(steps, [Step::Push { .. }]) && here.is_live() && remote.is_live();
    assert!(!(pushes_over && foreign), "new content at the hub is never replaced: {context}");
    if sync_mode == SyncMode::ReceiveOnly {
        assert!(
            !steps.iter().any(|step| matches!(step, Step::Push { .. } | Step::Probe { .. } | Step::CopyRemote { .. }))
        );
    }
    if sync_mode == SyncMode::SendOnly {
        assert!(!steps.iter().any(|step| matches!(step, Step::Pull { .. } | Step::KeepCopy { .. })));
        let is_sent = here == base && here != remote;
        assert!(!is_sent || steps.is_empty(), "what was sent before is not sent again: {context}");
    }
    check_left_out(row, sync_mode, steps, &context);
    if probed {
        assert!(!matches!(steps, [Step::Probe { .. }]), "nothing is probed twice: {context}");
    }
    for step in steps {
        match step {
            Step::Push { based_on, .. } => assert_eq!(*based_on, row.remote.seq, "{context}"),
            Step::Probe { based_on, .. } => assert_eq!(*based_on, row.base.seq, "{context}"),
            _ => {}
        }
    }
}

/// Checks that what differs and gets no step is left out because of the role, and nothing else is.
fn check_left_out(row: &Row, sync_mode: SyncMode, steps: &[Step], context: &str) {
    let mut rows = Rows::new(sync_mode);
    rows.put(row.clone());
    let differs = row.local.entry().is_some_and(|here| *here != row.remote.entry);
    let expected = match sync_mode {
        _ if !differs || !steps.is_empty() => None,
        SyncMode::TwoWay => None,
        SyncMode::SendOnly => Some(LeftOut::NotApplied),
        SyncMode::ReceiveOnly => Some(LeftOut::NotSent),
    };
    assert_eq!(left_out_alone(row, sync_mode), expected, "{context}");
    let listed: Vec<_> = expected.map(|why| (row.path.clone(), why)).into_iter().collect();
    assert_eq!(left_out(std::slice::from_ref(row), &rows), listed, "{context}");
    assert!(sync_mode != SyncMode::TwoWay || !differs || !steps.is_empty(), "what differs is settled: {context}");
}

#[test]
fn every_combination() {
    let mut table = String::from(
        "Rows: base, local. Columns: remote. `probe>x`: x follows when the hub does not know the local state.\n",
    );
    for sync_mode in SYNC_MODES {
        writeln!(table, "\n{sync_mode}").unwrap();
        let columns: String = ENTRIES.iter().map(|remote| format!(" | {remote:15}")).collect();
        writeln!(table, "base local{}", columns.trim_end()).unwrap();
        for base in ENTRIES {
            for here in ENTRIES.iter().chain(&["?"]) {
                let mut line = format!("{base:4} {here:5}");
                for remote in ENTRIES {
                    let row = row("a", base, here, remote);
                    let steps = [false, true].map(|probed| plan_one(&row, sync_mode, probed));
                    check(&row, sync_mode, false, &steps[0]);
                    check(&row, sync_mode, true, &steps[1]);
                    let [first, then] = [cell(&steps[0]), cell(&steps[1])];
                    let text = if first == then { first.to_owned() } else { format!("{first}>{then}") };
                    write!(line, " | {text:15}").unwrap();
                }
                writeln!(table, "{}", line.trim_end()).unwrap();
            }
        }
    }
    expect_file!["./plan_table.txt"].assert_eq(&table);
}

/// The steps for the privacy of a directory that exists here and at the hub, by the agreed value, the value here, and
/// the hub's value: yes, no or nothing. Steps for the other roles are given after those for two-way.
#[test]
fn every_combination_of_a_directorys_privacy() {
    let said = [("-", None), ("no", Some(false)), ("yes", Some(true))];
    let mut table =
        String::from("# agreed here | by what the hub says: nothing | no | yes (two-way, send-only, receive-only)\n");
    for (agreed_text, agreed) in said {
        for (here_text, here) in said {
            write!(table, "{agreed_text:6} {here_text:4}").unwrap();
            for (_, there) in said {
                let mut row = row("a", "d", "d", "d");
                row.privacy = PrivacyHere { agreed, here };
                row.remote.privacy = there.map(|private| Privacy { private, seq: Seq(9) });
                let steps = SYNC_MODES.map(|sync_mode| plan_one(&row, sync_mode, false));
                let [two_way, ..] = &steps;
                let is_private = |said: Option<bool>| said == Some(true);
                let opens = matches!(&two_way[..], [Step::Pull { .. }]) && !is_private(there);
                assert!(!opens || there == Some(false), "only what was said to be open is opened: {row:?}");
                let is_settled = is_private(agreed) == is_private(here) && is_private(here) == is_private(there);
                assert_eq!(two_way.is_empty(), is_settled, "{row:?}");
                assert_eq!(row.is_pending(), !is_settled, "{row:?}");
                for (sync_mode, steps) in SYNC_MODES.into_iter().zip(&steps) {
                    let is_undone = !is_settled && left_out_alone(&row, sync_mode).is_none();
                    assert_eq!(!steps.is_empty(), is_undone, "what is left undone is left out by the role: {row:?}");
                }
                write!(table, " | {}", steps.map(|steps| cell(&steps)).join(" ")).unwrap();
            }
            table.push('\n');
        }
    }
    expect_file!["./privacy_table.txt"].assert_eq(&table);
}

/// Formats a path for the file of cases, in quotes unless it is a single word.
fn name(path: &syncit_core::RelPath) -> String {
    if path.as_str().contains(' ') { format!("“{path}”") } else { path.to_string() }
}

fn line(step: &Step) -> String {
    let from = |path: &Option<syncit_core::RelPath>| match path {
        Some(path) => format!(", moved from {}", name(path)),
        None => String::new(),
    };
    match step {
        Step::Agree { path } => format!("agree {}", name(path)),
        Step::Push { path, based_on, entry, moved_from, conflict_of } => {
            let of =
                conflict_of.as_ref().map_or(String::new(), |of| format!(", a copy of {}@{}", name(&of.path), of.seq));
            format!("push {} {} on {based_on}{}{of}", name(path), show(entry), from(moved_from))
        }
        Step::PushEdit { path, to, based_on, entry } => {
            format!("push the edit of {} {} as {} on {based_on}", name(path), show(entry), name(to))
        }
        Step::PushMove { path, based_on, entry, here, moved_from } => {
            let (entry, here) = (show(entry), show(here));
            format!("push {} {here} as {entry} on {based_on}, moved from {}", name(path), name(moved_from))
        }
        Step::Probe { path, based_on, entry } => format!("probe {} {} on {based_on}", name(path), show(entry)),
        Step::Pull { path, expected, remote, moved_from } => {
            format!("pull {} {} over {}{}", name(path), show(&remote.entry), show(expected), from(moved_from))
        }
        Step::KeepCopy { path, expected, copy, winner } => {
            format!("keep {} {} as {}, won by {}", name(path), show(expected), name(copy), winner.seq)
        }
        Step::CopyRemote { path, loser, copy, based_on } => {
            format!("copy the hub's {} {} as {} on {based_on}", name(path), show(&loser.entry), name(copy))
        }
        Step::Keep { path } => format!("leave {} here", name(path)),
        Step::Evict { path, expected } => format!("evict {} {}", name(path), show(expected)),
        Step::Unselect { path } => format!("unselect {}", name(path)),
        Step::Problem { path, reason } => format!("problem {}: {}", name(path), reason.id()),
    }
}

/// Runs one case. Its lines are:
/// - `# title`, optionally with a sync mode as `(send-only)`, and `(probed)`, in it;
/// - for each row, `path | base | local | remote`, with a leading `.` if the row is not given to the plan; after it,
///   `PATH went to PATH` if others moved the file;
/// - `→` and a step, for each step;
/// - `≠`, the path and what is left out, for each path that stays different because of the role.
fn case(text: &str) -> String {
    let mut rows = Rows::new(SyncMode::TwoWay);
    let mut given = Vec::new();
    let mut shown = String::new();
    for text in text.lines().take_while(|line| !line.starts_with(['→', '≠'])) {
        writeln!(shown, "{text}").unwrap();
        if text.starts_with('#') {
            rows.all_probed |= text.contains("(probed)");
            rows.sync_mode =
                SYNC_MODES.into_iter().find(|sync_mode| text.contains(&format!("({sync_mode})"))).unwrap_or_default();
            continue;
        }
        if let Some((from, to)) = text.split_once(" went to ") {
            rows.went.insert(common::probe_key(&rows.rows[&common::path(from)]), common::path(to));
            continue;
        }
        let parts: Vec<&str> = text.trim_start_matches('.').split('|').map(str::trim).collect();
        let mut row = row(parts[0], parts[1], parts[2], parts[3]);
        if let Some(of) = parts.get(4) {
            let of = syncit_core::replica_store::ConflictOf {
                path: common::path(of),
                seq: syncit_core::Seq(2),
                base: syncit_core::Seq(0),
            };
            row.remote.conflict_of = Some(of);
        }
        rows.put(row.clone());
        if row.is_pending() && !text.starts_with('.') {
            given.push(row);
        }
    }
    given.sort_by(|a, b| a.path.cmp(&b.path));
    for step in plan(&given, &rows) {
        writeln!(shown, "→ {}", line(&step)).unwrap();
    }
    for (path, why) in left_out(&given, &rows) {
        let change = why.change(&rows.rows[&path]).unwrap();
        let why = if why == LeftOut::NotApplied { "applied" } else { "sent" };
        writeln!(shown, "≠ {} {change:?}, not {why}", name(&path)).unwrap();
    }
    shown
}

#[test]
fn whole_trees() {
    let cases = include_str!("plan_cases.txt");
    let shown: Vec<String> = cases.split("\n\n").map(|text| case(text.trim())).collect();
    assert!(shown.len() >= 35);
    expect_file!["./plan_cases.txt"].assert_eq(&shown.join("\n"));
}

#[test]
fn what_the_cases_are_written_in_reads_back() {
    for text in ENTRIES {
        assert_eq!(show(&entry(text)), text);
    }
    assert_eq!(local("?").entry(), None);
}
