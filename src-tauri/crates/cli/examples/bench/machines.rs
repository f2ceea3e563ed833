//! Three engines as processes, and what can be asked of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command as Process, Stdio};
use std::time::{Duration, Instant};

use syncit_core::replica_store::SyncMode;
use syncit_engine::Home;
use syncit_engine::api::{Command, HubRoot, Invite, Reply};
use syncit_engine::control::Client;

/// Far beyond what any figure takes.
const PATIENCE: Duration = Duration::from_secs(900);

/// One engine.
pub struct Machine {
    name: &'static str,
    home: PathBuf,
    process: Option<Child>,
}

impl Machine {
    fn new(dir: &Path, name: &'static str) -> Self {
        let home = dir.join(name);
        fs::create_dir_all(&home).unwrap();
        Machine { name, home, process: None }
    }

    /// Starts the engine and waits until it answers.
    pub fn start(&mut self) {
        let binary = std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().join("syncit");
        let log = fs::File::create(self.home.join("stderr")).unwrap();
        let mut engine = Process::new(&binary);
        engine.arg("--home").arg(&self.home).arg("run").stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        // No keyring, so that nothing outside the temporary directory is touched.
        engine.env_remove("DBUS_SESSION_BUS_ADDRESS").env("XDG_RUNTIME_DIR", &self.home);
        self.process = Some(engine.spawn().unwrap_or_else(|why| panic!("cannot start {}: {why}", binary.display())));
        until("an engine answers", || self.client().is_some());
    }

    /// Ends the engine and waits for its end.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            if let Some(mut client) = self.client() {
                let _ = client.call(Command::Stop);
            }
            process.wait().unwrap();
        }
    }

    fn client(&self) -> Option<Client> {
        Client::connect(&Home::at(&self.home).unwrap()).ok()
    }

    /// Asks the engine.
    pub fn ask(&self, command: Command) -> Reply {
        let mut client = self.client().unwrap_or_else(|| panic!("{} does not answer", self.name));
        client.call(command).unwrap_or_else(|error| panic!("{}: {error} ({:?})", self.name, error.hint))
    }

    /// Files here and paths to go in a folder.
    pub fn folder(&self, name: &str) -> (u64, u64) {
        match self.ask(Command::Folders) {
            Reply::Folders(folders) => {
                folders.iter().find(|one| one.name == name).map_or((0, 0), |one| (one.files, one.pending))
            }
            other => panic!("{other:?}"),
        }
    }

    /// Resident memory in bytes, and the CPU time used so far.
    pub fn usage(&self) -> (u64, Duration) {
        let id = self.process.as_ref().unwrap().id();
        let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        let kib: u64 = resident.trim().trim_end_matches(" kB").parse().unwrap();
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
        // Fields 14 and 15, counted from behind the name in parentheses: user and system time in ticks of 10 ms.
        let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
        let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
        (kib * 1024, Duration::from_millis(ticks * 10))
    }

    /// The CPU time that each thread that runs has used so far, by name; threads of one name count together.
    fn threads(&self) -> BTreeMap<String, Duration> {
        let mut used = BTreeMap::new();
        for task in fs::read_dir(format!("/proc/{}/task", self.process.as_ref().unwrap().id())).unwrap() {
            let task = task.unwrap().path();
            // It may have ended meanwhile.
            let read = |name: &str| fs::read_to_string(task.join(name)).unwrap_or_default();
            let nanoseconds = read("schedstat").split_whitespace().next().map_or(0, |time| time.parse().unwrap());
            *used.entry(read("comm").trim().to_owned()).or_default() += Duration::from_nanos(nanoseconds);
        }
        used
    }
}

/// What the threads of all three used up to a moment.
pub struct Used([BTreeMap<String, Duration>; 3]);

impl Used {
    /// What each thread used since then until `later`, of A, the hub and B.
    pub fn until(&self, later: &Used) -> [Vec<(String, Duration)>; 3] {
        let since = |n: usize| {
            let before = |name: &String| self.0[n].get(name).copied().unwrap_or_default();
            let used = later.0[n].iter().map(|(name, time)| (name.clone(), time.saturating_sub(before(name))));
            let mut used: Vec<_> = used.filter(|(_, time)| time.as_millis() > 0).collect();
            used.sort_by_key(|(_, time)| std::cmp::Reverse(*time));
            used
        };
        [since(0), since(1), since(2)]
    }
}

/// The hub and its two clients.
pub struct Machines {
    /// Keeps the content store alone.
    pub hub: Machine,
    /// Where changes are made.
    pub a: Machine,
    /// Where they are awaited.
    pub b: Machine,
    dir: PathBuf,
    folders: u32,
}

