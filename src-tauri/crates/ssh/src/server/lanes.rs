//! The tasks of a session's channels. Reading a channel and answering on it are two tasks: a task that waits to send an
//! answer would not read, and the connection's loop blocks until it reads.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use parking_lot::Mutex;
use russh::server::Msg;
use russh::{ChannelMsg, ChannelReadHalf, ChannelWriteHalf};
use syncit_core::Digest;
use syncit_core::message::{BodyOut, Lane, Piece, Refusal, RefusalCode, ToHub};
use syncit_core::relay_store::{ContentReader, StoreResult};
use tokio::sync::Notify;
use tokio::sync::mpsc::{Sender, UnboundedReceiver, channel};

use super::session::{Job, LINGER, Line, Session};
use crate::reasons::Unsent;
use crate::wire::WireError;
use crate::wire::command::Direction;
use crate::wire::line::{self, Greeting, Lines};
use crate::wire::scp::{self, Answers, Decoder, Record};

/// Answers are sent when a read would block, and at the latest when this many are owed.
const OWED_AT_MOST: u64 = 4_096;
/// Small bodies are copied and joined into writes of about this size, in bytes.
const WRITE: usize = 256 << 10;
/// Bodies of at least this size are sent as they were read, without a copy, in bytes.
const PASSED_ON: usize = 16 << 10;
/// This many writes are read ahead of the network.
const READ_AHEAD: usize = 3;
/// The size of a piece of an encoded chunk list, in bytes.
const LIST_PART: usize = 1 << 20;

/// Reads messages.
pub(super) async fn control_in(session: Arc<Session>, mut read: ChannelReadHalf) {
    let mut lines = Lines::default();
    let why = loop {
        let data = match received(read.wait().await) {
            Received::Data(data) => data,
            Received::Nothing => continue,
            Received::End(why) => break why.to_owned(),
        };
        let mut input = &data[..];
        let outcome = loop {
            match lines.next::<ToHub>(&mut input) {
                Ok(Some(message)) => {
                    if !session.deliver(Lane::Control, message).await {
                        return;
                    }
                }
                other => break other,
            }
        };
        if let Err(error) = outcome {
            break error.to_string();
        }
    };
    session.end(&why);
}

/// Writes the greeting and then messages.
pub(super) async fn control_out(
    session: Arc<Session>,
    write: ChannelWriteHalf<Msg>,
    mut lines: UnboundedReceiver<Line>,
) {
    let mut next = match line::encode(&Greeting { lane_key: session.lane_key }) {
        Ok(greeting) => greeting,
        Err(error) => return session.end(&error.to_string()),
    };
    // How many bytes of `next` were counted as queued.
    let mut counted = 0;
    let why = loop {
        if write.data_bytes(std::mem::take(&mut next)).await.is_err() {
            break "the control lane is gone".to_owned();
        }
        session.sent(std::mem::take(&mut counted));
        match lines.recv().await {
            Some(Line::Message(bytes)) => {
                next = bytes;
                // What was queued meanwhile is sent with it, up to a packet or two.
                while next.len() < 32 << 10
                    && let Some(bytes) = peek_message(&mut lines)
                {
                    next.extend_from_slice(&bytes);
                }
                counted = next.len();
            }
            Some(Line::Close) | None => {
                // The machine reads to the end and disconnects. If the hub closed the connection, the machine would lose
                // what it has not read yet.
                if write.eof().await.is_ok() {
                    let _ = tokio::time::timeout(LINGER, session.ended()).await;
                }
                break "it was closed".to_owned();
            }
        }
    };
    session.end(&why);
}

/// Returns the next message if one is queued. On a `Close` it closes and empties the queue, so that the next `recv` returns
/// `None`.
fn peek_message(lines: &mut UnboundedReceiver<Line>) -> Option<Vec<u8>> {
    match lines.try_recv().ok()? {
        Line::Close => {
            lines.close();
            while lines.try_recv().is_ok() {}
            None
        }
        Line::Message(bytes) => Some(bytes),
    }
}

