//! The connections of a world: lanes that keep their order, but not between each other, and that
//! can be cut.

use std::collections::{BTreeMap, VecDeque};

use syncit_core::MachineId;
use syncit_core::hub_clock::Reading;
use syncit_core::message::{
    Answer, Ask, Body, BodyOut, Lane, MAX_MESSAGE, PROTOCOL, Piece, Pieces, Refusal, RefusalCode, ToClient, ToHub,
    Verdict, encoded,
};
use syncit_core::relay_store::ContentReader;
use syncit_relay::reasons::NotServed;
use syncit_relay::step::{Effect as HubEffect, Event as HubEvent, SessionId};
use syncit_replica::disk::cut::read_body;
use syncit_replica::event::{BodyFrom, BodySource, Event};

use super::stores::Stores;
use super::wire::{Down, Up, Wire};
use super::{World, brief, machine_name};
use crate::fuse::{Crashed, until_crash};

impl<S: Stores> World<S> {
    /// Begins a connection, if both ends are running and the cable is plugged in.
    pub(super) fn connect(&mut self, number: usize) {
        let machine = &mut self.machines[number];
        if machine.replica.is_none() || machine.is_cut || machine.wire.is_some() || self.hub.relay.is_none() {
            return;
        }
        self.hub.sessions += 1;
        let session = SessionId(self.hub.sessions);
        self.hub.inbox.push(HubEvent::Connected { session, machine: machine.id });
        let hello = Up::Message(ToHub::Hello { protocol: PROTOCOL, version: "simulated".into(), coming: true });
        let up = BTreeMap::from([(Lane::Control, VecDeque::from([hello]))]);
        machine.wire = Some(Wire { session, welcomed: false, up, down: BTreeMap::new() });
    }

    /// Ends a machine's connection. What was in transit is lost; the hub notices later.
    pub(super) fn disconnect(&mut self, number: usize) {
        let Some(wire) = self.machines[number].wire.take() else { return };
        self.hub.unnoticed.push(wire.session);
        self.note(|_| format!("   {} is disconnected", machine_name(number)));
        if wire.welcomed {
            self.step(number, Event::Disconnected);
        }
    }

    pub(super) fn send_up(&mut self, number: usize, lane: Lane, up: Up) {
        match self.machines[number].wire.as_mut().filter(|wire| wire.welcomed) {
            Some(wire) => wire.up.entry(lane).or_default().push_back(up),
            None => self.note(|_| format!("   (not connected: dropped {})", brief(&up))),
        }
    }

    /// Delivers one message or body on one lane to the hub.
    pub(super) fn deliver_up(&mut self, number: usize, lane: Lane) {
        let machine = &mut self.machines[number];
        let Some(wire) = machine.wire.as_mut() else { return };
        let session = wire.session;
        let Some(up) = wire.up.get_mut(&lane).and_then(VecDeque::pop_front) else { return };
        match up {
            Up::Message(message) => self.tell_hub(session, lane, message),
            Up::Bodies { batch, mut bodies, mut changed } => match bodies.pop_front() {
                None => {
                    self.tell_hub(session, lane, ToHub::BodiesEnd { batch });
                    self.step(number, Event::Sent { batch, changed });
                }
                Some(BodySource { item, piece, from }) => {
                    let Ok(read) = until_crash(|| read_body(&machine.disk, &from)) else {
                        return self.burnt(number);
                    };
                    match (read, from) {
                        (Ok(Some(bytes)), _) => {
                            self.tell_hub(session, lane, ToHub::Body(Body { batch, item, piece, bytes }));
                        }
                        (_, BodyFrom::File { path, .. }) => changed.push(path),
                        (_, BodyFrom::Bytes(_)) => {}
                    }
                    let rest = Up::Bodies { batch, bodies, changed };
                    if let Some(wire) = self.machines[number].wire.as_mut() {
                        wire.up.entry(lane).or_default().push_front(rest);
                    }
                }
            },
        }
    }

    fn tell_hub(&mut self, session: SessionId, lane: Lane, message: ToHub) {
        if !matches!(message, ToHub::Body(_)) {
            assert_fits(encoded(&message), &message);
        }
        if !matches!(message, ToHub::Ping | ToHub::Pong) {
            self.arrived += 1;
        }
        if let ToHub::Get { items, .. } = &message
            && items.iter().any(|item| item.coming.is_some() && item.pieces != Pieces::List)
        {
            self.counts.one("chunks that were fetched while others came");
        }
        self.note(|_| match &message {
            ToHub::Body(body) => {
                format!("   hub <- {session:?} {:?} {} {:?}", body.batch.number, body.item, body.piece)
            }
            message => format!("   hub <- {session:?} {lane:?} {}", brief(message)),
        });
        self.hub.inbox.push(HubEvent::Message { session, lane, message });
    }

