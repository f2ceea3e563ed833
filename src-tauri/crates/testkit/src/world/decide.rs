//! What a person decides in a world: about held deletions and about conflicts.

use syncit_core::RelPath;
use syncit_core::message::Ask;
use syncit_relay::step::Event as HubEvent;
use syncit_replica::event::{Keep, Merged, Now};
use syncit_replica::{Conflict, Unresolved};

use super::schedule::Choice;
use super::stores::Stores;
use super::{FOLDER, World};
use crate::fuse::{Crashed, until_crash};
use crate::tree::{Node, Tree};

impl<S: Stores> World<S> {
    /// Resolves the holds as a person would.
    pub(super) fn release(&mut self, delete: bool) {
        if self.hub.relay.is_some() {
            self.hub.inbox.push(HubEvent::Own { id: 0, ask: Ask::Release { folder: FOLDER, delete } });
        }
    }

    /// Resolves the first conflict that a machine lists, as a person would.
    pub(super) fn resolve(&mut self, number: usize, choice: Choice) {
        let now = Now { wall: self.machines[number].clock.wall(), ticks: self.ticks };
        let machine = &mut self.machines[number];
        let Some(replica) = machine.replica.as_ref() else { return };
        let Some(conflict) = replica.conflicts().ok().and_then(|found| found.into_iter().next()) else { return };
        let before = machine.disk.tree();
        let keep = match choice {
            Choice::Mine => Keep::Mine,
            Choice::Theirs => Keep::Theirs,
            Choice::Merged => Keep::Merged(merged(&before, &conflict)),
        };
        let (copy, original) = (conflict.copy.path, conflict.original.path);
        let merged = match &keep {
            Keep::Merged(merged) => Some(merged.content.clone()),
            Keep::Mine | Keep::Theirs => None,
        };
        // Recorded before it is in place, because somebody may overwrite it at the same moment.
        let is_new = merged.as_ref().is_some_and(|content| self.model().written(content, number));
        let Some(replica) = self.machines[number].replica.as_mut() else { return };
        let resolved = until_crash(|| replica.resolve(&copy, keep.clone(), now));
        // The copy may stay after a merge if its disk refuses to remove it.
        let copy_stays = matches!(&resolved, Ok((Err(Unresolved::Disk(path)), _)) if *path == copy);
        let is_merged = copy_stays && choice == Choice::Merged;
        if is_merged || !matches!(resolved, Ok((Err(_), _))) {
            let mut after = before.clone();
            match (after.0.remove(&copy), &keep) {
                (Some(kept), Keep::Mine) => drop(after.0.insert(original.clone(), kept)),
                (Some(_), Keep::Merged(Merged { content, executable, .. })) => {
                    let (content, executable) = (content.clone(), *executable);
                    after.0.insert(original.clone(), Node::File { content, executable });
                }
                _ => {}
            }
            if is_merged && let Some(stays) = before.0.get(&copy) {
                after.0.insert(copy.clone(), stays.clone());
            }
            let moves = |path: &RelPath| (*path == copy && keep == Keep::Mine).then(|| original.clone());
            self.model().edited(number, &before, &after, moves);
        }
        if let Some(content) = merged.filter(|_| is_new && !matches!(resolved, Ok((Ok(()), _)))) {
            self.model().never_written(&content);
        }
        match resolved {
            Ok((result, effects)) => {
                self.note(|_| format!("   resolved {copy}: {result:?}"));
                self.resolved += u64::from(result.is_ok());
                effects.into_iter().for_each(|effect| self.carry_out(number, effect));
                self.watch(number);
            }
            Err(Crashed) => self.burnt(number),
        }
    }
}

/// Returns a merge that contains both versions, so that its content is unique.
fn merged(tree: &Tree, conflict: &Conflict) -> Merged {
    let content = |path: &RelPath| match tree.0.get(path) {
        Some(Node::File { content, .. }) => content.clone(),
        _ => Vec::new(),
    };
    let (copy, original) = (&conflict.copy, &conflict.original);
    Merged {
        content: [content(&original.path), b" and ".to_vec(), content(&copy.path)].concat(),
        executable: false,
        copy: copy.remote.seq,
        original: original.remote.seq,
    }
}
