//! `syncit settings`: the few settings, each with its type, default and check in one place. A new value takes effect at
//! once.

mod retention;
mod values;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;

use serde_json::{Value, json};
use syncit_core::FolderId;
use syncit_core::message::{Answer, Ask, RefusalCode};
use syncit_core::replica_store::{GitHooks, SyncMode};
use syncit_core::units::{parse_bytes, show_bytes};
use syncit_replica::event::FolderCommand;

use self::values::{bad, percentage, switch};
use crate::api::{Reply, Wanted};
use crate::error::{BadArgument, Error, Expected, Result, Undone};
use crate::folder::mailbox::FolderReplica;
use crate::folder::root;
use crate::machine::limit_hours::LimitHours;
use crate::machine::record::{HubRole, Link, Machine, RoleRecord};
use crate::runtime::{RunningRole, Runtime, hub_root, names, role};

/// The most folders that one machine may be allowed to share.
const MAX_FOLDERS_PER_MACHINE: u32 = 1_000;

/// Lists, shows or sets settings.
pub(crate) fn settings(
    runtime: &Runtime,
    folder: Option<String>,
    key: Option<String>,
    value: Option<String>,
) -> Result<Reply> {
    let folder = folder.map(|name| folder_id(runtime, name)).transpose()?;
    if let Some(value) = value {
        let key = key.clone().ok_or(BadArgument::NoKey)?;
        match folder {
            None => set_machine(runtime, &key, value)?,
            Some(folder) => set_folder(runtime, folder, &key, value)?,
        }
    }
    let machine = runtime.machine();
    let mut all = match folder {
        None => of_machine(&machine),
        Some(folder) => of_folder(runtime, folder, machine.links.get(&folder)),
    };
    if let Some(key) = key {
        all.retain(|name, _| *name == key);
        if all.is_empty() {
            let may_be_the_hubs = folder.is_some() && runtime.router.online().is_none();
            return Err(if may_be_the_hubs { runtime.offline(Undone::Answer) } else { Error::no_setting(&key) });
        }
    }
    Ok(Reply::Settings(all))
}

/// Finds a folder that is linked here, or else one that the hub shares.
fn folder_id(runtime: &Runtime, name: String) -> Result<FolderId> {
    if let Some((folder, _)) = runtime.machine().link_named(&name) {
        return Ok(folder);
    }
    let mut directory = runtime.directory();
    if directory.folder_named(&name).is_none() && runtime.router.online().is_some() {
        directory = runtime.fresh_directory(Undone::Answer)?;
    }
    directory.folder_named(&name).map(|folder| folder.id).ok_or_else(|| Error::no_folder(&name))
}

fn of_machine(machine: &Machine) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::from([
        ("name".to_owned(), json!(machine.shown_name())),
        ("discovery".to_owned(), json!(machine.settings.discovery)),
        ("min-free".to_owned(), json!(show_bytes(machine.settings.min_free))),
    ]);
    all.insert("pause-on-metered".to_owned(), json!(machine.settings.pause_on_metered == Some(true)));
    let below = machine.settings.pause_on_battery.map_or_else(|| json!("off"), |percent| json!(percent));
    all.insert("pause-on-battery".to_owned(), below);
    let kinds =
        notify_kinds(&mut machine.settings.notify.clone()).map(|(key, wanted)| (key.to_owned(), json!(*wanted)));
    all.extend(kinds);
    // Limits apply to a machine's connection to its hub, and a hub has none.
    if !matches!(machine.role, RoleRecord::Hub(_)) {
        all.insert("limit-up".to_owned(), json!(machine.settings.limit_up));
        all.insert("limit-down".to_owned(), json!(machine.settings.limit_down));
        all.insert("limit-hours".to_owned(), json!(machine.settings.limit_hours));
    }
    if let RoleRecord::Hub(hub) = &machine.role {
        all.insert("folders-per-machine".to_owned(), json!(machine.settings.folders_per_machine));
        let bytes = machine.settings.bytes_per_machine.map_or("none".to_owned(), show_bytes);
        all.insert("bytes-per-machine".to_owned(), json!(bytes));
        all.insert("listen".to_owned(), json!(hub.listen.to_string()));
        all.insert(
            "root".to_owned(),
            json!(hub.root.as_ref().map_or("none".to_owned(), |root| root.display().to_string())),
        );
    }
    all
}

/// Returns the settings of a folder here, if it is linked, and those at the hub for all machines, if the hub can be
/// asked.
fn of_folder(runtime: &Runtime, folder: FolderId, link: Option<&Link>) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    if let Some(link) = link {
        all.insert("role".to_owned(), json!(link.role.to_string()));
        all.insert("rescan-minutes".to_owned(), json!(link.rescan_minutes));
        all.insert("git-hooks".to_owned(), json!(link.git_hooks.word()));
        let leaves_out = |replica: &mut FolderReplica| replica.selection().leaves_out_after.is_some();
        if let Some(leaves_out) = runtime.links().get(&folder).and_then(|linked| linked.query(leaves_out)) {
            all.insert("new-subfolders".to_owned(), json!(!leaves_out));
        }
    }
    if runtime.router.online().is_some() {
        for read in [read_limits, retention::read] {
            match read(runtime, folder) {
                Ok(settings) => all.extend(settings),
                Err(error) => tracing::warn!("{error}"),
            }
        }
    }
    all
}

