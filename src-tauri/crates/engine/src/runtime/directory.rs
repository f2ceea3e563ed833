//! The folders and machines as the hub last reported them. This is only the data; `refresh` requests it.

use std::collections::BTreeMap;

use syncit_core::message::{FolderInfo, MachineInfo};
use syncit_core::{FolderId, MachineId, Name};

/// The folders and machines as the hub last reported them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Directory {
    pub(crate) folders: Vec<FolderInfo>,
    pub(crate) machines: Vec<MachineInfo>,
    /// The machines' names, including those known from before this start.
    pub(crate) names: BTreeMap<MachineId, Name>,
}

impl Directory {
    /// Returns the name of a machine, or a substitute for one that was forgotten.
    pub(crate) fn machine_name(&self, id: MachineId) -> String {
        let listed = self.machines.iter().find(|machine| machine.id == id).map(|machine| &machine.name);
        let known = listed.or_else(|| self.names.get(&id));
        known.map_or_else(|| format!("machine {}", &id.to_string()[..8]), Name::to_string)
    }

    pub(crate) fn folder_name(&self, id: FolderId) -> Option<&Name> {
        self.folders.iter().find(|folder| folder.id == id).map(|folder| &folder.name)
    }

    pub(crate) fn folder_named(&self, name: &str) -> Option<&FolderInfo> {
        let folded = name.to_lowercase();
        self.folders.iter().find(|folder| folder.name.folded() == folded)
    }

    /// Returns the machine of a name, even if nothing but its name is known.
    pub(crate) fn machine_id(&self, name: &str) -> Option<MachineId> {
        let folded = name.to_lowercase();
        let known = || self.names.iter().find(|(_, known)| known.folded() == folded).map(|(id, _)| *id);
        self.machine_named(name).map(|machine| machine.id).or_else(known)
    }

    pub(crate) fn machine_named(&self, name: &str) -> Option<&MachineInfo> {
        let folded = name.to_lowercase();
        self.machines.iter().find(|machine| machine.name.folded() == folded)
    }
}
