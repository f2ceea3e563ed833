//! The bulk lane on russh's client, whose ciphers are several times as fast as those of libssh2 (docs/adr/0012-bulk-lane.md).
//!
//! It has a session for each direction, because russh writes what it has before it reads on: two sides that both send without
//! end on one session would wait for each other. Both sessions run on the lane's thread. Bodies are passed to russh as they
//! are, without a copy.

mod heard;
mod pinned;
mod session;

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use bytes::Bytes;
use russh::client::Msg;
use russh::{ChannelMsg, ChannelReadHalf, ChannelWriteHalf};
use syncit_core::message::Lane as LaneName;
use tokio::net::UnixStream;
use tokio::sync::Notify;

use self::heard::Heard;
use self::session::Session;
pub(super) use self::session::{Opened, open};
use super::ending::{Ending, LaneError, LastOut, patience};
use super::inbox::Inbox;
use super::outbox::Outbox;
use super::pace::{Pace, Way};
use super::records::{Incoming, Next, Outgoing};
use crate::wire::WireError;
use crate::wire::scp;

/// Smaller bodies are copied and joined into one write, in bytes: each write is a packet or more.
const PASSED_ON: usize = 16 << 10;
/// Small records are joined into writes of about this size, in bytes.
const TOGETHER: usize = 64 << 10;
/// What is sent before the rate limit is asked again, in bytes: one packet.
const PACKET: usize = 32 << 10;

/// The lane, before its thread starts or in it.
pub(super) struct BulkLane {
    pub outbox: Arc<Outbox>,
    opened: Opened,
    ending: Arc<Ending>,
    silence: Duration,
    pace: Arc<Pace>,
}

impl BulkLane {
    pub fn new(opened: Opened, ending: &Arc<Ending>, silence: Duration, pace: &Arc<Pace>) -> std::io::Result<Self> {
        let outbox = Arc::new(Outbox::new()?);
        Ok(BulkLane { outbox, opened, ending: ending.clone(), silence, pace: pace.clone() })
    }

    /// Starts the thread that owns the lane from now on.
    pub fn start(self) -> std::io::Result<JoinHandle<()>> {
        std::thread::Builder::new().name("syncit-bulk".into()).spawn(move || {
            let last_out = LastOut(self.ending.clone(), self.outbox.clone());
            let ending = self.ending.clone();
            if let Err(error) = self.run() {
                ending.fail(error);
            }
            drop(last_out);
        })
    }

    fn run(self) -> Result<(), LaneError> {
        let BulkLane { outbox, opened: Opened { push, pull, runtime }, ending, silence, pace } = self;
        let room = Arc::new(Notify::new());
        let wake = room.clone();
        let lane = Running {
            outbox,
            inbox: Inbox::new(LaneName::Bulk, ending.events().clone(), Box::new(move || wake.notify_one())),
            outgoing: RefCell::default(),
            items: Notify::new(),
            room,
            owed: Cell::new(0),
            owes: Notify::new(),
            holds_back: Cell::new(false),
            heard: [push.heard.clone(), pull.heard.clone()],
            silence,
            pace,
        };
        let outcome = runtime.block_on(lane.until_it_ends(push, pull));
        // The hub notices the end of the sockets, which are closed with the runtime's tasks.
        drop(runtime);
        outcome
    }
}

/// What the parts of the lane share. They take turns on one thread.
struct Running {
    outbox: Arc<Outbox>,
    inbox: Inbox,
    outgoing: RefCell<Outgoing>,
    /// Notified when something may be in the outbox.
    items: Notify,
    /// Notified when the inbox has room again.
    room: Arc<Notify>,
    /// How many records are still to be answered.
    owed: Cell<usize>,
    owes: Notify,
    /// True while this side does not read bodies, so that it cannot hear the hub.
    holds_back: Cell<bool>,
    /// Of the session to the hub, and of the one from it.
    heard: [Arc<Heard>; 2],
    silence: Duration,
    pace: Arc<Pace>,
}

impl Running {
    async fn until_it_ends(&self, mut push: Session, mut pull: Session) -> Result<(), LaneError> {
        tokio::select! {
            ended = self.watch() => ended,
            ended = self.send(&push.write) => ended,
            ended = self.hear_answers(&mut push.read) => ended,
            ended = self.receive(&mut pull.read) => ended,
            ended = self.answer(&pull.write) => ended,
        }
    }

