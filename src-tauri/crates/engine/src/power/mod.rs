//! Whether this machine pauses by itself: on a metered network, or on a battery that runs low.
//!
//! One thread observes the system, as long as a setting asks for it or a new connection to the hub raises the question
//! whether to offer that. Otherwise there is no thread, no connection to the bus, and nothing that is subscribed. Nobody
//! waits for that thread: if the bus does not answer, what it would say is not known, and what is not known never pauses.
//! It keeps nothing: after a start everything is observed anew.

mod decide;
mod observe;

use std::net::IpAddr;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded};
use parking_lot::{Condvar, Mutex};

use self::decide::{Judge, Seen};
use self::observe::{Bus, Topics};
use crate::api::PausedBecause;
use crate::machine::record::MachineSettings;

pub(crate) use self::decide::{Supply, Wanted};
pub(crate) use self::observe::Unknown;

/// The time between two reads, however often the system reports a change.
const BEAT: Duration = Duration::from_millis(200);
/// The first and the longest wait before another attempt to connect to a bus that is not there. Each wait is twice the one
/// before.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(600);

/// What this machine observes of its surroundings, and whether it pauses for it.
pub(crate) struct Power {
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    /// Signalled when a wish was answered.
    answered: Condvar,
    /// Called without a lock, when what pauses the machine or what is offered has changed.
    tell: Box<dyn Fn() + Send + Sync>,
}

impl Shared {
    /// Changes the state, and tells if what pauses the machine or what is offered is another afterwards.
    fn update(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.state.lock();
        let before = (state.judge.cause(), state.is_offered);
        change(&mut state);
        let is_new = (state.judge.cause(), state.is_offered) != before;
        drop(state);
        if is_new {
            (self.tell)();
        }
    }
}

#[derive(Default)]
struct State {
    judge: Judge,
    /// This machine's address on its connection to the hub.
    local: Option<IpAddr>,
    /// True if the next look is to find out whether the way to the hub is metered, though no setting asks for it.
    asks_once: bool,
    /// True if that was found.
    is_offered: bool,
    report: Report,
    /// Counts the wishes, and says which the last look has answered.
    wish: u64,
    answer: u64,
    /// Wakes the thread, if there is one.
    wake: Option<Sender<()>>,
    is_over: bool,
}

/// What was found at the last look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Report {
    /// True if the network is metered.
    pub(crate) metered: Result<bool, Unknown>,
    /// What the machine runs on.
    pub(crate) supply: Result<Supply, Unknown>,
}

impl Default for Report {
    fn default() -> Self {
        Report { metered: Err(Unknown::NotAsked), supply: Err(Unknown::NotAsked) }
    }
}

impl From<&MachineSettings> for Wanted {
    fn from(settings: &MachineSettings) -> Self {
        Wanted { metered: settings.pause_on_metered == Some(true), battery: settings.pause_on_battery }
    }
}

impl Power {
    /// Observes nothing yet. If `may_observe` is false, it never does. `tell` is called when what pauses the machine, or
    /// what is offered, has changed.
    pub(crate) fn new(may_observe: bool, tell: impl Fn() + Send + Sync + 'static) -> Self {
        let state = State { is_over: !may_observe, ..State::default() };
        Power { shared: Arc::new(Shared { state: Mutex::new(state), answered: Condvar::new(), tell: Box::new(tell) }) }
    }

    /// Returns why this machine pauses by itself, if it does.
    pub(crate) fn cause(&self) -> Option<PausedBecause> {
        self.shared.state.lock().judge.cause()
    }

    /// Returns true if the hub was found to be reached over a metered network while nobody had decided what to do then.
    pub(crate) fn offers_to_pause(&self) -> bool {
        self.shared.state.lock().is_offered
    }

    /// Returns what was found at the last look.
    pub(crate) fn report(&self) -> Report {
        self.shared.state.lock().report.clone()
    }

    /// Takes the settings.
    pub(crate) fn want(&self, wanted: Wanted) {
        self.change(|state| {
            let is_new = state.judge.wanted() != wanted;
            state.judge.want(wanted);
            is_new
        });
    }

    /// Takes this machine's address on a new connection to its hub; `None` if it has no hub. `may_offer` is true if
    /// nobody was asked yet whether to pause on metered networks.
    pub(crate) fn reach_hub(&self, local: Option<IpAddr>, may_offer: bool) {
        self.change(|state| {
            let may_offer = may_offer && local.is_some();
            let is_new = std::mem::replace(&mut state.local, local) != local;
            state.asks_once |= may_offer;
            state.is_offered &= may_offer;
            may_offer || (is_new && state.judge.wanted().metered)
        });
    }

    /// Lets this machine run until what pauses it now has ended. Returns true if something does.
    pub(crate) fn resume(&self) -> bool {
        let was_paused = self.shared.state.lock().judge.resume();
        if was_paused {
            (self.shared.tell)();
        }
        was_paused
    }

