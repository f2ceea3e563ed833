//! The settings of a folder at the hub: numbers by name, each with its bounds and a default.

use std::collections::BTreeMap;

use syncit_core::hold::HoldLimits;
use syncit_core::message::Answer;
use syncit_core::relay_store::{RelayStore, StoreResult};
use syncit_core::{FolderId, MachineId, ReplicaId};

use crate::access::rules::Act;
use crate::after::After;
use crate::past::retention::setting_of;
use crate::reasons::BadAsk;
use crate::refusal::{Asked, bad_request};
use crate::relay::Relay;
use crate::turn::Turn;

/// The number of files from which deletions count as a mass deletion.
pub(crate) const HOLD_FILES: &str = "hold-files";
/// The percentage of files above which deletions count as a mass deletion; 100 means never.
pub(crate) const HOLD_SHARE: &str = "hold-share";

/// Set, to any value, while the hub is to keep a copy of the folder: the machine that shared it asked for one, and
/// nobody at the hub has unlinked it since.
const HUB_COPY: &str = "hub-copy";

/// Name, minimum, maximum, default.
const SETTINGS: [(&str, u64, u64, u64); 2] =
    [(HOLD_FILES, 1, 1_000_000_000, HoldLimits::USUAL.files), (HOLD_SHARE, 1, 100, HoldLimits::USUAL.share)];

impl<S: RelayStore> Turn<'_, S> {
    /// Changes a setting of a folder if asked to, then returns all its settings.
    pub fn folder_settings(
        &mut self,
        machine: MachineId,
        folder: FolderId,
        set: Option<&(String, u64)>,
    ) -> Asked<(Answer, After)> {
        self.allow(machine, if set.is_some() { Act::Offer } else { Act::History }, folder)?;
        if let Some((name, value)) = set {
            let known = SETTINGS.iter().find(|(known, ..)| known == name);
            let Some((name, ..)) = known.filter(|(_, least, most, _)| (least..=most).contains(&value)) else {
                let name = name.clone();
                return Err(bad_request(match known {
                    None => BadAsk::NoSetting { name },
                    Some((_, least, most, _)) => BadAsk::BadSetting { name, value: *value, least: *least, most: *most },
                })
                .into());
            };
            self.store.set_setting(&key(name, folder), Some(&value.to_string()))?;
        }
        let mut settings = BTreeMap::new();
        for (name, ..) in SETTINGS {
            settings.insert(name.to_owned(), self.folder_setting(folder, name)?);
        }
        Ok((Answer::FolderSettings { settings }, After::Nothing))
    }

    /// Returns the value of a folder's setting, or its default.
    fn folder_setting(&self, folder: FolderId, name: &str) -> StoreResult<u64> {
        let set = self.store.setting(&key(name, folder))?.and_then(|text| text.parse().ok());
        let usual = SETTINGS.iter().find(|(known, ..)| *known == name).map_or(0, |(.., usual)| *usual);
        Ok(set.unwrap_or(usual))
    }

    /// Returns the limits from which deletions in a folder count as a mass deletion.
    pub fn hold_limits(&self, folder: FolderId) -> StoreResult<HoldLimits> {
        Ok(HoldLimits {
            files: self.folder_setting(folder, HOLD_FILES)?,
            share: self.folder_setting(folder, HOLD_SHARE)?,
        })
    }

    /// Removes all settings of a folder that is no longer shared.
    pub fn forget_settings(&mut self, folder: FolderId) -> StoreResult<()> {
        self.want_copy(folder, false)?;
        self.forget_sharer(folder)?;
        self.store.set_setting(&setting_of(folder), None)?;
        SETTINGS.iter().try_for_each(|(name, ..)| self.store.set_setting(&key(name, folder), None))
    }

    /// Remembers whether the hub is to keep a copy of a folder.
    pub fn want_copy(&mut self, folder: FolderId, wanted: bool) -> StoreResult<()> {
        self.store.set_setting(&key(HUB_COPY, folder), wanted.then_some("1"))
    }
}

impl<S: RelayStore> Relay<S> {
    /// Returns the folders of which the hub is to keep a copy, in the order of sharing, each with the replica that the
    /// hub last attached. Which of them it keeps at the moment is not known here.
    ///
    /// # Errors
    /// If the store fails.
    pub fn copies_wanted(&self) -> StoreResult<Vec<(FolderId, Option<ReplicaId>)>> {
        let hub = self.hub();
        let mut wanted = Vec::new();
        for folder in self.store().folders()? {
            if self.store().setting(&key(HUB_COPY, folder.id))?.is_some() {
                wanted.push((folder.id, self.store().replica(hub, folder.id)?));
            }
        }
        Ok(wanted)
    }
}

fn key(name: &str, folder: FolderId) -> String {
    format!("{name}:{folder}")
}