/// Returns the numeric settings at the hub, which apply to all machines.
fn read_limits(runtime: &Runtime, folder: FolderId) -> Result<BTreeMap<String, Value>> {
    match runtime.ask(Ask::FolderSettings { folder, set: None }, Undone::Answer)? {
        Answer::FolderSettings { settings } => {
            Ok(settings.into_iter().map(|(key, value)| (key, json!(value))).collect())
        }
        _ => Err(Error::other_answer(Undone::Answer)),
    }
}

fn set_machine(runtime: &Runtime, key: &str, value: String) -> Result<()> {
    let hub = match runtime.running() {
        RunningRole::Hub(hub) => Some(hub),
        RunningRole::None | RunningRole::Client(_) => None,
    };
    let is_hub = matches!(runtime.machine().role, RoleRecord::Hub(_));
    match key {
        "name" => names::rename(runtime, None, &value)?,
        "discovery" => {
            let on = switch(key, value)?;
            runtime.change(|machine| machine.settings.discovery = on)?;
            if let Some(hub) = hub {
                hub.announce_on(runtime.discovery());
            }
        }
        "min-free" => {
            let bytes = parse_bytes(&value).ok_or_else(|| bad(key, value, Expected::Size))?;
            runtime.change(|machine| machine.settings.min_free = bytes)?;
            let Machine { settings, links, .. } = runtime.machine();
            if let Some(hub) = hub {
                hub.set_min_free(root::least_free(&settings, runtime.home.data()));
            }
            for (folder, linked) in runtime.links() {
                if let Some(link) = links.get(&folder) {
                    linked.command(FolderCommand::MinFree(root::least_free(&settings, &link.path)));
                }
            }
        }
        "folders-per-machine" if is_hub => {
            let folders = value.parse().ok().filter(|folders| (1..=MAX_FOLDERS_PER_MACHINE).contains(folders));
            let folders =
                folders.ok_or_else(|| bad(key, value, Expected::Folders { most: MAX_FOLDERS_PER_MACHINE }))?;
            runtime.change(|machine| machine.settings.folders_per_machine = folders)?;
            if let Some(hub) = hub {
                hub.set_folders_per_machine(folders);
            }
        }
        "bytes-per-machine" if is_hub => {
            let bytes = match value.as_str() {
                "none" => None,
                size => Some(parse_bytes(size).ok_or_else(|| bad(key, value.clone(), Expected::Limit))?),
            };
            runtime.change(|machine| machine.settings.bytes_per_machine = bytes)?;
            if let Some(hub) = hub {
                hub.set_bytes_per_machine(bytes);
            }
        }
        key if key.starts_with("notify-") => set_notify(runtime, key, value)?,
        "limit-up" | "limit-down" | "limit-hours" if !is_hub => set_limit(runtime, key, value)?,
        "pause-on-metered" => {
            let on = switch(key, value)?;
            runtime.change(|machine| machine.settings.pause_on_metered = Some(on))?;
            runtime.power.want((&runtime.machine().settings).into());
        }
        "pause-on-battery" => {
            let below = percentage(key, value)?;
            runtime.change(|machine| machine.settings.pause_on_battery = below)?;
            runtime.power.want((&runtime.machine().settings).into());
        }
        "listen" if is_hub => {
            let wanted: SocketAddr = value.parse().map_err(|_| bad(key, value, Expected::Address))?;
            // A hub that does not run yet, because its key is locked, uses the new address when it starts.
            let taken = hub.map_or(Ok(wanted), |hub| hub.listen_at(wanted, runtime.discovery()))?;
            change_hub(runtime, |hub| hub.listen = taken)?;
        }
        "root" if is_hub => {
            // It applies to folders that are shared from now on.
            let root = match value.as_str() {
                "none" => None,
                path => Some(hub_root::check(Path::new(path), &runtime.home, &runtime.machine())?),
            };
            change_hub(runtime, |hub| (hub.root, hub.root_is_real) = (root, true))?;
        }
        _ => return Err(Error::no_setting(key)),
    }
    Ok(())
}