    /// Waits until the system was looked at since the last wish, at most for this long.
    pub(crate) fn await_answer(&self, patience: Duration) {
        let deadline = Instant::now() + patience;
        let mut state = self.shared.state.lock();
        while !state.is_over && state.wake.is_some() && state.answer < state.wish {
            if self.shared.answered.wait_until(&mut state, deadline).timed_out() {
                return;
            }
        }
    }

    /// Changes the state. If `change` returns true, the system is looked at again.
    fn change(&self, change: impl FnOnce(&mut State) -> bool) {
        self.shared.update(|state| {
            if change(state) && !state.is_over {
                state.wish += 1;
                match &state.wake {
                    Some(wake) => drop(wake.try_send(())),
                    None => self.start(state),
                }
            }
        });
    }

    fn start(&self, state: &mut State) {
        let (wake, wakes) = bounded(1);
        let watch = Watch { shared: self.shared.clone(), wake: wake.clone(), wakes, bus: None, wait: FIRST_WAIT };
        match thread::Builder::new().name("power".into()).spawn(move || watch.run()) {
            Ok(_) => state.wake = Some(wake),
            Err(error) => tracing::warn!("the network and the battery are not observed: {error}"),
        }
    }
}

impl Drop for Power {
    /// Tells the thread to end, but does not wait for it: the bus may keep it waiting.
    fn drop(&mut self) {
        let mut state = self.shared.state.lock();
        state.is_over = true;
        if let Some(wake) = &state.wake {
            let _ = wake.try_send(());
        }
    }
}

/// The thread's own.
struct Watch {
    shared: Arc<Shared>,
    wake: Sender<()>,
    wakes: Receiver<()>,
    bus: Option<Bus>,
    /// The wait before the next attempt to connect.
    wait: Duration,
}

/// What a look is for.
struct Look {
    topics: Topics,
    is_subscribed: bool,
    local: Option<IpAddr>,
    wish: u64,
}

impl Watch {
    /// Looks at the system whenever it reports a change or the wishes change, until nothing is wished any more.
    fn run(mut self) {
        while let Some(look) = self.next_look() {
            let looked = Instant::now();
            let report = self.look(&look);
            self.found(&look, report);
            if !look.is_subscribed {
                // The question was asked once.
                self.bus = None;
                continue;
            }
            if self.bus.as_ref().is_some_and(|bus| !bus.is_closed()) {
                self.wait = FIRST_WAIT;
                let _ = self.wakes.recv();
            } else {
                let until = looked + self.wait;
                while self.wakes.recv_deadline(until).is_ok() && !self.is_wished_since(look.wish) {}
                self.wait = (self.wait * 2).min(LONGEST_WAIT);
            }
            thread::sleep(BEAT.saturating_sub(looked.elapsed()));
        }
    }

    /// Returns true if something else is wished than was at the last look, or nothing.
    fn is_wished_since(&self, wish: u64) -> bool {
        let state = self.shared.state.lock();
        state.is_over || state.wish != wish
    }

    /// Returns what to look at, or `None` if this thread is to end, because there is nothing.
    fn next_look(&self) -> Option<Look> {
        let mut state = self.shared.state.lock();
        let wanted = state.judge.wanted();
        let is_subscribed = wanted != Wanted::default();
        if state.is_over || !(is_subscribed || state.asks_once) {
            // Whoever wishes something from now on starts another one.
            state.wake = None;
            state.answer = state.wish;
            state.report = Report::default();
            self.shared.answered.notify_all();
            return None;
        }
        let topics = Topics { network: wanted.metered || state.asks_once, battery: wanted.battery.is_some() };
        Some(Look { topics, is_subscribed, local: state.local, wish: state.wish })
    }

    fn look(&mut self, look: &Look) -> Report {
        if self.bus.as_ref().is_none_or(|bus| bus.is_closed() || bus.topics() != look.topics) {
            self.bus = None;
            match Bus::connect(look.topics, self.wake.clone()) {
                Ok(bus) => self.bus = Some(bus),
                Err(error) => {
                    tracing::info!("the system bus cannot be asked: {error}");
                    let unknown = Unknown::NoBus(error.to_string());
                    return Report { metered: Err(unknown.clone()), supply: Err(unknown) };
                }
            }
        }
        let Some(bus) = &self.bus else { return Report::default() };
        let asked = |is_asked| if is_asked { Ok(()) } else { Err(Unknown::NotAsked) };
        Report {
            metered: asked(look.topics.network).and_then(|()| bus.is_metered(look.local)),
            supply: asked(look.topics.battery).and_then(|()| bus.supply()),
        }
    }

    fn found(&self, look: &Look, report: Report) {
        self.shared.update(|state| {
            state.judge.see(Seen { metered: report.metered.clone().ok(), supply: report.supply.clone().ok() });
            // A wish that came meanwhile is answered by the next look.
            if state.asks_once && state.wish == look.wish {
                state.asks_once = false;
                state.is_offered = report.metered == Ok(true);
            }
            state.report = report;
            state.answer = look.wish;
            self.shared.answered.notify_all();
        });
    }
}