    /// Delivers one message or body on one lane from the hub.
    pub(super) fn deliver_down(&mut self, number: usize, lane: Lane) {
        let machine = &mut self.machines[number];
        let Some(wire) = machine.wire.as_mut() else { return };
        let Some(down) = wire.down.get_mut(&lane).and_then(VecDeque::pop_front) else { return };
        match down {
            Down::Close => self.disconnect(number),
            Down::Message(ToClient::Welcome { .. }) => {
                wire.welcomed = true;
                self.step(number, Event::Connected);
            }
            Down::Message(ToClient::Ping) => {
                wire.up.entry(Lane::Control).or_default().push_back(Up::Message(ToHub::Pong));
            }
            Down::Message(ToClient::Goodbye(refusal)) => {
                self.note(|_| format!("   {} is sent away: {refusal}", machine_name(number)));
                self.disconnect(number);
            }
            Down::Message(ToClient::Arranged | ToClient::Pong | ToClient::Answered { .. }) => {}
            Down::Message(message @ ToClient::Came { seq: None, .. }) => {
                self.counts.one("content that came for nothing");
                self.receive(number, message);
            }
            Down::Message(message) => self.receive(number, message),
            Down::Bodies { batch, mut bodies, mut missing } => match bodies.pop_front() {
                None => self.receive(number, ToClient::BodiesEnd { batch, missing }),
                Some(BodyOut { item, piece, digest }) => {
                    match self.read_out(piece, &digest) {
                        Some(bytes) => self.receive(number, ToClient::Body(Body { batch, item, piece, bytes })),
                        None => missing.push((item, not_kept())),
                    }
                    if let Some(wire) = self.machines[number].wire.as_mut() {
                        wire.down.entry(lane).or_default().push_front(Down::Bodies { batch, bodies, missing });
                    }
                }
            },
        }
    }

    fn read_out(&self, piece: Piece, digest: &syncit_core::Digest) -> Option<Vec<u8>> {
        let store = &self.hub.store;
        match piece {
            Piece::Chunk(_) => store.chunk(digest).ok()?,
            Piece::List(part) => {
                let list = store.chunk_list(digest).ok()??.encode();
                list.chunks(syncit_core::CHUNK_MAX).nth(part as usize).map(<[u8]>::to_vec)
            }
        }
    }

    /// Asks the hub how many paths each machine lacks, as its person would.
    pub(super) fn hub_says_what_is_lacking(&mut self) -> Option<BTreeMap<MachineId, Option<u64>>> {
        let relay = self.hub.relay.as_mut()?;
        let now = Reading { wall: self.hub.clock.wall(), ticks: self.ticks };
        let effects = relay.step(vec![HubEvent::Own { id: 0, ask: Ask::Machines }], now).ok()?;
        let machines = effects.into_iter().find_map(|effect| match effect {
            HubEffect::Answered { answer: Ok(Answer::Machines { machines }), .. } => Some(machines),
            _ => None,
        })?;
        Some(machines.into_iter().filter_map(|it| Some((it.id, it.backlogs.first()?.items))).collect())
    }

    /// Runs one step of the hub's loop with all events in its inbox.
    pub(super) fn step_hub(&mut self) {
        let Some(relay) = self.hub.relay.as_mut() else { return };
        let events = std::mem::take(&mut self.hub.inbox);
        let now = Reading { wall: self.hub.clock.wall(), ticks: self.ticks };
        let effects = match until_crash(|| relay.step(events, now)) {
            Ok(Ok(effects)) => effects,
            Ok(Err(error)) => return self.fail(format!("the relay fails: {error}")),
            Err(Crashed) => {
                self.counts.one("hub that was ended in the middle");
                self.note(|_| "   the hub ends in the middle".into());
                return self.kill_hub();
            }
        };
        self.check_whole();
        for effect in effects {
            self.note(|_| format!("   hub -> {}", brief(&effect)));
            if tells_where_it_went(&effect) {
                self.counts.one("edit of what was moved");
            }
            match effect {
                HubEffect::Send { session, message } => self.send_down(session, Lane::Control, Down::Message(message)),
                HubEffect::SendBodies { session, lane, batch, bodies, missing } => {
                    self.send_down(session, lane, Down::Bodies { batch, bodies: bodies.into(), missing });
                }
                HubEffect::Close { session } => {
                    self.hub.unnoticed.retain(|gone| *gone != session);
                    self.send_down(session, Lane::Control, Down::Close);
                }
                HubEffect::Answered { .. }
                | HubEffect::Invitation { .. }
                | HubEffect::KeepCopy { .. }
                | HubEffect::FolderEnded { .. }
                | HubEffect::MachinesChanged
                | HubEffect::FindLacking
                | HubEffect::LackingChanged => {}
            }
        }
    }

    fn send_down(&mut self, session: SessionId, lane: Lane, down: Down) {
        match &down {
            Down::Message(message) => assert_fits(encoded(message), message),
            Down::Bodies { missing, .. } => assert_fits(encoded(missing), missing),
            Down::Close => {}
        }
        let wires = self.machines.iter_mut().filter_map(|machine| machine.wire.as_mut());
        if let Some(wire) = wires.into_iter().find(|wire| wire.session == session) {
            wire.down.entry(lane).or_default().push_back(down);
        }
    }
}

/// Checks that a message fits when it is encoded.
fn assert_fits(bytes: usize, message: &dyn std::fmt::Debug) {
    assert!(bytes <= MAX_MESSAGE, "a message of {bytes} bytes does not fit: {message:?}");
}

fn not_kept() -> Refusal {
    Refusal::new(RefusalCode::Internal, NotServed::Damaged)
}

/// Returns true if a verdict names the path to which an edited file was moved.
fn tells_where_it_went(effect: &HubEffect) -> bool {
    let HubEffect::Send { message: ToClient::Verdicts { verdicts, .. }, .. } = effect else { return false };
    verdicts.iter().any(|(_, verdict)| matches!(verdict, Verdict::Stale { moved_to: Some(_), .. }))
}
