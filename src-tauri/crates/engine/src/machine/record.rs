//! What this machine remembers of itself: its name, its role, its hub and its links.
//!
//! It is one document in the settings database, written as a whole in one transaction, so that a pairing or a link is
//! never half recorded. It holds no secret: the key is kept elsewhere.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use jiff::Zoned;
use serde::{Deserialize, Serialize};
use syncit_core::replica_store::{GitHooks, SyncMode};
use syncit_core::{FolderId, MachineId, Name, ReplicaId, Timestamp};
use syncit_ssh::keys::KeyPlace;
use syncit_store::SqliteSettings;

use crate::api::Wanted;
use crate::error::{MachineFailed, Result};
use crate::machine::known_addresses::KnownAddresses;
use crate::machine::limit_hours::LimitHours;

/// The setting that holds the document.
const DOCUMENT: &str = "machine";
/// Bytes that must stay free on the hub's disk unless a setting says otherwise.
pub(crate) const MIN_FREE: u64 = 1 << 30;
/// How many folders one machine may share on this hub unless a setting says otherwise.
const FOLDERS_PER_MACHINE: u32 = 64;
/// Minutes between two full rescans of a folder unless a setting says otherwise.
const RESCAN_MINUTES: u32 = 60;

/// Everything that is remembered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Machine {
    /// `None` until the machine is set up.
    pub name: Option<Name>,
    /// Where the key is kept, decided once; `None` until there is one.
    pub key: Option<KeyRecord>,
    /// Its role.
    #[serde(default, rename = "part")]
    pub role: RoleRecord,
    /// The folders that are linked here.
    #[serde(default)]
    pub links: BTreeMap<FolderId, Link>,
    /// The names of all machines as the hub last reported them, for use while the hub is unreachable.
    #[serde(default)]
    pub names: BTreeMap<MachineId, Name>,
    /// Set while everything is paused.
    pub paused: Option<Pause>,
    /// The settings that a person chose.
    #[serde(default)]
    pub settings: MachineSettings,
}

/// Where the machine's key is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum KeyRecord {
    /// In the keyring, under this account name.
    Keyring(String),
    /// In a file of this name in the home.
    File(String),
}

impl KeyRecord {
    pub(crate) fn of(place: &KeyPlace) -> Self {
        match place {
            KeyPlace::Keyring(account) => KeyRecord::Keyring(account.clone()),
            KeyPlace::File(path) => {
                KeyRecord::File(path.file_name().unwrap_or_default().to_string_lossy().into_owned())
            }
        }
    }
}

/// The role of a machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RoleRecord {
    /// Neither a hub nor paired with one.
    #[default]
    None,
    /// It runs the relay.
    Hub(HubRole),
    /// It is paired with a hub.
    Client(ClientRole),
}

/// What a hub remembers besides its store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct HubRole {
    /// The address on which it listens. Once a free port was found, it is kept.
    pub listen: SocketAddr,
    /// The directory for copies of folders that others share, without symlinks; `None` means only the content store.
    pub root: Option<PathBuf>,
    /// True if the root is known to have no symlinks; earlier versions recorded it as it was given.
    #[serde(default)]
    pub root_is_real: bool,
    /// The addresses from which machines have logged in.
    #[serde(default, skip_serializing_if = "KnownAddresses::is_empty")]
    pub known: KnownAddresses,
}

/// What a client remembers of its hub.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ClientRole {
    /// The hub's name.
    pub hub: Name,
    /// The hub's pinned public key, in SSH wire format.
    pub key: Vec<u8>,
    /// Addresses as `HOST:PORT`; the one that was reached last comes first.
    pub addresses: Vec<String>,
}

/// A linked folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Link {
    /// The replica that keeps this copy.
    pub replica: ReplicaId,
    /// The folder's name, as the hub last reported it.
    pub name: Name,
    /// The folder's root on this machine.
    pub path: PathBuf,
    /// The sync mode.
    pub role: SyncMode,
    /// True if the hub takes no changes of this folder from here, as it last reported.
    #[serde(default)]
    pub reads_only: bool,
    /// Set while the folder is paused.
    pub paused: Option<Pause>,
    /// Minutes between two full rescans.
    #[serde(default = "rescan_minutes")]
    pub rescan_minutes: u32,
    /// How to treat git hooks that come from other machines.
    #[serde(default)]
    pub git_hooks: GitHooks,
}

fn rescan_minutes() -> u32 {
    RESCAN_MINUTES
}

