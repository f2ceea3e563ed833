//! `syncit settings`: the few things that can be set, each with its type, default and check in one place. What is set
//! takes effect at once.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;

use serde_json::{Value, json};
use syncit_core::FolderId;
use syncit_core::message::{Answer, Ask, RefusalCode};
use syncit_core::replica_store::{GitHooks, Role};
use syncit_replica::step::Command;

use crate::api::Reply;
use crate::core::{Core, Running};
use crate::errors::{Error, Result};
use crate::hub_root;
use crate::machine::{Link, Machine, Part};
use crate::machines;
use crate::notices::Wanted;
use crate::retention;
use crate::roots;
use crate::units::{parse_bytes, show_bytes};

/// The most folders that one machine may be allowed to share.
const MAX_FOLDERS_PER_MACHINE: u32 = 1_000;
const UNKNOWN: &str = "what is set at the hub is not known";

/// Lists, shows or sets.
pub(crate) fn settings(
    core: &Core,
    folder: Option<String>,
    key: Option<String>,
    value: Option<String>,
) -> Result<Reply> {
    let folder = folder.map(|name| folder_id(core, name)).transpose()?;
    if let Some(value) = value {
        let key = key.clone().ok_or_else(|| Error::BadArgument("a value needs a key".into()))?;
        match folder {
            None => set_machine(core, &key, value)?,
            Some(folder) => set_folder(core, folder, &key, value)?,
        }
    }
    let machine = core.machine();
    let mut all = match folder {
        None => of_machine(&machine),
        Some(folder) => of_folder(core, folder, machine.links.get(&folder)),
    };
    if let Some(key) = key {
        all.retain(|name, _| *name == key);
        if all.is_empty() {
            let may_be_the_hubs = folder.is_some() && core.router.online().is_none();
            return Err(if may_be_the_hubs { core.offline(UNKNOWN) } else { Error::NoSetting(key) });
        }
    }
    Ok(Reply::Settings(all))
}

/// A folder that is linked here, or else one that the hub shares.
fn folder_id(core: &Core, name: String) -> Result<FolderId> {
    if let Some((folder, _)) = core.machine().link_named(&name) {
        return Ok(folder);
    }
    let mut directory = core.directory();
    if directory.folder_named(&name).is_none() && core.router.online().is_some() {
        directory = core.fresh_directory(UNKNOWN)?;
    }
    directory.folder_named(&name).map(|folder| folder.id).ok_or(Error::NoFolder(name))
}

fn of_machine(machine: &Machine) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::from([
        ("name".to_owned(), json!(machine.shown_name())),
        ("discovery".to_owned(), json!(machine.settings.discovery)),
        ("min-free".to_owned(), json!(show_bytes(machine.settings.min_free))),
    ]);
    let kinds =
        notify_kinds(&mut machine.settings.notify.clone()).map(|(key, wanted)| (key.to_owned(), json!(*wanted)));
    all.extend(kinds);
    // They hold for a machine's way to its hub; a hub has none.
    if !matches!(machine.part, Part::Hub(_)) {
        all.insert("limit-up".to_owned(), json!(machine.settings.limit_up));
        all.insert("limit-down".to_owned(), json!(machine.settings.limit_down));
    }
    if let Part::Hub(hub) = &machine.part {
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

/// What is set for a folder here, if it is linked, and, if the hub can be asked, what is set there for all machines.
fn of_folder(core: &Core, folder: FolderId, link: Option<&Link>) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    if let Some(link) = link {
        all.insert("role".to_owned(), json!(link.role.to_string()));
        all.insert("rescan-minutes".to_owned(), json!(link.rescan_minutes));
        all.insert("git-hooks".to_owned(), json!(link.git_hooks.word()));
    }
    if core.router.online().is_some() {
        for read in [read_limits, retention::read] {
            match read(core, folder) {
                Ok(settings) => all.extend(settings),
                Err(error) => tracing::warn!("{error}"),
            }
        }
    }
    all
}

