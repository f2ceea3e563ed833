//! The client end of the control socket: sends requests to a running engine.

use std::io::BufReader;
use std::path::PathBuf;

use syncit_core::reasons;
use syncit_words::Voice;

use super::protocol::{MAX_REPLY, Request, Response, read_line, write_line};
use crate::api::{ApiError, ApiResult, Command, Worded};
use crate::machine::home::Home;
use crate::platform::{Stream, is_same_user};

/// No engine runs on the home.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no engine runs on {}: there is nobody to ask", home.display())]
pub struct NotRunning {
    /// The home.
    pub home: PathBuf,
}

impl From<NotRunning> for ApiError {
    fn from(error: NotRunning) -> Self {
        ApiError::new(Unanswered::NotRunning { home: error.home.clone() }).at(&error.home)
    }
}

reasons! {
    /// Why a request to a running engine got no reply.
    pub enum Unanswered {
        /// No engine runs on the home.
        "not-running" NotRunning { home: PathBuf },
        /// The reply is none.
        "bad-reply" BadReply,
        /// The engine ended meanwhile.
        "engine-gone" Gone,
    }
}

/// A connection to a running engine.
#[derive(Debug)]
pub struct Client {
    stream: BufReader<Stream>,
    next_id: u64,
    voice: Voice,
}

impl Client {
    /// Connects to the engine that runs on this home, if there is one.
    pub fn connect(home: &Home) -> std::result::Result<Self, NotRunning> {
        let not_running = || NotRunning { home: home.data().to_owned() };
        let socket = home.find_socket().ok_or_else(not_running)?;
        let stream = Stream::connect(socket).map_err(|_| not_running())?;
        // Another user's program must not pose as the engine.
        if !is_same_user(&stream) {
            return Err(not_running());
        }
        Ok(Client { stream: BufReader::new(stream), next_id: 1, voice: Voice::PLAIN })
    }

    /// Has everything worded for this voice from now on.
    pub fn speaking(self, voice: Voice) -> Self {
        Client { voice, ..self }
    }

    /// Sends a command and waits for the answer, however long that takes.
    pub fn call(&mut self, command: Command) -> ApiResult {
        self.send(command)?;
        self.receive()
    }

    /// Calls `hint` now and whenever something may have changed, until that returns false or the engine ends.
    pub fn watch(mut self, mut hint: impl FnMut() -> bool) {
        let mut change = self.call(Command::Watch);
        while change.is_ok() && hint() {
            change = self.receive();
        }
    }

    fn send(&mut self, command: Command) -> std::result::Result<(), ApiError> {
        let id = self.next_id;
        self.next_id += 1;
        let request = Request { id, command, voice: self.voice };
        write_line(self.stream.get_ref(), &request).map_err(|_| self.failed(Unanswered::Gone))
    }

    fn receive(&mut self) -> ApiResult {
        let line = read_line(&mut self.stream, MAX_REPLY).ok().flatten();
        let line = line.ok_or_else(|| self.failed(Unanswered::Gone))?;
        match serde_json::from_slice(&line) {
            Ok(Response { reply: Some(reply), .. }) => Ok(reply),
            Ok(Response { error: Some(error), .. }) => Err(error),
            _ => Err(self.failed(Unanswered::BadReply)),
        }
    }
}

impl Client {
    fn failed(&self, why: Unanswered) -> ApiError {
        ApiError::new(why).worded(&self.voice)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Write;
    use std::thread;

    use super::*;
    use crate::api::Reply;

    #[test]
    fn an_answer_that_is_too_long_is_not_taken() {
        for (blanks, expected) in
            [(1 << 20, Ok(Reply::Done)), (MAX_REPLY as usize, Err(ApiError::new(Unanswered::Gone)))]
        {
            let (ours, mut theirs) = Stream::pair().unwrap();
            let mut client = Client { stream: BufReader::new(ours), next_id: 1, voice: Voice::PLAIN };
            let engine = thread::spawn(move || {
                let mut answer = vec![b' '; blanks];
                answer.extend(serde_json::to_vec(&Response::new(1, Ok(Reply::Done))).unwrap());
                answer.push(b'\n');
                // The client may hang up before the end.
                let _ = theirs.write_all(&answer);
            });
            assert_eq!(client.call(Command::Status), expected, "{blanks} blanks");
            drop(client);
            engine.join().unwrap();
        }
    }
}
