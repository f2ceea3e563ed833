//! Waits for answers of the hub. This is the only place that does.

use std::time::Duration;

use crossbeam_channel::{Receiver, after, bounded, select};
use syncit_core::message::{Answer, Ask, Refusal};

use crate::uplink::Uplink;

/// How long the hub may take to answer.
const ANSWER_PATIENCE: Duration = Duration::from_secs(30);

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unanswered {
    /// The connection is gone, or there was none.
    Disconnected,
    /// The answer took longer than this.
    Late(Duration),
    /// The caller gave up waiting.
    GivenUp,
}

/// Asks the hub and waits for its answer. Gives up when `end` fires.
pub(crate) fn ask(
    uplink: &dyn Uplink,
    ask: Ask,
    end: &Receiver<()>,
) -> Result<std::result::Result<Answer, Refusal>, Unanswered> {
    let (reply, answer) = bounded(1);
    uplink.ask(ask, Box::new(move |result| drop(reply.send(result))));
    next(&answer, ANSWER_PATIENCE, end)
}

/// Waits for the next value, at most `patience`. Gives up when `end` fires.
pub(crate) fn next<T>(from: &Receiver<T>, patience: Duration, end: &Receiver<()>) -> Result<T, Unanswered> {
    select! {
        recv(from) -> got => got.map_err(|_| Unanswered::Disconnected),
        recv(end) -> _ => Err(Unanswered::GivenUp),
        recv(after(patience)) -> _ => Err(Unanswered::Late(patience)),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use crossbeam_channel::never;
    use syncit_core::message::{Lane, ToHub};
    use syncit_ssh::client::BodyProducer;

    use super::*;
    use crate::uplink::Epoch;
    use crate::uplink::questions::Waiter;

    enum Hub {
        Answers,
        Leaves,
        IsSilent(Mutex<Vec<Waiter>>),
    }

    impl Uplink for Hub {
        fn send(&self, _epoch: Epoch, _lane: Lane, _message: ToHub) {}

        fn send_bodies(&self, _epoch: Epoch, _lane: Lane, _bodies: Box<dyn BodyProducer>) {}

        fn ask(&self, _ask: Ask, waiter: Waiter) {
            match self {
                Hub::Answers => waiter(Ok(Answer::Done)),
                Hub::Leaves => drop(waiter),
                Hub::IsSilent(waiters) => waiters.lock().expect("nobody panics").push(waiter),
            }
        }
    }

    #[test]
    fn who_waits_gets_the_answer_or_why_there_is_none() {
        let silent = Hub::IsSilent(Mutex::default());
        let (alive, end) = bounded(0);
        assert_eq!(super::ask(&Hub::Answers, Ask::Folders, &end), Ok(Ok(Answer::Done)));
        assert_eq!(super::ask(&Hub::Leaves, Ask::Folders, &end), Err(Unanswered::Disconnected));
        drop(alive);
        assert_eq!(super::ask(&silent, Ask::Folders, &end), Err(Unanswered::GivenUp));
        let (_sender, nothing) = bounded::<()>(1);
        assert_eq!(next(&nothing, Duration::ZERO, &never()), Err(Unanswered::Late(Duration::ZERO)));
    }
}
