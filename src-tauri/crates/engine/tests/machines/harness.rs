//! Machines in one process: each is a real engine with its own home, databases, SSH and directories under one temporary
//! directory. The first is the hub; the others are paired with it as people would pair them.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use syncit_core::replica_store::SyncMode;
use syncit_engine::api::{ApiError, Command, FolderStatus, HubRoot, InTheWay, Invite, Reply, Status, SyncState};
use syncit_engine::{Engine, Home, Options};
use syncit_ssh::discover::Interfaces;
use tempfile::TempDir;

/// Longer than anything here takes on any machine that tests run on.
pub const PATIENCE: Duration = Duration::from_secs(180);
/// How often a condition is checked that no hint announces.
const GLANCE: Duration = Duration::from_millis(100);

pub struct Machines {
    dir: TempDir,
    options: Options,
    engines: BTreeMap<String, Engine>,
}

impl Machines {
    /// Starts machines of these names; the first is the hub and keeps no folders by itself.
    pub fn new(names: &[&str]) -> Self {
        let mut machines = Machines::unpaired(names);
        machines.call(names[0], hub_command(names[0], HubRoot::None));
        for name in &names[1..] {
            machines.pair(names[0], name);
        }
        machines
    }

    /// Starts machines that have no role yet.
    pub fn unpaired(names: &[&str]) -> Self {
        Machines::unpaired_with(Options::isolated(), names)
    }

    /// Starts machines that have no role yet, and that discover each other on loopback only.
    pub fn discovering(names: &[&str]) -> Self {
        let options = Options { discovery: Some(Interfaces::Loopback), ..Options::isolated() };
        Machines::unpaired_with(options, names)
    }

    fn unpaired_with(options: Options, names: &[&str]) -> Self {
        let mut machines = Machines { dir: tempfile::tempdir().unwrap(), options, engines: BTreeMap::new() };
        for name in names {
            machines.start(name);
        }
        machines
    }

    pub fn start(&mut self, name: &str) {
        self.start_with(name, self.options);
    }

    /// Starts a machine with other options than the rest.
    pub fn start_with(&mut self, name: &str, options: Options) {
        let engine = Engine::start(self.home(name), options).unwrap();
        self.engines.insert(name.into(), engine);
    }

    pub fn stop(&mut self, name: &str) {
        self.engines.remove(name).unwrap().stop();
    }

    pub fn home(&self, name: &str) -> Home {
        Home::at(&self.dir.path().join(name).join("home")).unwrap()
    }

    /// Pairs by a code, as a person would.
    pub fn pair(&mut self, hub: &str, name: &str) {
        let Reply::Invite(Invite { code, address, .. }) = self.call(hub, Command::Invite { minutes: None, may: None })
        else {
            panic!()
        };
        self.call(name, Command::Join { address: Some(address), code, name: Some(name.into()), fingerprint: None });
    }

    pub fn try_call(&self, name: &str, command: Command) -> Result<Reply, ApiError> {
        self.engines[name].handle().call(command)
    }

    #[track_caller]
    pub fn call(&self, name: &str, command: Command) -> Reply {
        let shown = format!("{command:?}");
        self.try_call(name, command).unwrap_or_else(|error| panic!("{name}: {shown}: {error:?}"))
    }

    /// Returns the code of the error that a command fails with.
    #[track_caller]
    pub fn refusal(&self, name: &str, command: Command) -> String {
        let error = self.try_call(name, command).unwrap_err();
        assert!(!error.message.is_empty());
        error.code
    }

    /// Sets one of a machine's own settings.
    #[track_caller]
    pub fn set(&self, name: &str, key: &str, value: &str) {
        self.call(name, Command::Settings { folder: None, key: Some(key.into()), value: Some(value.into()) });
    }

    /// Returns the value of a machine's setting.
    #[track_caller]
    pub fn setting(&self, name: &str, key: &str) -> String {
        let command = Command::Settings { folder: None, key: Some(key.into()), value: None };
        match self.call(name, command) {
            Reply::Settings(all) => all[key].as_str().map_or_else(|| all[key].to_string(), Into::into),
            other => panic!("{other:?}"),
        }
    }

    /// Makes the machine behave as if the computer had slept.
    pub fn woke(&self, name: &str) {
        self.engines[name].handle().woke();
    }

    /// Returns the hints that something may have changed on a machine.
    pub fn hints(&self, name: &str) -> crossbeam_channel::Receiver<()> {
        self.engines[name].handle().subscribe()
    }

    /// Returns where a machine keeps a folder.
    pub fn root(&self, name: &str, folder: &str) -> PathBuf {
        self.dir.path().join(name).join(folder)
    }

    /// Shares a folder from one machine; the hub keeps no copy.
    #[track_caller]
    pub fn share(&self, name: &str, folder: &str) {
        let path = self.root(name, folder);
        fs::create_dir_all(&path).unwrap();
        self.call(name, Command::Share { path, name: Some(folder.into()), hub_copy: false });
    }

    #[track_caller]
    pub fn link(&self, name: &str, folder: &str) {
        self.link_as(name, folder, SyncMode::TwoWay);
    }

    #[track_caller]
    pub fn link_as(&self, name: &str, folder: &str, role: SyncMode) {
        let path = self.root(name, folder);
        self.call(name, Command::Link { name: folder.into(), path, role, only: None });
    }

