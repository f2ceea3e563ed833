//! Machines as processes: each is a `syncit run` with its own home, used through `syncit` as a person or a script would
//! use it. All that they make is in one temporary directory. There is no session bus, so there is no keyring, and no system bus but one that a test brings.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// Longer than any wait takes on any computer that tests run on.
pub const PATIENCE: Duration = Duration::from_secs(300);

/// The names of `Machines::three`.
pub const THREE: [&str; 3] = ["attic", "laptop", "desktop"];

/// The result of a command.
#[derive(Debug)]
pub struct Answer {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// Several machines; their processes end when this is dropped.
pub struct Machines {
    dir: TempDir,
    running: BTreeMap<String, Child>,
    /// The programs of machines that run another `syncit` than the one that is tested.
    programs: BTreeMap<String, PathBuf>,
    /// The address of the system bus, if there is one.
    system_bus: Option<String>,
}

/// Polls a condition until it returns something.
#[track_caller]
pub fn until<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    until_within(PATIENCE, what, look)
}

/// Like `until`, for what must come soon, however slow the computer is.
#[track_caller]
pub fn until_within<T>(patience: Duration, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < patience, "gave up waiting until {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Sends a signal by its name.
pub fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args(["-s", name, &child.id().to_string()]).status().unwrap();
    assert!(sent.success(), "SIG{name} was not sent");
}

impl Machines {
    /// Starts machines of these names that have no role yet.
    pub fn unpaired(names: &[&str]) -> Self {
        Machines::unpaired_of(names, &[])
    }

    /// Like `unpaired`, where some of them run another `syncit`.
    pub fn unpaired_of(names: &[&str], programs: &[(&str, &Path)]) -> Self {
        let programs = programs.iter().map(|(name, program)| ((*name).to_owned(), (*program).to_owned())).collect();
        let mut machines =
            Machines { dir: tempfile::tempdir().unwrap(), running: BTreeMap::new(), programs, system_bus: None };
        for name in names {
            machines.start(name);
            machines.ok(name, "settings discovery off");
        }
        machines
    }

    /// Gives all machines a system bus, from their next starts on.
    pub fn use_system_bus(&mut self, address: &str) {
        self.system_bus = Some(address.to_owned());
    }

    /// Starts machines of these names; the first is the hub, the others are paired with it.
    pub fn new(names: &[&str]) -> Self {
        let machines = Machines::unpaired(names);
        machines.become_hub(names[0]);
        for name in &names[1..] {
            machines.pair(names[0], name);
        }
        machines
    }

    pub fn become_hub(&self, name: &str) {
        self.ok(name, &format!("hub --name {name} --listen 127.0.0.1:0"));
    }

    pub fn pair(&self, hub: &str, name: &str) {
        let (address, code) = self.invite(hub);
        self.ok(name, &format!("join {address} --code {code} --name {name}"));
    }

    /// Opens an invitation; returns its address and code.
    pub fn invite(&self, hub: &str) -> (String, String) {
        let told = self.json(hub, "invite");
        (told["address"].as_str().unwrap().to_owned(), told["code"].as_str().unwrap().to_owned())
    }

    /// Shares `~/docs` of the first of these machines and links it on the others.
    pub fn share_docs(&self, names: &[&str]) {
        fs::create_dir_all(self.at(names[0], "docs")).unwrap();
        self.ok(names[0], "share ~/docs --no-hub-copy");
        for name in &names[1..] {
            self.ok(name, "link docs ~/docs");
        }
    }

    /// Starts three machines that keep `docs`: a hub `attic`, and its clients `laptop` and `desktop`.
    pub fn three() -> Self {
        Machines::three_of(&[])
    }

    /// Like `three`, where some of them run another `syncit`.
    pub fn three_of(programs: &[(&str, &Path)]) -> Self {
        let machines = Machines::unpaired_of(&THREE, programs);
        machines.become_hub(THREE[0]);
        for name in &THREE[1..] {
            machines.pair(THREE[0], name);
        }
        fs::create_dir_all(machines.docs("laptop")).unwrap();
        machines.ok("laptop", "share ~/docs");
        machines.ok("desktop", "link docs ~/docs");
        until("the hub keeps a copy", || machines.json("attic", "folders")[0]["path"].is_string().then_some(()));
        machines
    }

