//! What a person decides in a world: what becomes of held deletions and of conflicts.

use syncit_core::message::Ask;
use syncit_relay::step::Event as HubEvent;
use syncit_replica::step::{Keep, Now};

use super::stores::Stores;
use super::{FOLDER, World};
use crate::fuse::{Crashed, until_crash};

impl<S: Stores> World<S> {
    /// A person settles what is held.
    pub(super) fn release(&mut self, delete: bool) {
        if self.hub.relay.is_some() {
            self.hub.inbox.push(HubEvent::Own { id: 0, ask: Ask::Release { folder: FOLDER, delete } });
        }
    }

    /// A person settles the first conflict that a machine lists.
    pub(super) fn resolve(&mut self, number: usize, keep: Keep) {
        let now = Now { wall: self.machines[number].clock.wall(), ticks: self.ticks };
        let machine = &mut self.machines[number];
        let Some(replica) = machine.replica.as_mut() else { return };
        let Some(conflict) = replica.conflicts().ok().and_then(|found| found.into_iter().next()) else { return };
        let (copy, original) = (conflict.copy.path, conflict.original.path);
        let before = machine.disk.tree();
        let resolved = until_crash(|| replica.resolve(&copy, keep, now));
        if !matches!(resolved, Ok((Err(_), _))) {
            let mut after = before.clone();
            if let (Some(kept), Keep::Mine) = (after.0.remove(&copy), keep) {
                after.0.insert(original.clone(), kept);
            }
            self.model().edited(&before, &after, |path| (*path == copy).then(|| original.clone()));
        }
        match resolved {
            Ok((result, effects)) => {
                self.note(|_| format!("   resolved {copy}: {result:?}"));
                self.resolved += u64::from(result.is_ok());
                effects.into_iter().for_each(|effect| self.carry_out(number, effect));
                self.watch(number);
            }
            Err(Crashed) => self.crash(number, now.ticks as u32),
        }
    }
}