/// A folder on both clients.
pub struct Folder {
    /// What it is called.
    pub name: String,
    /// Where it is on A.
    pub a: PathBuf,
    /// Where it is on B.
    pub b: PathBuf,
    /// A place on the same file system that is not synced.
    pub beside: PathBuf,
}

impl Machines {
    /// Starts and pairs them.
    pub fn start(dir: &Path) -> Self {
        fs::create_dir_all(dir).unwrap();
        let [mut hub, mut a, mut b] = ["hub", "a", "b"].map(|name| Machine::new(dir, name));
        for machine in [&mut hub, &mut a, &mut b] {
            machine.start();
        }
        let listen = Some("127.0.0.1:0".into());
        hub.ask(Command::Settings { folder: None, key: Some("discovery".into()), value: Some("off".into()) });
        hub.ask(Command::Hub { name: Some("hub".into()), listen, root: HubRoot::None });
        for client in [&a, &b] {
            let Reply::Invite(Invite { code, address, .. }) = hub.ask(Command::Invite { minutes: None, may: None })
            else {
                panic!()
            };
            client.ask(Command::Join {
                address: Some(address),
                code,
                name: Some(client.name.into()),
                fingerprint: None,
            });
        }
        Machines { hub, a, b, dir: dir.to_owned(), folders: 0 }
    }

    /// What all of them used so far.
    pub fn used(&self) -> Used {
        Used([&self.a, &self.hub, &self.b].map(Machine::threads))
    }

    /// Shares a new, empty folder on A and links it on B.
    pub fn new_folder(&mut self) -> Folder {
        self.folders += 1;
        let name = format!("folder-{}", self.folders);
        let place = |machine: &str| self.dir.join("folders").join(machine).join(&name);
        let folder = Folder { a: place("a"), b: place("b"), beside: place("beside"), name };
        for path in [&folder.a, &folder.b, &folder.beside] {
            fs::create_dir_all(path).unwrap();
        }
        self.a.ask(Command::Share { path: folder.a.clone(), name: Some(folder.name.clone()), hub_copy: false });
        until("B hears of the folder", || match self.b.ask(Command::Folders) {
            Reply::Folders(folders) => folders.iter().any(|one| one.name == folder.name),
            _ => false,
        });
        self.b.ask(Command::Link {
            name: folder.name.clone(),
            path: folder.b.clone(),
            role: SyncMode::TwoWay,
            only: None,
        });
        self.settle(&folder);
        folder
    }

    /// Waits until both clients have everything of a folder.
    pub fn settle(&self, folder: &Folder) {
        for machine in [&self.a, &self.b, &self.a, &self.b] {
            match machine.ask(Command::Wait {
                folder: Some(folder.name.clone()),
                timeout: Some(PATIENCE.as_secs_f64()),
                everywhere: false,
            }) {
                Reply::Wait { in_the_way, timed_out: false } if in_the_way.is_empty() => {}
                other => panic!("{} did not settle: {other:?}", machine.name),
            }
        }
    }

    /// Waits until B has so many files of a folder, and nothing to go; returns the time since `begun`.
    pub fn until_b_has(&self, folder: &Folder, files: u64, begun: Instant) -> Duration {
        // Asking costs B something, so it is done less often than looking at a file.
        until("B has everything", || {
            std::thread::sleep(Duration::from_millis(5));
            self.b.folder(&folder.name) == (files, 0)
        });
        begun.elapsed()
    }

    /// Ends a folder: the next figure is not to pay for it.
    pub fn drop_folder(&self, folder: &Folder) {
        for machine in [&self.a, &self.b] {
            machine.ask(Command::Unlink { name: folder.name.clone() });
        }
        self.hub.ask(Command::Unshare { name: folder.name.clone() });
        // Its files go with everything else at the end: ext4 makes new files slowly right after it removed many.
    }

    /// Limits what A sends and what B fetches, in KiB a second; 0 for no limit.
    pub fn limit(&self, kib: u64) {
        for (machine, key) in [(&self.a, "limit-up"), (&self.b, "limit-down")] {
            machine.ask(Command::Settings { folder: None, key: Some(key.into()), value: Some(kib.to_string()) });
        }
    }

    /// Ends all three.
    pub fn stop(&mut self) {
        for machine in [&mut self.a, &mut self.b, &mut self.hub] {
            machine.stop();
        }
    }
}

/// Waits for a condition, looking every half millisecond; half of that is in every figure.
pub fn until(what: &str, is_met: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_met() {
        assert!(begun.elapsed() < PATIENCE, "gave up waiting until {what}");
        std::thread::sleep(Duration::from_micros(500));
    }
}
