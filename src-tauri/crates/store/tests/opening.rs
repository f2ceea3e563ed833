//! Databases of earlier releases are migrated with all their content; unreadable ones are left
//! untouched.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use syncit_core::replica_store::{LinkState, SyncMode};
use syncit_core::{FolderId, ReplicaId};
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
