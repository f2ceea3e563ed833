//! The client end of the control socket: sends requests to a running engine.

use std::io::BufReader;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;

use super::protocol::{MAX_REPLY, Request, Response, is_same_user, read_line, write_line};
use crate::api::{ApiError, ApiResult, Command};
use crate::machine::home::Home;

/// No engine runs on the home.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no engine runs on {}: there is nobody to ask", home.display())]
pub struct NotRunning {
    /// The home.
    pub home: PathBuf,
}

impl From<NotRunning> for ApiError {
    fn from(error: NotRunning) -> Self {
        ApiError {
            code: "not-running".into(),
            message: error.to_string(),
            hint: Some("start one with `syncit run`, or open the SyncIt app".into()),
            path: Some(error.home.display().to_string()),
        }
    }
}

/// A connection to a running engine.
#[derive(Debug)]
pub struct Client {
    stream: BufReader<UnixStream>,
    next_id: u64,
}

impl Client {
    /// Connects to the engine that runs on this home, if there is one.
    pub fn connect(home: &Home) -> std::result::Result<Self, NotRunning> {
        let not_running = || NotRunning { home: home.data().to_owned() };
        let socket = home.find_socket().ok_or_else(not_running)?;
        let stream = UnixStream::connect(socket).map_err(|_| not_running())?;
        // Another user's program must not pose as the engine.
        if !is_same_user(&stream) {
            return Err(not_running());
        }
        Ok(Client { stream: BufReader::new(stream), next_id: 1 })
    }

    /// Sends a command and waits for the answer, however long that takes.
    pub fn call(&mut self, command: Command) -> ApiResult {
        self.send(command)?;
        self.receive()
    }

    /// Waits for the next change, after `call(Command::Watch)` returned the first `Reply::Changed`.
    pub fn next_change(&mut self) -> ApiResult {
        self.receive()
    }

    fn send(&mut self, command: Command) -> std::result::Result<(), ApiError> {
        let id = self.next_id;
        self.next_id += 1;
        write_line(self.stream.get_ref(), &Request { id, command }).map_err(|_| gone())
    }

    fn receive(&mut self) -> ApiResult {
        let line = read_line(&mut self.stream, MAX_REPLY).map_err(|_| gone())?.ok_or_else(gone)?;
        match serde_json::from_slice(&line) {
            Ok(Response { reply: Some(reply), .. }) => Ok(reply),
            Ok(Response { error: Some(error), .. }) => Err(error),
            _ => Err(ApiError {
                code: "bad-reply".into(),
                message: "the running engine answered in a way that this program does not understand".into(),
                hint: Some("the engine that runs may be of another version: restart it".into()),
                path: None,
            }),
        }
    }
}

fn gone() -> ApiError {
    ApiError {
        code: "engine-gone".into(),
        message: "the engine ended while it was asked: whether it carried out the request is not known".into(),
        hint: Some("start it again with `syncit run` and look at `syncit status`".into()),
        path: None,
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
        for (blanks, expected) in [(1 << 20, Ok(Reply::Done)), (MAX_REPLY as usize, Err(gone()))] {
            let (ours, mut theirs) = UnixStream::pair().unwrap();
            let mut client = Client { stream: BufReader::new(ours), next_id: 1 };
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
