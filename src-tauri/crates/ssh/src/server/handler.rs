//! Which connections are admitted and what they may open: keys of paired machines, three kinds of channel, and nothing else.
//!
//! Every SSH request that this server does not support is answered with a refusal, because a client would wait for ever for an answer
//! that does not come.

use std::collections::{HashMap, HashSet};
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;
use russh::keys::ssh_key::PublicKey;
use russh::server::{Auth, ChannelOpenHandle, Handler, Msg, PublicKeyOffer, Session as Ssh, VerifiedPublicKey};
use russh::{Channel, ChannelId, ChannelOpenFailure, Pty, Sig};
use syncit_core::MachineId;
use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::contract::PairingHost;
use super::lanes;
use super::places::Taken;
use super::session::{Claim, Session, Shared};
use crate::wire::command::{self, LaneCommand};

/// What a connection's handler and its owner share.
#[derive(Default)]
pub(super) struct Connection {
    /// Notified when the connection has its purpose: a lane, or pairing.
    pub settled: Notify,
    /// Notified when its purpose has ended.
    pub done: Notify,
    /// The session that it belongs to.
    pub session: OnceLock<Arc<Session>>,
    /// The tasks of its lanes.
    pub tasks: Mutex<JoinSet<()>>,
}

/// The handler of one connection.
pub(super) struct ConnectionHandler {
    shared: Arc<Shared>,
    connection: Arc<Connection>,
    peer: SocketAddr,
    place: Arc<Taken>,
    who: Who,
    /// Open channels that have no purpose yet.
    idle: HashMap<ChannelId, Channel<Msg>>,
    open: HashSet<ChannelId>,
}

enum Who {
    Nobody,
    Machine(MachineId, Vec<u8>),
    Joiner(Arc<dyn PairingHost>, Vec<u8>),
}

/// Why the handler ends a connection.
#[derive(Debug, thiserror::Error)]
pub(super) enum DoorError {
    #[error(transparent)]
    Ssh(#[from] russh::Error),
    #[error("something came on a channel that is nothing")]
    Stray,
}

impl ConnectionHandler {
    pub fn new(shared: Arc<Shared>, connection: Arc<Connection>, peer: SocketAddr, place: Arc<Taken>) -> Self {
        ConnectionHandler {
            shared,
            connection,
            peer,
            place,
            who: Who::Nobody,
            idle: HashMap::new(),
            open: HashSet::new(),
        }
    }

    fn identify(&self, user: &str, key: &PublicKey) -> Who {
        let Ok(wire) = key.to_bytes() else { return Who::Nobody };
        match user {
            command::USER => match self.shared.gate.machine(&wire) {
                Some(machine) => Who::Machine(machine, wire),
                None => Who::Nobody,
            },
            command::PAIRING_USER => match self.shared.gate.invitation() {
                Some(host) => Who::Joiner(host, wire),
                None => Who::Nobody,
            },
            _ => Who::Nobody,
        }
    }

    fn run(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.connection.tasks.lock().spawn(task);
    }

    /// Opens the lane of a subsystem. Returns false if the name is not one of ours, or not allowed for this client.
    fn open_subsystem(&mut self, id: ChannelId, name: &str) -> bool {
        match (&self.who, name) {
            (Who::Machine(machine, key), command::CONTROL) if self.connection.session.get().is_none() => {
                let Some(channel) = self.idle.remove(&id) else { return false };
                let Some((session, lines)) = self.shared.begin(*machine, key.clone()) else { return false };
                let _ = self.connection.session.set(session.clone());
                self.connection.settled.notify_one();
                let (read, write) = channel.split();
                self.run(lanes::control_in(session.clone(), read));
                self.run(lanes::control_out(session, write, lines));
                true
            }
            (Who::Joiner(host, key), command::PAIRING) => {
                let Some(channel) = self.idle.remove(&id) else { return false };
                self.connection.settled.notify_one();
                let serving = host.serve(Box::new(channel.into_stream()), key.clone(), self.peer);
                let connection = self.connection.clone();
                self.who = Who::Nobody;
                self.run(async move {
                    serving.await;
                    connection.done.notify_one();
                });
                true
            }
            _ => false,
        }
    }

    /// Opens a data channel. Returns false if the command is not one of ours, or names a session of another machine.
    fn open_data(&mut self, id: ChannelId, command: &[u8]) -> bool {
        let Who::Machine(_, key) = &self.who else { return false };
        let command = std::str::from_utf8(command).ok().and_then(|text| text.parse::<LaneCommand>().ok());
        let Some(command) = command else { return false };
        let Some(session) = self.shared.find(command.lane_key, key) else { return false };
        if !self.idle.contains_key(&id) || self.connection.session.get().is_some_and(|own| own.id != session.id) {
            return false;
        }
        let Some(claim) = session.claim(command.lane, command.direction) else { return false };
        let Some(channel) = self.idle.remove(&id) else { return false };
        let _ = self.connection.session.set(session.clone());
        self.connection.settled.notify_one();
        let (read, write) = channel.split();
        match claim {
            Claim::Push => {
                let answers = Arc::new(lanes::Owed::default());
                self.run(lanes::push_in(session.clone(), command.lane, read, answers.clone()));
                self.run(lanes::push_answers(session, write, answers));
            }
            Claim::Pull(jobs) => {
                let answers = Arc::default();
                self.run(lanes::pull_answers(session.clone(), read, Arc::clone(&answers)));
                self.run(lanes::pull_out(session, write, jobs, answers));
            }
        }
        true
    }

