//! Who is asked: the engine that runs in this process, or the one that already runs on the home.
//!
//! It carries commands and replies unchanged. A home that cannot be opened is told by every answer, so that the
//! window can show why.

use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded};
use parking_lot::Mutex;
use syncit_engine::api::{ApiError, ApiResult, Command};
use syncit_engine::control::Client;
use syncit_engine::{Engine, Error, Handle, Home, Options};

/// How long to wait before another engine that went away is looked for again.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// The one that is asked, from any thread. Its calls may take long: never on the thread of the window.
pub struct Backend {
    home: Home,
    asked: Asked,
}

enum Asked {
    /// The engine in this process; gone once the app ends.
    Own { handle: Handle, engine: Mutex<Option<Engine>> },
    /// One in another process, found through its control socket.
    Other,
    /// None: the home cannot be opened.
    Nobody(ApiError),
}

impl Backend {
    /// Starts an engine on the home, or finds the one that runs there.
    pub fn start(home: Home, options: Options) -> Self {
        let asked = match Engine::start(home.clone(), options) {
            Ok(engine) => Asked::Own { handle: engine.handle(), engine: Mutex::new(Some(engine)) },
            Err(Error::AlreadyRunning(_)) => Asked::Other,
            Err(error) => Asked::Nobody(error.into()),
        };
        Backend { home, asked }
    }

    /// The home that it works on.
    pub fn home(&self) -> &Home {
        &self.home
    }

    /// Returns true if the engine runs in this process.
    pub fn is_own(&self) -> bool {
        matches!(self.asked, Asked::Own { .. })
    }

    /// Asks, and waits for the answer however long that takes.
    pub fn call(&self, command: Command) -> ApiResult {
        match &self.asked {
            Asked::Own { handle, .. } => handle.call(command),
            Asked::Other => Client::connect(&self.home)?.call(command),
            Asked::Nobody(error) => Err(error.clone()),
        }
    }

    /// A channel that gets a hint now and whenever something may have changed, until the engine of this process
    /// ends. Another one that ends is looked for again.
    pub fn changes(&self) -> Receiver<()> {
        match &self.asked {
            Asked::Own { handle, .. } => handle.subscribe(),
            Asked::Other => {
                let (hints, changes) = bounded(1);
                let home = self.home.clone();
                let _ = thread::Builder::new().name("changes".into()).spawn(move || follow(&home, &hints));
                changes
            }
            // One look shows what is wrong; nothing changes afterwards.
            Asked::Nobody(_) => {
                let (hints, changes) = bounded(1);
                let _ = hints.send(());
                changes
            }
        }
    }

    /// Gets something when somebody asked the engine of this process to stop.
    pub fn stop_asked(&self) -> Receiver<()> {
        match &self.asked {
            Asked::Own { engine, .. } => match &*engine.lock() {
                Some(engine) => engine.stop_asked(),
                None => crossbeam_channel::never(),
            },
            _ => crossbeam_channel::never(),
        }
    }

    /// Ends the engine of this process, if there is one, and waits for all of its threads.
    pub fn end(&self) {
        if let Asked::Own { engine, .. } = &self.asked {
            let engine = engine.lock().take();
            drop(engine);
        }
    }
}

/// Passes another engine's hints on until nobody listens.
fn follow(home: &Home, hints: &Sender<()>) {
    use crossbeam_channel::TrySendError::Disconnected;
    let hint = || !matches!(hints.try_send(()), Err(Disconnected(())));
    loop {
        if let Ok(mut client) = Client::connect(home) {
            let mut change = client.call(Command::Watch);
            while change.is_ok() {
                if !hint() {
                    return;
                }
                change = client.next_change();
            }
        }
        // That it went away is a change, too.
        if !hint() {
            return;
        }
        thread::sleep(LOOK_AGAIN);
    }
}
