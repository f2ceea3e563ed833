//! The relay itself: one transaction for the queued events, retried with fewer writes if the disk is full.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use syncit_core::hub_clock::Reading;
use syncit_core::message::{Ask, Refusal, ToClient, ToHub};
use syncit_core::relay_store::{Access, Machine, RelayStore, StoreError, StoreResult};
use syncit_core::{Incarnation, MachineId, Name, Timestamp};

use crate::access::grants;
use crate::access::rules::Who;
use crate::after::After;
use crate::attach::shown_version;
use crate::config::RelayConfig;
use crate::hub_time::answer_in_hub_time;
use crate::memory::{Greeting, Memory, Session};
use crate::reasons::Breach;
use crate::refusal::{breach, not_paired};
use crate::step::{Asker, Effect, Event, SessionId};
use crate::turn::{Room, Turn};
use crate::{backlog, clock, invite};

/// How often a connected machine's `last_seen` is written, in milliseconds.
const SEEN_EVERY: i64 = 60_000;

/// The hub's loop over its store.
#[derive(Debug)]
pub struct Relay<S: RelayStore> {
    store: S,
    config: RelayConfig,
    memory: Memory,
}

impl<S: RelayStore> Relay<S> {
    /// Begins a new incarnation of the journal.
    ///
    /// # Errors
    /// If the store fails, or if it lacks the hub's own machine, which must be stored before.
    pub fn start(mut store: S, incarnation: Incarnation, config: RelayConfig) -> StoreResult<Self> {
        store.begin_incarnation(incarnation)?;
        store.commit()?;
        let mut memory =
            Memory { machines: Arc::new(store.machines()?), folders: Arc::new(store.folders()?), ..Memory::default() };
        if !memory.machines.iter().any(|machine| machine.is_hub) {
            return Err(StoreError {
                doing: "starting the relay".into(),
                cause: "the hub's own machine is not in the store".into(),
                disk_full: false,
            });
        }
        grants::load(&store, &mut memory)?;
        memory.watch.read(store.mass_deletions()?);
        for folder in memory.folders.iter() {
            if let (Some(latest), _) = store.times_around(folder.id, Timestamp(i64::MAX))? {
                memory.last_at.insert(folder.id, latest);
            }
        }
        backlog::load(&store, &mut memory)?;
        clock::load(&store, &mut memory)?;
        Ok(Relay { store, config, memory })
    }

    /// Handles the events in one transaction and returns the effects that depend on it.
    ///
    /// A full disk is not an error: the step is then repeated without the writes that need space, and those are
    /// refused to their senders.
    ///
    /// # Errors
    /// If the store fails in any other way. Then none of these events took effect, and the relay must not be used any
    /// more.
    pub fn step(&mut self, events: Vec<Event>, reading: Reading) -> StoreResult<Vec<Effect>> {
        self.step_within(&events, reading, usize::MAX).map(|(_, effects)| effects)
    }

    /// Does the same as `step`, but stops after the event with which the effects reach `most` bytes. Also returns how
    /// many events it handled, which is at least one if there is one.
    ///
    /// # Errors
    /// As `step`.
    pub fn step_within(
        &mut self,
        events: &[Event],
        reading: Reading,
        most: usize,
    ) -> StoreResult<(usize, Vec<Effect>)> {
        self.memory.step += 1;
        let before = self.memory.clone();
        let mut room = Room::Ample;
        loop {
            match self.attempt(events, reading, room, most) {
                Ok(done) => return Ok(done),
                Err(error) => {
                    self.store.roll_back();
                    self.memory = before.clone();
                    room = match room {
                        Room::Ample if error.disk_full => Room::Entries,
                        Room::Entries if error.disk_full => Room::Nothing,
                        _ => return Err(error),
                    };
                    tracing::warn!(%error, ?room, "the hub's disk is full");
                }
            }
        }
    }

    /// Sets how many bytes must stay free on the hub's disk.
    pub fn set_min_free(&mut self, bytes: u64) {
        self.config.min_free = bytes;
    }

    /// Sets how many folders a machine other than the hub may share at most.
    pub fn set_folders_per_machine(&mut self, folders: u32) {
        self.config.folders_per_machine = folders;
    }

    /// Sets how many bytes a machine other than the hub may have in the folders at most; none for no limit.
    pub fn set_bytes_per_machine(&mut self, bytes: Option<u64>) {
        self.config.bytes_per_machine = bytes;
    }

    /// Returns the most that a machine's invitations may give; none if it may not invite.
    pub fn may_invite(&self, machine: MachineId) -> Option<Access> {
        invite::may_invite(&self.memory, machine)
    }

    /// Returns the hub's own machine.
    pub(crate) fn hub(&self) -> MachineId {
        self.memory.hub().id
    }

    /// Returns the store, for reading.
    pub fn store(&self) -> &S {
        &self.store
    }

