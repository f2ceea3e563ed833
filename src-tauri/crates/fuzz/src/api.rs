//! Requests on the control socket, up to the command that they give the engine.

use std::mem::discriminant;

use syncit_engine::control::{Asked, read_request};

pub(crate) fn run(mut bytes: &[u8]) {
    let all = bytes.len();
    while let Ok(Some(request)) = read_request(&mut bytes) {
        match request {
            Ok(Asked { id, command, .. }) => {
                let again = serde_json::json!({"id": id, "command": command});
                let line = format!("{again}\n");
                let read = read_request(&mut line.as_bytes());
                let Ok(Some(Ok(read))) = read else { panic!("{line} is not read again: {read:?}") };
                assert!(
                    read.id == id && discriminant(&read.command) == discriminant(&command),
                    "{line} becomes {read:?}"
                );
            }
            // The error goes back to the client that sent the request.
            Err(why) => assert!(why.len() <= 1_024 + 8 * all, "what is said of {all} bytes takes {}", why.len()),
        }
    }
}
