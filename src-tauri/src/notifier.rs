//! Shows the notifications that the engine's rules ask for. It collects what the rules look at; they decide which
//! notifications there are, and when.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use syncit_engine::api::{Command, ConflictLine, HistoryLine, MachineStatus, Reply, Status};
use syncit_engine::notices::{Notice, Notices, Snapshot, Target};
use syncit_engine::platform;
use syncit_words::Language;
use tauri::AppHandle;

use crate::backend::Backend;
use crate::window::Place;
use crate::{notify, settings};

/// How often the machines are asked for while one of them is fetching: nothing here shows how far it is.
const OTHERS_EVERY: Duration = Duration::from_secs(5);
/// A shorter sleep does not count, in milliseconds.
const SLEPT: u64 = 2_000;

/// Its state between looks.
#[derive(Default)]
pub struct Notifier {
    notices: Notices,
    /// How long the computer has slept since it booted, in milliseconds.
    slept: Option<u64>,
    machines: Vec<MachineStatus>,
    /// When the machines were last asked for.
    asked_at: Option<Instant>,
}

impl Notifier {
    /// Makes one whose notifications are in this language.
    pub fn speaking(language: Language) -> Self {
        Notifier { notices: Notices::speaking(language), ..Notifier::default() }
    }

    /// Returns the machines as they were last asked for.
    pub fn machines(&self) -> &[MachineStatus] {
        &self.machines
    }

    /// Returns when the machines are due to be asked for, if one of them is fetching.
    fn others_due(&self) -> Option<Duration> {
        let lacks = |machine: &MachineStatus| machine.folders.iter().any(|folder| folder.pending != Some(0));
        let is_fetching = self.machines.iter().any(|machine| machine.online && !machine.is_self && lacks(machine));
        let passed = self.asked_at.map_or(OTHERS_EVERY, |at| at.elapsed());
        is_fetching.then(|| OTHERS_EVERY.saturating_sub(passed))
    }

    /// Passes the current state and the changes since the last look to the rules, and shows the notifications that they
    /// return. `again` is set if the machines may have changed. Returns when to look again even if nothing changes.
    pub fn look(
        &mut self,
        app: &AppHandle,
        backend: &Backend,
        status: &Status,
        lines: &[HistoryLine],
        again: bool,
    ) -> Option<Duration> {
        let now = millis(platform::awake());
        let slept = millis(platform::asleep());
        if self.slept.replace(slept).is_some_and(|before| slept > before + SLEPT) {
            self.notices.woke(now);
        }
        let again = again || self.others_due() == Some(Duration::ZERO);
        if again {
            self.asked_at = Some(Instant::now());
        }
        if again && let Ok(Reply::Machines(machines)) = backend.call(Command::Machines) {
            self.machines = machines;
        }
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let wall = millis(wall);
        let conflicts = conflicts(backend, status);
        let snapshot = Snapshot { now, wall, status, lines, conflicts: &conflicts, machines: &self.machines };
        let wanted = settings::read_wanted(backend).unwrap_or_default();
        for notice in self.notices.look(&snapshot, &wanted) {
            notify::tell(app, &notice.title, &notice.body, Some(&place(&notice)));
        }
        let notices_due = self.notices.look_again(now).map(|at| Duration::from_millis(at.saturating_sub(now)));
        notices_due.into_iter().chain(self.others_due()).min()
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Returns the open conflicts. Does not ask the engine if there are none.
fn conflicts(backend: &Backend, status: &Status) -> Vec<ConflictLine> {
    if status.folders.iter().all(|folder| folder.conflicts == 0) {
        return Vec::new();
    }
    match backend.call(Command::Conflicts { folder: None, copy: None, diff: false }) {
        Ok(Reply::Conflicts(lines)) => lines,
        _ => Vec::new(),
    }
}

/// Returns what a click on a notification opens.
fn place(notice: &Notice) -> Place {
    let view = match notice.target {
        Target::History => "history",
        Target::Conflicts => "conflicts",
        Target::Folder => "folders",
        Target::Machines => "machines",
        Target::Overview => "overview",
    };
    let (folder, path) = match notice.target {
        Target::History | Target::Conflicts | Target::Folder => (notice.folder.clone(), notice.path.clone()),
        Target::Machines | Target::Overview => (None, None),
    };
    Place { folder, path, ..Place::of(view) }
}
