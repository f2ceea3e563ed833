//! The current status. Nothing here changes anything.

use std::time::Instant;

use syncit_core::relay_store::Access;
use syncit_core::{FolderId, Reason};

use crate::api::{FolderStatus, HubStatus, Offer, ProblemLine, Role, SpeedLimit, Status, StoreCheck};
use crate::error::{Error, Result, Undone};
use crate::folder::mailbox::Shown;
use crate::folder::thread::STATE_PATIENCE;
use crate::machine::clock;
use crate::machine::record::{Machine, RoleRecord};
use crate::present;
use crate::present::status::{MachineFacts, machine_activity, machine_state, paused_because};
use crate::present::summary::{self, Needs, Summary, summarize};
use crate::queries::store;
use crate::runtime::{RunningRole, Runtime, places};
use crate::task::Task;

/// Builds the answer to `syncit status`.
pub(crate) fn status(runtime: &Runtime) -> Status {
    let machine = runtime.machine();
    let by_itself = runtime.power.cause();
    let states = states(runtime);
    let mut folders = Vec::new();
    let mut transfers = Vec::new();
    for (folder, link) in &machine.links {
        if let Some((_, shown)) = states.iter().find(|(id, _)| id == folder) {
            let (state, bytes_pending) = (&shown.state, shown.bytes_pending);
            folders.push(present::status::linked_folder(link, machine.paused, by_itself, state, bytes_pending));
            transfers.extend(present::status::transfers(link, &shown.state));
        }
    }
    let linked: Vec<_> = folders.iter().map(|folder| folder.state).collect();
    let activities: Vec<_> = folders.iter().map(|folder| folder.activity).collect();
    folders.extend(offered(runtime, &machine));
    folders.sort_by_key(|folder| folder.name.to_lowercase());
    let store = store::of_hub(runtime);
    let lacking =
        if store.as_ref().is_some_and(|store| store.damage > 0) { store::lacking(runtime) } else { Vec::new() };
    let lacks = store::show_lacking(&runtime.directory(), &lacking, &mut folders);
    let undeliverable = store.as_ref().map_or(&[][..], |store| &store.undeliverable);
    let lacks = store::show_undeliverable(&runtime.directory(), undeliverable, &mut folders) || lacks;
    let (hub, is_online, needs_person) = connection(runtime, &machine);
    let needs_person = needs_person || !runtime.missing_copies().is_empty();
    let may_offer = machine.settings.pause_on_metered.is_none() && runtime.power.offers_to_pause();
    let is_set_up = !matches!(machine.role, RoleRecord::None);
    let because = paused_because(machine.paused, by_itself.filter(|_| is_set_up));
    let facts = MachineFacts {
        is_set_up,
        needs_person: needs_person || lacks,
        is_paused: because.is_some(),
        is_online,
        folders: &linked,
    };
    folders.iter_mut().for_each(summary::count_attention);
    let mut status = Status {
        machine: machine.shown_name(),
        role: match machine.role {
            RoleRecord::None => Role::None,
            RoleRecord::Hub(_) => Role::Hub,
            RoleRecord::Client(_) => Role::Client,
        },
        state: machine_state(facts),
        activity: machine_activity(facts, &activities),
        attention: 0,
        hub,
        folders,
        transfers,
        paused: because.is_some(),
        paused_because: because,
        paused_until: machine.paused.and_then(|pause| pause.until).map(|until| until.to_string()),
        speed_limit: speed_limit(&machine),
        offer: may_offer.then_some(Offer::PauseOnMetered),
        store_bytes: store.as_ref().map(|store| store.stored_bytes),
        store: store.map(|store| store.status),
        store_check: store_check(runtime),
        full_disks: runtime.full_disks(),
        summary: Summary::default(),
    };
    let trouble = if needs_person { trouble(runtime, &status) } else { None };
    let now = clock::local();
    let (summary, again) = runtime.steady().show(summarize(&status, trouble.as_ref()), clock::ticks());
    let again = again.map(clock::instant_of);
    let untrue = summary::stays_true(&summary, &now).map(|lasting| Instant::now() + lasting);
    if let Some(again) = again.into_iter().chain(untrue).min() {
        let _ = runtime.tasks.send(Task::HintAt(again));
    }
    status.attention = summary.attention;
    status.summary = summary;
    status
}