/// What is a number at the hub, for all machines.
fn read_limits(core: &Core, folder: FolderId) -> Result<BTreeMap<String, Value>> {
    match core.ask(Ask::FolderSettings { folder, set: None }, UNKNOWN)? {
        Answer::FolderSettings { settings } => {
            Ok(settings.into_iter().map(|(key, value)| (key, json!(value))).collect())
        }
        _ => Err(Error::BadArgument("the hub answered something else than was asked".into())),
    }
}

pub(crate) fn bad(key: &str, value: String, why: &str) -> Error {
    Error::BadSetting { key: key.to_owned(), value, why: why.to_owned() }
}

fn set_machine(core: &Core, key: &str, value: String) -> Result<()> {
    let hub = match core.running() {
        Running::Hub(hub) => Some(hub),
        Running::None | Running::Client(_) => None,
    };
    let is_hub = matches!(core.machine().part, Part::Hub(_));
    match key {
        "name" => drop(machines::rename(core, None, &value)?),
        "discovery" => {
            let on = switch(key, value)?;
            core.change(|machine| machine.settings.discovery = on)?;
            if let Some(hub) = hub {
                hub.announce_on(core.discovery());
            }
        }
        "min-free" => {
            let bytes = parse_bytes(&value).ok_or_else(|| bad(key, value, "it is a size, like 500 MiB or 2 GiB"))?;
            core.change(|machine| machine.settings.min_free = bytes)?;
            let Machine { settings, links, .. } = core.machine();
            if let Some(hub) = hub {
                hub.set_min_free(roots::least_free(&settings, core.home.data()));
            }
            for (folder, linked) in core.links() {
                if let Some(link) = links.get(&folder) {
                    linked.command(Command::MinFree(roots::least_free(&settings, &link.path)));
                }
            }
        }
        "folders-per-machine" if is_hub => {
            let folders = value.parse().ok().filter(|folders| (1..=MAX_FOLDERS_PER_MACHINE).contains(folders));
            let folders = folders.ok_or_else(|| {
                bad(key, value, &format!("it is a number of folders, 1 to {MAX_FOLDERS_PER_MACHINE}"))
            })?;
            core.change(|machine| machine.settings.folders_per_machine = folders)?;
            if let Some(hub) = hub {
                hub.set_folders_per_machine(folders);
            }
        }
        "bytes-per-machine" if is_hub => {
            let bytes = match value.as_str() {
                "none" => None,
                size => Some(
                    parse_bytes(size)
                        .ok_or_else(|| bad(key, value.clone(), "it is a size, like 200 GiB, or `none` for no limit"))?,
                ),
            };
            core.change(|machine| machine.settings.bytes_per_machine = bytes)?;
            if let Some(hub) = hub {
                hub.set_bytes_per_machine(bytes);
            }
        }
        key if key.starts_with("notify-") => set_notify(core, key, value)?,
        "limit-up" | "limit-down" if !is_hub => set_limit(core, key, value)?,
        "listen" if is_hub => {
            let wanted: SocketAddr = value.parse().map_err(|_| {
                bad(key, value, "it is ADDR:PORT, like [::]:22082; the other machines connect anew when it changes")
            })?;
            // A hub that does not run yet, because its key is locked away, takes it up when it does.
            let taken = hub.map_or(Ok(wanted), |hub| hub.listen_at(wanted, core.discovery()))?;
            change_hub(core, |hub| hub.listen = taken)?;
        }
        "root" if is_hub => {
            // It counts for folders that are shared from now on.
            let root = match value.as_str() {
                "none" => None,
                path => Some(hub_root::check(Path::new(path), &core.home, &core.machine())?),
            };
            change_hub(core, |hub| (hub.root, hub.root_is_real) = (root, true))?;
        }
        _ => return Err(Error::NoSetting(key.to_owned())),
    }
    Ok(())
}

/// The kinds of notifications by their settings.
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

fn set_notify(core: &Core, key: &str, value: String) -> Result<()> {
    if notify_kinds(&mut Wanted::default()).iter().all(|(known, _)| *known != key) {
        return Err(Error::NoSetting(key.to_owned()));
    }
    let on = switch(key, value)?;
    core.change(|machine| {
        for (_, wanted) in notify_kinds(&mut machine.settings.notify).into_iter().filter(|(known, _)| *known == key) {
            *wanted = on;
        }
    })
}

