//! Who may open an invitation, and what it may give. The relay decides that; the code, the attempts and the pairing are the
//! driver's, which carries out `Effect::Invitation`.

use syncit_core::MachineId;
use syncit_core::message::{Answer, MAX_INVITE_MINUTES, Refusal, RefusalCode, ToClient};
use syncit_core::relay_store::{Access, RelayStore};

use crate::access::rules::Act;
use crate::after::After;
use crate::memory::{Greeting, Memory};
use crate::reasons::{BadAsk, Denied};
use crate::refusal::{Asked, bad_request, no_such_machine};
use crate::step::{InvitationRequest, Inviter};
use crate::turn::Turn;

/// Returns the most that a machine's invitations may give; none if it may not invite.
pub(crate) fn may_invite(memory: &Memory, machine: MachineId) -> Option<Access> {
    let known = memory.machine(machine)?;
    let most = memory.limits.get(&machine).copied().unwrap_or_default();
    (known.is_hub || (memory.inviters.contains(&machine) && most > Access::None)).then_some(most)
}

impl<S: RelayStore> Turn<'_, S> {
    /// Answers `Invite`, `Invitation` and `CancelInvite`, as far as the relay does.
    pub fn ask_about_invitation(&mut self, machine: MachineId, ask: InvitationRequest) -> Asked<(Answer, After)> {
        let request = match ask {
            InvitationRequest::Open { minutes, may } => self.check_invite(machine, minutes, may)?,
            InvitationRequest::Show => self.check_inviter(machine).map(|_| ask)?,
            // A machine that lost the permission may still end what it began.
            InvitationRequest::Cancel => self.allow_in_general(machine, Act::ChangeSelf).map(|()| ask)?,
        };
        Ok((Answer::Done, After::Invitation(request)))
    }

    /// Returns the machine as one that asks about the invitation; none for the hub itself.
    pub fn inviter(&self, machine: MachineId) -> Option<Inviter> {
        let known = self.memory.machine(machine).filter(|known| !known.is_hub)?;
        Some(Inviter { machine, name: known.name.clone() })
    }

    fn check_invite(&self, machine: MachineId, minutes: u32, may: Option<Access>) -> Asked<InvitationRequest> {
        let most = self.check_inviter(machine)?;
        if !(1..=MAX_INVITE_MINUTES).contains(&minutes) {
            return Err(bad_request(BadAsk::InviteMinutes { most: MAX_INVITE_MINUTES }).into());
        }
        if may.is_some_and(|may| may > most) {
            let (machine, hub) = self.names(machine);
            return Err(not_allowed(Denied::MayNotInviteToWrite { machine, hub }).into());
        }
        // Without a limit, what an earlier invitation said is left as it is.
        let may = may.or(Some(most).filter(|most| *most < Access::Write));
        Ok(InvitationRequest::Open { minutes, may })
    }

    /// Returns the most that the machine's invitations may give.
    fn check_inviter(&self, machine: MachineId) -> Asked<Access> {
        self.allow_in_general(machine, Act::ChangeSelf)?;
        if let Some(most) = may_invite(self.memory, machine) {
            return Ok(most);
        }
        let is_allowed = self.memory.inviters.contains(&machine);
        let (machine, hub) = self.names(machine);
        Err(match is_allowed {
            true => not_allowed(Denied::NothingToPassOn { machine, hub }),
            false => not_allowed(Denied::MayNotInvite { machine, hub }),
        }
        .into())
    }

    fn names(&self, machine: MachineId) -> (String, String) {
        let machine = self.memory.machine(machine).map(|machine| machine.name.to_string());
        (machine.unwrap_or_default(), self.memory.hub().name.to_string())
    }

    /// Sets whether a machine may invite others. Without it, the invitation that it may have open ends.
    pub fn allow_invites(&mut self, machine: MachineId, which: MachineId, allowed: bool) -> Asked<(Answer, After)> {
        self.allow_in_general(machine, Act::Own)?;
        if self.memory.machine(which).ok_or_else(no_such_machine)?.is_hub {
            return Err(Refusal::new(RefusalCode::BadRequest, Denied::HubMayAll).into());
        }
        self.set_may_invite(which, allowed)?;
        self.arranged = true;
        Ok((Answer::Done, After::InvitersChanged))
    }

    /// Makes a machine ask again for what it shows of its invitation.
    pub fn report_invitation(&mut self, machine: MachineId) {
        let sessions = self
            .memory
            .sessions
            .iter()
            .filter(|(_, known)| known.machine == machine && known.greeting == Greeting::Done);
        for session in sessions.map(|(session, _)| *session).collect::<Vec<_>>() {
            self.send(session, ToClient::Arranged);
        }
    }
}

fn not_allowed(why: Denied) -> Refusal {
    Refusal::new(RefusalCode::NotAllowed, why)
}
