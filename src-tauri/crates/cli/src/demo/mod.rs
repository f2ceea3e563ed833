//! `syncit demo`: a hub and two clients in a temporary directory of this computer, syncing a real tree while a person
//! watches.
//!
//! The machines are engines like any other, each with its own home. They listen on 127.0.0.1 only, announce nothing,
//! and keep their keys in files. Everything that the demo creates is in one temporary directory, which is removed when
//! the demo ends, however that happens.

mod interrupt;
mod machines;
mod place;
pub(crate) mod said;
mod screen;
mod tree;
mod walk;
mod window;

use std::time::Duration;

use syncit_words::Language;

use crate::args::Demo;
use crate::exit::{DONE, NOT_YET};
use crate::failure::Failure;
use crate::signals;
use interrupt::{INTERRUPTED, Interrupt, Stop};
use place::Place;
use screen::Screen;

/// How often to check whether the window was closed, while the machines stay.
const LOOK: Duration = Duration::from_millis(50);

/// Runs the demo and returns the exit code.
pub fn demo(options: &Demo, as_json: bool, language: Language) -> Result<u8, Failure> {
    // While there is nothing to remove, Ctrl-C may end the program as usual.
    let source = tree::choose(options.tree.as_deref())?;
    let signals = signals::take()?;
    let place = Place::new()?;
    let interrupt = Interrupt::new();
    interrupt.listen(signals, place.way_out());
    let mut screen = Screen::new(as_json, language);
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
            screen.end(None);
            DONE
        }
        Err(Stop::Interrupted) => {
            screen.interrupted();
            INTERRUPTED
        }
        Err(Stop::Differ(what)) => {
            screen.end(Some(&what));
            NOT_YET
        }
        Err(Stop::Failed(failure)) => return Err(failure),
    };
    removed.map(|()| code)
}
