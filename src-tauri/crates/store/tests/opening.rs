//! Databases of earlier releases are migrated with all their content; unreadable ones are left
//! untouched.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use syncit_core::replica_store::{LinkState, ReplicaStore, SyncMode};
use syncit_core::{FolderId, Reason, RelPath, ReplicaId};
use syncit_store::{OpenError, SqliteRelayStore, SqliteReplicaStore, SqliteSettings};

#[path = "fixtures/known.rs"]
mod known;

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for item in fs::read_dir(from).unwrap().map(Result::unwrap) {
        if item.file_type().unwrap().is_dir() {
            copy(&item.path(), &to.join(item.file_name()));
        } else {
            fs::copy(item.path(), to.join(item.file_name())).unwrap();
        }
    }
}

/// Returns every file in a directory with its bytes.
fn bytes_in(dir: &Path) -> BTreeMap<std::path::PathBuf, Vec<u8>> {
    fs::read_dir(dir)
        .unwrap()
        .map(|item| item.unwrap().path())
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect()
}

fn link() -> LinkState {
    let (folder, replica) = (FolderId([1; 16]), ReplicaId([1; 16]));
    LinkState::new(folder, replica, SyncMode::TwoWay)
}

#[test]
fn the_databases_of_every_release_are_found_whole() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let items = fs::read_dir(fixtures).unwrap().map(|item| item.unwrap().path());
    let releases: Vec<_> = items.filter(|item| item.is_dir()).collect();
    assert!(!releases.is_empty());
    for release in releases {
        let dir = tempfile::tempdir().unwrap();
        copy(&release, dir.path());
        // Once with a migration, and once already migrated.
        known::find(dir.path());
        known::find(dir.path());
    }
}

/// The database of the first release, brought to version 7.
fn version_7(path: &Path) -> rusqlite::Connection {
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/v1/replica.db"), path).unwrap();
    let database = rusqlite::Connection::open(path).unwrap();
    for script in [
        include_str!("../src/schema/replica_v2.sql"),
        include_str!("../src/schema/replica_v3.sql"),
        include_str!("../src/schema/replica_v4.sql"),
        include_str!("../src/schema/replica_v5.sql"),
        include_str!("../src/schema/replica_v6.sql"),
        include_str!("../src/schema/replica_v7.sql"),
        "PRAGMA user_version = 7;",
    ] {
        database.execute_batch(script).unwrap();
    }
    database
}

#[test]
fn what_is_not_settled_keeps_its_sentences_from_before_reasons_were_data() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("replica.db");
    let database = version_7(&path);
    let say = |at: &str, reason: &str, hint: Option<&str>| {
        let sql = "UPDATE rows SET reason = ?2, hint = ?3 WHERE path = ?1";
        assert_eq!(database.execute(sql, (at, reason, hint)).unwrap(), 1, "no row {at}");
    };
    say("cache", "cache cannot be read: \"denied\"", Some("Check its permissions."));
    say("link", "the hub's disk is too full", None);
    drop(database);

    let store = SqliteReplicaStore::open(&path).unwrap();
    let reason_of = |at: &str| store.row(&RelPath::new(at).unwrap()).unwrap().unwrap().reason;
    let said = |message: &str, hint: Option<&str>| Some(Reason::said(message.into(), hint.map(Into::into)));
    assert_eq!(reason_of("cache"), said("cache cannot be read: \"denied\"", Some("Check its permissions.")));
    assert_eq!(reason_of("link"), said("the hub's disk is too full", None));
    assert_eq!(reason_of("docs/copy"), None);
}

#[test]
fn a_newer_version_is_refused_and_left_untouched() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("relay.db");
    // The version is 60 bytes into the header. If it is newer, nothing else is read.
    let mut newer = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/v1/hub/relay.db")).unwrap();
    newer[60..64].copy_from_slice(&77_u32.to_be_bytes());
    fs::write(&path, &newer).unwrap();
    let error = SqliteRelayStore::open(dir.path()).unwrap_err();
    assert!(matches!(error, OpenError::Newer { found: 77, known: 4, .. }), "{error}");
    assert_eq!(bytes_in(dir.path()), BTreeMap::from([(path, newer)]));
}

#[test]
fn what_is_something_else_is_refused_and_left_untouched() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("settings.db");
    drop(SqliteSettings::open(&path).unwrap());
    let error = SqliteReplicaStore::open(&path).unwrap_err();
    assert!(matches!(error, OpenError::Foreign { .. }), "{error}");
    for text in ["x".repeat(7), "x".repeat(5_000)] {
        fs::write(&path, &text).unwrap();
        let error = SqliteSettings::open(&path).unwrap_err();
        assert!(matches!(error, OpenError::Foreign { .. }), "{error}");
        assert_eq!(bytes_in(dir.path()), BTreeMap::from([(path.clone(), text.into_bytes())]));
    }
}

#[test]
fn a_folder_database_is_made_once_and_only_by_create() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("replica.db");
    let error = SqliteReplicaStore::open(&path).unwrap_err();
    assert!(matches!(error, OpenError::Missing { .. }), "{error}");
    assert!(!path.exists());
    // A creation that was interrupted before its commit.
    fs::write(&path, "").unwrap();
    assert!(matches!(SqliteReplicaStore::open(&path).unwrap_err(), OpenError::Missing { .. }));
    drop(SqliteReplicaStore::create(&path, &link()).unwrap());
    let error = SqliteReplicaStore::create(&path, &link()).unwrap_err();
    assert!(matches!(error, OpenError::Exists { .. }), "{error}");
}

#[test]
fn settings_change_together_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("settings.db");
    let mut settings = SqliteSettings::open(&path).unwrap();
    settings
        .set_many(&[("folder.b", Some("2")), ("folder.a", Some("1")), ("folders", Some("x")), ("g", None)])
        .unwrap();
    settings.set("hub", "[::1]:22082").unwrap();
    settings.remove("folders").unwrap();
    drop(settings);
    let settings = SqliteSettings::open(&path).unwrap();
    let folders = settings.all("folder.").unwrap();
    assert_eq!(folders, [("folder.a".into(), "1".into()), ("folder.b".into(), "2".into())]);
    assert_eq!(settings.get("folders").unwrap(), None);
    assert_eq!(settings.get("hub").unwrap().unwrap(), "[::1]:22082");
    assert_eq!(settings.all("").unwrap().len(), 3);
}
