//! The thread of one SSH session: it sleeps until the network or a producer has something, then writes and reads until
//! neither makes progress.
//!
//! libssh2 may have read data from the socket that nobody has read from a channel yet. So the thread sleeps only after
//! every channel has reported that it would block.

use std::io::{ErrorKind, Read};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ssh2::{BlockDirections, Channel, Session};
use syncit_core::message::{Lane as LaneName, ToClient};

use super::ConnectError;
use super::dial::{Reached, broken};
use super::ending::{Ending, LaneError, LastOut, patience};
use super::inbox::Inbox;
use super::out::Out;
use super::outbox::{Item, Outbox};
use super::pace::{Pace, Way};
use super::records::{Incoming, Next, Outgoing};
use crate::wire::WireError;
use crate::wire::command::{CONTROL, Direction, LaneCommand, LaneKey};
use crate::wire::line::{self, Greeting, Lines};
use crate::wire::scp;

/// The receive window of a channel, in bytes: enough for a slow Wi-Fi.
pub(super) const WINDOW: u32 = 16 << 20;
const PACKET: u32 = 32_768;
/// The next body is produced when less than this waits to be written, in bytes.
const AHEAD: usize = 256 << 10;
/// How long sending the waiting control messages may take when the connection is closed.
const LINGER: Duration = Duration::from_secs(1);
/// Opens the control lane and reads the greeting.
pub(super) fn open_control(reached: &Reached) -> Result<(Control, LaneKey), ConnectError> {
    let protocol = |reason: String| ConnectError::Protocol { address: reached.address.clone(), reason };
    let open = || {
        let mut channel = reached.session.channel_open("session", WINDOW, PACKET, None)?;
        channel.subsystem(CONTROL)?;
        Ok(channel)
    };
    let mut channel = open().map_err(|error: ssh2::Error| broken(&error, &reached.address))?;
    let (mut lines, mut buffer) = (Lines::default(), [0; 1_024]);
    loop {
        let count = channel.read(&mut buffer).map_err(|error| protocol(error.to_string()))?;
        if count == 0 {
            return Err(protocol("it closed the control lane".to_owned()));
        }
        let mut input = &buffer[..count];
        let greeting = lines.next::<Greeting>(&mut input).map_err(|error| protocol(error.to_string()))?;
        if let Some(greeting) = greeting {
            return Ok((
                Control { channel, lines, unread: input.to_vec(), out: Out::default(), has_ended: false },
                greeting.lane_key,
            ));
        }
    }
}

/// Opens a channel of a data lane.
pub(super) fn open_data(
    reached: &Reached,
    lane: LaneName,
    direction: Direction,
    lane_key: LaneKey,
    window: u32,
) -> Result<Channel, ConnectError> {
    let open = || {
        let mut channel = reached.session.channel_open("session", window, PACKET, None)?;
        channel.exec(&LaneCommand { direction, lane, lane_key }.to_string())?;
        Ok(channel)
    };
    open().map_err(|error: ssh2::Error| match broken(&error, &reached.address) {
        ConnectError::Protocol { address, reason } => {
            ConnectError::Protocol { address, reason: format!("it does not open a lane: {reason}") }
        }
        other => other,
    })
}

