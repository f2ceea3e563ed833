//! Answers to questions about what there is now. Nothing here changes anything.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use syncit_core::message::{Answer, Ask};
use syncit_core::relay_store::Access;
use syncit_core::{FolderId, MachineId, RelPath};
use syncit_replica::step::Phase;

use crate::api::{FolderStatus, HubStatus, IgnoredLine, MachineRole, MachineStatus, ProblemLine, Status, StoreCheck};
use crate::clock;
use crate::core::{Core, Directory, Running};
use crate::errors::{Error, Result};
use crate::housekeeping::Task;
use crate::machine::{Machine, Part};
use crate::places;
use crate::running_replica::{STATE_PATIENCE, Shown};
use crate::status::{self, MachineFacts, machine_state};
use crate::store;
use crate::summary::{self, Summary, summarize};
use crate::verify;

/// `syncit status`.
pub(crate) fn status(core: &Core) -> Status {
    let machine = core.machine();
    let states = states(core);
    let mut folders = Vec::new();
    let mut transfers = Vec::new();
    for (folder, link) in &machine.links {
        if let Some((_, shown)) = states.iter().find(|(id, _)| id == folder) {
            folders.push(status::linked_folder(link, machine.paused, shown));
            transfers.extend(status::transfers(link, &shown.state));
        }
    }
    let linked: Vec<_> = folders.iter().map(|folder| folder.state).collect();
    folders.extend(offered(core, &machine));
    folders.sort_by_key(|folder| folder.name.to_lowercase());
    let store = store::of_hub(core);
    let lacking = if store.as_ref().is_some_and(|store| store.damage > 0) { verify::lacking(core) } else { Vec::new() };
    let lacks = verify::show_lacking(&core.directory(), &lacking, &mut folders);
    let untold = store.as_ref().map_or(&[][..], |store| &store.untold);
    let lacks = verify::show_untold(&core.directory(), untold, &mut folders) || lacks;
    let (hub, is_online, needs_person) = connection(core, &machine);
    let needs_person = needs_person || !core.missing_copies().is_empty();
    let state = machine_state(MachineFacts {
        is_set_up: !matches!(machine.part, Part::None),
        needs_person: needs_person || lacks,
        is_paused: machine.paused.is_some(),
        is_online,
        folders: &linked,
    });
    let mut status = Status {
        machine: machine.shown_name(),
        role: match machine.part {
            Part::None => MachineRole::None,
            Part::Hub(_) => MachineRole::Hub,
            Part::Client(_) => MachineRole::Client,
        },
        state,
        hub,
        folders,
        transfers,
        paused: machine.paused.is_some(),
        paused_until: machine.paused.and_then(|pause| pause.until).map(|until| until.to_string()),
        store_bytes: store.as_ref().map(|store| store.stored_bytes),
        store: store.map(|store| store.status),
        store_check: store_check(core),
        full_disks: core.full_disks(),
        summary: Summary::default(),
    };
    let trouble = if needs_person { trouble(core, &status) } else { None };
    let now = clock::local();
    let (summary, again) = core.steady().show(summarize(&status, trouble.as_deref(), &now), clock::ticks());
    let again = again.map(clock::instant_of);
    let untrue = summary::stays_true(&summary, &now).map(|lasting| Instant::now() + lasting);
    if let Some(again) = again.into_iter().chain(untrue).min() {
        let _ = core.tasks.send(Task::HintAt(again));
    }
    status.summary = summary;
    status
}

/// What about this machine itself needs a person.
fn trouble(core: &Core, status: &Status) -> Option<String> {
    let of_hub = match core.running() {
        Running::Hub(hub) => hub.failure().map(|why| format!("the hub stopped: {why}")),
        Running::Client(_) | Running::None => status.hub.as_ref().and_then(|hub| hub.trouble.clone()),
    };
    of_hub.or_else(|| core.trouble())
}

/// The states of all links, asked for at once.
pub(crate) fn states(core: &Core) -> Vec<(FolderId, Shown)> {
    let asked: Vec<_> = core.links().into_iter().map(|(folder, linked)| (folder, linked.ask_state())).collect();
    let deadline = Instant::now() + STATE_PATIENCE;
    asked.into_iter().map(|(folder, state)| (folder, state.by(deadline))).collect()
}

fn offered(core: &Core, machine: &Machine) -> Vec<FolderStatus> {
    let directory = core.directory();
    let offered = directory.folders.iter().filter(|folder| !machine.links.contains_key(&folder.id));
    let missing_copies = core.missing_copies();
    let offered = offered.map(|folder| {
        let missing = missing_copies.get(&folder.id);
        let suggested = missing.and_then(|missing| missing.place.clone());
        let suggested = suggested.or_else(|| places::suggested(core, machine, folder.name.as_str()));
        let problems = missing.map(|missing| missing.problem.clone()).into_iter().collect();
        let may_write = folder.access == Access::Write;
        let (files, bytes) = (folder.files, folder.bytes);
        FolderStatus { problems, may_write, files, bytes, ..status::offered_folder(folder.name.as_str(), suggested) }
    });
    offered.collect()
}