/// Answers that a push channel owes.
#[derive(Default)]
pub(super) struct Owed {
    count: AtomicU64,
    wake: Notify,
}

/// Reads records and owes an answer for each.
pub(super) async fn push_in(session: Arc<Session>, lane: Lane, mut read: ChannelReadHalf, owed: Arc<Owed>) {
    let mut decoder = Decoder::new(Direction::Push);
    let mut taken = 0;
    let why = loop {
        let message = tokio::select! {
            biased;
            message = read.wait() => message,
            () = std::future::ready(()), if taken > 0 => {
                owed.count.fetch_add(std::mem::take(&mut taken), Ordering::AcqRel);
                owed.wake.notify_one();
                continue;
            }
        };
        let data = match received(message) {
            Received::Data(data) => data,
            Received::Nothing => continue,
            Received::End(why) => break why.to_owned(),
        };
        let mut input = &data[..];
        let outcome = loop {
            match decoder.next(&mut input) {
                Ok(Some(record)) => {
                    if let Some(message) = message_of(record)
                        && !session.deliver(lane, message).await
                    {
                        return;
                    }
                    taken += 1;
                }
                other => break other,
            }
        };
        if let Err(error) = outcome {
            break error.to_string();
        }
        if taken >= OWED_AT_MOST {
            owed.count.fetch_add(std::mem::take(&mut taken), Ordering::AcqRel);
            owed.wake.notify_one();
        }
    };
    session.end(&why);
}

fn message_of(record: Record) -> Option<ToHub> {
    match record {
        Record::Open(_) => None,
        Record::Offer(batch, items) => Some(ToHub::Offer { batch, items }),
        Record::Body(body) => Some(ToHub::Body(body)),
        Record::End(batch) => Some(ToHub::BodiesEnd { batch }),
        // The decoder of a push accepts none.
        Record::Missing(..) => None,
    }
}

/// Writes the answers that are owed.
pub(super) async fn push_answers(session: Arc<Session>, write: ChannelWriteHalf<Msg>, owed: Arc<Owed>) {
    loop {
        let count = owed.count.swap(0, Ordering::AcqRel);
        if count == 0 {
            owed.wake.notified().await;
        } else if write.data_bytes(vec![0; count as usize]).await.is_err() {
            return session.end("a push channel is gone");
        }
    }
}

/// Reads a machine's answers to what was sent to it.
pub(super) async fn pull_answers(session: Arc<Session>, mut read: ChannelReadHalf, answers: Arc<Mutex<Answers>>) {
    let why = loop {
        let data = match received(read.wait().await) {
            Received::Data(data) => data,
            Received::Nothing => continue,
            Received::End(why) => break why.to_owned(),
        };
        let left = |text| tracing::debug!(session = session.id, text, "a machine left a body out");
        let taken = answers.lock().take(&data, left);
        if let Err(error) = taken {
            break error.to_string();
        }
    };
    session.end(&why);
}

/// Writes bodies as fast as the machine reads them. A blocking thread reads them from the store a little ahead.
pub(super) async fn pull_out(
    session: Arc<Session>,
    write: ChannelWriteHalf<Msg>,
    jobs: UnboundedReceiver<Job>,
    answers: Arc<Mutex<Answers>>,
) {
    let (ahead, mut writes) = channel(READ_AHEAD);
    let reading = session.clone();
    let reader = tokio::task::spawn_blocking(move || read_bodies(&reading, jobs, ahead));
    'writes: while let Some(Write { parts, records }) = writes.recv().await {
        answers.lock().sent(records);
        for part in parts {
            if write.data_bytes(part).await.is_err() {
                break 'writes;
            }
        }
    }
    drop(writes);
    session.end("a pull channel is gone");
    if let Err(error) = reader.await {
        tracing::error!(session = session.id, %error, "reading content for a machine failed");
    }
}

