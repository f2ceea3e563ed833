//! The marker `.syncit/folder.json`, which says which replica of which folder a directory is.
//!
//! If it is missing or another one, the loop holds: an empty mount point must not look like a folder whose files were all
//! deleted. What follows from that is not decided here.

use syncit_core::{FolderId, ReplicaId};

use crate::disk::{Disk, DiskError, DiskErrorKind, Place};

/// The marker's name in `.syncit`.
pub const MARKER_NAME: &str = "folder.json";
/// The only format so far.
const FORMAT: u64 = 1;
/// More than any marker has, in bytes.
const MAX_BYTES: usize = 4096;

/// The content of a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marker {
    /// The folder.
    pub folder: FolderId,
    /// This replica of it.
    pub replica: ReplicaId,
}

/// Why there is no usable marker.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MarkerError {
    /// There is none.
    #[error("the folder's marker .syncit/{MARKER_NAME} is gone")]
    Missing,
    /// It is not a marker.
    #[error("the folder's marker .syncit/{MARKER_NAME} is damaged: {0}")]
    Damaged(String),
    /// A later version of SyncIt wrote it.
    #[error("the folder's marker .syncit/{MARKER_NAME} has format {0}: a newer SyncIt wrote it")]
    Newer(u64),
    /// The disk refuses.
    #[error(transparent)]
    Disk(#[from] DiskError),
}

/// Writes the marker, replacing an existing one. It is durable when this returns, and a crash in between leaves the old one
/// or the new one.
pub fn write<D: Disk>(disk: &D, marker: &Marker) -> Result<(), DiskError> {
    let text = serde_json::json!({
        "folder": marker.folder,
        "replica": marker.replica,
        "format": FORMAT,
    });
    write_own(disk, MARKER_NAME, &format!("{text}\n"))
}

/// Writes a file of `.syncit` durably: a crash leaves the old one or the new one.
pub(crate) fn write_own<D: Disk>(disk: &D, name: &str, text: &str) -> Result<(), DiskError> {
    let draft = Place::Own(format!("{name}.new"));
    let place = Place::Own(name.into());
    remove_if_there(disk, &draft)?;
    disk.write_at(&draft, 0, text.as_bytes())?;
    disk.sync(std::slice::from_ref(&draft), &[])?;
    match disk.rename(&draft, &place) {
        Err(error) if error.kind == DiskErrorKind::Exists => match disk.exchange(&draft, &place) {
            Ok(()) => remove_if_there(disk, &draft)?,
            // Without an exchange there is a moment without the file; after a crash then, the folder is held for lack of a
            // marker, which loses nothing.
            Err(error) if error.kind == DiskErrorKind::Unsupported => {
                disk.remove_file(&place)?;
                disk.rename(&draft, &place)?;
            }
            Err(error) => return Err(error),
        },
        result => result?,
    }
    disk.sync(&[place], &[])
}

fn remove_if_there<D: Disk>(disk: &D, place: &Place) -> Result<(), DiskError> {
    match disk.remove_file(place) {
        Err(error) if error.kind == DiskErrorKind::NotFound => Ok(()),
        result => result,
    }
}

/// Reads the marker. Anything but exactly what `write` wrote is damaged.
pub fn read<D: Disk>(disk: &D) -> Result<Marker, MarkerError> {
    let (reader, _) = match disk.open(&Place::Own(MARKER_NAME.into())) {
        Err(error) if error.kind == DiskErrorKind::NotFound => return Err(MarkerError::Missing),
        result => result?,
    };
    let mut bytes = vec![0; MAX_BYTES + 1];
    let len = disk.read_at(&reader, 0, &mut bytes)?;
    if len > MAX_BYTES {
        return Err(MarkerError::Damaged(format!("it has more than {MAX_BYTES} bytes")));
    }
    parse(&bytes[..len])
}

fn parse(bytes: &[u8]) -> Result<Marker, MarkerError> {
    let damaged = |what: &str| MarkerError::Damaged(what.to_owned());
    let value: serde_json::Value =
        serde_json::from_slice(bytes).map_err(|error| MarkerError::Damaged(error.to_string()))?;
    let fields = value.as_object().ok_or_else(|| damaged("it is no JSON object"))?;
    match fields.get("format").and_then(serde_json::Value::as_u64) {
        Some(FORMAT) => {}
        Some(newer) if newer > FORMAT => return Err(MarkerError::Newer(newer)),
        _ => return Err(damaged("it has no known format")),
    }
    if let Some(other) = fields.keys().find(|name| !["folder", "replica", "format"].contains(&name.as_str())) {
        return Err(damaged(&format!("it has an unknown field {other:?}")));
    }
    let text = |name: &str| {
        fields.get(name).and_then(serde_json::Value::as_str).ok_or_else(|| damaged(&format!("it has no {name}")))
    };
    Ok(Marker {
        folder: text("folder")?.parse().map_err(|_| damaged("its folder is no identifier"))?,
        replica: text("replica")?.parse().map_err(|_| damaged("its replica is no identifier"))?,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let found = match parse(text.as_bytes()) {
            Ok(marker) => format!("{} {}", marker.folder, marker.replica),
            Err(error) => error.to_string(),
        };
        assert!(found.contains(expected), "{text}: {found}");
    }

    #[test]
    fn anything_but_a_marker_is_refused() {
        let (one, two) = ("11".repeat(16), "22".repeat(16));
        check(&format!(r#"{{"folder":"{one}","replica":"{two}","format":1}}"#), &format!("{one} {two}"));
        check("", "EOF");
        check("[]", "no JSON object");
        check("{}", "no known format");
        check(r#"{"format":0}"#, "no known format");
        check(r#"{"format":2}"#, "newer SyncIt");
        check(r#"{"format":1}"#, "no folder");
        check(r#"{"format":1,"folder":"x","replica":"y"}"#, "folder is no identifier");
        check(&format!(r#"{{"format":1,"folder":"{one}"}}"#), "no replica");
        check(&format!(r#"{{"folder":"{one}","replica":"{two}","format":1,"path":"/"}}"#), "unknown field \"path\"");
        check(&format!(r#"{{"folder":"{one}","replica":"{two}","format":1}} x"#), "trailing");
        check(&"[".repeat(4000), "recursion limit");
    }
}
