//! Pairing: what a stranger sends to a hub with an open invitation, and what a stranger that poses as the hub sends to a
//! machine. Neither stranger knows the code.

use std::io::{self, Read, Write};
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};

use syncit_core::message::{Refusal, RefusalCode};
use syncit_core::{Name, Reason};
use syncit_ssh::pair::{ATTEMPTS, Admission, Invitation, LIFETIME, join_over, serve};
use tokio::runtime::{Builder, Runtime};

/// The longest line of a pairing, in bytes, with its line break.
const MAX_LINE: usize = 2_048;
/// Either side sends less than this in one exchange, in bytes.
const MAX_SAID: usize = 4_096;

thread_local! {
    static RUNTIME: Runtime = Builder::new_current_thread().enable_time().build().expect("a runtime without threads");
}

pub(crate) fn run(bytes: &[u8]) {
    to_hub(bytes);
    to_machine(bytes);
}

/// Admits nobody, and records whether it was asked to.
#[derive(Default)]
struct Closed(AtomicBool);

impl Admission for Closed {
    fn admit(&self, _: &[u8], _: &Name) -> Result<Name, Refusal> {
        self.0.store(true, Ordering::Relaxed);
        Err(Refusal { code: RefusalCode::NotAllowed, reason: Reason::said("no".into(), None) })
    }
}

fn to_hub(bytes: &[u8]) {
    let invitation = Invitation::new(LIFETIME).expect("random numbers for a code");
    let closed = Closed::default();
    let mut said = Vec::new();
    let source = IpAddr::from([10, 0, 0, 1]);
    let exchange = serve(tokio::io::join(bytes, &mut said), source, b"joiner", b"hub", &invitation, &closed);
    // Whatever the result is, the exchange ends.
    let _ = RUNTIME.with(|runtime| runtime.block_on(exchange));
    assert!(said.len() < MAX_SAID, "the hub says {} bytes", said.len());
    let first = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    assert!(first < MAX_LINE || said.is_empty(), "a line of {first} bytes was taken");
    assert!(!closed.0.load(Ordering::Relaxed), "somebody was let in");
    assert!(invitation.attempts_left() >= ATTEMPTS - 1, "one exchange is one attempt");
}

/// A hub that sends fixed bytes, whatever it receives.
struct Impostor<'a> {
    says: &'a [u8],
    heard: usize,
}

impl Read for Impostor<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.says.read(into)
    }
}

impl Write for Impostor<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.heard += bytes.len();
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn to_machine(bytes: &[u8]) {
    let mut impostor = Impostor { says: bytes, heard: 0 };
    let name = Name::new("laptop").expect("a name");
    let joined = join_over(&mut impostor, b"joiner", b"hub", "123456", &name);
    assert!(joined.is_err(), "an impostor was trusted: {joined:?}");
    assert!(impostor.heard < MAX_SAID, "the machine says {} bytes", impostor.heard);
}