/// Encoded records, in parts that follow each other.
#[derive(Default)]
struct Write {
    parts: Vec<Bytes>,
    /// How many records end in it.
    records: u64,
}

fn read_bodies(session: &Session, mut jobs: UnboundedReceiver<Job>, ahead: Sender<Write>) {
    let content = (session.shared.content)();
    while let Some(job) = jobs.blocking_recv() {
        let weight = job.weight;
        let written = write_job(&*content, job, &ahead);
        session.sent(weight);
        match written {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => {
                tracing::error!(session = session.id, %error, "content for a machine cannot be written");
                return session.end(&error.to_string());
            }
        }
    }
}

/// Reads and encodes one batch. Returns false if nothing receives it any more.
fn write_job(content: &dyn ContentReader, job: Job, ahead: &Sender<Write>) -> Result<bool, WireError> {
    let mut write = Write { parts: Vec::new(), records: 2 };
    // The end of the write, up to which records may still be appended, and the length of what is before it.
    let (mut out, mut before) = (Vec::new(), 0);
    let mut missing = job.missing;
    let mut list = None;
    scp::open(&mut out, job.batch);
    for body in job.bodies {
        match read_body(content, &body, &mut list) {
            Ok(Some(bytes)) if bytes.len() >= PASSED_ON => {
                scp::body_start(&mut out, body.item, body.piece, bytes.len())?;
                before += out.len() + bytes.len();
                write.parts.extend([std::mem::take(&mut out).into(), bytes.into()]);
                out.push(scp::FILE_END);
                write.records += 1;
            }
            Ok(Some(bytes)) => {
                scp::body(&mut out, body.item, body.piece, &bytes)?;
                write.records += 1;
            }
            unreadable => missing.push((body.item, refusal(unreadable.err()).shortened())),
        }
        if before + out.len() >= WRITE {
            write.parts.push(std::mem::take(&mut out).into());
            before = 0;
            if ahead.blocking_send(std::mem::take(&mut write)).is_err() {
                return Ok(false);
            }
        }
    }
    if !missing.is_empty() {
        missing.sort_by_key(|(item, _)| *item);
        missing.dedup_by_key(|(item, _)| *item);
        scp::missing(&mut out, &missing)?;
        write.records += 1;
    }
    scp::end(&mut out);
    write.parts.push(out.into());
    Ok(ahead.blocking_send(write).is_ok())
}

/// Reads a piece. `list` caches the last chunk list, whose parts are requested one after the other.
fn read_body(
    content: &dyn ContentReader,
    body: &BodyOut,
    list: &mut Option<(Digest, Vec<u8>)>,
) -> StoreResult<Option<Vec<u8>>> {
    let Piece::List(part) = body.piece else { return content.chunk(&body.digest) };
    if list.as_ref().is_none_or(|(digest, _)| *digest != body.digest) {
        *list = content.chunk_list(&body.digest)?.map(|chunks| (body.digest, chunks.encode()));
    }
    let part = part as usize;
    Ok(list.as_ref().and_then(|(_, bytes)| bytes.chunks(LIST_PART).nth(part)).map(<[u8]>::to_vec))
}

fn refusal(error: Option<syncit_core::replica_store::StoreError>) -> Refusal {
    match error {
        None => Refusal::new(RefusalCode::NotFound, Unsent::Incomplete),
        Some(error) => Refusal::new(RefusalCode::Internal, Unsent::Unreadable { words: error.to_string() }),
    }
}

enum Received {
    Data(Bytes),
    Nothing,
    End(&'static str),
}

fn received(message: Option<ChannelMsg>) -> Received {
    match message {
        Some(ChannelMsg::Data { data }) => Received::Data(data),
        Some(ChannelMsg::ExtendedData { .. }) => Received::End("it sent what belongs on no channel"),
        Some(ChannelMsg::Eof | ChannelMsg::Close) | None => Received::End("it closed a channel"),
        Some(_) => Received::Nothing,
    }
}