/// Reads once. Returns `None` if it would block.
fn read<'b>(channel: &mut Channel, buffer: &'b mut [u8]) -> Result<Option<&'b [u8]>, LaneError> {
    match channel.read(buffer) {
        Ok(0) if channel.eof() => Err(LaneError::Closed),
        Ok(0) => Ok(None),
        Ok(count) => Ok(Some(&buffer[..count])),
        Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A lane, before its thread starts or in it.
pub(super) struct Lane {
    name: LaneName,
    pub outbox: Arc<Outbox>,
    wire: Wire,
    inbox: Inbox,
    ending: Arc<Ending>,
    // Dropped after the channels, which need it to be freed.
    session: Session,
    stream: TcpStream,
    silence: Duration,
}

enum Wire {
    Control(Control),
    Data(Data),
}

/// The channel of the control lane.
pub(super) struct Control {
    channel: Channel,
    lines: Lines,
    /// Bytes that arrived with the greeting.
    unread: Vec<u8>,
    out: Out,
    /// True if the hub was told that nothing more follows.
    has_ended: bool,
}

/// The channels of a data lane.
struct Data {
    push: Channel,
    outgoing: Outgoing,
    out: Out,
    pull: Channel,
    incoming: Incoming,
    owed: Out,
    lane: LaneName,
    pace: Arc<Pace>,
}

impl Lane {
    pub fn control(
        reached: Reached,
        control: Control,
        ending: &Arc<Ending>,
        silence: Duration,
    ) -> std::io::Result<Self> {
        Lane::new(LaneName::Control, reached, Wire::Control(control), ending, silence)
    }

    pub fn data(
        name: LaneName,
        (reached, push, pull): (Reached, Channel, Channel),
        ending: &Arc<Ending>,
        silence: Duration,
        pace: &Arc<Pace>,
    ) -> std::io::Result<Self> {
        let data = Data {
            push,
            outgoing: Outgoing::default(),
            out: Out::default(),
            pull,
            incoming: Incoming::default(),
            owed: Out::default(),
            lane: name,
            pace: pace.clone(),
        };
        Lane::new(name, reached, Wire::Data(data), ending, silence)
    }

    fn new(
        name: LaneName,
        reached: Reached,
        wire: Wire,
        ending: &Arc<Ending>,
        silence: Duration,
    ) -> std::io::Result<Self> {
        let outbox = Arc::new(Outbox::new()?);
        let bell = outbox.clone();
        let inbox = Inbox::new(name, ending.events().clone(), Box::new(move || bell.bell.ring()));
        reached.session.set_blocking(false);
        let ending = ending.clone();
        Ok(Lane { name, outbox, wire, inbox, ending, session: reached.session, stream: reached.stream, silence })
    }

    /// Starts the thread that owns the lane from now on.
    pub fn start(mut self) -> std::io::Result<std::thread::JoinHandle<()>> {
        let name = match self.name {
            LaneName::Control => "syncit-control",
            LaneName::Express => "syncit-express",
            LaneName::Bulk => "syncit-bulk",
        };
        std::thread::Builder::new().name(name.into()).spawn(move || {
            let last_out = LastOut(self.ending.clone(), self.outbox.clone());
            if let Err(error) = self.run() {
                self.ending.fail(error);
            }
            // The hub notices the end in any case; this is quicker and waits for nothing.
            let _ = self.session.disconnect(None, "", None);
            let _ = self.stream.shutdown(std::net::Shutdown::Both);
            drop(self);
            drop(last_out);
        })
    }

    fn run(&mut self) -> Result<(), LaneError> {
        let mut buffer = vec![0; 128 << 10];
        let mut heard = Instant::now();
        let mut stopping: Option<Instant> = None;
        loop {
            self.outbox.bell.hush();
            let progress = match &mut self.wire {
                Wire::Control(control) => control.turn(&self.outbox, &self.inbox, &mut buffer)?,
                Wire::Data(data) => data.turn(&self.outbox, &self.inbox, &mut buffer)?,
            };
            if progress.read {
                heard = Instant::now();
            }
            if self.outbox.is_stalled() {
                return Err(LaneError::Stalled);
            }
            if self.outbox.is_stopping() {
                let since = *stopping.get_or_insert_with(Instant::now);
                let is_polite = self.ending.is_closing();
                match &mut self.wire {
                    Wire::Control(control) if is_polite && since.elapsed() < LINGER => control.say_end()?,
                    _ => return Ok(()),
                }
            }
            if progress.read || progress.written {
                continue;
            }
            let limit = patience(self.silence, matches!(&self.wire, Wire::Data(data) if data.is_busy()));
            let left = limit.saturating_sub(heard.elapsed());
            if left.is_zero() {
                return Err(LaneError::Silent(limit.as_secs()));
            }
            let left = if stopping.is_some() { left.min(LINGER) } else { left };
            let left = progress.pause.map_or(left, |pause| left.min(pause));
            if self.wait(left)? {
                heard = Instant::now();
            }
        }
    }

    /// Sleeps until something happens or the time is over. Returns true if the socket had something to read.
    fn wait(&self, time: Duration) -> Result<bool, LaneError> {
        let blocked = self.session.block_directions();
        let to_write = matches!(blocked, BlockDirections::Outbound | BlockDirections::Both);
        self.outbox.bell.wait(&self.stream, to_write, time).map_err(LaneError::Lost)
    }
}

/// What a turn achieved.
#[derive(Clone, Copy)]
struct Progress {
    read: bool,
    written: bool,
    /// How long the lane must wait, if its rate limit stopped it.
    pause: Option<Duration>,
}

impl Control {
    /// Tells the hub once that nothing more follows. The hub handles what came before, and then closes the connection.
    fn say_end(&mut self) -> Result<(), LaneError> {
        if self.has_ended || self.out.left() > 0 {
            return Ok(());
        }
        match self.channel.send_eof().map_err(std::io::Error::from) {
            Ok(()) => self.has_ended = true,
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    fn turn(&mut self, outbox: &Outbox, inbox: &Inbox, buffer: &mut [u8]) -> Result<Progress, LaneError> {
        while self.out.left() < AHEAD
            && let Some(item) = outbox.pop()
        {
            match item {
                Item::Message(message) => {
                    let line = line::encode(&message).map_err(LaneError::Unsendable)?;
                    self.out.bytes.extend_from_slice(&line);
                }
                Item::Batch { .. } => return Err(LaneError::Unsendable(WireError::WrongLane("a batch"))),
            }
        }
        let written = self.out.write(&mut self.channel)?;
        let unread = std::mem::take(&mut self.unread);
        self.take(&unread, inbox)?;
        let mut any = false;
        while inbox.has_room()
            && let Some(data) = read(&mut self.channel, buffer)?
        {
            any = true;
            self.take(data, inbox)?;
        }
        Ok(Progress { read: any, written, pause: None })
    }

    fn take(&mut self, mut data: &[u8], inbox: &Inbox) -> Result<(), LaneError> {
        while let Some(message) = self.lines.next::<ToClient>(&mut data)? {
            inbox.deliver(message);
        }
        Ok(())
    }
}

impl Data {
    /// Returns true if the hub still has something of this lane to handle.
    fn is_busy(&self) -> bool {
        self.outgoing.is_unanswered() || self.out.left() > 0
    }

    fn turn(&mut self, outbox: &Outbox, inbox: &Inbox, buffer: &mut [u8]) -> Result<Progress, LaneError> {
        self.fill(outbox)?;
        let (written, pause) = self.out.write_paced(&mut self.push, &self.pace, self.lane)?;
        let mut progress = Progress { read: false, written, pause };
        while let Some(data) = read(&mut self.push, buffer)? {
            progress.read = true;
            self.outgoing.answered(data)?;
        }
        while inbox.has_room() {
            // The hub sends no more than what was read makes room for in the window.
            if let Some(pause) = self.pace.wait(Way::Down, self.lane) {
                progress.pause = Some(progress.pause.map_or(pause, |other| other.min(pause)));
                break;
            }
            let at_once = self.pace.at_once(Way::Down, buffer.len());
            let Some(data) = read(&mut self.pull, &mut buffer[..at_once])? else { break };
            progress.read = true;
            self.pace.take(Way::Down, self.lane, data.len());
            let records = self.incoming.take(data, inbox)?;
            self.owed.bytes.resize(self.owed.bytes.len() + records, scp::TAKEN);
        }
        progress.written |= self.owed.write(&mut self.pull)?;
        Ok(progress)
    }

    /// Encodes what follows while there is room.
    fn fill(&mut self, outbox: &Outbox) -> Result<(), LaneError> {
        while self.out.left() < AHEAD {
            match self.outgoing.next(outbox, &mut self.out.bytes)? {
                Next::Nothing => return Ok(()),
                Next::Record => {}
                Next::Body(bytes) => {
                    self.out.bytes.extend_from_slice(&bytes);
                    self.out.bytes.push(scp::FILE_END);
                }
            }
        }
        Ok(())
    }
}