    fn attempt(
        &mut self,
        events: &[Event],
        reading: Reading,
        room: Room,
        most: usize,
    ) -> StoreResult<(usize, Vec<Effect>)> {
        self.store.begin_reading()?;
        let mut turn = Turn {
            store: &mut self.store,
            config: &mut self.config,
            memory: &mut self.memory,
            now: reading.wall,
            room,
            effects: Vec::new(),
            authors: BTreeMap::new(),
            arranged: false,
            holds_to_report: BTreeSet::new(),
        };
        turn.read_clock(reading)?;
        let (mut taken, mut counted, mut bytes) = (0, 0, 0_usize);
        for event in events {
            turn.take(event)?;
            taken += 1;
            bytes += turn.effects[counted..].iter().map(Effect::weight).sum::<usize>();
            counted = turn.effects.len();
            if bytes >= most {
                break;
            }
        }
        turn.expire_contests()?;
        turn.report_news()?;
        turn.report_holds()?;
        turn.report_lacking()?;
        turn.report_coming()?;
        let effects = turn.effects;
        self.store.commit()?;
        Ok((taken, effects))
    }
}

impl<S: RelayStore> Turn<'_, S> {
    fn take(&mut self, event: &Event) -> StoreResult<()> {
        match event {
            Event::Connected { session, machine } => self.connect(*session, *machine),
            Event::Disconnected { session } => return self.end(*session),
            Event::Message { session, message, .. } => return self.receive(*session, message),
            Event::Paired { machine, may, by } => return self.pair(machine, *may, *by),
            Event::InvitationChanged { machine } => self.report_invitation(*machine),
            Event::Own { id, ask } => return self.answer_to(Asker::Own, self.memory.hub().id, *id, ask),
            Event::Lacking(found) => self.set_lacking(found),
            Event::Free { bytes } => self.memory.free = Some(*bytes),
            Event::Tick => return self.tick(),
        }
        Ok(())
    }

    fn connect(&mut self, session: SessionId, machine: MachineId) {
        if self.who(machine) == Who::Unknown {
            self.effects.push(Effect::Send { session, message: ToClient::Goodbye(not_paired()) });
            self.effects.push(Effect::Close { session });
            return;
        }
        self.memory.sessions.insert(session, Session::new(machine));
    }

    fn receive(&mut self, session: SessionId, message: &ToHub) -> StoreResult<()> {
        let Some((machine, greeting)) = self.memory.sessions.get(&session).map(|known| (known.machine, known.greeting))
        else {
            return Ok(());
        };
        match (greeting, message) {
            (_, ToHub::Ping) => self.send(session, ToClient::Pong),
            (Greeting::Awaited, ToHub::Hello { protocol, version, coming }) => {
                if let Some(known) = self.memory.sessions.get_mut(&session) {
                    known.coming = *coming;
                    known.version = shown_version(version);
                }
                return self.greet(session, machine, *protocol, version);
            }
            (Greeting::Done, message) => return self.handle(session, machine, message),
            (Greeting::Awaited | Greeting::Contested, _) => {
                return self.expel(session, breach(Breach::TooEarly));
            }
        }
        Ok(())
    }

    fn handle(&mut self, session: SessionId, machine: MachineId, message: &ToHub) -> StoreResult<()> {
        match message {
            ToHub::Attach { folder, replica, positions } => self.attach(session, *folder, *replica, positions),
            ToHub::Detach { folder, unlinked } => self.detach(session, *folder, *unlinked),
            ToHub::News { folder, after } => self.serve_news(session, *folder, *after),
            ToHub::Offer { batch, items } => self.take_offer(session, *batch, items),
            ToHub::Body(body) => self.take_body(session, body),
            ToHub::BodiesEnd { batch } => self.decide(session, *batch),
            ToHub::Get { batch, lane, items } => self.serve_bodies(session, *batch, *lane, items),
            ToHub::Ask { id, ask } => self.answer_to(Asker::Session(session), machine, *id, ask),
            ToHub::Backlog { folder, backlog } => self.take_backlog(session, *folder, *backlog),
            ToHub::HoldTaken { folder, hold } => self.hold_taken(machine, *folder, *hold),
            ToHub::Pong => self.pong(session),
            ToHub::Ping => Ok(()),
            ToHub::Hello { .. } => self.expel(session, breach(Breach::SecondHello)),
        }
    }

    /// Ends a connection with a reason.
    pub fn expel(&mut self, session: SessionId, why: Refusal) -> StoreResult<()> {
        self.send(session, ToClient::Goodbye(why));
        self.effects.push(Effect::Close { session });
        self.end(session)
    }

    /// Forgets a connection and records when its machine was last seen.
    pub fn end(&mut self, session: SessionId) -> StoreResult<()> {
        let Some(ended) = self.memory.sessions.remove(&session) else { return Ok(()) };
        self.forget_coming(session, None);
        if ended.greeting == Greeting::Done {
            self.note_seen(ended.machine)?;
        }
        self.settle_contests_of(session)
    }

    fn pair(&mut self, machine: &Machine, may: Option<Access>, by: Option<MachineId>) -> StoreResult<()> {
        if !self.is_writable() {
            tracing::error!(name = %machine.name, "a paired machine could not be kept: the hub's disk is full");
            return Ok(());
        }
        let name = self.free_name(machine);
        self.put_machine(&Machine { name, ..machine.clone() })?;
        match by {
            None => self.limit(machine.id, may)?,
            Some(by) => self.limit_as_invited(machine.id, may, by)?,
        }
        self.effects.push(Effect::MachinesChanged);
        self.arranged = true;
        Ok(())
    }

    /// Returns the machine's name, with a number if another machine has that name: pairing can no longer ask the
    /// person.
    fn free_name(&self, machine: &Machine) -> Name {
        let is_taken = |name: &Name| {
            self.memory.machines.iter().any(|other| other.id != machine.id && other.name.folded() == name.folded())
        };
        let numbered = (2..).filter_map(|number: u64| {
            let end = format!(" {number}");
            let kept: String =
                machine.name.as_str().chars().take(syncit_core::path::MAX_NAME - end.chars().count()).collect();
            Name::new(&format!("{kept}{end}")).ok()
        });
        let mut names = std::iter::once(machine.name.clone()).chain(numbered);
        names.find(|name| !is_taken(name)).expect("there are more numbers than machines")
    }

    fn note_seen(&mut self, machine: MachineId) -> StoreResult<()> {
        match self.memory.machine(machine) {
            Some(known) if self.is_writable() => {
                let seen = Machine { last_seen: Some(self.now), ..known.clone() };
                self.put_machine(&seen)
            }
            _ => Ok(()),
        }
    }

    fn tick(&mut self) -> StoreResult<()> {
        self.tick_watch()?;
        let online: BTreeSet<MachineId> = self.memory.sessions.values().map(|session| session.machine).collect();
        for machine in online {
            let seen = self.memory.machine(machine).and_then(|machine| machine.last_seen);
            // If the clock was set back, the last write counts as long ago.
            if seen.is_none_or(|seen| !(0..SEEN_EVERY).contains(&self.now.millis_since(seen))) {
                self.note_seen(machine)?;
            }
        }
        let mut changed = Vec::new();
        for (session, known) in &mut self.memory.sessions {
            for (folder, attachment) in &mut known.attached {
                if std::mem::take(&mut attachment.lacks_only_own) {
                    changed.push((*session, *folder));
                }
            }
        }
        for (session, folder) in changed {
            let latest = self.store.latest(folder)?;
            self.send(session, ToClient::Changed { folder, latest });
        }
        self.tick_lacking()?;
        self.tidy()
    }

    /// Wakes the machines that have something to fetch. A machine that lacks only its own entries is notified at the
    /// next tick, so that a burst of offers is not echoed batch by batch.
    fn report_news(&mut self) -> StoreResult<()> {
        for (folder, authors) in std::mem::take(&mut self.authors) {
            if self.memory.folder(folder).is_none() {
                continue;
            }
            let latest = self.store.latest(folder)?;
            for (session, known) in &mut self.memory.sessions {
                let Some(attachment) = known.attached.get_mut(&folder) else { continue };
                attachment.lacks_only_own = authors.len() == 1 && authors.contains(session);
                if !attachment.lacks_only_own {
                    let message = ToClient::Changed { folder, latest };
                    self.effects.push(Effect::Send { session: *session, message });
                }
            }
        }
        if std::mem::take(&mut self.arranged) {
            for (session, known) in &self.memory.sessions {
                if known.greeting == Greeting::Done {
                    self.effects.push(Effect::Send { session: *session, message: ToClient::Arranged });
                }
            }
        }
        Ok(())
    }

    /// Sends the changed holds of a folder to the sessions attached to it.
    fn report_holds(&mut self) -> StoreResult<()> {
        for folder in std::mem::take(&mut self.holds_to_report) {
            if self.memory.folder(folder).is_none() {
                continue;
            }
            let holds = self.hold_reports(folder)?;
            let sessions = self.memory.sessions.iter().filter(|(_, known)| known.attached.contains_key(&folder));
            for session in sessions.map(|(session, _)| *session).collect::<Vec<_>>() {
                self.send(session, ToClient::Holds { folder, holds: holds.clone() });
            }
        }
        Ok(())
    }

    /// Answers what `machine` asks, unless the driver answers it, and carries out what follows for others.
    fn answer_to(&mut self, asker: Asker, machine: MachineId, id: u64, ask: &Ask) -> StoreResult<()> {
        let (mut answer, after) = self.answer(machine, ask)?;
        match asker {
            _ if matches!(after, After::Invitation(_)) => {}
            Asker::Session(session) => self.send(session, ToClient::Answered { id, answer }),
            Asker::Own => {
                answer.iter_mut().for_each(|answer| answer_in_hub_time(&self.memory.course, answer));
                self.effects.push(Effect::Answered { id, answer });
            }
        }
        self.finish_ask(asker, machine, id, after)
    }
}
