//! Bytes that wait to be written on a channel.

use std::io::{ErrorKind, Result, Write};
use std::time::Duration;

use ssh2::Channel;
use syncit_core::message::Lane;

use super::pace::{Pace, Way};

/// Bytes that wait to be written on a channel.
#[derive(Default)]
pub(super) struct Out {
    pub bytes: Vec<u8>,
    written: usize,
    /// True if libssh2 may have begun to send the next bytes.
    has_begun: bool,
}

impl Out {
    pub fn left(&self) -> usize {
        self.bytes.len() - self.written
    }

    /// Writes until it would block. Returns true if it made progress.
    pub fn write(&mut self, channel: &mut Channel) -> Result<bool> {
        self.write_while(channel, || None, |_| {}).map(|(progress, _)| progress)
    }

    /// Like `write`, but no faster than the lane's rate limit. Also returns how long to wait, if the limit stopped it.
    pub fn write_paced(&mut self, channel: &mut Channel, pace: &Pace, lane: Lane) -> Result<(bool, Option<Duration>)> {
        self.write_while(channel, || pace.wait(Way::Up, lane), |count| pace.take(Way::Up, lane, count))
    }

    /// Writes as long as `wait` allows. After a write that would block, libssh2 must get the same bytes again: the rest
    /// stays unchanged, and a write that has begun is not delayed.
    fn write_while(
        &mut self,
        channel: &mut Channel,
        wait: impl Fn() -> Option<Duration>,
        went: impl Fn(usize),
    ) -> Result<(bool, Option<Duration>)> {
        let (mut progress, mut pause) = (false, None);
        while self.left() > 0 {
            pause = if self.has_begun { None } else { wait() };
            if pause.is_some() {
                break;
            }
            match channel.write(&self.bytes[self.written..]) {
                Ok(0) => break,
                Ok(count) => {
                    self.has_begun = false;
                    self.written += count;
                    went(count);
                    progress = true;
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.has_begun = true;
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        if self.left() == 0 {
            self.bytes.clear();
            self.written = 0;
        } else if self.written >= 1 << 20 {
            self.bytes.drain(..self.written);
            self.written = 0;
        }
        Ok((progress, pause))
    }
}
