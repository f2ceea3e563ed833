//! Text by key: what a machine stores about itself.

use std::path::Path;

use rusqlite::OptionalExtension;
use syncit_core::relay_store::StoreResult;

use crate::database::{Database, Expect, Kind};
use crate::error::{Failure, OpenError};

const KIND: Kind = Kind {
    what: "settings database",
    application_id: u32::from_be_bytes(*b"SyIs"),
    migrations: &[include_str!("schema/settings_v1.sql")],
    durable_commits: true,
    cache_kib: 256,
};

/// Settings in their own database. Every change is durable when it returns.
#[derive(Debug)]
pub struct SqliteSettings(Database);

impl SqliteSettings {
    /// Opens the settings at `path`, and creates them if there are none.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Database::open(path, &KIND, Expect::Either, |_| Ok(())).map(SqliteSettings)
    }

    /// Returns the value of a key, if it has one.
    pub fn get(&self, key: &str) -> StoreResult<Option<String>> {
        let get = || -> Result<_, Failure> {
            let mut select = self.0.conn.prepare_cached("SELECT value FROM settings WHERE key = ?1")?;
            Ok(select.query_row([key], |row| row.get(0)).optional()?)
        };
        get().map_err(|failure| failure.while_doing(format!("reading the setting {key}")))
    }

    /// Returns all keys that start with `prefix`, with their values, in the order of keys.
    pub fn all(&self, prefix: &str) -> StoreResult<Vec<(String, String)>> {
        let all = || -> Result<Vec<_>, Failure> {
            let sql = "SELECT key, value FROM settings WHERE key >= ?1 ORDER BY key";
            let mut select = self.0.conn.prepare_cached(sql)?;
            let rows = select.query_map([prefix], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
            let mut found = Vec::new();
            for row in rows {
                let row = row?;
                if !row.0.starts_with(prefix) {
                    break;
                }
                found.push(row);
            }
            Ok(found)
        };
        all().map_err(|failure| failure.while_doing(format!("reading the settings {prefix}…")))
    }

    /// Sets a key.
    pub fn set(&mut self, key: &str, value: &str) -> StoreResult<()> {
        self.set_many(&[(key, Some(value))])
    }

    /// Removes a key, if it exists.
    pub fn remove(&mut self, key: &str) -> StoreResult<()> {
        self.set_many(&[(key, None)])
    }

    /// Sets several keys, or removes those with `None`, atomically.
    pub fn set_many(&mut self, changes: &[(&str, Option<&str>)]) -> StoreResult<()> {
        let write = || -> Result<(), Failure> {
            self.0.begin()?;
            for (key, value) in changes {
                match value {
                    Some(value) => {
                        self.0.conn.prepare_cached("REPLACE INTO settings VALUES (?1, ?2)")?.execute([key, value])?
                    }
                    None => self.0.conn.prepare_cached("DELETE FROM settings WHERE key = ?1")?.execute([key])?,
                };
            }
            self.0.commit()
        };
        write().map_err(|failure| {
            self.0.roll_back();
            let keys: Vec<_> = changes.iter().map(|(key, _)| *key).collect();
            failure.while_doing(format!("setting {}", keys.join(", ")))
        })
    }
}
