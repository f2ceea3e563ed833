//! The engine's end of the control socket. Requests of one connection are answered in order. A request that waits is
//! cancelled when its connection closes.

use std::fs;
use std::io::{self, BufReader};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Receiver, bounded, select};
use parking_lot::Mutex;

use super::protocol::{Asked, Response, read_request, write_line};
use crate::api::{ApiError, Command, Reply};
use crate::cancel::Cancel;
use crate::error::{BadArgument, Error, MachineFailed, Result};
use crate::handle::Handle;
use crate::machine::home::Home;
use crate::platform::{self, Listener, Stream, is_same_user};

/// How many connections may be open at a time.
const MAX_CONNECTIONS: usize = 64;
/// How many requests of a connection may wait for the one before them.
const MAX_QUEUED: usize = 16;

/// The engine's end of the control socket. Dropping it closes the socket and every connection, and waits for their
/// threads.
pub(crate) struct Server {
    listener: Arc<Listener>,
    socket: PathBuf,
    connections: Connections,
    accepting: Option<JoinHandle<()>>,
}

type Connections = Arc<Mutex<Vec<(Stream, JoinHandle<()>)>>>;

impl Server {
    /// Starts to listen on this home's socket.
    pub(crate) fn start(home: &Home, handle: Handle) -> Result<Self> {
        let socket = home.prepare_socket()?;
        let failed = |cause: io::Error| Error::from(MachineFailed::used(&socket, &cause));
        let listener = Arc::new(platform::listen(&socket).map_err(failed)?);
        let connections = Connections::default();
        let accepting = {
            let (listener, connections) = (listener.clone(), connections.clone());
            thread::Builder::new()
                .name("control".into())
                .spawn(move || accept(&listener, &connections, &handle))
                .map_err(failed)?
        };
        Ok(Server { listener, socket, connections, accepting: Some(accepting) })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        platform::close(&self.listener);
        if let Some(thread) = self.accepting.take() {
            let _ = thread.join();
        }
        let _ = fs::remove_file(&self.socket);
        let connections = std::mem::take(&mut *self.connections.lock());
        for (stream, _) in &connections {
            let _ = stream.shutdown(std::net::Shutdown::Both);
        }
        for (_, thread) in connections {
            let _ = thread.join();
        }
    }
}

fn accept(listener: &Listener, connections: &Connections, handle: &Handle) {
    while let Ok((stream, _)) = listener.accept() {
        if !is_same_user(&stream) {
            tracing::warn!("refused another user on the control socket");
            continue;
        }
        let mut connections = connections.lock();
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

/// Reads requests on this thread and answers them on a second one, so that a hang-up is noticed while a request waits.
fn serve(stream: Stream, handle: &Handle) {
    let (requests, queue) = bounded(MAX_QUEUED);
    let (alive, cancel) = bounded::<()>(0);
    thread::scope(|scope| {
        let stream = &stream;
        scope.spawn(move || {
            answer(stream, &queue, handle, &cancel);
            let _ = stream.shutdown(std::net::Shutdown::Both);
        });
        let mut reader = BufReader::new(stream);
        while let Ok(Some(request)) = read_request(&mut reader) {
            if requests.send(request).is_err() {
                break;
            }
        }
        drop(requests);
        drop(alive);
    });
}

fn answer(
    stream: &Stream,
    queue: &Receiver<std::result::Result<Asked, String>>,
    handle: &Handle,
    cancel: &Receiver<()>,
) {
    for request in queue {
        let done = match request {
            Ok(Asked { id, command: Command::Watch, voice }) => watch(stream, id, &handle.speaking(voice), cancel),
            // The reply is sent first, because stopping closes this connection as well.
            Ok(Asked { id, command: Command::Stop, .. }) => {
                let sent = write_line(stream, &Response::new(id, Ok(Reply::Done)));
                // This fails only if the engine is already stopping.
                let _ = handle.call(Command::Stop);
                sent
            }
            Ok(Asked { id, command, voice }) => {
                let result = handle.speaking(voice).call_until(command, &Cancel::on_close(cancel.clone()));
                write_line(stream, &Response::new(id, result))
            }
            Err(error) => {
                let error = BadArgument::NoRequest { words: error };
                write_line(stream, &Response::new(0, Err(ApiError::new(error))))
            }
        };
        if done.is_err() {
            break;
        }
    }
}

fn watch(stream: &Stream, id: u64, handle: &Handle, cancel: &Receiver<()>) -> io::Result<()> {
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
