//! How a connection begins: the greeting, attaching folders, and telling a copied home from a dead connection.
//!
//! A second connection with the key (or the replica) of a live one is either a copy of that home, or the same machine,
//! back after a lost connection that the hub has not noticed. So the first one is pinged: if it answers, the second is
//! refused; if it is silent for two seconds, or ends, the second takes its place.

use syncit_core::ids::Position;
use syncit_core::message::{MAX_INCARNATIONS, PROTOCOL, Refusal, RefusalCode, ToClient};
use syncit_core::relay_store::{Access, RelayStore, StoreResult};
use syncit_core::{FolderId, MachineId, ReplicaId, Seq};

use crate::access::rules::{Act, Who};
use crate::memory::{Attachment, Contest, Greeting, Session, Stake};
use crate::reasons::{Breach, Denied};
use crate::refusal::{breach, folder_gone, not_paired, settle};
use crate::step::SessionId;
use crate::turn::Turn;

/// How long a pinged connection may take to answer, in milliseconds.
const PING_TIMEOUT: i64 = 2_000;
/// The most incarnations that a replica may name. A hub starts one at each start.
const MAX_POSITIONS: usize = 100_000;

/// Returns a version as it is shown to people: it comes from the other side.
pub(crate) fn shown_version(version: &str) -> String {
    version.chars().filter(|c| !c.is_control()).take(40).collect()
}

