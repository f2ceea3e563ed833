//! The machine's private key in a real keyring.

use std::process::Stdio;

use syncit_engine::api::{Command, Reply};
use zbus::zvariant::OwnedObjectPath;

use crate::app::App;
use crate::session::{Session, until};

const NAME: &str = "org.freedesktop.secrets";
const PATH: &str = "/org/freedesktop/secrets";

#[test]
fn where_a_keyring_is_unlocked_the_key_is_kept_there_and_found_again() {
    let mut session = Session::start();
    let mut command = session.command("gnome-keyring-daemon");
    command.args(["--unlock", "--components=secrets", "--foreground"]).stdout(Stdio::null()).stderr(Stdio::null());
    session.start_program_with(command, "a password");
    let bus = session.connect();
    until("the keyring is unlocked", || {
        let service = Some("org.freedesktop.Secret.Service");
        let answer = bus.call_method(Some(NAME), PATH, service, "ReadAlias", &"default").ok()?;
        let collection: OwnedObjectPath = answer.body().deserialize().ok()?;
        (collection.as_str() != "/").then_some(())
    });

    let mut app = App::start(&session, "home", &["--hidden"]);
    app.set_up_hub(&session);
    let place = key(&app);
    let no_attributes = std::collections::HashMap::<String, String>::new();
    let service = Some("org.freedesktop.Secret.Service");
    let answer = bus.call_method(Some(NAME), PATH, service, "SearchItems", &no_attributes).unwrap();
    let (unlocked, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) = answer.body().deserialize().unwrap();
    assert_eq!((unlocked.len(), locked.len()), (1, 0), "one secret, and it is the key");

    assert_eq!(app.process.end().and_then(|status| status.code()), Some(0));
    let again = App::start(&session, "home", &["--hidden"]);
    assert_eq!(key(&again), place);
}

/// Returns the key's kind and fingerprint.
fn key(app: &App) -> String {
    match app.ask(Command::Key) {
        Reply::Key(key) => {
            assert_eq!(serde_json::to_value(key.kind).unwrap(), "keyring", "{key:?}");
            key.fingerprint
        }
        other => panic!("{other:?}"),
    }
}
