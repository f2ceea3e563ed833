//! A hub with a window and a client without one, which keep a folder together.

use std::fs;
use std::path::PathBuf;

use syncit_core::replica_store::SyncMode;
use syncit_engine::api::{Command, Reply};
use syncit_engine::{Engine, Home, Options};

use crate::app::{ask, set_up_hub, stay_quiet};
use crate::session::{Session, until};
use crate::webdriver::Browser;

/// The two machines.
pub struct Pair {
    /// The hub's window.
    pub browser: Browser,
    /// The hub's home.
    pub home: PathBuf,
    /// The folder at the hub.
    pub attic: PathBuf,
    /// The folder at the client.
    pub laptop: PathBuf,
    client: Engine,
}

impl Pair {
    /// Starts them in a session, with a folder that is in sync.
    pub fn start(session: &Session) -> Self {
        let home = session.path("home");
        let browser = Browser::open(session, &home);
        stay_quiet(&home);
        let attic = set_up_hub(&home, session);
        let client = Engine::start(Home::at(&session.path("laptop")).unwrap(), Options::isolated()).unwrap();
        let Reply::Invite(invite) = ask(&home, Command::Invite { minutes: None, may: None }) else {
            panic!("no invitation")
        };
        let (address, code, name) = (Some(invite.address), invite.code, Some("laptop".into()));
        client.handle().call(Command::Join { address, code, name, fingerprint: None }).unwrap();
        until("the folder is on offer", || match client.handle().call(Command::Folders) {
            Ok(Reply::Folders(folders)) => (!folders.is_empty()).then_some(()),
            other => panic!("{other:?}"),
        });
        let laptop = session.path("Pictures");
        client
            .handle()
            .call(Command::Link { name: "Photos".into(), path: laptop.clone(), role: SyncMode::TwoWay, only: None })
            .unwrap();
        let pair = Pair { browser, home, attic, laptop, client };
        pair.settle();
        browser_is_past_the_wizard(&pair.browser);
        pair
    }

    /// Waits until everything on either disk is on the other.
    pub fn settle(&self) {
        let wait = || Command::Wait { folder: None, timeout: None, everywhere: false };
        ask(&self.home, wait());
        self.client.handle().call(wait()).unwrap();
        ask(&self.home, wait());
    }

    /// Asks the client.
    #[track_caller]
    pub fn ask_client(&self, command: Command) -> Reply {
        self.client.handle().call(command).unwrap()
    }

    /// Writes a file at the hub, and waits until both have it.
    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.attic.join(name), text).unwrap();
        self.settle();
    }

    /// Shows a page.
    pub fn go(&self, address: &str) {
        self.browser.run(&format!("location.hash = {}", serde_json::json!(address))).unwrap();
    }
}

/// Waits until the window has left the wizard: the hub was not set up by its window.
fn browser_is_past_the_wizard(browser: &Browser) {
    browser.find("//nav");
}

/// Waits until a file has this content.
#[track_caller]
pub fn wait_for_file(path: &std::path::Path, text: &str) {
    until(&format!("{} is \"{text}\"", path.display()), || {
        fs::read_to_string(path).is_ok_and(|found| found == text).then_some(())
    });
}
