//! The relay itself: one transaction over the events that queued up, and again with less ambition if the
//! disk has no room for it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use syncit_core::hub_clock::Reading;
use syncit_core::message::{Ask, Refusal, RefusalCode, ToClient, ToHub};
use syncit_core::relay_store::{Access, Machine, RelayStore, StoreError, StoreResult};
use syncit_core::{FolderId, Incarnation, MachineId, Name, Timestamp};

use crate::access::grants;
use crate::access::rules::{Act, Who, may};
use crate::clock;
use crate::config::RelayConfig;
use crate::memory::{Greeting, Memory, Session};
use crate::refusal::{Halt, bad_request, no_such_folder, refusal};
use crate::step::{Effect, Event, SessionId};

/// How often a connected machine's `last_seen` is written, in milliseconds.
const SEEN_EVERY: i64 = 60_000;

/// The hub's loop over its store.
#[derive(Debug)]
pub struct Relay<S: RelayStore> {
    store: S,
    config: RelayConfig,
    memory: Memory,
}

/// What there is room for on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Room {
    /// Nothing is written at all.
    Nothing,
    /// Entries, but no content.
    Entries,
    /// Everything.
    Ample,
}

impl<S: RelayStore> Relay<S> {
    /// Begins a new incarnation of the journal.
    ///
    /// # Errors
    /// If the store fails, or does not have the hub's own machine: that is put there before.
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
        grants::take_up(&store, &mut memory)?;
        memory.watch.read(store.mass_deletions()?);
        for folder in memory.folders.iter() {
            if let (Some(latest), _) = store.times_around(folder.id, Timestamp(i64::MAX))? {
                memory.last_at.insert(folder.id, latest);
            }
        }
        clock::take_up(&store, &mut memory)?;
        Ok(Relay { store, config, memory })
    }

    /// Takes the events in one transaction and gives the effects that rest on it.
    ///
    /// A full disk is no error: then the step is taken again without what needs room, and that is
    /// refused to those who sent it.
    ///
    /// # Errors
    /// Any other failure of the store: nothing of these events was done, and the relay is not to be used further.
    pub fn step(&mut self, events: Vec<Event>, reading: Reading) -> StoreResult<Vec<Effect>> {
        self.step_within(&events, reading, usize::MAX).map(|(_, effects)| effects)
    }

    /// The same with the first of these events: it ends behind the one with which the effects take `most` bytes. Says
    /// how many it took, at least one if there is one.
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

    /// From now on this much must stay free on the hub's disk, in bytes.
    pub fn set_min_free(&mut self, bytes: u64) {
        self.config.min_free = bytes;
    }

    /// From now on a machine that is not the hub shares at most so many folders.
    pub fn set_folders_per_machine(&mut self, folders: u32) {
        self.config.folders_per_machine = folders;
    }

    /// From now on a machine that is not the hub has at most so much in the folders, in bytes; none for no limit.
    pub fn set_bytes_per_machine(&mut self, bytes: Option<u64>) {
        self.config.bytes_per_machine = bytes;
    }

    /// The hub's own machine.
    pub(crate) fn hub(&self) -> MachineId {
        self.memory.hub().id
    }

    /// The store, to read from.
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
            told_holds: BTreeSet::new(),
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
        turn.tell_news()?;
        turn.tell_holds()?;
        turn.tell_lacking()?;
        turn.tell_coming()?;
        let effects = turn.effects;
        self.store.commit()?;
        Ok((taken, effects))
    }
}

/// One attempt at a step.
pub(crate) struct Turn<'a, S: RelayStore> {
    pub store: &'a mut S,
    pub config: &'a mut RelayConfig,
    pub memory: &'a mut Memory,
    /// Journal time.
    pub now: Timestamp,
    pub room: Room,
    pub effects: Vec<Effect>,
    /// Who added to the journal of which folder.
    pub authors: BTreeMap<FolderId, BTreeSet<SessionId>>,
    /// Whether folders, machines or access changed.
    pub arranged: bool,
    /// The folders whose holds changed.
    pub told_holds: BTreeSet<FolderId>,
}