    fn answer(&mut self, granted: bool, id: ChannelId, ssh: &mut Ssh) -> Result<(), DoorError> {
        if granted {
            return Ok(ssh.channel_success(id)?);
        }
        ssh.channel_failure(id)?;
        // Data on a channel waits in its queue until it is read, and a full queue blocks the whole connection. Nothing will read this
        // channel, so its queue is dropped. The channel stays open, because a client waits for an answer even after a close.
        self.idle.remove(&id);
        Ok(())
    }

    /// Refuses data on a channel that has no purpose yet, because nothing reads its queue.
    fn check_purpose(&self, id: ChannelId) -> Result<(), DoorError> {
        match self.idle.contains_key(&id) {
            true => Err(DoorError::Stray),
            false => Ok(()),
        }
    }
}

impl Handler for ConnectionHandler {
    type Error = DoorError;

    async fn auth_publickey_offered(&mut self, user: &str, offer: PublicKeyOffer<'_>) -> Result<Auth, DoorError> {
        match self.identify(user, offer.public_key) {
            Who::Nobody => Ok(Auth::reject()),
            _ => Ok(Auth::Accept),
        }
    }

    async fn auth_publickey(&mut self, user: &str, key: VerifiedPublicKey<'_>) -> Result<Auth, DoorError> {
        self.who = self.identify(user, key.public_key);
        match &self.who {
            Who::Nobody => return Ok(Auth::reject()),
            Who::Joiner(..) => self.place.may_pair(),
            Who::Machine(machine, _) => {
                self.place.log_in(*machine);
                self.shared.gate.logged_in(*machine, self.place.address);
            }
        }
        Ok(Auth::Accept)
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _: &mut Ssh,
    ) -> Result<(), DoorError> {
        if self.open.len() >= self.shared.limits.channels {
            reply.reject(ChannelOpenFailure::ResourceShortage).await;
            return Ok(());
        }
        self.open.insert(channel.id());
        self.idle.insert(channel.id(), channel);
        reply.accept().await;
        Ok(())
    }

    async fn channel_close(&mut self, id: ChannelId, _: &mut Ssh) -> Result<(), DoorError> {
        self.idle.remove(&id);
        self.open.remove(&id);
        Ok(())
    }

    async fn data(&mut self, id: ChannelId, _: &[u8], _: &mut Ssh) -> Result<(), DoorError> {
        self.check_purpose(id)
    }

    async fn extended_data(&mut self, id: ChannelId, _: u32, _: &[u8], _: &mut Ssh) -> Result<(), DoorError> {
        self.check_purpose(id)
    }

    async fn channel_eof(&mut self, id: ChannelId, _: &mut Ssh) -> Result<(), DoorError> {
        self.check_purpose(id)
    }

    async fn window_adjusted(&mut self, id: ChannelId, _: u32, _: &mut Ssh) -> Result<(), DoorError> {
        self.check_purpose(id)
    }

    async fn signal(&mut self, id: ChannelId, _: Sig, _: &mut Ssh) -> Result<(), DoorError> {
        self.check_purpose(id)
    }

    async fn agent_request(&mut self, id: ChannelId, _: &mut Ssh) -> Result<bool, DoorError> {
        // As in `answer`; here russh sends the refusal.
        self.idle.remove(&id);
        Ok(false)
    }

    async fn subsystem_request(&mut self, id: ChannelId, name: &str, ssh: &mut Ssh) -> Result<(), DoorError> {
        let granted = self.open_subsystem(id, name);
        self.answer(granted, id, ssh)
    }

    async fn exec_request(&mut self, id: ChannelId, data: &[u8], ssh: &mut Ssh) -> Result<(), DoorError> {
        let granted = self.open_data(id, data);
        self.answer(granted, id, ssh)
    }

    async fn shell_request(&mut self, id: ChannelId, ssh: &mut Ssh) -> Result<(), DoorError> {
        self.answer(false, id, ssh)
    }

    async fn env_request(&mut self, id: ChannelId, _: &str, _: &str, ssh: &mut Ssh) -> Result<(), DoorError> {
        self.answer(false, id, ssh)
    }

    async fn pty_request(
        &mut self,
        id: ChannelId,
        _: &str,
        _: u32,
        _: u32,
        _: u32,
        _: u32,
        _: &[(Pty, u32)],
        ssh: &mut Ssh,
    ) -> Result<(), DoorError> {
        self.answer(false, id, ssh)
    }

    async fn x11_request(
        &mut self,
        id: ChannelId,
        _: bool,
        _: &str,
        _: &str,
        _: u32,
        ssh: &mut Ssh,
    ) -> Result<(), DoorError> {
        self.answer(false, id, ssh)
    }

    async fn window_change_request(
        &mut self,
        id: ChannelId,
        _: u32,
        _: u32,
        _: u32,
        _: u32,
        ssh: &mut Ssh,
    ) -> Result<(), DoorError> {
        self.answer(false, id, ssh)
    }
}
