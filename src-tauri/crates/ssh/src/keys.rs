//! Where a machine's private key is kept: in the desktop's keyring or, if there is none, in a file that only its owner
//! can read.
//!
//! The place is decided once, when the key is created, and the caller records it. If a keyring is locked or gone later,
//! the caller must wait: nothing here ever creates a new key in its place, because all other machines know the old one.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use zeroize::Zeroizing;

use crate::identity::{BadKey, KeyPair, generate_key};

/// The service name of the key in a keyring.
const SERVICE: &str = "SyncIt";
/// The name of the key file.
const FILE: &str = "machine.key";
/// The longest key file that is read, in bytes; an Ed25519 key takes about 400.
const MAX_FILE: u64 = 16 * 1024;
/// How long a keyring may take: somebody may have to type its password.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long the probe may take: when a machine is set up without a screen, a keyring that asks for a password would
/// wait for ever.
const PROBE_PATIENCE: Duration = Duration::from_secs(10);

/// Where a key is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyPlace {
    /// In the keyring, under this account name.
    Keyring(String),
    /// In this file.
    File(PathBuf),
}

/// Where a new key may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyChoice {
    /// In the keyring if it works, otherwise in a file.
    KeyringOrFile,
    /// In a file: for the demo, tests, and anyone who asks for it.
    File,
}

/// Why a key could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The keyring does not answer, is locked, or does not exist (any more).
    #[error("the keyring does not give out this machine's key: {0}")]
    Keyring(String),
    /// The keyring answers but has no such key: it is locked, or the key was removed from it.
    #[error("the keyring shows no key of this machine (account \"{0}\"): it is locked, or the key was removed")]
    NotInKeyring(String),
    /// The key file could not be used.
    #[error("cannot {doing} the key file {path}: {cause}")]
    File {
        /// `read`, `write` or `remove`.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// The cause.
        cause: io::Error,
    },
    /// Others could have read the key file.
    #[error("the key file {path} can be read by others (mode {mode:03o}); make it private with: chmod 600 {path}")]
    NotPrivate {
        /// The file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// What is stored there is not a key.
    #[error(transparent)]
    Bad(#[from] BadKey),
}

/// Checks that a keyring can be used: sets, gets and deletes an entry in it. Takes up to ten seconds.
///
/// # Errors
/// If it cannot be used, with the reason.
pub fn probe_keyring(account: &str) -> Result<(), KeyError> {
    let account = format!("{account}-probe");
    in_time(PROBE_PATIENCE, move || {
        let entry = keyring::Entry::new(SERVICE, &account)?;
        entry.set_password("probe")?;
        let found = entry.get_password();
        entry.delete_credential()?;
        Ok(found? == "probe")
    })
    .and_then(|same| if same { Ok(()) } else { Err(KeyError::Keyring("it gave back something else".into())) })
}

/// Creates this machine's key and stores it. `account` distinguishes this home's key from those of other homes; `dir`
/// is the directory for a key file.
///
/// # Errors
/// If neither place accepts it. An existing key file is also an error, and is not changed.
pub fn create(choice: KeyChoice, account: &str, dir: &Path) -> Result<(KeyPair, KeyPlace), KeyError> {
    let pair = generate_key();
    if choice == KeyChoice::KeyringOrFile {
        match probe_keyring(account) {
            Ok(()) => {
                let (name, secret) = (account.to_owned(), pair.private_openssh.clone());
                in_time(PATIENCE, move || keyring::Entry::new(SERVICE, &name)?.set_password(&secret))?;
                return Ok((pair, KeyPlace::Keyring(account.to_owned())));
            }
            Err(why) => tracing::info!(%why, "the key goes to a file"),
        }
    }
    let path = dir.join(FILE);
    write_file(&path, &pair.private_openssh).map_err(|cause| KeyError::File {
        doing: "write",
        path: path.clone(),
        cause,
    })?;
    Ok((pair, KeyPlace::File(path)))
}

/// Reads this machine's key.
///
/// # Errors
/// See `KeyError`. An error of the keyring may go away when somebody unlocks it.
pub fn load(place: &KeyPlace) -> Result<KeyPair, KeyError> {
    let text = match place {
        KeyPlace::Keyring(account) => {
            let name = account.clone();
            let found = in_time(PATIENCE, move || match keyring::Entry::new(SERVICE, &name)?.get_password() {
                Ok(text) => Ok(Some(Zeroizing::new(text))),
                Err(keyring::Error::NoEntry) => Ok(None),
                Err(other) => Err(other),
            })?;
            found.ok_or_else(|| KeyError::NotInKeyring(account.clone()))?
        }
        KeyPlace::File(path) => read_file(path)?,
    };
    Ok(KeyPair::from_openssh(&text)?)
}

/// Deletes this machine's key. A missing key is not an error.
///
/// # Errors
/// If it still exists afterwards.
pub fn delete(place: &KeyPlace) -> Result<(), KeyError> {
    match place {
        KeyPlace::Keyring(account) => {
            let name = account.clone();
            in_time(PATIENCE, move || match keyring::Entry::new(SERVICE, &name)?.delete_credential() {
                Err(keyring::Error::NoEntry) => Ok(()),
                other => other,
            })
        }
        KeyPlace::File(path) => match std::fs::remove_file(path) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                Err(KeyError::File { doing: "remove", path: path.clone(), cause })
            }
            _ => Ok(()),
        },
    }
}