/// Returns what needs a person on this machine itself.
fn trouble(runtime: &Runtime, status: &Status) -> Option<Reason> {
    let of_hub = match runtime.running() {
        RunningRole::Hub(hub) => hub.failure().map(|cause| Needs::HubStopped { cause }.into()),
        RunningRole::Client(_) | RunningRole::None => status.hub.as_ref().and_then(|hub| hub.reason.clone()),
    };
    of_hub.or_else(|| runtime.trouble())
}

/// Returns the states of all links. All replicas are asked at the same time.
pub(crate) fn states(runtime: &Runtime) -> Vec<(FolderId, Shown)> {
    let asked: Vec<_> = runtime.links().into_iter().map(|(folder, linked)| (folder, linked.ask_state())).collect();
    let deadline = Instant::now() + STATE_PATIENCE;
    asked.into_iter().map(|(folder, state)| (folder, state.by(deadline))).collect()
}

fn offered(runtime: &Runtime, machine: &Machine) -> Vec<FolderStatus> {
    let directory = runtime.directory();
    let offered = directory.folders.iter().filter(|folder| !machine.links.contains_key(&folder.id));
    let missing_copies = runtime.missing_copies();
    let offered = offered.map(|folder| {
        let missing = missing_copies.get(&folder.id);
        let suggested = missing.and_then(|missing| missing.place.clone());
        let suggested = suggested.or_else(|| places::suggested(&runtime.home, machine, folder.name.as_str()));
        let problems = missing.map(|missing| missing.problem.clone()).into_iter().collect();
        let may_write = folder.access == Access::Write;
        let (files, bytes) = (folder.files, folder.bytes);
        FolderStatus {
            problems,
            may_write,
            files,
            bytes,
            ..present::status::offered_folder(folder.name.as_str(), suggested)
        }
    });
    offered.collect()
}

/// Returns a client's hub, whether the hub can be reached, and whether the connection needs a person.
fn connection(runtime: &Runtime, machine: &Machine) -> (Option<HubStatus>, bool, bool) {
    match (runtime.running(), &machine.role) {
        (RunningRole::Client(client), RoleRecord::Client(role)) => {
            let line = client.status();
            let trouble = line.clone().shown_trouble();
            let needs_person = trouble.as_ref().is_some_and(|trouble| trouble.needs_person);
            let reason = trouble.map(|trouble| trouble.reason);
            let hub = HubStatus::new(role.hub.to_string(), line.address, line.online, reason);
            (Some(hub), line.online, needs_person)
        }
        (RunningRole::Hub(hub), _) => (None, true, hub.failure().is_some()),
        _ => (None, false, runtime.trouble().is_some()),
    }
}

/// Returns the speed limits, and whether they apply now. A hub has none.
fn speed_limit(machine: &Machine) -> Option<SpeedLimit> {
    let settings = &machine.settings;
    if !settings.has_limits() || matches!(machine.role, RoleRecord::Hub(_)) {
        return None;
    }
    let (applies, until) = settings.limit_hours.at(&clock::local());
    let until = until.map(|until| until.to_string());
    Some(SpeedLimit { up: settings.limit_up, down: settings.limit_down, applies, until })
}

/// Returns the progress of the running check of the content store.
fn store_check(runtime: &Runtime) -> Option<StoreCheck> {
    let RunningRole::Hub(hub) = runtime.running() else { return None };
    hub.check_progress().map(|progress| StoreCheck { done: progress.done, total: progress.total })
}

/// Runs `syncit folders`: asks the hub if it can be reached, and otherwise uses its last report.
pub(crate) fn folders(runtime: &Runtime) -> Result<Vec<FolderStatus>> {
    if matches!(runtime.machine().role, RoleRecord::None) {
        return Err(Error::not_set_up(Undone::Answer));
    }
    if runtime.router.online().is_some() {
        runtime.fresh_directory(Undone::Answer)?;
    }
    Ok(status(runtime).folders)
}

/// Returns the problems of all folders, for the doctor.
pub(crate) fn problems(runtime: &Runtime) -> Vec<(String, ProblemLine)> {
    let folders = status(runtime).folders.into_iter();
    folders.flat_map(|folder| folder.problems.into_iter().map(move |line| (folder.name.clone(), line))).collect()
}