fn switch(key: &str, value: String) -> Result<bool> {
    match value.as_str() {
        "on" | "true" | "yes" => Ok(true),
        "off" | "false" | "no" => Ok(false),
        _ => Err(bad(key, value, "it is `on` or `off`")),
    }
}

/// A limit counts at once. One from the hub is also agreed on with it, which takes a new connection.
fn set_limit(core: &Core, key: &str, value: String) -> Result<()> {
    let kib: u32 = value.parse().map_err(|_| bad(key, value, "it is a number of KiB a second; 0 is no limit"))?;
    let before = core.machine().settings.limits();
    core.change(|machine| match key {
        "limit-up" => machine.settings.limit_up = kib,
        _ => machine.settings.limit_down = kib,
    })?;
    let (up, down) = core.machine().settings.limits();
    if let Running::Client(client) = core.running() {
        client.set_pace(up, down);
        if down != before.1 {
            client.reconnect();
        }
    }
    Ok(())
}

fn change_hub(core: &Core, change: impl FnOnce(&mut crate::machine::HubPart)) -> Result<()> {
    core.change(|machine| {
        if let Part::Hub(hub) = &mut machine.part {
            change(hub);
        }
    })
}

fn set_folder(core: &Core, folder: FolderId, key: &str, value: String) -> Result<()> {
    let change = |change: &dyn Fn(&mut Link)| {
        core.change(|machine| {
            if let Some(link) = machine.links.get_mut(&folder) {
                change(link);
            }
        })
    };
    let is_linked = core.machine().links.contains_key(&folder);
    match key {
        "role" | "rescan-minutes" | "git-hooks" if !is_linked => {
            let name = core.directory().folder_name(folder).map(ToString::to_string).unwrap_or_default();
            return Err(Error::NotLinked(name));
        }
        "role" => {
            let role = match value.as_str() {
                "two-way" => Role::TwoWay,
                "send-only" => Role::SendOnly,
                "receive-only" => Role::ReceiveOnly,
                _ => return Err(bad(key, value, "it is `two-way`, `send-only` or `receive-only`")),
            };
            change(&|link| link.role = role)?;
            if let Some(linked) = core.links().get(&folder) {
                linked.command(Command::SetRole(role));
            }
        }
        "rescan-minutes" => {
            let minutes = value.parse().ok().filter(|minutes| (1..=60 * 24 * 7).contains(minutes));
            let minutes = minutes.ok_or_else(|| bad(key, value, "it is a number of minutes, 1 to 10080"))?;
            change(&|link| link.rescan_minutes = minutes)?;
        }
        "git-hooks" => {
            let words = [GitHooks::NotExecutable, GitHooks::AsTheyAre];
            let git_hooks = words.into_iter().find(|hooks| hooks.word() == value);
            let git_hooks = git_hooks.ok_or_else(|| bad(key, value, "it is `not-executable` or `as-they-are`"))?;
            change(&|link| link.git_hooks = git_hooks)?;
            if let Some(linked) = core.links().get(&folder) {
                linked.command(Command::SetGitHooks(git_hooks));
            }
        }
        key if retention::has(key) => retention::set(core, folder, key, value)?,
        // All others are the hub's, for all machines, and numbers.
        _ => {
            let set = |value| Some((key.to_owned(), value));
            let known = core.ask(Ask::FolderSettings { folder, set: None }, "nothing was set")?;
            if !matches!(known, Answer::FolderSettings { settings } if settings.contains_key(key)) {
                return Err(Error::NoSetting(key.to_owned()));
            }
            let number = value.parse().map_err(|_| bad(key, value.clone(), "it is a number"))?;
            match core.ask(Ask::FolderSettings { folder, set: set(number) }, "nothing was set") {
                Err(Error::Refused(refusal)) if refusal.code == RefusalCode::BadRequest => {
                    return Err(bad(key, value, refusal.hint.as_deref().unwrap_or("the hub does not take it")));
                }
                answered => drop(answered?),
            }
        }
    }
    Ok(())
}
