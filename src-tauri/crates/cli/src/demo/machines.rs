//! The demo's three machines: engines in this process, paired with each other like any others.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use syncit_core::replica_store::SyncMode;
use syncit_engine::api::{Command, HubRoot, Invite, Reply};
use syncit_engine::{Cancel, Engine, Home, Options};

use super::interrupt::{Interrupt, Stop};
use super::said::{Awaited, Difference};
use crate::failure::{Failed, Failure, because, from_engine};

/// How often a condition is checked while it is waited for.
const GLANCE: Duration = Duration::from_millis(1);
/// When something that usually takes moments is given up: far beyond what a busy computer needs.
const PATIENCE: Duration = Duration::from_secs(600);
/// The shared folder's name.
pub const FOLDER: &str = "Demo";

/// One of the three machines.
pub struct Machine {
    /// Its name.
    pub name: &'static str,
    /// Its home.
    pub home: PathBuf,
    /// Its copy of the folder.
    pub folder: PathBuf,
    engine: Option<Engine>,
}

impl Machine {
    fn new(root: &Path, name: &'static str) -> Self {
        let dir = root.join(name);
        Machine { name, home: dir.join("home"), folder: dir.join(FOLDER), engine: None }
    }

    /// Starts or restarts its engine.
    pub fn start(&mut self) -> Result<(), Failure> {
        let beside = self.home.with_file_name("run");
        let home = Home::at(&self.home).map_err(from_engine)?.with_runtime_dir(&beside);
        self.engine = Some(Engine::start(home, Options::isolated()).map_err(from_engine)?);
        Ok(())
    }

    /// Stops its engine.
    pub fn stop(&mut self) {
        if let Some(engine) = self.engine.take() {
            engine.stop();
        }
    }

    /// Sends a command to its engine.
    pub fn ask(&self, command: Command) -> Result<Reply, Failure> {
        self.ask_until(command, &Cancel::never())
    }

    /// Sends a command to its engine. A wait ends when `cancel` fires.
    fn ask_until(&self, command: Command, cancel: &Cancel) -> Result<Reply, Failure> {
        let engine = self.engine.as_ref().ok_or_else(|| Failed::MachineStopped { machine: self.name.to_owned() })?;
        Ok(engine.handle().call_until(command, cancel)?)
    }

    /// Returns how many paths it has not settled yet.
    pub fn pending(&self) -> u64 {
        match self.ask(Command::Folders) {
            Ok(Reply::Folders(folders)) => folders.iter().map(|folder| folder.pending).sum(),
            _ => 0,
        }
    }
}

/// The hub and the two clients.
pub struct Machines {
    /// The hub.
    pub attic: Machine,
    /// A client.
    pub laptop: Machine,
    /// A client.
    pub desktop: Machine,
    interrupt: Interrupt,
}

/// Starts three machines that do not know each other.
pub fn start(root: &Path, interrupt: &Interrupt) -> Result<Machines, Stop> {
    let [attic, laptop, desktop] = ["attic", "laptop", "desktop"].map(|name| Machine::new(root, name));
    let mut machines = Machines { attic, laptop, desktop, interrupt: interrupt.clone() };
    for machine in [&mut machines.attic, &mut machines.laptop, &mut machines.desktop] {
        let home = machine.home.clone();
        fs::create_dir_all(&home).map_err(because(|cause| Failed::Make { path: home, cause }))?;
        machine.start()?;
        interrupt.check()?;
    }
    Ok(machines)
}

impl Machines {
    /// Returns all three, the hub first.
    pub fn all(&self) -> [&Machine; 3] {
        [&self.attic, &self.laptop, &self.desktop]
    }

    /// Makes the first one the hub, and returns the address on which it listens.
    pub fn set_up_hub(&self) -> Result<String, Stop> {
        let root = self.attic.folder.parent().expect("a folder lies in its machine's directory").to_owned();
        let (name, listen) = (Some(self.attic.name.into()), Some("127.0.0.1:0".into()));
        match self.attic.ask(Command::Hub { name, listen, root: HubRoot::At(root) })? {
            Reply::Hub { listen, .. } => Ok(listen.into_iter().next().unwrap_or_default()),
            other => Err(unexpected(&other)),
        }
    }

