//! Questions and requests besides syncing, from machines and from the person at the hub.

use std::sync::Arc;

use syncit_core::message::{Answer, Ask, FolderInfo, MachineInfo, Refusal, RefusalCode, ToClient};
use syncit_core::relay_store::{Access, Folder, JournalEntry, Machine, RelayStore, StoreResult};
use syncit_core::{FolderId, MachineId, Name, RelPath};

use crate::access::rules::{Act, Who};
use crate::after::After;
use crate::invite::may_invite;
use crate::memory::Greeting;
use crate::reasons::{BadAsk, Denied, NotTaken};
use crate::refusal::{Asked, folder_gone, no_such_folder, no_such_machine, not_found, not_paired, settle};
use crate::step::{Asker, Effect, InvitationRequest};
use crate::turn::Turn;

/// The most folders that a hub shares: any machine may share, and must not fill the hub by it.
const MAX_FOLDERS: usize = 1_000;

impl<S: RelayStore> Turn<'_, S> {
    /// Answers a question or request of `machine`.
    pub fn answer(&mut self, machine: MachineId, ask: &Ask) -> StoreResult<(Result<Answer, Refusal>, After)> {
        Ok(match settle(self.answered(machine, ask))? {
            Ok((answer, after)) => (Ok(answer), after),
            Err(refusal) => (Err(refusal), After::Nothing),
        })
    }

    fn answered(&mut self, machine: MachineId, ask: &Ask) -> Asked<(Answer, After)> {
        // A restore makes the journal grow, however often it is repeated.
        let needs_room = matches!(ask, Ask::Restore { .. }) && !self.has_room();
        let writes = !ask.is_question() && !matches!(ask, Ask::CancelInvite);
        if writes && (!self.is_writable() || needs_room) {
            return Err(Refusal::new(RefusalCode::DiskFull, NotTaken::DiskFullNow).into());
        }
        match ask {
            Ask::Folders => self.list_folders(machine),
            Ask::Machines => self.list_machines(machine),
            Ask::History(filter) => self.history(machine, filter),
            Ask::Activity { hours } => self.activity(machine, *hours),
            Ask::Clock => self.answer_clock(machine),
            Ask::Room => {
                self.allow_in_general(machine, Act::Share)?;
                Ok((Answer::Room { free: self.memory.free }, After::Nothing))
            }
            Ask::Accesses => self.list_accesses(machine),
            Ask::StoreTotals => self.answer_totals(machine),
            Ask::Quarantine { kept } => self.quarantine(machine, kept),
            Ask::Lacking => self.list_lacking(machine),
            Ask::Holds => self.list_holds(machine),
            Ask::Release { folder, delete } => self.release(machine, *folder, *delete),
            Ask::SettleConflict { folder, copy } => self.settle_conflict(machine, *folder, copy),
            Ask::ConfirmDeletions { folder, files } => self.confirm_deletions(machine, *folder, *files),
            Ask::FolderSettings { folder, set } => self.folder_settings(machine, *folder, set.as_ref()),
            Ask::Share { name, hub_copy } => self.share(machine, name, *hub_copy),
            Ask::Unshare { folder } => self.unshare(machine, *folder),
            Ask::Rename { machine: which, name } => self.rename(machine, *which, name),
            Ask::Forget { machine: which } => self.forget(machine, *which),
            Ask::SetAccess { machine: which, folder, access } => self.set_access(machine, *which, *folder, *access),
            Ask::Retention { folder } => self.answer_retention(machine, *folder),
            Ask::SetRetention { folder, retention } => self.set_retention(machine, *folder, retention),
            Ask::Store => self.answer_store(machine),
            Ask::Versions { folder, path, before } => self.versions(machine, *folder, path, *before),
            Ask::Version { folder, path, which } => self.version(machine, *folder, path, *which),
            Ask::Restore { folder, path, which, dry_run } => {
                self.restore(machine, *folder, path.as_ref(), *which, *dry_run)
            }
            Ask::AllowInvites { machine: which, allowed } => self.allow_invites(machine, *which, *allowed),
            Ask::Invite { minutes, may } => {
                self.ask_about_invitation(machine, InvitationRequest::Open { minutes: *minutes, may: *may })
            }
            Ask::Invitation => self.ask_about_invitation(machine, InvitationRequest::Show),
            Ask::CancelInvite => self.ask_about_invitation(machine, InvitationRequest::Cancel),
        }
    }

    /// Carries out what follows a request for others.
    pub fn finish_ask(&mut self, asker: Asker, machine: MachineId, id: u64, after: After) -> StoreResult<()> {
        match after {
            After::Nothing => {}
            After::KeepCopy(folder) => self.effects.push(Effect::KeepCopy { folder }),
            After::Ended(folder) => {
                self.detach_all(None, folder, &not_found(Denied::FolderEnded))?;
                self.effects.push(Effect::FolderEnded { folder });
            }
            After::Allowed(machine, folder) => self.reattach(machine, folder)?,
            After::Lost(machine, folder) => self.detach_all(Some(machine), folder, &folder_gone())?,
            After::Forgotten(machine) => {
                let sessions = self.memory.sessions.iter().filter(|(_, known)| known.machine == machine);
                for session in sessions.map(|(session, _)| *session).collect::<Vec<_>>() {
                    self.expel(session, not_paired())?;
                }
                self.effects.push(Effect::MachinesChanged);
            }
            After::InvitersChanged => self.effects.push(Effect::MachinesChanged),
            After::Invitation(request) => {
                let by = self.inviter(machine);
                self.effects.push(Effect::Invitation { asker, id, by, request });
            }
        }
        Ok(())
    }

    /// Detaches a folder from all machines, or from one.
    pub fn detach_all(&mut self, machine: Option<MachineId>, folder: FolderId, why: &Refusal) -> StoreResult<()> {
        let sessions = self.memory.sessions.iter().filter(|(_, known)| {
            known.attached.contains_key(&folder) && machine.is_none_or(|machine| known.machine == machine)
        });
        for session in sessions.map(|(session, _)| *session).collect::<Vec<_>>() {
            self.send(session, ToClient::Detached { folder, refusal: why.clone() });
            self.detach_session(session, folder)?;
        }
        Ok(())
    }

    fn list_folders(&self, machine: MachineId) -> Asked<(Answer, After)> {
        self.allow_in_general(machine, Act::ListFolders)?;
        let mut folders = Vec::new();
        for folder in self.memory.folders.iter() {
            let access = self.access(machine, folder.id)?;
            if access > Access::None {
                let files = self.store.file_count(folder.id)?;
                let bytes = self.store.folder_sums(folder.id)?.current_bytes;
                folders.push(FolderInfo { id: folder.id, name: folder.name.clone(), access, files, bytes });
            }
        }
        Ok((Answer::Folders { folders }, After::Nothing))
    }

    fn list_machines(&self, asking: MachineId) -> Asked<(Answer, After)> {
        self.allow_in_general(asking, Act::ListMachines)?;
        let knows_all = self.who(asking) == Who::Hub;
        let session_of = |machine: &Machine| {
            let mut sessions = self.memory.sessions.values();
            sessions.find(|session| session.machine == machine.id && session.greeting == Greeting::Done)
        };
        let mut backlogs = self.backlogs(asking)?;
        let infos = self.memory.machines.iter().map(|machine| {
            let session = session_of(machine);
            let online = machine.is_hub || session.is_some();
            let version = if machine.is_hub { Some(&self.config.version) } else { session.map(|it| &it.version) };
            MachineInfo {
                id: machine.id,
                name: machine.name.clone(),
                is_hub: machine.is_hub,
                online,
                last_seen: if online { Some(self.now) } else { machine.last_seen },
                fingerprint: (self.config.fingerprint)(&machine.public_key),
                version: version.filter(|version| !version.is_empty()).cloned(),
                backlogs: backlogs.remove(&machine.id).unwrap_or_default(),
                may_invite: (knows_all || machine.id == asking).then(|| may_invite(self.memory, machine.id).is_some()),
            }
        });
        Ok((Answer::Machines { machines: infos.collect() }, After::Nothing))
    }

    fn list_accesses(&self, machine: MachineId) -> Asked<(Answer, After)> {
        self.allow_in_general(machine, Act::Own)?;
        let mut accesses = Vec::new();
        for client in self.memory.machines.iter().filter(|machine| !machine.is_hub) {
            for folder in self.memory.folders.iter() {
                accesses.push((client.id, folder.id, self.access(client.id, folder.id)?));
            }
        }
        Ok((Answer::Accesses { accesses }, After::Nothing))
    }

    fn share(&mut self, machine: MachineId, name: &Name, hub_copy: bool) -> Asked<(Answer, After)> {
        self.allow_in_general(machine, Act::Share)?;
        // This also compares with folders that the machine has no access to, so it can learn that such a
        // name exists.
        if self.memory.folders.iter().any(|folder| folder.name.folded() == name.folded()) {
            return Err(name_taken(Denied::FolderNameTaken { name: name.to_string() }).into());
        }
        if self.memory.folders.len() >= MAX_FOLDERS {
            return Err(Refusal::new(RefusalCode::BadRequest, Denied::FoldersFull).into());
        }
        self.check_quota(machine)?;
        let id = (self.config.draw_folder)();
        let folder = Folder { id, name: name.clone(), shared_at: self.now };
        self.store.put_folder(&folder)?;
        self.want_copy(id, hub_copy)?;
        self.note_sharer(machine, id)?;
        Arc::make_mut(&mut self.memory.folders).push(folder);
        self.arranged = true;
        Ok((Answer::Shared { folder: id }, if hub_copy { After::KeepCopy(id) } else { After::Nothing }))
    }

    fn unshare(&mut self, machine: MachineId, folder: FolderId) -> Asked<(Answer, After)> {
        self.allow_in_general(machine, Act::Own)?;
        self.memory.folder(folder).ok_or_else(no_such_folder)?;
        self.forget_backlogs(|_, in_folder| in_folder == folder)?;
        self.store.remove_folder(folder)?;
        self.memory.bytes = None;
        Arc::make_mut(&mut self.memory.folders).retain(|known| known.id != folder);
        self.memory.last_at.remove(&folder);
        self.memory.watch.forget(folder);
        self.forget_settings(folder)?;
        self.arranged = true;
        Ok((Answer::Done, After::Ended(folder)))
    }

    fn rename(&mut self, machine: MachineId, which: MachineId, name: &Name) -> Asked<(Answer, After)> {
        self.allow_in_general(machine, if machine == which { Act::ChangeSelf } else { Act::Own })?;
        let known = self.memory.machine(which).ok_or_else(no_such_machine)?.clone();
        if self.memory.machines.iter().any(|other| other.id != which && other.name.folded() == name.folded()) {
            return Err(name_taken(Denied::MachineNameTaken { name: name.to_string() }).into());
        }
        self.put_machine(&Machine { name: name.clone(), ..known })?;
        self.arranged = true;
        Ok((Answer::Done, After::Nothing))
    }

    fn forget(&mut self, machine: MachineId, which: MachineId) -> Asked<(Answer, After)> {
        self.allow_in_general(machine, if machine == which { Act::ChangeSelf } else { Act::Own })?;
        if self.memory.machine(which).ok_or_else(no_such_machine)?.is_hub {
            return Err(Refusal::new(RefusalCode::BadRequest, Denied::HubStays).into());
        }
        self.forget_holds_of(which)?;
        self.forget_backlogs(|of, _| of == which)?;
        self.set_may_invite(which, false)?;
        self.store.remove_machine(which)?;
        Arc::make_mut(&mut self.memory.machines).retain(|known| known.id != which);
        self.arranged = true;
        Ok((Answer::Done, After::Forgotten(which)))
    }

    fn set_access(
        &mut self,
        machine: MachineId,
        which: MachineId,
        folder: FolderId,
        access: Access,
    ) -> Asked<(Answer, After)> {
        self.allow_in_general(machine, Act::Own)?;
        if self.memory.machine(which).ok_or_else(no_such_machine)?.is_hub {
            return Err(Refusal::new(RefusalCode::BadRequest, Denied::HubMayAll).into());
        }
        self.memory.folder(folder).ok_or_else(no_such_folder)?;
        let before = self.access(which, folder)?;
        self.store.set_access(which, folder, access)?;
        self.arranged = true;
        let after = match access {
            Access::None => After::Lost(which, folder),
            Access::Read | Access::Write if access != before => After::Allowed(which, folder),
            Access::Read | Access::Write => After::Nothing,
        };
        Ok((Answer::Done, after))
    }

    /// Settles a conflict: appends the state of the copy again, as an ordinary file.
    fn settle_conflict(&mut self, machine: MachineId, folder: FolderId, copy: &RelPath) -> Asked<(Answer, After)> {
        self.allow(machine, Act::Offer, folder)?;
        let head = self.store.head(folder, copy)?.filter(|head| head.conflict_of.is_some() && head.entry.is_live());
        let Some(head) = head else {
            return Err(not_found(BadAsk::NoConflictCopy { path: copy.clone() }).into());
        };
        let at = self.next_at(folder);
        let plain = JournalEntry {
            conflict_of: None,
            moved_from: None,
            restored: None,
            previous: head.seq,
            machine,
            at,
            ..head
        };
        self.append(folder, &plain)?;
        self.memory.last_at.insert(folder, at);
        // It comes from no session, so that everybody is notified.
        self.authors.entry(folder).or_default();
        Ok((Answer::Done, After::Nothing))
    }
}

fn name_taken(why: Denied) -> Refusal {
    Refusal::new(RefusalCode::NameTaken, why)
}
