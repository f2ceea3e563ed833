//! Gets anew what the hub knows of folders and machines, and takes it in.

use std::sync::Arc;

use syncit_core::message::{Answer, Ask, FolderInfo, MachineInfo};
use syncit_core::relay_store::Access;
use syncit_replica::event::Command;

use crate::error::Result;
use crate::runtime::Runtime;
use crate::runtime::directory::Directory;

impl Runtime {
    /// Asks the hub for both anew, and waits; if it cannot be reached, what is known stays.
    pub(crate) fn fresh_directory(&self, doing: &'static str) -> Result<Directory> {
        for ask in [Ask::Folders, Ask::Machines] {
            let answer = self.ask(ask, doing)?;
            self.learn(answer);
        }
        Ok(self.directory())
    }

    /// Asks for both anew without waiting.
    pub(crate) fn refresh_directory(self: &Arc<Self>) {
        let Some(uplink) = self.uplink() else { return };
        for ask in [Ask::Folders, Ask::Machines] {
            let runtime = self.clone();
            uplink.ask(
                ask,
                Box::new(move |answer| {
                    if let Ok(answer) = answer {
                        runtime.learn(answer);
                    }
                }),
            );
        }
    }

    /// Takes in what the hub told. Fronts are told only of what is new: they ask for this themselves when told.
    fn learn(&self, answer: Answer) {
        let is_new = match answer {
            Answer::Folders { folders } => {
                self.remember_folders(&folders);
                for (folder, linked) in self.links() {
                    if folders.iter().any(|listed| listed.id == folder) {
                        linked.command(Command::Listed);
                    }
                }
                let before = self.change_directory(|known| std::mem::replace(&mut known.folders, folders.clone()));
                // Their sizes are told anew with each answer.
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
                    linked.command(Command::Names(names.clone()));
                }
                // Of those that are connected the moment of the answer is told, which is always another one.
                let timeless = |machines: Vec<MachineInfo>| {
                    let seen = |info: &MachineInfo| info.last_seen.filter(|_| !info.online);
                    let all = machines.into_iter().map(|info| MachineInfo { last_seen: seen(&info), ..info });
                    all.collect::<Vec<_>>()
                };
                timeless(before) != timeless(machines)
            }
            _ => false,
        };
        if is_new {
            self.hints.give();
        }
    }

    /// A link shows its folder's name also while the hub is away.
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

    /// The machines keep their names also while the hub is away, and the hub may have renamed this one.
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
