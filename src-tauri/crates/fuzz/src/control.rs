//! The control lane: messages to the hub and to a machine, and the greeting.

use std::fmt::Debug;

use syncit_core::message::{ToClient, ToHub};
use syncit_ssh::wire::WireError;
use syncit_ssh::wire::line::{self, Control, Greeting, Lines};

pub(crate) fn run(bytes: &[u8]) {
    let to_hub = messages::<ToHub>(bytes);
    let to_client = messages::<ToClient>(bytes);
    messages::<Greeting>(bytes);
    for weight in to_hub.iter().map(ToHub::weight).chain(to_client.iter().map(ToClient::weight)) {
        // The limit per byte of a line allows for nested lists and names; and every message costs something.
        assert!((1..=1_024 * (1 + bytes.len())).contains(&weight), "a message weighs {weight} bytes");
    }
}

fn messages<M: Control + PartialEq + Debug>(bytes: &[u8]) -> Vec<M> {
    let (whole, error) = read::<M>(&mut Lines::default(), bytes);
    let (mut lines, mut cut, mut cut_error) = (Lines::default(), Vec::new(), None);
    crate::in_pieces(bytes, |piece| {
        let (more, failure) = read(&mut lines, piece);
        cut.extend(more);
        cut_error = failure;
        assert!(lines.kept() <= bytes.len(), "it keeps more than has come");
        cut_error.is_none()
    });
    assert_eq!((&cut, &cut_error), (&whole, &error), "messages depend on how their bytes are cut");
    for message in &whole {
        let line = line::encode(message).expect("what was read can be written");
        let (again, error) = read::<M>(&mut Lines::default(), &line);
        assert_eq!(
            (again.as_slice(), error),
            (std::slice::from_ref(message), None),
            "a message changes when it is sent on"
        );
    }
    whole
}

fn read<M: Control>(lines: &mut Lines, mut input: &[u8]) -> (Vec<M>, Option<WireError>) {
    let mut messages = Vec::new();
    loop {
        match lines.next(&mut input) {
            Ok(Some(message)) => messages.push(message),
            Ok(None) => return (messages, None),
            Err(error) => return (messages, Some(error)),
        }
    }
}
