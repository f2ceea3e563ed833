//! Following the changes of an engine in another process, which may end and be started again.

use std::thread;
use std::time::Duration;

use super::client::Client;
use crate::machine::home::Home;

/// How long to wait before looking again for an engine that is gone.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// Calls `hint` whenever something may have changed in the engine that runs on the home, and every two seconds while none
/// does, until that returns false.
pub fn follow(home: &Home, mut hint: impl FnMut() -> bool) {
    loop {
        if let Ok(client) = Client::connect(home) {
            client.watch(&mut hint);
        }
        // The end of an engine is also a change.
        if !hint() {
            return;
        }
        thread::sleep(LOOK_AGAIN);
    }
}
