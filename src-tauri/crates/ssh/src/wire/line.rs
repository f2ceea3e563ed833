//! The control lane: one JSON message on each line.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use syncit_core::message::{MAX_ITEMS, MAX_LACKING, MAX_MESSAGE, ToClient, ToHub};

use super::WireError;
use super::command::LaneKey;

/// The longest line, in bytes.
pub const MAX_LINE: usize = MAX_MESSAGE;

/// The hub's first line on a control lane.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Greeting {
    /// The number with which the other lanes join the session.
    #[serde(rename = "link")]
    pub lane_key: LaneKey,
}

/// A message that can be sent as a line.
pub trait Control: Serialize + DeserializeOwned {
    /// Checks that the message may be sent as a line, and has no more items than allowed.
    fn check(&self) -> Result<(), WireError>;
}

impl Control for Greeting {
    fn check(&self) -> Result<(), WireError> {
        Ok(())
    }
}

impl Control for ToHub {
    fn check(&self) -> Result<(), WireError> {
        match self {
            ToHub::Offer { .. } => Err(WireError::WrongLane("an offer")),
            ToHub::Body(_) => Err(WireError::WrongLane("a body")),
            ToHub::BodiesEnd { .. } => Err(WireError::WrongLane("an end of bodies")),
            ToHub::Get { items, .. } if items.len() > MAX_ITEMS => Err(WireError::TooManyItems { limit: MAX_ITEMS }),
            _ => Ok(()),
        }
    }
}

impl Control for ToClient {
    fn check(&self) -> Result<(), WireError> {
        match self {
            ToClient::Body(_) => Err(WireError::WrongLane("a body")),
            ToClient::BodiesEnd { .. } => Err(WireError::WrongLane("an end of bodies")),
            ToClient::News { entries, .. } => check_items(entries.len(), MAX_ITEMS),
            ToClient::Verdicts { verdicts, .. } => check_items(verdicts.len(), MAX_ITEMS),
            ToClient::Lacking { items, .. } | ToClient::Whole { items, .. } => check_items(items.len(), MAX_LACKING),
            _ => Ok(()),
        }
    }
}

fn check_items(count: usize, limit: usize) -> Result<(), WireError> {
    if count > limit { Err(WireError::TooManyItems { limit }) } else { Ok(()) }
}

/// Encodes a message as a line, including its line end.
pub fn encode<M: Control>(message: &M) -> Result<Vec<u8>, WireError> {
    message.check()?;
    let mut line = serde_json::to_vec(message).map_err(|e| WireError::BadMessage(e.to_string()))?;
    if line.len() > MAX_LINE {
        return Err(WireError::LineTooLong { limit: MAX_LINE });
    }
    line.push(b'\n');
    Ok(line)
}

fn decode<M: Control>(line: &[u8]) -> Result<M, WireError> {
    let message: M = serde_json::from_slice(line).map_err(|e| WireError::BadMessage(e.to_string()))?;
    message.check()?;
    Ok(message)
}

/// Assembles lines from the bytes that arrive.
#[derive(Debug, Default)]
pub struct Lines {
    unfinished: Vec<u8>,
}

impl Lines {
    /// Returns the next message in `input` and removes what was read from it. Returns `None` if no more line ends in
    /// it. After an error the lane cannot be used any more.
    pub fn next<M: Control>(&mut self, input: &mut &[u8]) -> Result<Option<M>, WireError> {
        let Some(end) = input.iter().position(|byte| *byte == b'\n') else {
            self.check_len(input.len())?;
            self.unfinished.extend_from_slice(input);
            *input = &[];
            return Ok(None);
        };
        self.check_len(end)?;
        let (head, rest) = input.split_at(end);
        *input = &rest[1..];
        if self.unfinished.is_empty() {
            return decode(head).map(Some);
        }
        let mut line = std::mem::take(&mut self.unfinished);
        line.extend_from_slice(head);
        decode(&line).map(Some)
    }

    fn check_len(&self, more: usize) -> Result<(), WireError> {
        match self.unfinished.len() + more > MAX_LINE {
            true => Err(WireError::LineTooLong { limit: MAX_LINE }),
            false => Ok(()),
        }
    }

    /// Returns the number of bytes of the unfinished line.
    pub fn kept(&self) -> usize {
        self.unfinished.len()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(lines: &mut Lines, mut input: &[u8]) -> Result<Vec<ToHub>, WireError> {
        let mut read = Vec::new();
        while let Some(message) = lines.next(&mut input)? {
            read.push(message);
        }
        assert!(input.is_empty());
        Ok(read)
    }

    #[test]
    fn lines_come_out_however_they_are_cut() {
        let line = encode(&ToHub::Ping).unwrap();
        let twice = [line.clone(), line].concat();
        for cut in 0..twice.len() {
            let mut lines = Lines::default();
            let mut messages = read(&mut lines, &twice[..cut]).unwrap();
            messages.extend(read(&mut lines, &twice[cut..]).unwrap());
            assert_eq!(messages, [ToHub::Ping, ToHub::Ping], "cut at {cut}");
            assert_eq!(lines.kept(), 0);
        }
    }

    #[test]
    fn a_line_without_end_is_given_up_at_the_limit() {
        let mut lines = Lines::default();
        assert_eq!(read(&mut lines, &vec![b' '; MAX_LINE]), Ok(vec![]));
        assert_eq!(read(&mut lines, b" "), Err(WireError::LineTooLong { limit: MAX_LINE }));
        assert_eq!(lines.kept(), MAX_LINE);
    }

    #[test]
    fn what_is_no_message_of_this_lane_is_refused() {
        for line in [
            "\n",
            "{}\n",
            "{\"type\":\"ping\"} x\n",
            "{\"type\":\"body\"}\n",
            "{\"type\":\"offer\",\"batch\":{\"folder\":\"00000000000000000000000000000000\",\"number\":1},\"items\":[]}\n",
            "\u{0}\n",
        ] {
            assert!(read(&mut Lines::default(), line.as_bytes()).is_err(), "{line:?}");
        }
    }
}
