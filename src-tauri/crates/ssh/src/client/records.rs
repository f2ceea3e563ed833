//! The records of a data lane, whatever carries their bytes: those of the outbox become a stream, and that of the hub
//! becomes messages.

use syncit_core::message::{Refusal, ToClient};

use super::BodyProducer;
use super::ending::LaneError;
use super::inbox::Inbox;
use super::outbox::{Item, Outbox};
use crate::wire::WireError;
use crate::wire::command::Direction;
use crate::wire::scp::{self, Answers, Decoder, Record};

/// What is sent to the hub, and what it has not answered yet.
#[derive(Default)]
pub(super) struct Outgoing {
    answers: Answers,
    /// The batch that is being sent.
    current: Option<Current>,
}

struct Current {
    bodies: Option<Box<dyn BodyProducer>>,
}

/// What was appended to a stream.
pub(super) enum Next {
    /// Nothing, because nothing waits.
    Nothing,
    /// A record.
    Record,
    /// The start of a record. These bytes and `scp::FILE_END` must follow.
    Body(Vec<u8>),
}

impl Outgoing {
    /// Appends the next record to `out`, except for the bytes of its body.
    pub fn next(&mut self, outbox: &Outbox, out: &mut Vec<u8>) -> Result<Next, LaneError> {
        let Some(current) = &mut self.current else {
            let Some(item) = outbox.pop() else { return Ok(Next::Nothing) };
            let Item::Batch { batch, offer, bodies } = item else {
                return Err(LaneError::Unsendable(WireError::WrongLane("a message")));
            };
            self.current = Some(Current { bodies });
            scp::open(out, batch);
            self.answers.sent(1);
            if let Some(items) = offer {
                scp::offer(out, &items).map_err(LaneError::Unsendable)?;
                self.answers.sent(1);
            }
            return Ok(Next::Record);
        };
        let body = current.bodies.as_mut().and_then(|bodies| bodies.next_body());
        self.answers.sent(1);
        if let Some(body) = body {
            scp::body_start(out, body.item, body.piece, body.bytes.len()).map_err(LaneError::Unsendable)?;
            return Ok(Next::Body(body.bytes));
        }
        scp::end(out);
        self.finish();
        Ok(Next::Record)
    }

    /// Takes in the hub's answers.
    pub fn answered(&mut self, data: &[u8]) -> Result<(), WireError> {
        self.answers.take(data, |text| tracing::debug!(text, "the hub left a record out"))
    }

    /// Returns true if the hub has not answered everything.
    pub fn is_unanswered(&self) -> bool {
        self.answers.unanswered() > 0
    }

    fn finish(&mut self) {
        if let Some(bodies) = self.current.take().and_then(|current| current.bodies) {
            bodies.finished();
        }
    }
}

impl Drop for Outgoing {
    fn drop(&mut self) {
        self.finish();
    }
}

/// What comes from the hub.
pub(super) struct Incoming {
    decoder: Decoder,
    missing: Vec<(u32, Refusal)>,
}

impl Default for Incoming {
    fn default() -> Self {
        Incoming { decoder: Decoder::new(Direction::Pull), missing: Vec::new() }
    }
}

impl Incoming {
    /// Delivers the messages in `data`. Returns how many records ended in it: each is to be answered.
    pub fn take(&mut self, mut data: &[u8], inbox: &Inbox) -> Result<usize, WireError> {
        let mut records = 0;
        while let Some(record) = self.decoder.next(&mut data)? {
            records += 1;
            match record {
                Record::Open(_) => self.missing = Vec::new(),
                Record::Body(body) => inbox.deliver(ToClient::Body(body)),
                Record::Missing(_, missing) => self.missing = missing,
                Record::End(batch) => {
                    inbox.deliver(ToClient::BodiesEnd { batch, missing: std::mem::take(&mut self.missing) });
                }
                // The decoder of a pull accepts none.
                Record::Offer(..) => {}
            }
        }
        Ok(records)
    }
}
