//! Refreshes what the hub knows of folders and machines.

use std::sync::Arc;

use syncit_core::message::{Answer, Ask, FolderInfo, MachineInfo};
use syncit_core::relay_store::Access;
use syncit_replica::event::FolderCommand;

use crate::error::{Result, Undone};
use crate::runtime::Runtime;
use crate::runtime::directory::Directory;

impl Runtime {
    /// Asks the hub for both lists and waits. If the hub cannot be reached, the known lists stay.
    pub(crate) fn fresh_directory(&self, undone: Undone) -> Result<Directory> {
        for ask in [Ask::Folders, Ask::Machines] {
            let answer = self.ask(ask, undone)?;
            self.take(answer);
        }
        Ok(self.directory())
    }

    /// Asks for both lists without waiting.
    pub(crate) fn refresh_directory(self: &Arc<Self>) {
        let Some(uplink) = self.uplink() else { return };
        for ask in [Ask::Folders, Ask::Machines] {
            let runtime = self.clone();
            uplink.ask(
                ask,
                Box::new(move |answer| {
                    if let Ok(answer) = answer {
                        runtime.take(answer);
                    }
                }),
            );
        }
    }

    /// Stores the hub's answer. Fronts get a hint only if it is new, because they ask again when they get one.
    fn take(&self, answer: Answer) {
        let is_new = match answer {
            Answer::Folders { folders } => {
                self.remember_folders(&folders);
                for (folder, linked) in self.links() {
                    if folders.iter().any(|listed| listed.id == folder) {
                        linked.command(FolderCommand::Listed);
                    }
                }
                let before = self.change_directory(|known| std::mem::replace(&mut known.folders, folders.clone()));
                // Each answer has new sizes.
                let sizeless = |folders: Vec<FolderInfo>| {
                    folders.into_iter().map(|info| FolderInfo { files: 0, bytes: 0, ..info }).collect::<Vec<_>>()
                };
                sizeless(before) != sizeless(folders)
            }
            Answer::Machines { machines } => {
                let names: Vec<_> = machines.iter().map(|machine| (machine.id, machine.name.clone())).collect();
                self.remember_machines(&machines);
                let before = self.change_directory(|known| std::mem::replace(&mut known.machines, machines.clone()));
                for linked in self.links().values() {
                    linked.command(FolderCommand::Names(names.clone()));
                }
                // For a connected machine, `last_seen` is the time of the answer, so it always differs. So does what a
                // machine lacks, while it is catching up.
                let timeless = |machines: Vec<MachineInfo>| {
                    let seen = |info: &MachineInfo| info.last_seen.filter(|_| !info.online);
                    let all = machines.into_iter().map(|info| MachineInfo {
                        last_seen: seen(&info),
                        backlogs: Vec::new(),
                        ..info
                    });
                    all.collect::<Vec<_>>()
                };
                timeless(before) != timeless(machines)
            }
            _ => false,
        };
        if is_new {
            self.hints.wake();
        }
    }

    /// Records the folders' names, so that a link shows its name while the hub is unreachable.
    fn remember_folders(&self, folders: &[FolderInfo]) {
        let changed = self.change(|machine| {
            for folder in folders {
                if let Some(link) = machine.links.get_mut(&folder.id) {
                    link.name = folder.name.clone();
                    link.reads_only = folder.access != Access::Write;
                }
            }
        });
        if let Err(error) = changed {
            tracing::warn!("cannot remember what the hub said of the folders: {error}");
        }
    }

    /// Records the machines' names for while the hub is unreachable, and this machine's own name, which the hub may
    /// have changed.
    fn remember_machines(&self, machines: &[MachineInfo]) {
        let own = self.id().ok().and_then(|id| machines.iter().find(|machine| machine.id == id));
        let changed = self.change(|machine| {
            machine.names = machines.iter().map(|machine| (machine.id, machine.name.clone())).collect();
            if let Some(own) = own {
                machine.name = Some(own.name.clone());
            }
        });
        if let Err(error) = changed {
            tracing::warn!("cannot remember the machines' names: {error}");
        }
    }
}
