//! `syncit settings`: the few things that can be set, each with its type, default and check in one place. What is set
//! takes effect at once.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use serde_json::{Value, json};
use syncit_core::FolderId;
use syncit_core::message::{Answer, Ask, RefusalCode};
use syncit_core::replica_store::Role;
use syncit_replica::step::Command;

use crate::api::Reply;
use crate::core::{Core, Running};
use crate::errors::{Error, Result};
use crate::machine::{Link, Machine, Part};
use crate::machines;
use crate::notices::Wanted;
use crate::units::{parse_bytes, show_bytes};

/// Lists, shows or sets.
pub(crate) fn settings(
    core: &Core,
    folder: Option<String>,
    key: Option<String>,
    value: Option<String>,
) -> Result<Reply> {
    let folder = match folder {
        None => None,
        Some(name) => {
            let machine = core.machine();
            Some(machine.link_named(&name).map(|(id, _)| id).ok_or(Error::NotLinked(name))?)
        }
    };
    if let Some(value) = value {
        let key = key.clone().ok_or_else(|| Error::BadArgument("a value needs a key".into()))?;
        match folder {
            None => set_machine(core, &key, value)?,
            Some(folder) => set_folder(core, folder, &key, value)?,
        }
    }
    let machine = core.machine();
    let mut all = match folder.and_then(|folder| Some((folder, machine.links.get(&folder)?))) {
        None => of_machine(&machine),
        Some((folder, link)) => of_folder(core, folder, link),
    };
    if let Some(key) = key {
        all.retain(|name, _| *name == key);
        if all.is_empty() {
            return Err(Error::NoSetting(key));
        }
    }
    Ok(Reply::Settings(all))
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
        all.insert("listen".to_owned(), json!(hub.listen.to_string()));
        all.insert(
            "root".to_owned(),
            json!(hub.root.as_ref().map_or("none".to_owned(), |root| root.display().to_string())),
        );
    }
    all
}

/// What is set for a folder here, and, if the hub can be asked, what is set there for all machines.
fn of_folder(core: &Core, folder: FolderId, link: &Link) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::from([
        ("role".to_owned(), json!(link.role.to_string())),
        ("rescan-minutes".to_owned(), json!(link.rescan_minutes)),
    ]);
    if core.router.online().is_some() {
        match core.ask(Ask::FolderSettings { folder, set: None }, "what is set at the hub is not known") {
            Ok(Answer::FolderSettings { settings }) => {
                all.extend(settings.into_iter().map(|(key, value)| (key, json!(value))));
            }
            Ok(_) => {}
            Err(error) => tracing::warn!("{error}"),
        }
    }
    all
}

fn bad(key: &str, value: String, why: &str) -> Error {
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
            if let Some(hub) = hub {
                hub.set_min_free(bytes);
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
            let root = match value.as_str() {
                "none" => None,
                path if PathBuf::from(path).is_absolute() => Some(PathBuf::from(path)),
                _ => {
                    return Err(bad(
                        key,
                        value,
                        "it is `none` or an absolute path; it counts for folders shared from now on",
                    ));
                }
            };
            change_hub(core, |hub| hub.root = root)?;
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
    match key {
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
