//! The app as a program, and the answers of its engine on the control socket.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use syncit_engine::Home;
use syncit_engine::api::{ApiResult, Command, HubRoot, Reply};
use syncit_engine::control::Client;

use crate::session::{Running, Session, until};

/// The app's program.
pub const APP: &str = env!("CARGO_BIN_EXE_syncit-desktop");

/// A home with a running app, without a driver.
pub struct App {
    /// Its home.
    pub home: PathBuf,
    /// Its process.
    pub process: Running,
}

impl App {
    /// Starts it, and waits until its engine answers.
    pub fn start(session: &Session, home: &str, words: &[&str]) -> Self {
        let home = session.path(home);
        let mut command = session.command(APP);
        command.arg("--home").arg(&home).args(words).stdout(Stdio::null());
        let app = App { process: Running(command.spawn().unwrap()), home };
        until("the app's engine answers", || try_ask(&app.home, Command::Status).ok());
        stay_quiet(&app.home);
        app
    }

    /// Asks its engine.
    #[track_caller]
    pub fn ask(&self, command: Command) -> Reply {
        ask(&self.home, command)
    }

    /// Makes it a hub with a folder that has a file in it.
    pub fn set_up_hub(&self, session: &Session) -> PathBuf {
        set_up_hub(&self.home, session)
    }

    /// Starts another app on its home, and waits until that one has exited successfully.
    #[track_caller]
    pub fn start_again(&self, session: &Session, words: &[&str]) {
        start_again(session, &self.home, words);
    }
}

/// Starts another app on a home on which one runs, and waits until it has exited successfully.
#[track_caller]
pub fn start_again(session: &Session, home: &Path, words: &[&str]) {
    let mut command = session.command(APP);
    command.arg("--home").arg(home).args(words).stdout(Stdio::null());
    let ended = Running(command.spawn().unwrap()).wait();
    assert_eq!(ended.and_then(|status| status.code()), Some(0));
}

/// Makes the machine on a home a hub with a folder that has a file in it.
pub fn set_up_hub(home: &Path, session: &Session) -> PathBuf {
    let root = HubRoot::At(session.path("root"));
    ask(home, Command::Hub { name: Some("attic".into()), listen: Some("127.0.0.1:0".into()), root });
    let folder = session.path("Photos");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("a & b_c.jpg"), "1").unwrap();
    ask(home, Command::Share { path: folder.clone(), name: None, hub_copy: true });
    ask(home, Command::Wait { folder: None, timeout: None, everywhere: false });
    folder
}

/// Stops a machine from announcing itself on the network that the test runs on.
pub fn stay_quiet(home: &Path) {
    let (key, value) = (Some("discovery".into()), Some("off".into()));
    ask(home, Command::Settings { folder: None, key, value });
}

/// Asks the engine that runs on a home.
#[track_caller]
pub fn ask(home: &Path, command: Command) -> Reply {
    let what = format!("{command:?}");
    try_ask(home, command).unwrap_or_else(|error| panic!("{what}: {error:?}"))
}

/// Asks the engine that runs on a home, if one runs.
pub fn try_ask(home: &Path, command: Command) -> ApiResult {
    Client::connect(&Home::at(home).unwrap())?.call(command)
}

/// Returns how many windows of the app are on the screen.
pub fn windows(session: &Session) -> usize {
    windows_named(session, "SyncIt").len()
}

/// Returns the ids of the windows on the screen with this title.
pub fn windows_named(session: &Session, title: &str) -> Vec<String> {
    loop {
        let mut command = session.command("xdotool");
        command.args(["search", "--onlyvisible", "--name", &format!("^{title}$")]);
        let output = command.output().unwrap();
        // A window that went away while it looked, such as that of a second start, ends the search.
        if !String::from_utf8_lossy(&output.stderr).contains("X Error") {
            return String::from_utf8(output.stdout).unwrap().lines().map(Into::into).collect();
        }
    }
}

/// Presses keys in a window; in no window if it is gone.
pub fn press(session: &Session, window: &str, keys: &[&str]) {
    let mut command = session.command("xdotool");
    command.args(["windowfocus", "--sync", window, "key", "--clearmodifiers"]).args(keys);
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
}

/// Replaces the text in a window's field, and presses Enter; in no window if it is gone.
pub fn enter(session: &Session, window: &str, text: &str) {
    let mut command = session.command("xdotool");
    command.args(["windowfocus", "--sync", window, "key", "--clearmodifiers", "ctrl+a"]);
    command.args(["type", "--args", "1", text, "key", "Return"]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
}