impl Link {
    pub(crate) fn new(replica: ReplicaId, name: Name, path: PathBuf, role: SyncMode) -> Self {
        Link {
            replica,
            name,
            path,
            role,
            reads_only: false,
            paused: None,
            rescan_minutes: RESCAN_MINUTES,
            git_hooks: GitHooks::default(),
        }
    }
}

/// A pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Pause {
    /// The wall-clock time at which the pause ends; `None` if only a person ends it.
    pub until: Option<Timestamp>,
}

impl Pause {
    pub(crate) fn is_over(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| until <= now)
    }
}

/// Limits on what goes to the hub and what comes from it, in bytes a second; `None` means no limit.
pub(crate) type Limits = (Option<u64>, Option<u64>);

/// The settings that a person chose for the machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub(crate) struct MachineSettings {
    /// True if the machine announces itself and looks for hubs on the LAN.
    pub discovery: bool,
    /// Bytes that must stay free on each disk to which SyncIt writes (see `root::least_free`).
    pub min_free: u64,
    /// On a hub: how many folders a machine other than the hub may share at a time.
    pub folders_per_machine: u32,
    /// On a hub: how many bytes a machine other than the hub may keep in the folders; `None` means no limit.
    pub bytes_per_machine: Option<u64>,
    /// KiB of content a second sent to the hub; 0 means no limit.
    pub limit_up: u32,
    /// KiB of content a second received from the hub; 0 means no limit.
    pub limit_down: u32,
    /// When the two limits apply; otherwise there is no limit.
    pub limit_hours: LimitHours,
    /// True to pause while the network is metered; `None` if nobody has decided that.
    pub pause_on_metered: Option<bool>,
    /// The percentage of the battery below which to pause while the machine runs on it.
    pub pause_on_battery: Option<u8>,
    /// The notifications that a person wants.
    pub notify: Wanted,
}

impl MachineSettings {
    /// Returns the limits to and from the hub at a time, in bytes a second.
    pub(crate) fn limits(&self, now: &Zoned) -> Limits {
        let (applies, _) = self.limit_hours.at(now);
        let limit = |kib: u32| (applies && kib > 0).then(|| u64::from(kib) << 10);
        (limit(self.limit_up), limit(self.limit_down))
    }

    /// Returns true if there are speed limits, at whatever hours.
    pub(crate) fn has_limits(&self) -> bool {
        self.limit_up > 0 || self.limit_down > 0
    }
}

impl Default for MachineSettings {
    fn default() -> Self {
        MachineSettings {
            discovery: true,
            min_free: MIN_FREE,
            folders_per_machine: FOLDERS_PER_MACHINE,
            bytes_per_machine: None,
            limit_up: 0,
            limit_down: 0,
            limit_hours: LimitHours::default(),
            pause_on_metered: None,
            pause_on_battery: None,
            notify: Wanted::default(),
        }
    }
}

impl Machine {
    /// Finds the link of a folder by its name, ignoring case.
    pub(crate) fn link_named(&self, name: &str) -> Option<(FolderId, &Link)> {
        let folded = name.to_lowercase();
        self.links.iter().find(|(_, link)| link.name.folded() == folded).map(|(id, link)| (*id, link))
    }

    /// Returns the name, or an empty text if there is none yet.
    pub(crate) fn shown_name(&self) -> String {
        self.name.as_ref().map(Name::to_string).unwrap_or_default()
    }
}

/// The document and the database that keeps it.
pub(crate) struct MachineFile {
    settings: SqliteSettings,
    machine: Machine,
}

impl MachineFile {
    /// Opens the database and reads the document.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let settings = SqliteSettings::open(path)?;
        let machine = match settings.get(DOCUMENT)? {
            None => Machine::default(),
            Some(text) => serde_json::from_str(&text)
                .map_err(|error| MachineFailed::Damaged { path: path.to_owned(), words: error.to_string() })?,
        };
        Ok(MachineFile { settings, machine })
    }

    /// Returns the document.
    pub(crate) fn get(&self) -> &Machine {
        &self.machine
    }

    /// Changes the document durably. If that fails, nothing is changed.
    pub(crate) fn change<T>(&mut self, change: impl FnOnce(&mut Machine) -> T) -> Result<T> {
        let mut changed = self.machine.clone();
        let value = change(&mut changed);
        if changed != self.machine {
            let text = serde_json::to_string(&changed).expect("the document is plain data with text for keys");
            self.settings.set(DOCUMENT, &text)?;
            self.machine = changed;
        }
        Ok(value)
    }
}
