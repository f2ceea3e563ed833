//! Turns what the replicas and the connection report into what people are shown. All functions are pure.

use std::path::PathBuf;

use syncit_replica::event::{self, Phase, Problem, State};

use crate::api::{Activity, FolderStatus, PausedBecause, ProblemLine, SyncState, TransferStatus};
use crate::machine::record::{Link, Pause};
use crate::present::holds::hold_line;

/// The facts from which the state of a machine follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MachineFacts<'a> {
    /// True if it is a hub or is paired with one.
    pub(crate) is_set_up: bool,
    /// True if the machine itself needs a person: its key or its pairing.
    pub(crate) needs_person: bool,
    /// True if everything is paused.
    pub(crate) is_paused: bool,
    /// True if the hub can be reached; a hub always reaches itself.
    pub(crate) is_online: bool,
    /// The states of the folders that are linked here.
    pub(crate) folders: &'a [SyncState],
}

/// Returns the state of a machine: the first that applies.
pub(crate) fn machine_state(facts: MachineFacts<'_>) -> SyncState {
    if !facts.is_set_up {
        return SyncState::Unpaired;
    }
    let own = [
        (facts.needs_person, SyncState::Attention),
        (facts.is_paused, SyncState::Paused),
        (!facts.is_online, SyncState::Offline),
    ];
    let own = own.into_iter().filter_map(|(applies, state)| applies.then_some(state));
    own.chain(facts.folders.iter().copied()).min().unwrap_or(SyncState::InSync)
}

/// Returns the state of a linked folder.
pub(crate) fn folder_state(phase: Phase) -> SyncState {
    match phase {
        Phase::Held => SyncState::Held,
        Phase::Attention => SyncState::Attention,
        Phase::Paused => SyncState::Paused,
        Phase::Offline => SyncState::Offline,
        Phase::Scanning => SyncState::Scanning,
        Phase::Syncing => SyncState::Syncing,
        Phase::InSync => SyncState::InSync,
    }
}

/// Returns what is done with a linked folder.
fn folder_activity(activity: event::Activity) -> Activity {
    match activity {
        event::Activity::Paused => Activity::Paused,
        event::Activity::Offline => Activity::Offline,
        event::Activity::Scanning => Activity::Scanning,
        event::Activity::Syncing => Activity::Syncing,
        event::Activity::UpToDate => Activity::UpToDate,
    }
}

/// Returns what a machine is doing: what stops all of it, and otherwise the liveliest of its folders.
pub(crate) fn machine_activity(facts: MachineFacts<'_>, folders: &[Activity]) -> Activity {
    let any = |activity| folders.contains(&activity);
    match () {
        () if !facts.is_set_up => Activity::Offline,
        () if facts.is_paused => Activity::Paused,
        () if !facts.is_online => Activity::Offline,
        () if any(Activity::Syncing) => Activity::Syncing,
        () if any(Activity::Scanning) => Activity::Scanning,
        () if any(Activity::Paused) && folders.iter().all(|it| *it == Activity::Paused) => Activity::Paused,
        () => Activity::UpToDate,
    }
}

/// Returns why something is paused. What a person did comes first: it stays when the other cause ends.
pub(crate) fn paused_because(person: Option<Pause>, by_itself: Option<PausedBecause>) -> Option<PausedBecause> {
    person.map(|_| PausedBecause::Person).or(by_itself)
}

/// Returns a linked folder as it is shown. What of it waits for a person is counted once everything is known
/// (`summary::count_attention`).
/// `all_paused` is a person's pause of the whole machine, `by_itself` why it pauses by itself.
pub(crate) fn linked_folder(
    link: &Link,
    all_paused: Option<Pause>,
    by_itself: Option<PausedBecause>,
    state: &State,
    bytes_pending: u64,
) -> FolderStatus {
    let hold = state.hold.as_ref().map(|hold| hold_line(hold, state.held_files, link));
    let hold_problem = hold.as_ref().filter(|_| state.problems.iter().all(|problem| problem.path.is_some()));
    let hold_problem = hold_problem.map(|hold| ProblemLine::new(String::new(), hold.reason.clone()));
    let paused = link.paused.or(all_paused);
    FolderStatus {
        name: link.name.to_string(),
        path: Some(link.path.clone()),
        role: Some(link.role),
        state: folder_state(state.phase),
        activity: folder_activity(state.activity),
        attention: 0,
        files: state.files,
        bytes: state.bytes,
        pending: state.pending,
        bytes_pending,
        not_applied: state.not_applied,
        not_sent: state.not_sent,
        may_write: state.may_write,
        not_chosen: state.unselected_files,
        bytes_not_chosen: state.unselected_bytes,
        conflicts: state.conflicts,
        paused: paused.is_some() || by_itself.is_some(),
        paused_because: paused_because(paused, by_itself),
        paused_until: paused.and_then(|pause| pause.until).map(|until| until.to_string()),
        suggested_path: None,
        problems: hold_problem.into_iter().chain(state.problems.iter().map(problem_line)).collect(),
        hold,
    }
}

/// Returns a folder that is only offered, not linked here.
pub(crate) fn offered_folder(name: &str, suggested_path: Option<PathBuf>) -> FolderStatus {
    FolderStatus {
        name: name.to_owned(),
        path: None,
        role: None,
        state: SyncState::NotLinked,
        activity: Activity::UpToDate,
        attention: 0,
        files: 0,
        bytes: 0,
        pending: 0,
        bytes_pending: 0,
        not_applied: 0,
        not_sent: 0,
        may_write: true,
        not_chosen: 0,
        bytes_not_chosen: 0,
        conflicts: 0,
        problems: Vec::new(),
        hold: None,
        paused: false,
        paused_because: None,
        paused_until: None,
        suggested_path,
    }
}

/// Returns the contents that are being transferred.
pub(crate) fn transfers(link: &Link, state: &State) -> Vec<TransferStatus> {
    let transfers = state.transfers.iter().map(|transfer| TransferStatus {
        folder: link.name.to_string(),
        path: transfer.path.to_string(),
        done: transfer.done,
        total: transfer.total,
        direction: if transfer.to_hub { "push" } else { "pull" }.to_owned(),
    });
    transfers.collect()
}

fn problem_line(problem: &Problem) -> ProblemLine {
    let path = problem.path.as_ref().map(ToString::to_string).unwrap_or_default();
    ProblemLine::new(path, problem.reason.clone())
}

#[cfg(test)]
mod tests {
    use super::SyncState::{Attention, Held, InSync, Offline, Paused, Syncing, Unpaired};
    use super::*;

    fn check(expected: SyncState, facts: MachineFacts<'_>) {
        assert_eq!(machine_state(facts), expected, "{facts:?}");
    }

    #[test]
    fn the_state_of_a_machine_is_the_first_that_applies() {
        let well =
            MachineFacts { is_set_up: true, needs_person: false, is_paused: false, is_online: true, folders: &[] };
        check(InSync, well);
        check(Unpaired, MachineFacts { is_set_up: false, needs_person: true, folders: &[Held], ..well });
        check(Syncing, MachineFacts { folders: &[InSync, Syncing], ..well });
        check(Offline, MachineFacts { is_online: false, folders: &[Syncing], ..well });
        check(Paused, MachineFacts { is_paused: true, is_online: false, ..well });
        check(Attention, MachineFacts { needs_person: true, is_paused: true, ..well });
        check(Held, MachineFacts { needs_person: true, folders: &[InSync, Held], ..well });
    }
}
