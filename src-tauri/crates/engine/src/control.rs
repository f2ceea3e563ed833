//! The control socket: the engine's API for other processes of the same user.
//!
//! Lines of JSON over a Unix socket, `{"id": 1, "command": {…}}` in, `{"id": 1, "reply": …}` or
//! `{"id": 1, "error": {…}}` out. It only carries `api::Command` and `api::Reply`; whatever it could do beyond
//! a `Handle` would be wrong here. Requests of one connection are answered in their order; one that waits
//! is given up when its connection closes.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Receiver, bounded, select};
use rustix::net::Shutdown;
use serde::{Deserialize, Serialize};

use crate::api::{ApiError, ApiResult, Command, Reply};
use crate::errors::{Error, Result};
use crate::home::{Home, own_uid};
use crate::{Cancel, Handle};

/// The longest request, in bytes.
const MAX_REQUEST: u64 = 64 << 10;
/// The longest reply, in bytes.
const MAX_REPLY: u64 = 64 << 20;
/// Connections at a time.
const MAX_CONNECTIONS: usize = 64;
/// Requests of a connection that wait for the one before them.
const MAX_QUEUED: usize = 16;

#[derive(Serialize, Deserialize)]
struct Request {
    id: u64,
    command: Command,
}

#[derive(Serialize, Deserialize)]
struct Response {
    id: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply: Option<Reply>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ApiError>,
}

impl Response {
    fn new(id: u64, result: ApiResult) -> Self {
        match result {
            Ok(reply) => Response { id, reply: Some(reply), error: None },
            Err(error) => Response { id, reply: None, error: Some(error) },
        }
    }
}

/// The engine's end. Dropping it closes the socket and every connection, and waits for their threads.
pub(crate) struct Server {
    listener: Arc<UnixListener>,
    socket: PathBuf,
    connections: Connections,
    accepting: Option<JoinHandle<()>>,
}

type Connections = Arc<Mutex<Vec<(UnixStream, JoinHandle<()>)>>>;

impl Server {
    /// Starts to listen for this home.
    pub(crate) fn start(home: &Home, handle: Handle) -> Result<Self> {
        let socket = home.prepare_socket()?;
        let failed = |doing| {
            let path = socket.clone();
            move |cause| Error::Home { doing, path, cause }
        };
        let listener = Arc::new(UnixListener::bind(&socket).map_err(failed("listen on"))?);
        fs::set_permissions(&socket, fs::Permissions::from_mode(0o600)).map_err(failed("close to others"))?;
        let connections = Connections::default();
        let accepting = {
            let (listener, connections) = (listener.clone(), connections.clone());
            thread::Builder::new()
                .name("control".into())
                .spawn(move || accept(&listener, &connections, &handle))
                .map_err(failed("start the thread of"))?
        };
        Ok(Server { listener, socket, connections, accepting: Some(accepting) })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // On Linux this ends a blocked accept.
        let _ = rustix::net::shutdown(&*self.listener, Shutdown::Both);
        if let Some(thread) = self.accepting.take() {
            let _ = thread.join();
        }
        let _ = fs::remove_file(&self.socket);
        let connections = std::mem::take(&mut *self.connections.lock().unwrap_or_else(PoisonError::into_inner));
        for (stream, _) in &connections {
            let _ = stream.shutdown(std::net::Shutdown::Both);
        }
        for (_, thread) in connections {
            let _ = thread.join();
        }
    }
}

fn accept(listener: &UnixListener, connections: &Connections, handle: &Handle) {
    while let Ok((stream, _)) = listener.accept() {
        if !is_same_user(&stream) {
            tracing::warn!("refused another user on the control socket");
            continue;
        }
        let mut connections = connections.lock().unwrap_or_else(PoisonError::into_inner);
        connections.retain(|(_, thread)| !thread.is_finished());
        if connections.len() >= MAX_CONNECTIONS {
            tracing::warn!("refused a connection on the control socket: {MAX_CONNECTIONS} are open");
            continue;
        }
        let handle = handle.clone();
        let Ok(ours) = stream.try_clone() else { continue };
        match thread::Builder::new().name("control-client".into()).spawn(move || serve(ours, &handle)) {
            Ok(thread) => connections.push((stream, thread)),
            Err(error) => tracing::warn!("cannot serve a control connection: {error}"),
        }
    }
}

fn is_same_user(stream: &UnixStream) -> bool {
    rustix::net::sockopt::socket_peercred(stream).is_ok_and(|peer| peer.uid.as_raw() == own_uid())
}