/// Returns the kinds of notifications with their setting keys.
fn notify_kinds(wanted: &mut Wanted) -> [(&'static str, &mut bool); 6] {
    [
        ("notify-changes", &mut wanted.changes),
        ("notify-conflicts", &mut wanted.conflicts),
        ("notify-holds", &mut wanted.holds),
        ("notify-machines", &mut wanted.machines),
        ("notify-disks", &mut wanted.disks),
        ("notify-absences", &mut wanted.absences),
    ]
}

fn set_notify(runtime: &Runtime, key: &str, value: String) -> Result<()> {
    if notify_kinds(&mut Wanted::default()).iter().all(|(known, _)| *known != key) {
        return Err(Error::no_setting(key));
    }
    let on = switch(key, value)?;
    runtime.change(|machine| {
        for (_, wanted) in notify_kinds(&mut machine.settings.notify).into_iter().filter(|(known, _)| *known == key) {
            *wanted = on;
        }
    })
}

/// Sets a rate limit, or when the limits apply. Both take effect at once.
fn set_limit(runtime: &Runtime, key: &str, value: String) -> Result<()> {
    if key == "limit-hours" {
        let hours = LimitHours::parse(&value).ok_or_else(|| bad(key, value, Expected::Hours))?;
        runtime.change(|machine| machine.settings.limit_hours = hours)?;
    } else {
        let kib: u32 = value.parse().map_err(|_| bad(key, value, Expected::Rate))?;
        runtime.change(|machine| match key {
            "limit-up" => machine.settings.limit_up = kib,
            _ => machine.settings.limit_down = kib,
        })?;
    }
    role::apply_limits(runtime);
    Ok(())
}

fn change_hub(runtime: &Runtime, change: impl FnOnce(&mut HubRole)) -> Result<()> {
    runtime.change(|machine| {
        if let RoleRecord::Hub(hub) = &mut machine.role {
            change(hub);
        }
    })
}

fn folder_name(runtime: &Runtime, folder: FolderId) -> String {
    runtime.directory().folder_name(folder).map(ToString::to_string).unwrap_or_default()
}

fn set_folder(runtime: &Runtime, folder: FolderId, key: &str, value: String) -> Result<()> {
    let change = |change: &dyn Fn(&mut Link)| {
        runtime.change(|machine| {
            if let Some(link) = machine.links.get_mut(&folder) {
                change(link);
            }
        })
    };
    let is_linked = runtime.machine().links.contains_key(&folder);
    match key {
        "role" | "rescan-minutes" | "git-hooks" | "new-subfolders" if !is_linked => {
            return Err(Error::not_linked(&folder_name(runtime, folder)));
        }
        "role" => {
            let role = match value.as_str() {
                "two-way" => SyncMode::TwoWay,
                "send-only" => SyncMode::SendOnly,
                "receive-only" => SyncMode::ReceiveOnly,
                _ => return Err(bad(key, value, Expected::Mode)),
            };
            change(&|link| link.role = role)?;
            if let Some(linked) = runtime.links().get(&folder) {
                linked.command(FolderCommand::SetSyncMode(role));
            }
        }
        "rescan-minutes" => {
            let minutes = value.parse().ok().filter(|minutes| (1..=60 * 24 * 7).contains(minutes));
            let minutes = minutes.ok_or_else(|| bad(key, value, Expected::Minutes))?;
            change(&|link| link.rescan_minutes = minutes)?;
        }
        "git-hooks" => {
            let words = [GitHooks::NotExecutable, GitHooks::AsTheyAre];
            let git_hooks = words.into_iter().find(|hooks| hooks.word() == value);
            let git_hooks = git_hooks.ok_or_else(|| bad(key, value, Expected::GitHooks))?;
            change(&|link| link.git_hooks = git_hooks)?;
            if let Some(linked) = runtime.links().get(&folder) {
                linked.command(FolderCommand::SetGitHooks(git_hooks));
            }
        }
        "new-subfolders" => {
            let are_chosen = switch(key, value)?;
            let linked = runtime.links().remove(&folder);
            let linked = linked.filter(|linked| linked.query(|_| ()).is_some());
            let linked = linked.ok_or_else(|| Error::not_open(&folder_name(runtime, folder)))?;
            linked.command(FolderCommand::LeaveOutNew(!are_chosen));
        }
        key if retention::has(key) => retention::set(runtime, folder, key, value)?,
        // All other settings are numbers at the hub, for all machines.
        _ => {
            let set = |value| Some((key.to_owned(), value));
            let known = runtime.ask(Ask::FolderSettings { folder, set: None }, Undone::Change)?;
            if !matches!(known, Answer::FolderSettings { settings } if settings.contains_key(key)) {
                return Err(Error::no_setting(key));
            }
            let number = value.parse().map_err(|_| bad(key, value.clone(), Expected::Number))?;
            match runtime.ask(Ask::FolderSettings { folder, set: set(number) }, Undone::Change) {
                Err(Error::Refused(refusal)) if refusal.code == RefusalCode::BadRequest => {
                    return Err(bad(key, value, refusal.reason));
                }
                answered => drop(answered?),
            }
        }
    }
    Ok(())
}
