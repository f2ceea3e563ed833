//! A separate desktop for each test: a display, a session bus, directories. A developer's own stays untouched.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal};
use tempfile::TempDir;

/// When a test gives up waiting for something that takes moments: far more than a busy computer needs.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// How often a condition is checked while a test waits for it.
const GLANCE: Duration = Duration::from_millis(20);

/// One person's session, until it is dropped.
pub struct Session {
    dir: TempDir,
    display: String,
    bus: Option<String>,
    // The display is needed until the end.
    programs: Vec<Running>,
}

/// A program that is terminated when this is dropped.
pub struct Running(pub Child);

impl Running {
    /// Asks it to end, as a logout does. Returns how it ended, or none if it had to be killed.
    pub fn end(&mut self) -> Option<ExitStatus> {
        if let Ok(Some(status)) = self.0.try_wait() {
            return Some(status);
        }
        let _ = rustix::process::kill_process(Pid::from_child(&self.0), Signal::TERM);
        self.wait()
    }

    /// Waits until it ends by itself. Returns none if it had to be killed.
    pub fn wait(&mut self) -> Option<ExitStatus> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Ok(Some(status)) = self.0.try_wait() {
                return Some(status);
            }
            std::thread::sleep(GLANCE);
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
        None
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

impl Session {
    /// Starts a display and a session bus with nothing on it.
    pub fn start() -> Self {
        let mut session = Session::without_bus();
        let config = session.dir.path().join("bus.conf");
        let socket = session.dir.path().join("run");
        let text = format!(
            "<busconfig><type>session</type><listen>unix:dir={}</listen><auth>EXTERNAL</auth>\
             <policy context=\"default\"><allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/>\
             <allow own=\"*\"/></policy></busconfig>",
            socket.display()
        );
        std::fs::write(&config, text).unwrap();
        let mut command = session.command("dbus-daemon");
        command.arg("--nofork").arg("--print-address").arg(format!("--config-file={}", config.display()));
        let address = session.start_and_read_line(command);
        session.bus = Some(address);
        session
    }

    /// Starts a display alone.
    pub fn without_bus() -> Self {
        let dir = tempfile::Builder::new().prefix("syncit-desktop-").tempdir().unwrap();
        for name in ["run", "user", "config", "data", "state", "cache"] {
            std::fs::create_dir(dir.path().join(name)).unwrap();
        }
        let private = std::os::unix::fs::PermissionsExt::from_mode(0o700);
        std::fs::set_permissions(dir.path().join("run"), private).unwrap();
        let mut session = Session { dir, display: String::new(), bus: None, programs: Vec::new() };
        let mut command = session.command("Xvfb");
        // Without `-noreset` it starts anew when its last client is gone, and takes no other one meanwhile.
        command.args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset"]);
        session.display = format!(":{}", session.start_and_read_line(command));
        session
    }

    /// Returns where a test keeps its files.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Returns the bus's address.
    pub fn bus(&self) -> &str {
        self.bus.as_deref().expect("this session has a bus")
    }

    /// Opens a connection to the bus.
    pub fn connect(&self) -> zbus::blocking::Connection {
        zbus::blocking::connection::Builder::address(self.bus()).unwrap().build().unwrap()
    }

    /// Returns a program of this session, not started yet.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        let kept = |name: &str| matches!(name, "PATH" | "LANG" | "TZ" | "RUST_BACKTRACE" | "LLVM_PROFILE_FILE");
        command.env_clear().envs(std::env::vars().filter(|(name, _)| kept(name)));
        for (name, dir) in [
            ("HOME", "user"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_RUNTIME_DIR", "run"),
        ] {
            command.env(name, self.path(dir));
        }
        command.env("DISPLAY", &self.display).env("GTK_A11Y", "none").env("NO_AT_BRIDGE", "1");
        // What GTK remembers of its dialogs ends with them.
        command.env("GSETTINGS_BACKEND", "memory");
        // A bus must never be guessed from the environment.
        command.env("DBUS_SESSION_BUS_ADDRESS", self.bus.as_deref().unwrap_or("unix:path=/nonexistent"));
        command.stdin(Stdio::null());
        command
    }

    /// Starts a program with something on its standard input.
    pub fn start_program_with(&mut self, mut command: Command, input: &str) {
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        self.programs.insert(0, Running(child));
    }

    fn start_and_read_line(&mut self, mut command: Command) -> String {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let line = read_line(child.stdout.take().unwrap());
        self.programs.insert(0, Running(child));
        line
    }
}

fn read_line(from: ChildStdout) -> String {
    let mut line = String::new();
    BufReader::new(from).read_line(&mut line).unwrap();
    assert!(!line.is_empty(), "the program ended at once");
    line.trim().to_owned()
}

/// Polls until there is an answer.
#[track_caller]
pub fn until<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    match within(PATIENCE, look) {
        Some(answer) => answer,
        None => panic!("gave up waiting until {what}"),
    }
}

/// Polls until there is an answer, or this time is over.
pub fn within<T>(time: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let begun = Instant::now();
    loop {
        let answer = look();
        if answer.is_some() || begun.elapsed() >= time {
            return answer;
        }
        std::thread::sleep(GLANCE);
    }
}
