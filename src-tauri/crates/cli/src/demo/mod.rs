//! `syncit demo`: a hub and two clients in a temporary directory of this computer, syncing a real tree
//! while a person watches.
//!
//! The machines are engines like any other, each with a home of its own; they listen on 127.0.0.1 only,
//! announce nothing, and keep their keys in files. All that the demo makes lies in one temporary
//! directory, which goes with it, however it ends.

mod machines;
mod screen;
mod tree;
mod walk;
mod window;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use crossbeam_channel::{Receiver, Sender, TryRecvError, bounded};
use syncit_engine::Cancel;

use crate::args::Demo;
use crate::failure::Failure;
use crate::{DONE, NOT_YET, signals};
use screen::Screen;

/// Why a demo did not come to its end.
pub(crate) enum Stop {
    /// Somebody pressed Ctrl-C.
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

/// Says whether somebody wants the demo to end, also to what waits meanwhile.
#[derive(Clone)]
pub(crate) struct Interrupt {
    /// Dropped when it comes, which ends the channel.
    alive: Arc<Mutex<Option<Sender<()>>>>,
    end: Receiver<()>,
}

impl Interrupt {
    fn new() -> Self {
        let (alive, end) = bounded(0);
        Interrupt { alive: Arc::new(Mutex::new(Some(alive))), end }
    }

    /// It has come; says whether it had before.
    fn set(&self) -> bool {
        self.alive.lock().unwrap_or_else(PoisonError::into_inner).take().is_none()
    }

    fn check(&self) -> Result<(), Stop> {
        if self.end.try_recv() == Err(TryRecvError::Disconnected) { Err(Stop::Interrupted) } else { Ok(()) }
    }

    /// What ends a wait of an engine when it comes.
    fn cancel(&self) -> Cancel {
        Cancel::on_close(self.end.clone())
    }

    /// Sets it when a signal comes; a second one ends the program at once.
    fn listen(&self) -> Result<(), Failure> {
        let mut signals = signals::take()?;
        let interrupt = self.clone();
        std::thread::spawn(move || {
            for _ in signals.forever() {
                if interrupt.set() {
                    std::process::exit(130);
                }
            }
        });
        Ok(())
    }
}

/// Runs the demo; returns the exit code.
pub fn demo(options: &Demo, as_json: bool) -> Result<u8, Failure> {
    // As long as there is nothing to remove, Ctrl-C may end the program as it always does.
    let source = tree::choose(options.tree.as_deref())?;
    let interrupt = Interrupt::new();
    interrupt.listen()?;
    let mut screen = Screen::new(as_json);
    let dir = tempfile::Builder::new()
        .prefix("syncit-demo-")
        .tempdir()
        .map_err(|cause| Failure::local("disk", format!("cannot make a temporary directory: {cause}"), None))?;
    let root: PathBuf = dir.path().to_owned();
    screen.title(&root);

    let played = machines::start(&root, &interrupt).and_then(|mut machines| {
        let mut window = options.window.then(|| window::open(&machines.laptop)).transpose()?;
        let played = walk::play(&mut machines, &source, &mut screen, &interrupt);
        if played.is_ok() && (options.stay || window.is_some()) {
            screen.staying(&machines);
            while interrupt.check().is_ok() && window.as_mut().is_none_or(|window| window.is_open()) {
                std::thread::park_timeout(machines::GLANCE);
            }
        }
        machines.stop();
        played
    });
    let code = match played {
        Ok(()) => {
            screen.end(true, None);
            DONE
        }
        Err(Stop::Interrupted) => {
            screen.interrupted();
            130
        }
        Err(Stop::Differ(what)) => {
            screen.end(false, Some(&what));
            NOT_YET
        }
        Err(Stop::Failed(failure)) => return Err(failure),
    };
    if let Err(cause) = dir.close() {
        let message = format!("the temporary directory {} could not be removed: {cause}", root.display());
        return Err(Failure::local("disk", message, Some(format!("remove it by hand: rm -r {}", root.display()))));
    }
    Ok(code)
}
