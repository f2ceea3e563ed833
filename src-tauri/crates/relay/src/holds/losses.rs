//! What deletions lose: content that no reader of the folder can find anywhere afterwards.

use std::collections::BTreeMap;

use syncit_core::hold::{self, Copies, Ending, WINDOW};
use syncit_core::relay_store::{Access, RelayStore, StoreError, StoreResult};
use syncit_core::{FolderId, MachineId, Timestamp};

use super::evidence::Evidence;
use crate::turn::Turn;

impl<S: RelayStore> Turn<'_, S> {
    /// Returns for each of these files of a folder whether its content is lost once all of them are deleted. A file
    /// whose deletion is held counts as gone, so it preserves nothing. The deletions began within the minute before
    /// `began_at`.
    pub(super) fn losses(
        &self,
        machine: MachineId,
        folder: FolderId,
        (hold, began_at): (Option<u64>, Timestamp),
        ending: &[Ending],
    ) -> StoreResult<Vec<bool>> {
        let mut readers: Option<Vec<MachineId>> = None;
        let mut read_alike: BTreeMap<FolderId, bool> = BTreeMap::new();
        let mut is_lost = hold::losses(ending, |content, limit| {
            for other in self.store.folders_with(content)?.into_iter().filter(|other| *other != folder) {
                let is_alike = match read_alike.get(&other) {
                    Some(is_alike) => *is_alike,
                    None => {
                        let readers = match &mut readers {
                            Some(readers) => readers,
                            none => none.insert(self.readers(machine, folder)?),
                        };
                        let is_alike = self.all_may_read(readers, other)?;
                        read_alike.insert(other, is_alike);
                        is_alike
                    }
                };
                if is_alike {
                    return Ok(Copies { elsewhere: true, here: Vec::new() });
                }
            }
            let mut here = Vec::new();
            for path in self.store.live_with(folder, content, limit)? {
                let is_held = match hold {
                    Some(hold) => self.store.held_at(hold, &path)?.is_some(),
                    None => false,
                };
                if !is_held {
                    here.push(path);
                }
            }
            Ok::<_, StoreError>(Copies { elsewhere: false, here })
        })?;
        let since = began_at.plus_millis(-(WINDOW as i64) * 1_000);
        let mut evidence = Evidence::new((machine, folder), since, hold, ending);
        for (ending, is_lost) in ending.iter().zip(&mut is_lost).filter(|(_, is_lost)| **is_lost) {
            *is_lost = !self.is_excused(&mut evidence, ending)?;
        }
        Ok(is_lost)
    }

    /// Returns the machines that may read a folder, and the machine that deletes in it.
    fn readers(&self, machine: MachineId, folder: FolderId) -> StoreResult<Vec<MachineId>> {
        let mut readers = vec![machine];
        for known in self.memory.machines.iter().filter(|known| known.id != machine) {
            if self.access(known.id, folder)? >= Access::Read {
                readers.push(known.id);
            }
        }
        Ok(readers)
    }

    fn all_may_read(&self, machines: &[MachineId], folder: FolderId) -> StoreResult<bool> {
        for machine in machines {
            if self.access(*machine, folder)? < Access::Read {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