    /// Waits until the lane is asked to end, or must.
    async fn watch(&self) -> Result<(), LaneError> {
        let bell = UnixStream::from_std(self.outbox.bell.ear()?)?;
        loop {
            self.outbox.bell.hush();
            if self.outbox.is_stalled() {
                return Err(LaneError::Stalled);
            }
            if self.outbox.is_stopping() {
                return Ok(());
            }
            self.items.notify_one();
            let limit = patience(self.silence, self.outgoing.borrow().is_unanswered());
            let [push, pull] = self.heard.each_ref().map(|heard| heard.silence());
            let silent = if self.holds_back.get() { push } else { push.max(pull) };
            if silent >= limit {
                return Err(LaneError::Silent(limit.as_secs()));
            }
            let soon = (limit - silent).min(self.silence);
            if let Ok(rung) = tokio::time::timeout(soon, bell.readable()).await {
                rung?;
                // tokio waits again only after a read that would block.
                while matches!(bell.try_read(&mut [0; 8]), Ok(1..)) {}
            }
        }
    }

    /// Sends what is in the outbox.
    async fn send(&self, to: &ChannelWriteHalf<Msg>) -> Result<(), LaneError> {
        let mut text = Vec::new();
        loop {
            let next = self.outgoing.borrow_mut().next(&self.outbox, &mut text)?;
            match next {
                Next::Nothing if text.is_empty() => self.items.notified().await,
                Next::Nothing => self.write(to, std::mem::take(&mut text)).await?,
                Next::Record => {}
                Next::Body(bytes) if bytes.len() < PASSED_ON => {
                    text.extend_from_slice(&bytes);
                    text.push(scp::FILE_END);
                }
                Next::Body(bytes) => {
                    self.write(to, std::mem::take(&mut text)).await?;
                    self.write(to, bytes).await?;
                    text.push(scp::FILE_END);
                }
            }
            if text.len() >= TOGETHER {
                self.write(to, std::mem::take(&mut text)).await?;
            }
        }
    }

    /// Writes as fast as the hub reads, and as the rate limit allows.
    async fn write(&self, to: &ChannelWriteHalf<Msg>, bytes: Vec<u8>) -> Result<(), LaneError> {
        let mut bytes = Bytes::from(bytes);
        while !bytes.is_empty() {
            while let Some(pause) = self.pace.wait(Way::Up, LaneName::Bulk) {
                tokio::time::sleep(pause).await;
            }
            let packet = bytes.split_to(bytes.len().min(PACKET));
            self.pace.take(Way::Up, LaneName::Bulk, packet.len());
            to.data_bytes(packet).await.map_err(|_| LaneError::Closed)?;
        }
        Ok(())
    }

    async fn hear_answers(&self, from: &mut ChannelReadHalf) -> Result<(), LaneError> {
        loop {
            let data = data(from).await?;
            self.outgoing.borrow_mut().answered(&data)?;
        }
    }

    /// Receives bodies, as long as there is room for them and the rate limit allows it.
    async fn receive(&self, from: &mut ChannelReadHalf) -> Result<(), LaneError> {
        let mut incoming = Incoming::default();
        loop {
            self.may_read().await;
            let data = data(from).await?;
            self.pace.take(Way::Down, LaneName::Bulk, data.len());
            self.owed.set(self.owed.get() + incoming.take(&data, &self.inbox)?);
            self.owes.notify_one();
        }
    }

    async fn may_read(&self) {
        loop {
            if !self.inbox.has_room() {
                self.holds_back.set(true);
                self.room.notified().await;
            } else if let Some(pause) = self.pace.wait(Way::Down, LaneName::Bulk) {
                self.holds_back.set(true);
                tokio::time::sleep(pause).await;
            } else {
                break;
            }
        }
        // russh stops reading from the socket meanwhile.
        if self.holds_back.replace(false) {
            self.heard[1].now();
        }
    }

    /// Answers the records that were received, all that there are at once.
    async fn answer(&self, to: &ChannelWriteHalf<Msg>) -> Result<(), LaneError> {
        loop {
            match self.owed.replace(0) {
                0 => self.owes.notified().await,
                count => to.data_bytes(vec![scp::TAKEN; count]).await.map_err(|_| LaneError::Closed)?,
            }
        }
    }
}

/// Waits for the next bytes on a channel.
async fn data(from: &mut ChannelReadHalf) -> Result<Bytes, LaneError> {
    loop {
        match from.wait().await {
            Some(ChannelMsg::Data { data }) => return Ok(data),
            Some(ChannelMsg::ExtendedData { .. }) => {
                return Err(LaneError::Foreign(WireError::BadRecord("bytes that belong on no channel")));
            }
            Some(ChannelMsg::Eof | ChannelMsg::Close) | None => return Err(LaneError::Closed),
            Some(_) => {}
        }
    }
}