    /// Shares "docs" from the first of these machines and links it on the others.
    #[track_caller]
    pub fn share_docs(&self, names: &[&str]) {
        self.share(names[0], "docs");
        for name in &names[1..] {
            self.link(name, "docs");
        }
    }

    /// Waits until everything from `name` is at the hub and everything from the hub is at `name`. Returns what is in
    /// the way.
    #[track_caller]
    pub fn wait(&self, name: &str) -> Vec<InTheWay> {
        let command = Command::Wait { folder: None, timeout: Some(PATIENCE.as_secs_f64()), everywhere: false };
        match self.call(name, command) {
            Reply::Wait { in_the_way, timed_out: false } => in_the_way,
            other => panic!("{name} waited in vain: {other:?}\n{:#?}", self.status(name)),
        }
    }

    /// Waits on each of these machines, in this order and then once more, so that each has what the others had.
    #[track_caller]
    pub fn settle(&self, names: &[&str]) {
        for name in names.iter().chain(names) {
            let in_the_way = self.wait(name);
            assert!(in_the_way.is_empty(), "{name}: {in_the_way:?}");
        }
    }

    /// Waits until "docs" is the same on all of these machines, and returns it.
    #[track_caller]
    pub fn same_docs(&self, names: &[&str]) -> String {
        self.settle(names);
        let first = self.tree(names[0], "docs");
        for name in &names[1..] {
            assert_eq!(self.tree(name, "docs"), first, "{name} differs from {}", names[0]);
        }
        first
    }

    pub fn status(&self, name: &str) -> Status {
        match self.call(name, Command::Status) {
            Reply::Status(status) => *status,
            other => panic!("{other:?}"),
        }
    }

    pub fn folder(&self, name: &str, folder: &str) -> FolderStatus {
        let status = self.status(name);
        status.folders.into_iter().find(|status| status.name == folder).unwrap()
    }

    /// Waits until a machine's status satisfies a condition.
    #[track_caller]
    pub fn until(&self, name: &str, what: &str, is_so: impl Fn(&Status) -> bool) -> Status {
        let hints = self.engines[name].handle().subscribe();
        let deadline = Instant::now() + PATIENCE;
        loop {
            let status = self.status(name);
            if is_so(&status) {
                return status;
            }
            assert!(Instant::now() < deadline, "{name} never was {what}: {status:#?}");
            let _ = hints.recv_timeout(GLANCE);
        }
    }

    #[track_caller]
    pub fn until_state(&self, name: &str, state: SyncState) -> Status {
        self.until(name, &format!("{state:?}"), |status| status.state == state)
    }

    pub fn write(&self, name: &str, path: &str, content: impl AsRef<[u8]>) {
        let path = self.root(name, "docs").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub fn read(&self, name: &str, path: &str) -> Vec<u8> {
        fs::read(self.root(name, "docs").join(path)).unwrap()
    }

    pub fn has(&self, name: &str, path: &str) -> bool {
        self.root(name, "docs").join(path).symlink_metadata().is_ok()
    }

    pub fn remove(&self, name: &str, path: &str) {
        let path = self.root(name, "docs").join(path);
        if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
    }

    pub fn rename(&self, name: &str, from: &str, to: &str) {
        let root = self.root(name, "docs");
        fs::rename(root.join(from), root.join(to)).unwrap();
    }

    pub fn make_dir(&self, name: &str, path: &str) {
        fs::create_dir_all(self.root(name, "docs").join(path)).unwrap();
    }

    pub fn link_to(&self, name: &str, path: &str, target: &str) {
        symlink(target, self.root(name, "docs").join(path)).unwrap();
    }

    pub fn make_executable(&self, name: &str, path: &str) {
        let path = self.root(name, "docs").join(path);
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// Returns SyncIt's own files in "docs", as text.
    pub fn own_files(&self, name: &str) -> String {
        let own = self.root(name, "docs/.syncit");
        if own.exists() { format!("here\n{}", self.tree(name, "docs/.syncit")) } else { String::new() }
    }

    /// Returns a folder as text: one line for each path, in order; long contents as size and digest.
    pub fn tree(&self, name: &str, folder: &str) -> String {
        let root = self.root(name, folder);
        let mut lines = Vec::new();
        describe(&root, &root, &mut lines);
        lines.sort();
        lines.join("\n")
    }
}

fn describe(root: &Path, dir: &Path, lines: &mut Vec<String>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        let below = path.strip_prefix(root).unwrap();
        if below == Path::new(".syncit") {
            continue;
        }
        let shown = String::from_utf8_lossy(below.as_os_str().as_bytes()).escape_debug().to_string();
        let meta = path.symlink_metadata().unwrap();
        if meta.is_dir() {
            lines.push(format!("{shown}/"));
            describe(root, &path, lines);
        } else if meta.is_symlink() {
            lines.push(format!("{shown} -> {}", fs::read_link(&path).unwrap().display()));
        } else {
            let content = fs::read(&path).unwrap();
            let content = match std::str::from_utf8(&content) {
                Ok(text) if text.len() < 40 => text.escape_debug().to_string(),
                _ => format!("{} bytes {}", content.len(), &syncit_core::Digest::of(&content).to_string()[..8]),
            };
            let mode = if meta.mode() & 0o100 == 0 { "" } else { " executable" };
            lines.push(format!("{shown} = {content}{mode}"));
        }
    }
}

pub fn hub_command(name: &str, root: HubRoot) -> Command {
    Command::Hub { name: Some(name.into()), listen: Some("127.0.0.1:0".into()), root }
}