impl<S: RelayStore> Turn<'_, S> {
    /// Answers `Hello`.
    pub fn greet(&mut self, session: SessionId, machine: MachineId, protocol: u32, version: &str) -> StoreResult<()> {
        if protocol != PROTOCOL {
            let why = self.other_protocol(machine, protocol, version);
            return self.expel(session, why);
        }
        // The hub's own replicas run in its process, so only their replica ids can clash.
        if self.who(machine) == Who::Hub {
            self.welcome(session, machine);
            return Ok(());
        }
        let mut others =
            self.memory.sessions.iter().filter(|(other, known)| **other != session && known.machine == machine);
        let first = others.find(|(_, known)| known.greeting == Greeting::Done).map(|(first, _)| *first);
        match first {
            None => self.welcome(session, machine),
            Some(first) => {
                // If several wait for the same connection, only the newest can be alive.
                let waits = |contest: &&Contest| contest.first == first && matches!(contest.stake, Stake::Machine);
                if let Some(older) = self.memory.contests.iter().find(waits).map(|contest| contest.second) {
                    self.expel(older, copied_home())?;
                }
                self.set_greeting(session, Greeting::Contested);
                self.contest(first, session, Stake::Machine);
            }
        }
        Ok(())
    }

    fn other_protocol(&self, machine: MachineId, protocol: u32, version: &str) -> Refusal {
        let Some(known) = self.memory.machine(machine) else { return not_paired() };
        let (machine, hub) = (known.name.to_string(), self.memory.hub().name.to_string());
        let (version, hub_version) = (shown_version(version), self.config.version.clone());
        let older = if protocol < PROTOCOL { machine.clone() } else { hub.clone() };
        Refusal::new(RefusalCode::Protocol, Denied::OtherProtocol { machine, version, hub, hub_version, older })
    }

    fn set_greeting(&mut self, session: SessionId, greeting: Greeting) {
        if let Some(known) = self.memory.sessions.get_mut(&session) {
            known.greeting = greeting;
        }
    }

    fn welcome(&mut self, session: SessionId, machine: MachineId) {
        let Some(name) = self.memory.machine(machine).map(|machine| machine.name.clone()) else { return };
        self.set_greeting(session, Greeting::Done);
        let hub = self.memory.hub().name.clone();
        let version = self.config.version.clone();
        self.send(session, ToClient::Welcome { protocol: PROTOCOL, version, hub, name });
    }

    /// Answers `Attach`.
    pub fn attach(
        &mut self,
        session: SessionId,
        folder: FolderId,
        replica: ReplicaId,
        positions: &[Position],
    ) -> StoreResult<()> {
        if positions.len() > MAX_POSITIONS {
            return self.expel(session, breach(Breach::Incarnations));
        }
        let Some(machine) = self.memory.sessions.get(&session).map(|known| known.machine) else { return Ok(()) };
        if let Err(refusal) = settle(self.allow(machine, Act::Attach, folder))? {
            let refusal = if refusal.code == RefusalCode::NotFound { folder_gone() } else { refusal };
            self.send(session, ToClient::Detached { folder, refusal });
            return Ok(());
        }
        // By asking again it gives up its earlier request.
        let is_older = |contest: &Contest| {
            contest.second == session && matches!(contest.stake, Stake::Replica { folder: of, .. } if of == folder)
        };
        self.memory.contests.retain(|contest| !is_older(contest));
        let has_it = |(other, known): &(&SessionId, &Session)| {
            **other != session && known.attached.get(&folder).is_some_and(|attached| attached.replica == replica)
        };
        match self.memory.sessions.iter().find(has_it).map(|(first, _)| *first) {
            Some(first) => {
                self.contest(first, session, Stake::Replica { folder, replica, positions: positions.to_vec() });
                Ok(())
            }
            None => self.admit(session, folder, replica, positions),
        }
    }

    fn admit(
        &mut self,
        session: SessionId,
        folder: FolderId,
        replica: ReplicaId,
        positions: &[Position],
    ) -> StoreResult<()> {
        let Some(known) = self.memory.sessions.get_mut(&session) else { return Ok(()) };
        let machine = known.machine;
        known.detach(folder);
        self.forget_coming(session, Some(folder));
        // The access may have changed while it waited.
        let access = match settle(self.allow(machine, Act::Attach, folder))? {
            Ok(access) => access,
            Err(refusal) => {
                self.send(session, ToClient::Detached { folder, refusal });
                return Ok(());
            }
        };
        if self.is_writable() && self.store.replica(machine, folder)? != Some(replica) {
            self.store.set_replica(machine, folder, Some(replica))?;
        }
        if let Some(known) = self.memory.sessions.get_mut(&session) {
            known.attached.insert(folder, Attachment { replica, lacks_only_own: false, lacking: Some(Seq(0)) });
        }
        self.memory.watch.note_attached(machine, folder);
        let incarnations = self.store.incarnations(folder)?;
        let common = common(&incarnations, positions);
        self.confirm_attached(session, folder, access, incarnations, common)
    }

    fn confirm_attached(
        &mut self,
        session: SessionId,
        folder: FolderId,
        access: Access,
        incarnations: Vec<Position>,
        common: Seq,
    ) -> StoreResult<()> {
        let latest = self.store.latest(folder)?;
        let incarnation = incarnations.last().expect("start began one").incarnation;
        // A machine has no use for older ones: `common` already says what both sides share.
        let newest = incarnations.len().saturating_sub(MAX_INCARNATIONS);
        let incarnations = incarnations[newest..].to_vec();
        let holds = self.hold_reports(folder)?;
        self.send(
            session,
            ToClient::Attached {
                folder,
                incarnation,
                latest,
                common,
                incarnations,
                access,
                holds,
                wants_backlog: true,
            },
        );
        self.note_newcomer();
        Ok(())
    }

    /// Sends the new access to all connections of a machine that have the folder attached. Changes that a machine kept
    /// back then continue by themselves.
    pub fn reattach(&mut self, machine: MachineId, folder: FolderId) -> StoreResult<()> {
        let Ok(access) = settle(self.allow(machine, Act::Attach, folder))? else { return Ok(()) };
        let has_it =
            |(_, known): &(&SessionId, &Session)| known.machine == machine && known.attached.contains_key(&folder);
        let sessions: Vec<SessionId> =
            self.memory.sessions.iter().filter(has_it).map(|(session, _)| *session).collect();
        for session in sessions {
            let incarnations = self.store.incarnations(folder)?;
            // It already follows this incarnation, so there is nothing else in common.
            let common = incarnations.last().map_or(Seq(0), |position| position.seq);
            self.confirm_attached(session, folder, access, incarnations, common)?;
        }
        Ok(())
    }

    /// Takes `Detach`.
    pub fn detach(&mut self, session: SessionId, folder: FolderId, unlinked: bool) -> StoreResult<()> {
        let Some(machine) = self.memory.sessions.get(&session).map(|known| known.machine) else { return Ok(()) };
        if settle(self.allow(machine, Act::Detach, folder))?.is_err() {
            return Ok(());
        }
        self.detach_session(session, folder)?;
        if unlinked && self.is_writable() && self.store.replica(machine, folder)?.is_some() {
            self.store.set_replica(machine, folder, None)?;
            self.forget_backlogs(|of, in_folder| (of, in_folder) == (machine, folder))?;
        }
        if unlinked && self.is_writable() && self.who(machine) == Who::Hub {
            self.want_copy(folder, false)?;
        }
        Ok(())
    }

    /// Detaches a folder from a connection. A connection that waits for its replica gets it.
    pub fn detach_session(&mut self, session: SessionId, folder: FolderId) -> StoreResult<()> {
        let is_about = |contest: &Contest| matches!(contest.stake, Stake::Replica { folder: of, .. } if of == folder);
        self.memory.contests.retain(|contest| !(contest.second == session && is_about(contest)));
        if let Some(known) = self.memory.sessions.get_mut(&session) {
            known.detach(folder);
        }
        self.forget_coming(session, Some(folder));
        let won = self.take_contests(|contest| contest.first == session && is_about(contest));
        self.grant(won)
    }

    fn contest(&mut self, first: SessionId, second: SessionId, stake: Stake) {
        self.memory.contests.push(Contest { first, second, since: self.now, stake });
        self.send(first, ToClient::Ping);
    }

    fn take_contests(&mut self, matches: impl Fn(&Contest) -> bool) -> Vec<Contest> {
        let (taken, left) = std::mem::take(&mut self.memory.contests).into_iter().partition(matches);
        self.memory.contests = left;
        taken
    }

    /// Handles a pong: the pinged connection is alive. Nothing else proves it, as other messages may have been sent
    /// before the connection was lost.
    pub fn pong(&mut self, session: SessionId) -> StoreResult<()> {
        for lost in self.take_contests(|contest| contest.first == session) {
            match lost.stake {
                Stake::Machine => self.expel(lost.second, copied_home())?,
                Stake::Replica { folder, .. } => {
                    self.send(lost.second, ToClient::Detached { folder, refusal: copied_home() });
                }
            }
        }
        Ok(())
    }

    /// Ends the pinged connections that did not answer in time.
    pub fn expire_contests(&mut self) -> StoreResult<()> {
        let now = self.now;
        // A clock that was set back must not make anybody wait longer.
        let is_over = |contest: &&Contest| !(0..PING_TIMEOUT).contains(&now.millis_since(contest.since));
        while let Some(silent) = self.memory.contests.iter().find(is_over).map(|contest| contest.first) {
            self.effects.push(crate::step::Effect::Close { session: silent });
            self.end(silent)?;
        }
        Ok(())
    }

    /// Settles the contests of a connection that ended: those who waited for it continue, and its own claims are
    /// dropped.
    pub fn settle_contests_of(&mut self, ended: SessionId) -> StoreResult<()> {
        self.memory.contests.retain(|contest| contest.second != ended);
        let won = self.take_contests(|contest| contest.first == ended);
        self.grant(won)
    }

    fn grant(&mut self, won: Vec<Contest>) -> StoreResult<()> {
        for contest in won {
            let Some(machine) = self.memory.sessions.get(&contest.second).map(|known| known.machine) else { continue };
            match contest.stake {
                Stake::Machine => self.welcome(contest.second, machine),
                Stake::Replica { folder, replica, positions } => {
                    self.attach(contest.second, folder, replica, &positions)?;
                }
            }
        }
        Ok(())
    }
}

/// Returns the last position that both sides have: in the newest incarnation that both name, the smaller seq. (In older
/// incarnations both agree anyway: a machine that went on to a newer one had taken in what the hub kept.)
fn common(hub: &[Position], replica: &[Position]) -> Seq {
    let shared = hub.iter().rev().find_map(|ours| {
        let theirs = replica.iter().rev().find(|theirs| theirs.incarnation == ours.incarnation)?;
        Some(ours.seq.min(theirs.seq))
    });
    shared.unwrap_or_default()
}

fn copied_home() -> Refusal {
    Refusal::new(RefusalCode::CopiedHome, Denied::CopiedHome)
}
