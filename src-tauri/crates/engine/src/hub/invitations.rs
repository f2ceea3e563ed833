//! The hub's invitation: who opened it, what it gives, and how it ends. One is open at a time. The relay has decided who may ask
//! for what; here are the code and its attempts.
//!
//! It belongs to the relay's thread and never waits for the server's.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use syncit_core::message::{Answer, InvitationInfo, MAX_INVITE_ADDRESSES, Refusal, RefusalCode};
use syncit_core::relay_store::Access;
use syncit_core::{MachineId, Name};
use syncit_relay::step::{Event, InvitationRequest, Inviter};
use syncit_ssh::pair::{COUNTED_FOR, Host, Invitation, InvitationEnd};

use crate::error::{Cause, MachineFailed};
use crate::hub::gate::{Gatekeeper, RelayAdmission};
use crate::hub::inbox::Inbox;
use crate::hub::refused::AtHub;
use crate::hub::sockets::reachable;
use crate::task::Task;
use crate::uplink::budget::Permit;

/// How many invitations one machine may open within `COUNTED_FOR`.
const OPENED_EACH: usize = 20;

/// The invitation, and what is remembered of earlier ones.
pub(super) struct Invitations {
    pub(super) gate: Arc<Gatekeeper>,
    pub(super) inbox: Inbox,
    /// The hub's public key and its name.
    pub(super) key: Arc<[u8]>,
    pub(super) name: Arc<Mutex<Name>>,
    /// Where the hub listens.
    pub(super) listening: Arc<Mutex<Vec<SocketAddr>>>,
    pub(super) last: Option<Opened>,
    pub(super) openings: Openings,
}

/// An invitation that was opened, and may have ended.
pub(super) struct Opened {
    invitation: Arc<Invitation>,
    /// The machine that opened it; none for the hub itself.
    by: Option<Inviter>,
    may: Option<Access>,
    /// True once it was revoked: then nobody is shown how it ended.
    is_revoked: bool,
}

impl Opened {
    /// Returns the machine that opened it; none for the hub itself.
    fn opener(&self) -> Option<MachineId> {
        self.by.as_ref().map(|by| by.machine)
    }
}

impl Invitations {
    /// Carries out a request of a machine, or of the hub itself.
    pub(super) fn carry_out(&mut self, by: Option<Inviter>, request: InvitationRequest) -> Result<Answer, Refusal> {
        let machine = by.as_ref().map(|by| by.machine);
        match request {
            InvitationRequest::Open { minutes, may } => self.open(by, minutes, may)?,
            InvitationRequest::Show => {}
            InvitationRequest::Cancel => {
                if self.shown(machine).is_some() {
                    self.close(machine);
                }
                return Ok(Answer::Done);
            }
        }
        Ok(Answer::Invitation { invitation: self.shown(machine).map(|opened| self.describe(opened)) })
    }

    /// Ends the open invitation if the machine that opened it may no longer give what it gives. `may_invite` returns the most
    /// that a machine may give.
    pub(super) fn recheck(&mut self, may_invite: impl Fn(MachineId) -> Option<Access>) {
        let Some(opened) = self.open_one() else { return };
        let gives = opened.may.unwrap_or_default();
        if opened.opener().is_some_and(|by| may_invite(by).is_none_or(|most| most < gives)) {
            tracing::info!("the open invitation ends: its machine may not invite any more");
            self.close(None);
        }
    }

    fn open(&mut self, by: Option<Inviter>, minutes: u32, may: Option<Access>) -> Result<(), Refusal> {
        let machine = by.as_ref().map(|by| by.machine);
        if let Some(machine) = machine {
            self.check_opening(machine)?;
        }
        let lifetime = Duration::from_secs(u64::from(minutes) * 60);
        let drawn = match (machine, &self.last) {
            (Some(_), Some(last)) => Invitation::following(&last.invitation, lifetime),
            _ => Invitation::new(lifetime),
        };
        let invitation = Arc::new(drawn.map_err(|error| {
            let cause = Cause::Other { words: error.to_string() }.into();
            Refusal::new(RefusalCode::Internal, MachineFailed::Key { cause })
        })?);
        self.close(machine);
        if invitation.end().is_some() {
            return Err(too_many(AtHub::GuessedTooOften { minutes: IN_MINUTES }));
        }
        let admission = RelayAdmission {
            inbox: self.inbox.clone(),
            hub: self.name.lock().clone(),
            may,
            by: by.clone(),
            tasks: self.gate.tasks().clone(),
        };
        self.gate.invite(Host {
            invitation: invitation.clone(),
            admission: Arc::new(admission),
            hub_key: self.key.clone(),
        });
        let whose = by.as_ref().map_or("the hub", |by| by.name.as_str());
        tracing::info!(by = whose, minutes, "an invitation is open");
        self.last = Some(Opened { invitation, by, may, is_revoked: false });
        self.report(None);
        Ok(())
    }