impl<S: RelayStore> Turn<'_, S> {
    fn take(&mut self, event: &Event) -> StoreResult<()> {
        match event {
            Event::Connected { session, machine } => self.connect(*session, *machine),
            Event::Disconnected { session } => return self.end(*session),
            Event::Message { session, message, .. } => return self.hear(*session, message),
            Event::Paired { machine, may } => return self.pair(machine, *may),
            Event::Own { id, ask } => return self.answer_own(*id, ask),
            Event::Lacking(found) => self.learn_lacking(found),
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

    fn hear(&mut self, session: SessionId, message: &ToHub) -> StoreResult<()> {
        let Some((machine, greeting)) = self.memory.sessions.get(&session).map(|known| (known.machine, known.greeting))
        else {
            return Ok(());
        };
        match (greeting, message) {
            (_, ToHub::Ping) => self.send(session, ToClient::Pong),
            (Greeting::Awaited, ToHub::Hello { protocol, version, coming }) => {
                if let Some(known) = self.memory.sessions.get_mut(&session) {
                    known.coming = *coming;
                }
                return self.greet(session, machine, *protocol, version);
            }
            (Greeting::Done, message) => return self.heed(session, machine, message),
            (Greeting::Awaited | Greeting::Contested, _) => {
                return self.expel(session, bad_request("something was asked before the greeting was over"));
            }
        }
        Ok(())
    }

    fn heed(&mut self, session: SessionId, machine: MachineId, message: &ToHub) -> StoreResult<()> {
        match message {
            ToHub::Attach { folder, replica, positions } => self.attach(session, *folder, *replica, positions),
            ToHub::Detach { folder, unlinked } => self.detach(session, *folder, *unlinked),
            ToHub::News { folder, after } => self.give_news(session, *folder, *after),
            ToHub::Offer { batch, items } => self.take_offer(session, *batch, items),
            ToHub::Body(body) => self.take_body(session, body),
            ToHub::BodiesEnd { batch } => self.decide(session, *batch),
            ToHub::Get { batch, lane, items } => self.give_bodies(session, *batch, *lane, items),
            ToHub::Ask { id, ask } => self.answer_machine(session, machine, *id, ask),
            ToHub::HoldTaken { folder, hold } => self.hold_taken(machine, *folder, *hold),
            ToHub::Pong => self.pong(session),
            ToHub::Ping => Ok(()),
            ToHub::Hello { .. } => self.expel(session, bad_request("a second hello")),
        }
    }

    /// Tells a machine something.
    pub fn send(&mut self, session: SessionId, mut message: ToClient) {
        clock::tell_in_hub_time(&self.memory.course, &mut message);
        shorten(&mut message);
        self.effects.push(Effect::Send { session, message });
    }

    /// Ends a connection and says why.
    pub fn expel(&mut self, session: SessionId, why: Refusal) -> StoreResult<()> {
        self.send(session, ToClient::Goodbye(why));
        self.effects.push(Effect::Close { session });
        self.end(session)
    }

    /// Forgets a connection and notes when its machine was there last.
    pub fn end(&mut self, session: SessionId) -> StoreResult<()> {
        let Some(ended) = self.memory.sessions.remove(&session) else { return Ok(()) };
        self.forget_coming(session, None);
        if ended.greeting == Greeting::Done {
            self.note_seen(ended.machine)?;
        }
        self.settle_contests_of(session)
    }

    /// Who a machine is.
    pub fn who(&self, machine: MachineId) -> Who {
        match self.memory.machine(machine) {
            None => Who::Unknown,
            Some(machine) if machine.is_hub => Who::Hub,
            Some(_) => Who::Client,
        }
    }

    /// What a machine may do with a folder. The hub's own machine may do everything with every folder there is.
    pub fn access(&self, machine: MachineId, folder: FolderId) -> StoreResult<Access> {
        if self.memory.folder(folder).is_none() {
            return Ok(Access::None);
        }
        match self.who(machine) {
            Who::Unknown => Ok(Access::None),
            Who::Hub => Ok(Access::Write),
            Who::Client => {
                let said = self.store.access(machine, folder)?;
                Ok(said.unwrap_or_else(|| self.usual_access(machine, folder)))
            }
        }
    }

    /// The folders that a machine may read.
    pub fn readable(&self, machine: MachineId) -> StoreResult<Vec<FolderId>> {
        let mut readable = Vec::new();
        for folder in self.memory.folders.iter() {
            if self.access(machine, folder.id)? >= Access::Read {
                readable.push(folder.id);
            }
        }
        Ok(readable)
    }

    /// Checks an action about a folder and gives the access.
    pub fn allow(&self, machine: MachineId, act: Act, folder: FolderId) -> Result<Access, Halt> {
        let access = self.access(machine, folder)?;
        match may(self.who(machine), act, access) {
            Ok(()) => Ok(access),
            Err(RefusalCode::NotFound) => Err(no_such_folder().into()),
            Err(code) => {
                let name =
                    self.memory.folder(folder).filter(|_| access > Access::None).map(|folder| folder.name.as_str());
                let message = format!("this machine may not change {:?}", name.unwrap_or("this folder"));
                Err(refusal(code, message).into())
            }
        }
    }

    /// Checks an action that is about no folder.
    pub fn allow_in_general(&self, machine: MachineId, act: Act) -> Result<(), Halt> {
        may(self.who(machine), act, Access::None)
            .map_err(|code| refusal(code, "only the hub's own person may do that").into())
    }

    /// Says whether anything can be written; if not, little things are left out and requests refused.
    pub fn is_writable(&self) -> bool {
        self.room > Room::Nothing
    }

    /// Says whether there is room for content, and for entries that have none: so much is free that the minimum stays.
    pub fn has_room(&self) -> bool {
        self.has_room_for(0)
    }

    /// Says whether there is room for so many bytes of content, so that the minimum stays free.
    pub fn has_room_for(&self, bytes: u64) -> bool {
        let fits = |free: u64| free >= self.config.min_free.saturating_add(bytes);
        self.room == Room::Ample && self.memory.free.is_none_or(fits)
    }

    /// Stores a machine, new or changed.
    pub fn put_machine(&mut self, machine: &Machine) -> StoreResult<()> {
        self.store.put_machine(machine)?;
        let machines = Arc::make_mut(&mut self.memory.machines);
        match machines.iter_mut().find(|known| known.id == machine.id) {
            Some(known) => *known = machine.clone(),
            None => machines.push(machine.clone()),
        }
        Ok(())
    }

    fn pair(&mut self, machine: &Machine, may: Option<Access>) -> StoreResult<()> {
        if !self.is_writable() {
            tracing::error!(name = %machine.name, "a paired machine could not be kept: the hub's disk is full");
            return Ok(());
        }
        let name = self.free_name(machine);
        self.put_machine(&Machine { name, ..machine.clone() })?;
        self.limit(machine.id, may)?;
        self.effects.push(Effect::MachinesChanged);
        self.arranged = true;
        Ok(())
    }

    /// The machine's name, with a number if another one has it: pairing cannot ask back any more.
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
            // A clock that was set back counts as long ago.
            if seen.is_none_or(|seen| !(0..SEEN_EVERY).contains(&self.now.millis_since(seen))) {
                self.note_seen(machine)?;
            }
        }
        let mut changed = Vec::new();
        for (session, known) in &mut self.memory.sessions {
            for (folder, attachment) in &mut known.attached {
                if std::mem::take(&mut attachment.untold) {
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

    /// Wakes those who have something to ask for. Who has only its own entries to take in is told at the
    /// next tick, so that a burst of offers is not echoed batch by batch.
    fn tell_news(&mut self) -> StoreResult<()> {
        for (folder, authors) in std::mem::take(&mut self.authors) {
            if self.memory.folder(folder).is_none() {
                continue;
            }
            let latest = self.store.latest(folder)?;
            for (session, known) in &mut self.memory.sessions {
                let Some(attachment) = known.attached.get_mut(&folder) else { continue };
                attachment.untold = authors.len() == 1 && authors.contains(session);
                if !attachment.untold {
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

    /// Tells who took up a folder that its holds changed.
    fn tell_holds(&mut self) -> StoreResult<()> {
        for folder in std::mem::take(&mut self.told_holds) {
            if self.memory.folder(folder).is_none() {
                continue;
            }
            let holds = self.holds_told(folder)?;
            let sessions = self.memory.sessions.iter().filter(|(_, known)| known.attached.contains_key(&folder));
            for session in sessions.map(|(session, _)| *session).collect::<Vec<_>>() {
                self.send(session, ToClient::Holds { folder, holds: holds.clone() });
            }
        }
        Ok(())
    }

    fn answer_own(&mut self, id: u64, ask: &Ask) -> StoreResult<()> {
        let hub = self.memory.hub().id;
        let (mut answer, after) = self.answer(hub, ask)?;
        answer.iter_mut().for_each(|answer| clock::answer_in_hub_time(&self.memory.course, answer));
        self.effects.push(Effect::Answered { id, answer });
        self.finish_ask(after)
    }

    fn answer_machine(&mut self, session: SessionId, machine: MachineId, id: u64, ask: &Ask) -> StoreResult<()> {
        let (answer, after) = self.answer(machine, ask)?;
        self.send(session, ToClient::Answered { id, answer });
        self.finish_ask(after)
    }
}

/// Cuts the texts of refusals, in which paths may be named.
fn shorten(message: &mut ToClient) {
    let cut = |refusal: &mut Refusal| *refusal = refusal.clone().shortened();
    match message {
        ToClient::Goodbye(refusal)
        | ToClient::Detached { refusal, .. }
        | ToClient::Answered { answer: Err(refusal), .. } => cut(refusal),
        ToClient::Verdicts { verdicts, .. } => {
            for (_, verdict) in verdicts {
                if let syncit_core::message::Verdict::Refused(refusal) = verdict {
                    cut(refusal);
                }
            }
        }
        _ => {}
    }
}

/// A key that is not, or no longer, paired.
pub(crate) fn not_paired() -> Refusal {
    crate::refusal::hinted(
        RefusalCode::NotAllowed,
        "this machine is not paired with the hub, or the hub forgot it",
        "to pair it again: `syncit leave` here, then `syncit join` with a new code; files stay",
    )
}
