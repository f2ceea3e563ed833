//! `syncit demo`: a hub and two clients in a temporary directory of this computer, syncing a real tree while a person
//! watches.
//!
//! The machines are engines like any other, each with its own home. They listen on 127.0.0.1 only, announce nothing,
//! and keep their keys in files. Everything that the demo creates is in one temporary directory, which is removed when
//! the demo ends, however that happens.

mod machines;
mod place;
mod screen;
mod tree;
mod walk;
mod window;

use std::sync::Arc;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TryRecvError, bounded};
use parking_lot::Mutex;
use signal_hook::iterator::Signals;
use syncit_engine::Cancel;

use crate::args::Demo;
use crate::failure::Failure;
use crate::{DONE, NOT_YET, signals};
use place::{Place, WayOut};
use screen::Screen;

/// The exit code after Ctrl-C, as shells report it.
const INTERRUPTED: u8 = 130;

/// How often to check whether the window was closed, while the machines stay.
const LOOK: Duration = Duration::from_millis(50);

/// Why a demo did not finish.
pub(crate) enum Stop {
    /// A person pressed Ctrl-C.
    Interrupted,
    /// The machines did not become equal in time.
    Differ(String),
    /// Something failed.
    Failed(Failure),
}

impl<T: Into<Failure>> From<T> for Stop {
    fn from(error: T) -> Self {
        Stop::Failed(error.into())
    }
}

/// The request to end the demo. It also wakes everything that waits.
#[derive(Clone)]
pub(crate) struct Interrupt {
    /// Dropped when the request comes, which closes the channel.
    alive: Arc<Mutex<Option<Sender<()>>>>,
    end: Receiver<()>,
}

impl Interrupt {
    fn new() -> Self {
        let (alive, end) = bounded(0);
        Interrupt { alive: Arc::new(Mutex::new(Some(alive))), end }
    }

    /// Records the request. Returns true if there was one before.
    fn set(&self) -> bool {
        self.alive.lock().take().is_none()
    }

    fn check(&self) -> Result<(), Stop> {
        if self.end.try_recv() == Err(TryRecvError::Disconnected) { Err(Stop::Interrupted) } else { Ok(()) }
    }

    /// Waits for the request for at most this long. Returns true if there is one.
    fn comes_within(&self, time: Duration) -> bool {
        self.end.recv_timeout(time) == Err(RecvTimeoutError::Disconnected)
    }

    /// Returns what ends a wait of an engine when the request comes.
    fn cancel(&self) -> Cancel {
        Cancel::on_close(self.end.clone())
    }

    /// Records the request when a signal comes. A second signal takes the way out, and a third one ends the program at
    /// once.
    fn listen(&self, mut signals: Signals, way_out: WayOut) {
        let interrupt = self.clone();
        std::thread::spawn(move || {
            let mut way_out = Some(way_out);
            for _ in signals.forever() {
                if interrupt.set() {
                    let Some(way_out) = way_out.take() else { std::process::exit(INTERRUPTED.into()) };
                    std::thread::spawn(move || way_out.leave(INTERRUPTED.into()));
                }
            }
        });
    }
}

/// Runs the demo and returns the exit code.
pub fn demo(options: &Demo, as_json: bool) -> Result<u8, Failure> {
    // While there is nothing to remove, Ctrl-C may end the program as usual.
    let source = tree::choose(options.tree.as_deref())?;
    let signals = signals::take()?;
    let place = Place::new()?;
    let interrupt = Interrupt::new();
    interrupt.listen(signals, place.way_out());
    let mut screen = Screen::new(as_json);
    screen.title(place.path());

    let played = machines::start(place.path(), &interrupt).and_then(|mut machines| {
        let mut window = options.window.then(|| window::open(&machines.laptop)).transpose()?;
        let played = walk::play(&mut machines, &source, &mut screen, &interrupt);
        if played.is_ok() && (options.stay || window.is_some()) {
            screen.staying(&machines, window.is_some());
            while !interrupt.comes_within(LOOK) && window.as_mut().is_none_or(|window| window.is_open()) {}
        }
        machines.stop();
        played
    });
    let removed = place.remove();
    let code = match played {
        Ok(()) => {
            screen.end(true, None);
            DONE
        }
        Err(Stop::Interrupted) => {
            screen.interrupted();
            INTERRUPTED
        }
        Err(Stop::Differ(what)) => {
            screen.end(false, Some(&what));
            NOT_YET
        }
        Err(Stop::Failed(failure)) => return Err(failure),
    };
    removed.map(|()| code)
}