    /// Returns where one of the `three` machines keeps `docs`.
    pub fn docs(&self, name: &str) -> PathBuf {
        self.at(name, if name == THREE[0] { "home/SyncIt/docs" } else { "docs" })
    }

    /// Waits until all of the `three` have everything. Checks that nothing differs and that each is in sync.
    #[track_caller]
    pub fn settle_equal(&self) {
        self.settle(&THREE);
        let first = self.docs(THREE[0]);
        for name in &THREE[1..] {
            check_equal(&first, &self.docs(name));
        }
        for name in THREE {
            until(&format!("{name} is in sync"), || (self.state(name) == "in-sync").then_some(()));
        }
    }

    /// Returns a machine's own directory, which is its `HOME`.
    pub fn dir(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn at(&self, name: &str, path: &str) -> PathBuf {
        self.dir(name).join(path)
    }

    #[track_caller]
    pub fn write(&self, name: &str, path: &str, content: impl AsRef<[u8]>) {
        let path = self.at(name, path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    #[track_caller]
    pub fn until_holds(&self, name: &str, path: &str, content: &str) {
        let path = self.at(name, path);
        until(&format!("{} holds {content:?}", path.display()), || {
            (fs::read(&path).ok()? == content.as_bytes()).then_some(())
        });
    }

    /// Returns `syncit` without this computer's environment; `before` are the arguments of a program that runs it.
    pub fn command(&self, name: &str, before: &[&str]) -> Command {
        let dir = self.dir(name);
        for made in ["run", "tmp"] {
            fs::create_dir_all(dir.join(made)).unwrap();
        }
        let tested = Path::new(env!("CARGO_BIN_EXE_syncit"));
        let program = self.programs.get(name).map_or(tested, PathBuf::as_path);
        let mut command = match before {
            [] => Command::new(program),
            [first, rest @ ..] => {
                let mut command = Command::new(first);
                command.args(rest).arg(program);
                command
            }
        };
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("LC_ALL", "C");
        command.env("HOME", &dir).env("XDG_RUNTIME_DIR", dir.join("run")).env("TMPDIR", dir.join("tmp"));
        // This computer's own bus is nobody's business.
        let nowhere = format!("unix:path={}", dir.join("no-system-bus").display());
        command.env("DBUS_SYSTEM_BUS_ADDRESS", self.system_bus.as_ref().unwrap_or(&nowhere));
        command.current_dir(&dir).stdin(Stdio::null());
        command
    }

    /// Runs a command on a machine, with words separated by spaces; `~/` is the machine's directory, as in a shell.
    pub fn syncit(&self, name: &str, words: &str) -> Answer {
        self.syncit_words(name, &words.split(' ').collect::<Vec<_>>())
    }

    pub fn syncit_words<W: AsRef<OsStr>>(&self, name: &str, words: &[W]) -> Answer {
        let expanded = words.iter().map(|word| match word.as_ref().to_str().and_then(|word| word.strip_prefix("~/")) {
            Some(path) => self.at(name, path).into_os_string(),
            None => OsString::from(word.as_ref()),
        });
        let output = self.command(name, &[]).arg("--home").arg(self.at(name, "home")).args(expanded).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Answer { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Returns the output of a command that must succeed.
    #[track_caller]
    pub fn ok(&self, name: &str, words: &str) -> String {
        let answer = self.syncit(name, words);
        assert_eq!(answer.code, Some(0), "{name}: syncit {words}: {answer:?}");
        answer.out
    }

    /// Returns the JSON of a command that must succeed.
    #[track_caller]
    pub fn json(&self, name: &str, words: &str) -> Value {
        let out = self.ok(name, &format!("--json {words}"));
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("{name}: syncit {words}: {error}: {out:?}"))
    }

    /// Checks that a command fails, and how: its code, a part of the message, a part of the hint.
    #[track_caller]
    pub fn refused(&self, name: &str, words: &str, code: &str, message: &str, hint: &str) {
        self.refused_words(name, &words.split(' ').collect::<Vec<_>>(), code, message, hint);
    }

    #[track_caller]
    pub fn refused_words<W: AsRef<OsStr>>(&self, name: &str, words: &[W], code: &str, message: &str, hint: &str) {
        let all: Vec<_> = [OsStr::new("--json")].into_iter().chain(words.iter().map(AsRef::as_ref)).collect();
        check_error(&self.syncit_words(name, &all), code, message, hint);
    }

    /// Returns the state of the whole machine.
    pub fn state(&self, name: &str) -> String {
        self.json(name, "status")["state"].as_str().unwrap().to_owned()
    }

    /// Waits until the machine says why it is not connected to its hub, or what to do about that.
    #[track_caller]
    pub fn until_trouble(&self, name: &str, part: &str) {
        let mut last = Value::Null;
        let begun = Instant::now();
        while !["trouble", "hint"].iter().any(|key| last["hub"][*key].as_str().is_some_and(|said| said.contains(part)))
        {
            assert!(begun.elapsed() < PATIENCE, "{name} never says {part:?}: {last}");
            last = self.json(name, "status");
        }
    }

    /// Waits until a problem is listed at this path of `docs`.
    #[track_caller]
    pub fn until_problem(&self, name: &str, path: &str, message: &str) {
        let mut last = Value::Null;
        let begun = Instant::now();
        let is_it = |line: &Value| {
            line["path"] == path
                && line["message"].as_str().is_some_and(|text| text.contains(message))
                && line["hint"].as_str().is_some_and(|text| !text.is_empty())
        };
        while !last[0]["problems"].as_array().is_some_and(|lines| lines.iter().any(is_it)) {
            assert!(begun.elapsed() < PATIENCE, "{name} has no problem {message:?} at {path:?}: {last}");
            last = self.json(name, "folders");
        }
    }

    /// Waits until everything from any of these machines is on all of them.
    #[track_caller]
    pub fn settle(&self, names: &[&str]) {
        // Once for the changes to reach the hub, once more for them to reach the others.
        for name in names.iter().chain(names) {
            self.ok(name, &format!("wait --timeout {}", PATIENCE.as_secs()));
        }
    }

    pub fn start(&mut self, name: &str) {
        self.start_by(name, &[]);
    }

    /// Starts a machine through another program.
    pub fn start_by(&mut self, name: &str, before: &[&str]) {
        let mut command = self.command(name, before);
        let log = File::create(self.at(name, "stderr")).unwrap();
        command.arg("--home").arg(self.at(name, "home")).arg("run").stdout(Stdio::null()).stderr(log);
        let mut child = command.spawn().unwrap();
        until(&format!("{name} answers"), || {
            let said = || fs::read_to_string(self.at(name, "stderr")).unwrap_or_default();
            assert!(child.try_wait().unwrap().is_none(), "{name} ended: {}", said());
            (self.syncit(name, "status").code == Some(0)).then_some(())
        });
        self.running.insert(name.to_owned(), child);
    }

    /// Makes a machine run the tested `syncit` from its next start on.
    pub fn update(&mut self, name: &str) {
        self.programs.remove(name);
    }

    /// Returns true if a machine runs the `syncit` that is tested.
    pub fn is_tested(&self, name: &str) -> bool {
        !self.programs.contains_key(name)
    }

    /// Ends a machine by a signal, and returns its exit status.
    pub fn end(&mut self, name: &str, by: &str) -> ExitStatus {
        let mut child = self.running.remove(name).unwrap();
        signal(&child, by);
        child.wait().unwrap()
    }

    /// `kill -9`.
    pub fn kill(&mut self, name: &str) {
        assert_eq!(self.end(name, "KILL").signal(), Some(9), "{name} was not killed");
    }

    pub fn pid(&self, name: &str) -> u32 {
        self.running[name].id()
    }
}

impl Drop for Machines {
    fn drop(&mut self) {
        for child in self.running.values_mut() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Checks an error as `--json` prints it.
#[track_caller]
pub fn check_error(answer: &Answer, code: &str, message: &str, hint: &str) {
    assert_eq!(answer.code, Some(2), "{answer:?}");
    let value: Value = serde_json::from_str(&answer.out).unwrap_or_else(|error| panic!("{error}: {answer:?}"));
    assert_eq!(keys(&value), ["error"], "{answer:?}");
    let error = &value["error"];
    assert_eq!(keys(error), ["code", "hint", "message", "params", "path"], "{answer:?}");
    assert_eq!(error["code"], code, "{answer:?}");
    assert!(error["message"].as_str().unwrap().contains(message), "no {message:?} in {answer:?}");
    assert!(error["hint"].as_str().unwrap_or_default().contains(hint), "no {hint:?} in {answer:?}");
    assert_eq!(answer.err, "", "an error in JSON is told twice");
}

/// Returns the keys of a JSON object but `params`, which is left out of a reason that has none.
#[track_caller]
pub fn fixed_keys(value: &Value) -> Vec<&str> {
    let mut keys = keys(value);
    keys.retain(|key| *key != "params");
    keys
}

/// Returns the keys of a JSON object, sorted.
#[track_caller]
pub fn keys(value: &Value) -> Vec<&str> {
    let object = value.as_object().unwrap_or_else(|| panic!("no object: {value}"));
    let mut keys: Vec<_> = object.keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

/// Something below a directory, except in `.syncit`: a file with its content and executable bit, a directory, a link.
/// Leaves out what git records of the machine's own files in an index, and the executable bit of hooks.
#[derive(Debug, PartialEq, Eq)]
pub enum Thing {
    File(Vec<u8>, bool),
    Directory,
    Symlink(PathBuf),
    /// A pipe, a socket, a device.
    Other,
}

pub fn tree(root: &Path) -> BTreeMap<PathBuf, Thing> {
    use std::os::unix::fs::PermissionsExt;

    use syncit_core::RelPath;
    use syncit_core::git::is_hook;
    let mut things = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(dir) = open.pop() {
        for entry in fs::read_dir(&dir).unwrap() {
            let path = entry.unwrap().path();
            let below = path.strip_prefix(root).unwrap().to_owned();
            if below == Path::new(".syncit") {
                continue;
            }
            let meta = fs::symlink_metadata(&path).unwrap();
            let thing = if meta.is_dir() {
                open.push(path);
                Thing::Directory
            } else if meta.is_symlink() {
                Thing::Symlink(fs::read_link(&path).unwrap())
            } else if !meta.is_file() {
                Thing::Other
            } else {
                let mut content = fs::read(&path).unwrap();
                if below.ends_with(".git/index") {
                    forget_stat(&mut content);
                }
                // A repository's hooks are executable only on the machine where they were made.
                let is_hook =
                    below.to_str().and_then(|path| RelPath::new(path).ok()).is_some_and(|path| is_hook(&path));
                Thing::File(content, !is_hook && meta.permissions().mode() & 0o100 != 0)
            };
            things.insert(below, thing);
        }
    }
    things
}

/// Clears what an index of git (up to version 3) records of one machine's files, and its checksum.
fn forget_stat(index: &mut [u8]) {
    let number = |index: &[u8], at| u32::from_be_bytes(index[at..at + 4].try_into().unwrap());
    if !index.starts_with(b"DIRC\0\0\0") || number(index, 4) > 3 {
        return;
    }
    let mut at = 12;
    for _ in 0..number(index, 8) {
        index[at..at + 24].fill(0);
        index[at + 28..at + 40].fill(0);
        let flags = 62 + if index[at + 60] & 0x40 == 0 { 0 } else { 2 };
        let name = index[at + flags..].iter().position(|byte| *byte == 0).unwrap();
        at += (flags + name) / 8 * 8 + 8;
    }
    let checksum = index.len() - 20;
    index[checksum..].fill(0);
}

/// Checks that two directories have the same contents, byte for byte.
#[track_caller]
pub fn check_equal(a: &Path, b: &Path) {
    let (left, right) = (tree(a), tree(b));
    let paths = left.keys().chain(right.keys());
    let differing: Vec<_> = paths.filter(|path| left.get(*path) != right.get(*path)).take(5).collect();
    assert!(differing.is_empty(), "{} and {} differ at {differing:?}", a.display(), b.display());
}