/// Reads requests here and answers them on a second thread, so that a hang-up is noticed while one waits.
fn serve(stream: UnixStream, handle: &Handle) {
    let (requests, queue) = bounded::<std::result::Result<Request, String>>(MAX_QUEUED);
    let (alive, cancel) = bounded::<()>(0);
    thread::scope(|scope| {
        let stream = &stream;
        scope.spawn(move || {
            answer(stream, &queue, handle, &cancel);
            let _ = stream.shutdown(std::net::Shutdown::Both);
        });
        let mut reader = BufReader::new(stream);
        while let Ok(Some(line)) = read_line(&mut reader, MAX_REQUEST) {
            let request = serde_json::from_slice(&line).map_err(|error| error.to_string());
            if requests.send(request).is_err() {
                break;
            }
        }
        drop(requests);
        drop(alive);
    });
}

fn answer(
    stream: &UnixStream,
    queue: &Receiver<std::result::Result<Request, String>>,
    handle: &Handle,
    cancel: &Receiver<()>,
) {
    for request in queue {
        let done = match request {
            Ok(Request { id, command: Command::Watch }) => watch(stream, id, handle, cancel),
            // Answered first: what it asks for ends this connection, too.
            Ok(Request { id, command: Command::Stop }) => {
                let told = write_line(stream, &Response::new(id, Ok(Reply::Done)));
                // Refused only by an engine that ends already.
                let _ = handle.call(Command::Stop);
                told
            }
            Ok(Request { id, command }) => {
                write_line(stream, &Response::new(id, handle.call_until(command, &Cancel::on_close(cancel.clone()))))
            }
            Err(error) => {
                let error = Error::BadArgument(format!("the control socket was sent what is no request: {error}"));
                write_line(stream, &Response::new(0, Err(error.into())))
            }
        };
        if done.is_err() {
            break;
        }
    }
}

fn watch(stream: &UnixStream, id: u64, handle: &Handle, cancel: &Receiver<()>) -> io::Result<()> {
    let changes = handle.subscribe();
    loop {
        select! {
            recv(changes) -> change => match change {
                Ok(()) => write_line(stream, &Response::new(id, Ok(Reply::Changed)))?,
                Err(_) => return write_line(stream, &Response::new(id, Err(Error::Stopping.into()))),
            },
            recv(cancel) -> _ => return Ok(()),
        }
    }
}

fn write_line(mut stream: &UnixStream, value: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    stream.write_all(&line)
}

/// The next line without its end; none at the end of the stream. A longer one than `max` is an error.
fn read_line(reader: &mut impl BufRead, max: u64) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    reader.take(max).read_until(b'\n', &mut line)?;
    match line.pop() {
        None => Ok(None),
        Some(b'\n') => Ok(Some(line)),
        Some(_) => Err(io::ErrorKind::InvalidData.into()),
    }
}

/// No engine runs on the home.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no engine runs on {}: there is nobody to ask", home.display())]
pub struct NotRunning {
    /// Which home.
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

/// The other end: asks a running engine.
#[derive(Debug)]
pub struct Client {
    stream: BufReader<UnixStream>,
    next_id: u64,
}

impl Client {
    /// Connects to the engine that runs on this home, if one does.
    pub fn connect(home: &Home) -> std::result::Result<Self, NotRunning> {
        let not_running = || NotRunning { home: home.data().to_owned() };
        let socket = home.find_socket().ok_or_else(not_running)?;
        let stream = UnixStream::connect(socket).map_err(|_| not_running())?;
        // Nobody else's program may pose as the engine.
        if !is_same_user(&stream) {
            return Err(not_running());
        }
        Ok(Client { stream: BufReader::new(stream), next_id: 1 })
    }

    /// Asks and waits for the answer, however long that takes.
    pub fn call(&mut self, command: Command) -> ApiResult {
        self.send(command)?;
        self.receive()
    }

    /// After `call(Command::Watch)` gave its first `Reply::Changed`: waits for the next one.
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
    use super::*;

    #[test]
    fn an_answer_that_is_too_long_is_not_taken() {
        for (blanks, expected) in [(1 << 20, Ok(Reply::Done)), (MAX_REPLY as usize, Err(gone()))] {
            let (ours, mut theirs) = UnixStream::pair().unwrap();
            let mut client = Client { stream: BufReader::new(ours), next_id: 1 };
            let engine = thread::spawn(move || {
                let mut answer = vec![b' '; blanks];
                answer.extend(serde_json::to_vec(&Response::new(1, Ok(Reply::Done))).unwrap());
                answer.push(b'\n');
                // Whoever asks may hang up before the end.
                let _ = theirs.write_all(&answer);
            });
            assert_eq!(client.call(Command::Status), expected, "{blanks} blanks");
            drop(client);
            engine.join().unwrap();
        }
    }
}