/// A client's hub, whether the hub can be reached, and whether that needs a person.
fn connection(core: &Core, machine: &Machine) -> (Option<HubStatus>, bool, bool) {
    match (core.running(), &machine.part) {
        (Running::Client(client), Part::Client(part)) => {
            let line = client.status();
            let trouble = line.clone().shown_trouble();
            let needs_person = trouble.as_ref().is_some_and(|trouble| trouble.needs_person);
            let hub = HubStatus {
                name: part.hub.to_string(),
                address: line.address,
                online: line.online,
                hint: trouble.as_ref().and_then(|trouble| trouble.hint.clone()),
                trouble: trouble.map(|trouble| trouble.message),
            };
            (Some(hub), line.online, needs_person)
        }
        (Running::Hub(hub), _) => (None, true, hub.failure().is_some()),
        _ => (None, false, core.trouble().is_some()),
    }
}

/// How far a look through the content store is.
fn store_check(core: &Core) -> Option<StoreCheck> {
    let Running::Hub(hub) = core.running() else { return None };
    hub.check_progress().map(|progress| StoreCheck { done: progress.done, total: progress.total })
}

/// `syncit folders`: fresh if the hub can be asked, else as it last told.
pub(crate) fn folders(core: &Core) -> Result<Vec<FolderStatus>> {
    if matches!(core.machine().part, Part::None) {
        return Err(Error::NotSetUp("it has no folders"));
    }
    if core.router.online().is_some() {
        core.fresh_directory("the folders are not known")?;
    }
    Ok(status(core).folders)
}

/// `syncit machines`: fresh if the hub can be asked, else as it last told.
pub(crate) fn machines(core: &Core) -> Result<Vec<MachineStatus>> {
    if matches!(core.machine().part, Part::None) {
        return Err(Error::NotSetUp("it knows no machines"));
    }
    let is_online = core.router.online().is_some();
    let directory = if is_online { core.fresh_directory("the machines are not known")? } else { core.directory() };
    let own = core.id()?;
    let accesses = accesses(core, &directory);
    let is_flowing = flowing(core);
    let machines = directory.machines.into_iter().map(|machine| MachineStatus {
        name: machine.name.to_string(),
        role: if machine.is_hub { MachineRole::Hub } else { MachineRole::Client },
        // Without the hub nothing is known of the others.
        online: (is_online && machine.online) || machine.id == own,
        last_seen: machine.last_seen.map(|at| at.to_string()),
        fingerprint: machine.fingerprint,
        is_self: machine.id == own,
        access: accesses.get(&machine.id).cloned().unwrap_or_default(),
        flowing: is_flowing(machine.id, machine.is_hub || machine.id == own),
    });
    Ok(machines.collect())
}

/// On the hub: what each machine may do with each folder, by its name.
fn accesses(core: &Core, directory: &Directory) -> BTreeMap<MachineId, BTreeMap<String, Access>> {
    let mut found = BTreeMap::<_, BTreeMap<_, _>>::new();
    if !matches!(core.running(), Running::Hub(_)) {
        return found;
    }
    match core.ask(Ask::Accesses, "what each machine may do is not known") {
        Ok(Answer::Accesses { accesses }) => {
            for (machine, folder, access) in accesses {
                if let Some(name) = directory.folder_name(folder) {
                    found.entry(machine).or_default().insert(name.to_string(), access);
                }
            }
        }
        Ok(_) => {}
        Err(error) => tracing::warn!("{error}"),
    }
    found
}

/// Says of a machine, and whether it is the hub or this one, whether something is sent to or from it now. A client
/// sees only what passes between itself and the hub.
fn flowing(core: &Core) -> impl Fn(MachineId, bool) -> bool {
    let own =
        core.router.online().is_some() && states(core).iter().any(|(_, shown)| shown.state.phase == Phase::Syncing);
    let others = match core.running() {
        Running::Hub(hub) => hub.flow().now(),
        Running::Client(_) | Running::None => BTreeSet::new(),
    };
    move |machine, is_end| others.contains(&machine) || (is_end && (own || !others.is_empty()))
}

/// `syncit ignored`.
pub(crate) fn ignored(core: &Core, folder: &str, path: Option<String>) -> Result<Vec<IgnoredLine>> {
    let machine = core.machine();
    let (id, _) = machine.link_named(folder).ok_or_else(|| Error::NotLinked(folder.to_owned()))?;
    let path = path.as_deref().map(rel_path).transpose()?;
    let linked = core.links().remove(&id).ok_or_else(|| Error::NotLinked(folder.to_owned()))?;
    let found = linked.ignored(path).transpose()?.unwrap_or_default();
    let lines =
        found.into_iter().map(|ignored| IgnoredLine { path: ignored.path, rule: ignored.rule, from: ignored.from });
    Ok(lines.collect())
}

pub(crate) fn rel_path(text: &str) -> Result<RelPath> {
    let trimmed = text.trim_end_matches('/');
    RelPath::new(trimmed).map_err(|cause| Error::BadPathInFolder { path: text.to_owned(), cause })
}

/// What is wrong with all folders, for the doctor.
pub(crate) fn problems(core: &Core) -> Vec<(String, ProblemLine)> {
    let folders = status(core).folders.into_iter();
    folders.flat_map(|folder| folder.problems.into_iter().map(move |line| (folder.name.clone(), line))).collect()
}