    /// Pairs a client with the hub by a new code, which it returns.
    pub fn pair(&self, client: &Machine) -> Result<String, Stop> {
        let (code, address) = match self.attic.ask(Command::Invite { minutes: None, may: None })? {
            Reply::Invite(Invite { code, address, .. }) => (code, address),
            other => return Err(unexpected(&other)),
        };
        let name = Some(client.name.into());
        client.ask(Command::Join { address: Some(address), code: code.clone(), name, fingerprint: None })?;
        Ok(code)
    }

    /// Shares the laptop's folder, with a copy on the hub, and links it on the desktop.
    pub fn share(&self) -> Result<(), Stop> {
        let (path, name) = (self.laptop.folder.clone(), Some(FOLDER.into()));
        self.laptop.ask(Command::Share { path, name, hub_copy: true })?;
        let (name, path) = (FOLDER.into(), self.desktop.folder.clone());
        // The new folder reaches the desktop a moment later.
        self.until(Awaited::Folder, |_| (), || self.desktop.offers(FOLDER))?;
        self.desktop.ask(Command::Link { name, path, role: SyncMode::TwoWay, only: None })?;
        Ok(())
    }

    /// Waits for a condition, checking it repeatedly. Returns the time that it took.
    pub fn until(
        &self,
        what: Awaited,
        glance: impl Fn(&Machines),
        is_met: impl Fn() -> bool,
    ) -> Result<Duration, Stop> {
        let begun = Instant::now();
        while !is_met() {
            self.interrupt.check()?;
            if begun.elapsed() > PATIENCE {
                return Err(Stop::Differ(Difference::GaveUp { what: what.into() }.into()));
            }
            glance(self);
            std::thread::sleep(GLANCE);
        }
        Ok(begun.elapsed())
    }

    /// Waits until everything on any of these machines is on all of them.
    pub fn settle(&self, machines: &[&Machine]) -> Result<(), Stop> {
        // Once for the changes to reach the hub, and once more for them to reach the other machines.
        for machine in machines.iter().chain(machines) {
            let wait = Command::Wait { folder: None, timeout: Some(PATIENCE.as_secs_f64()), everywhere: false };
            let answer = machine.ask_until(wait, &self.interrupt.cancel());
            self.interrupt.check()?;
            match answer? {
                Reply::Wait { in_the_way, timed_out: false } if in_the_way.is_empty() => {}
                Reply::Wait { in_the_way, .. } => {
                    let machine = machine.name.to_owned();
                    return Err(Stop::Differ(match in_the_way.into_iter().next() {
                        Some(left) => Difference::Unfinished { machine, cause: left.reason.to_string() }.into(),
                        None => Difference::Late { machine }.into(),
                    }));
                }
                other => return Err(unexpected(&other)),
            }
        }
        Ok(())
    }

    /// Stops all engines.
    pub fn stop(&mut self) {
        for machine in [&mut self.laptop, &mut self.desktop, &mut self.attic] {
            machine.stop();
        }
    }
}

impl Machine {
    fn offers(&self, folder: &str) -> bool {
        matches!(self.ask(Command::Folders), Ok(Reply::Folders(folders)) if folders.iter().any(|one| one.name == folder))
    }
}

fn unexpected(reply: &Reply) -> Stop {
    Stop::from(Failed::Internal { reply: format!("{reply:?}") })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn fine<T>(stop: Stop) -> T {
        match stop {
            Stop::Interrupted => panic!("interrupted"),
            Stop::Differ(what) => panic!("{what}"),
            Stop::Failed(failure) => panic!("{failure:?}"),
        }
    }

    #[test]
    fn an_interrupt_ends_a_wait_that_would_take_long() {
        let dir = tempfile::tempdir().unwrap();
        let interrupt = Interrupt::new();
        let mut machines = start(dir.path(), &interrupt).unwrap_or_else(fine);
        machines.set_up_hub().unwrap_or_else(fine);
        machines.pair(&machines.laptop).unwrap_or_else(fine);
        let path = machines.laptop.folder.clone();
        fs::create_dir_all(&path).unwrap();
        machines.laptop.ask(Command::Share { path: path.clone(), name: None, hub_copy: false }).unwrap();
        // Without its hub the laptop waits for ever.
        machines.attic.stop();
        fs::write(path.join("a.txt"), "a").unwrap();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                machines.until(Awaited::Edit, |_| (), || machines.laptop.pending() > 0).unwrap_or_else(fine);
                interrupt.set();
            });
            assert!(matches!(machines.settle(&[&machines.laptop]), Err(Stop::Interrupted)));
        });
    }
}