/// Uses the keyring on a thread of its own: its client must not be called from asynchronous code, and a keyring that
/// waits for a password must not block the caller for ever.
fn in_time<T: Send + 'static>(
    patience: Duration,
    ask: impl FnOnce() -> keyring::Result<T> + Send + 'static,
) -> Result<T, KeyError> {
    let (answered, answer) = mpsc::channel();
    std::thread::Builder::new()
        .name("keyring".into())
        .spawn(move || {
            // Nobody receives the answer if it took too long.
            let _ = answered.send(ask());
        })
        .map_err(|why| KeyError::Keyring(why.to_string()))?;
    match answer.recv_timeout(patience) {
        Ok(answer) => answer.map_err(|why| KeyError::Keyring(why.to_string())),
        Err(_) => Err(KeyError::Keyring(format!("no answer within {} seconds", patience.as_secs()))),
    }
}

fn write_file(path: &Path, text: &str) -> io::Result<()> {
    if let Some(dir) = path.parent() {
        DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn read_file(path: &Path) -> Result<Zeroizing<String>, KeyError> {
    let failed = |cause| KeyError::File { doing: "read", path: path.to_owned(), cause };
    let file = std::fs::File::open(path).map_err(failed)?;
    let mode = file.metadata().map_err(failed)?.mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(KeyError::NotPrivate { path: path.to_owned(), mode });
    }
    let mut text = Zeroizing::new(String::new());
    file.take(MAX_FILE).read_to_string(&mut text).map_err(failed)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_key_file_is_private_and_gives_the_key_back() {
        let dir = tempfile::tempdir().unwrap();
        let (made, place) = create(KeyChoice::File, "test", &dir.path().join("new")).unwrap();
        let KeyPlace::File(path) = &place else { panic!("{place:?}") };
        assert_eq!(std::fs::metadata(path).unwrap().mode() & 0o777, 0o600);
        assert_eq!(load(&place).unwrap().public_wire, made.public_wire);
        delete(&place).unwrap();
        delete(&place).unwrap();
        assert!(matches!(load(&place), Err(KeyError::File { doing: "read", .. })));
    }

    #[test]
    fn a_second_key_never_replaces_the_first() {
        let dir = tempfile::tempdir().unwrap();
        let (made, place) = create(KeyChoice::File, "test", dir.path()).unwrap();
        assert!(matches!(create(KeyChoice::File, "test", dir.path()), Err(KeyError::File { doing: "write", .. })));
        assert_eq!(load(&place).unwrap().public_wire, made.public_wire);
    }

    #[test]
    fn a_file_that_others_can_read_or_that_is_no_key_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let (_, place) = create(KeyChoice::File, "test", dir.path()).unwrap();
        let KeyPlace::File(path) = &place else { panic!("{place:?}") };
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(load(&place), Err(KeyError::NotPrivate { mode: 0o640, .. })));
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
        std::fs::write(path, "no key").unwrap();
        assert!(matches!(load(&place), Err(KeyError::Bad(_))));
    }
}
