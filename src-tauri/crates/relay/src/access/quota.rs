//! How much each machine has in the hub's folders: the files whose newest version it made. The quota is a setting of the
//! hub. Without one, nothing is counted. The sums are computed from the journals and never stored.

use std::collections::BTreeMap;
use std::sync::Arc;

use syncit_core::message::{Refusal, RefusalCode};
use syncit_core::relay_store::{JournalEntry, RelayStore, StoreResult};
use syncit_core::{Entry, FileEntry, FolderId, MachineId, Seq};

use crate::access::rules::Who;
use crate::reasons::NotTaken;
use crate::turn::Turn;

/// Entries that are counted at once.
const PAGE: usize = 4_096;

fn size_of(entry: &Entry) -> u64 {
    entry.file().map_or(0, |file| file.size)
}

impl<S: RelayStore> Turn<'_, S> {
    /// Returns why a machine may not put this file at a path, of which `head` is the newest entry. An announced size counts
    /// before any of the content arrives; a file of its own that it replaces does not count. So a machine can always make
    /// files smaller.
    pub fn over_quota(
        &mut self,
        machine: MachineId,
        file: &FileEntry,
        head: Option<&JournalEntry>,
    ) -> StoreResult<Option<Refusal>> {
        let Some(most) = self.config.bytes_per_machine else { return Ok(None) };
        let own = head.filter(|head| head.machine == machine).map_or(0, |head| size_of(&head.entry));
        if self.who(machine) == Who::Hub || file.size <= own {
            return Ok(None);
        }
        let others = self.bytes_of(machine)?.saturating_sub(own);
        if others.saturating_add(file.size) <= most {
            return Ok(None);
        }
        let hub = self.memory.hub().name.to_string();
        Ok(Some(Refusal::new(RefusalCode::DiskFull, NotTaken::QuotaFull { most, hub })))
    }

    /// Appends an entry to a journal and updates the sums.
    pub fn append(&mut self, folder: FolderId, entry: &JournalEntry) -> StoreResult<Seq> {
        if self.memory.bytes.is_some() {
            let before = self.store.head(folder, &entry.path)?;
            let bytes = self.memory.bytes.as_mut().map(Arc::make_mut);
            if let Some(bytes) = bytes {
                if let Some(before) = before {
                    let of = bytes.entry(before.machine).or_default();
                    *of = of.saturating_sub(size_of(&before.entry));
                }
                let of = bytes.entry(entry.machine).or_default();
                *of = of.saturating_add(size_of(&entry.entry));
            }
        }
        self.store.append(folder, entry)
    }

    /// Returns the bytes that a machine has. They are counted on first use, and after changes that do not update the sums.
    fn bytes_of(&mut self, machine: MachineId) -> StoreResult<u64> {
        if self.memory.bytes.is_none() {
            self.memory.bytes = Some(Arc::new(self.count_bytes()?));
        }
        Ok(self.memory.bytes.as_ref().and_then(|bytes| bytes.get(&machine)).copied().unwrap_or(0))
    }

    fn count_bytes(&self) -> StoreResult<BTreeMap<MachineId, u64>> {
        let mut bytes: BTreeMap<MachineId, u64> = BTreeMap::new();
        for folder in self.memory.folders.iter() {
            let mut after = Seq(0);
            loop {
                let page = self.store.heads_after(folder.id, after, PAGE)?;
                for head in &page {
                    let of = bytes.entry(head.machine).or_default();
                    *of = of.saturating_add(size_of(&head.entry));
                }
                match page.last() {
                    Some(last) if page.len() == PAGE => after = last.seq,
                    _ => break,
                }
            }
        }
        Ok(bytes)
    }
}
