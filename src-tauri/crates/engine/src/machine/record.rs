//! What this machine remembers of itself: its name, what it is, its hub and its links.
//!
//! One document in the settings database, written as a whole in one transaction, so that there is never half a
//! pairing or half a link. It holds no secret: the key lies elsewhere.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use syncit_core::replica_store::{GitHooks, Role as SyncMode};
use syncit_core::{FolderId, MachineId, Name, ReplicaId, Timestamp};
use syncit_ssh::keys::KeyPlace;
use syncit_store::SqliteSettings;

use crate::api::Wanted;
use crate::error::{Error, Result};
use crate::machine::known_addresses::KnownAddresses;

/// The setting that holds the document.
const DOCUMENT: &str = "machine";
/// What must stay free on the hub's disk unless a setting says otherwise, in bytes.
pub(crate) const MIN_FREE: u64 = 1 << 30;
/// How many folders one machine may share on this hub unless a setting says otherwise.
const FOLDERS_PER_MACHINE: u32 = 64;
/// Minutes between two looks at everything in a folder unless a setting says otherwise.
const RESCAN_MINUTES: u32 = 60;

/// All that is remembered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Machine {
    /// None before it was set up.
    pub name: Option<Name>,
    /// Where the key is kept, decided once; none before there is one.
    pub key: Option<KeyRecord>,
    /// What it is.
    #[serde(default, rename = "part")]
    pub role: Role,
    /// The folders that are kept here.
    #[serde(default)]
    pub links: BTreeMap<FolderId, Link>,
    /// The names of all machines, as the hub last told, to speak of them while it is away.
    #[serde(default)]
    pub names: BTreeMap<MachineId, Name>,
    /// Everything is paused.
    pub paused: Option<Pause>,
    /// What a person set.
    #[serde(default)]
    pub settings: MachineSettings,
}

/// Where the machine's key lies.
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

/// What the machine is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Role {
    /// Neither hub nor paired.
    #[default]
    None,
    /// It runs the relay.
    Hub(HubRole),
    /// It has a hub.
    Client(ClientRole),
}

/// What a hub remembers besides its store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct HubRole {
    /// Where it listens; the port is kept once one was found free.
    pub listen: SocketAddr,
    /// Where it keeps folders that others share, without symlinks; none: only the content store.
    pub root: Option<PathBuf>,
    /// Whether the root is without symlinks; versions before this kept it as it was given.
    #[serde(default)]
    pub root_is_real: bool,
    /// From where machines have logged in.
    #[serde(default, skip_serializing_if = "KnownAddresses::is_empty")]
    pub known: KnownAddresses,
}

/// What a client remembers of its hub.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct ClientRole {
    /// Its name.
    pub hub: Name,
    /// Its public key in SSH wire format: pinned.
    pub key: Vec<u8>,
    /// `HOST:PORT`, the one that was last reached first.
    pub addresses: Vec<String>,
}

/// A folder kept here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Link {
    /// This copy.
    pub replica: ReplicaId,
    /// The folder's name, as last told.
    pub name: Name,
    /// Where.
    pub path: PathBuf,
    /// What this machine does with it.
    pub role: SyncMode,
    /// The hub takes no changes of it from here, as it last said.
    #[serde(default)]
    pub reads_only: bool,
    /// It is paused.
    pub paused: Option<Pause>,
    /// Minutes between two looks at everything.
    #[serde(default = "rescan_minutes")]
    pub rescan_minutes: u32,
    /// What becomes of git hooks that come from other machines.
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
    /// When it ends by itself, wall-clock time; none: when a person says so.
    pub until: Option<Timestamp>,
}

impl Pause {
    pub(crate) fn is_over(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| until <= now)
    }
}

/// What a person set for the machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub(crate) struct MachineSettings {
    /// Whether to announce and look for hubs on the LAN.
    pub discovery: bool,
    /// Bytes that must stay free on each disk that SyncIt writes to (`roots::least_free`).
    pub min_free: u64,
    /// On a hub: how many folders a machine that is not the hub may share at a time.
    pub folders_per_machine: u32,
    /// On a hub: how many bytes a machine that is not the hub may have in the folders; none: no limit.
    pub bytes_per_machine: Option<u64>,
    /// KiB of content a second that go to the hub; 0: no limit.
    pub limit_up: u32,
    /// KiB of content a second that come from the hub; 0: no limit.
    pub limit_down: u32,
    /// Which notifications a person wants.
    pub notify: Wanted,
}

impl MachineSettings {
    /// The limits to and from the hub in bytes a second.
    pub(crate) fn limits(&self) -> (Option<u64>, Option<u64>) {
        let limit = |kib: u32| (kib > 0).then(|| u64::from(kib) << 10);
        (limit(self.limit_up), limit(self.limit_down))
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
            notify: Wanted::default(),
        }
    }
}

impl Machine {
    /// The link of a folder by its name, ignoring case.
    pub(crate) fn link_named(&self, name: &str) -> Option<(FolderId, &Link)> {
        let folded = name.to_lowercase();
        self.links.iter().find(|(_, link)| link.name.folded() == folded).map(|(id, link)| (*id, link))
    }

    /// The name, or what stands for it before there is one.
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
            Some(text) => serde_json::from_str(&text).map_err(|error| Error::Home {
                doing: "read what this machine remembers of itself in",
                path: path.to_owned(),
                cause: error.into(),
            })?,
        };
        Ok(MachineFile { settings, machine })
    }

    /// What is remembered.
    pub(crate) fn get(&self) -> &Machine {
        &self.machine
    }

    /// Changes it, durably; if that fails, nothing changed.
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