    /// Checks that a machine may open an invitation now.
    fn check_opening(&mut self, machine: MachineId) -> Result<(), Refusal> {
        if let Some(open) = self.open_one().filter(|open| open.opener() != Some(machine)) {
            let by = open.by.as_ref().map_or_else(|| self.name.lock().to_string(), |by| by.name.to_string());
            return Err(Refusal::new(RefusalCode::NotAllowed, AtHub::InvitationOpen { by }));
        }
        match self.openings.note(machine, Instant::now()) {
            true => Ok(()),
            false => Err(too_many(AtHub::InvitedTooOften { most: OPENED_EACH, minutes: IN_MINUTES })),
        }
    }

    fn open_one(&self) -> Option<&Opened> {
        self.last.as_ref().filter(|last| last.invitation.time_left().is_some())
    }

    /// Returns the invitation that is open, or that wrong codes ended, if `by` may see it.
    fn shown(&self, by: Option<MachineId>) -> Option<&Opened> {
        let last = self.last.as_ref().filter(|last| !last.is_revoked && (by.is_none() || last.opener() == by))?;
        match last.invitation.end() {
            None => Some(last),
            Some(InvitationEnd::Attempts) if last.invitation.closes() > Instant::now() => Some(last),
            Some(_) => None,
        }
    }

    /// Revokes the invitation, if there is one. What is remembered of it is its attempts.
    fn close(&mut self, by: Option<MachineId>) {
        self.gate.close();
        let Some(last) = &mut self.last else { return };
        last.is_revoked = true;
        let whose = last.opener().filter(|of| Some(*of) != by);
        self.report(whose);
    }

    /// Has the change announced, and reports it to the machine whose invitation it is.
    fn report(&self, to: Option<MachineId>) {
        let _ = self.gate.tasks().send(Task::InvitationChanged);
        if let Some(machine) = to {
            self.inbox.put(Event::InvitationChanged { machine }, Permit::Free);
        }
    }

    fn describe(&self, opened: &Opened) -> InvitationInfo {
        let Opened { invitation, may, .. } = opened;
        let left = invitation.closes().saturating_duration_since(Instant::now());
        let mut addresses = reachable(&self.listening.lock());
        addresses.truncate(MAX_INVITE_ADDRESSES);
        let wrong_codes = invitation.wrong_codes().into_iter();
        InvitationInfo {
            code: invitation.code().to_owned(),
            addresses: addresses.iter().map(SocketAddr::to_string).collect(),
            left: u64::try_from(left.as_millis()).unwrap_or(u64::MAX),
            attempts_left: invitation.attempts_left(),
            may: *may,
            wrong_codes: wrong_codes.map(|(address, count)| (address.to_string(), count)).collect(),
            burnt: invitation.end() == Some(InvitationEnd::Attempts),
            opened_by: opened.opener(),
        }
    }
}

/// `COUNTED_FOR` as people read it.
const IN_MINUTES: u64 = COUNTED_FOR.as_secs() / 60;

fn too_many(why: AtHub) -> Refusal {
    Refusal::new(RefusalCode::NotAllowed, why)
}

/// When machines opened invitations, as far as that still counts.
#[derive(Default)]
pub(super) struct Openings(BTreeMap<MachineId, VecDeque<Instant>>);

impl Openings {
    /// Counts one more. Returns false, and does not count it, if the machine has opened as many as it may.
    fn note(&mut self, machine: MachineId, now: Instant) -> bool {
        let counts = |at: &Instant| now.saturating_duration_since(*at) < COUNTED_FOR;
        self.0.values_mut().for_each(|times| times.retain(counts));
        self.0.retain(|_, times| !times.is_empty());
        let times = self.0.entry(machine).or_default();
        let has_room = times.len() < OPENED_EACH;
        if has_room {
            times.push_back(now);
        }
        has_room
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_opens_so_many_invitations_and_another_one_as_many() {
        let (mut openings, begun) = (Openings::default(), Instant::now());
        let (laptop, phone) = (MachineId([1; 16]), MachineId([2; 16]));
        assert!((0..OPENED_EACH).all(|_| openings.note(laptop, begun)));
        assert!(!openings.note(laptop, begun + COUNTED_FOR - Duration::from_millis(1)));
        assert!(openings.note(phone, begun));
        assert!(openings.note(laptop, begun + COUNTED_FOR));
    }
}
