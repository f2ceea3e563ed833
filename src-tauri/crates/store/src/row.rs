//! Converts entries and a replica's rows to columns and back. The content of a database is not
//! trusted blindly: values that no version of SyncIt writes are reported as damage.

use rusqlite::Row as Columns;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use syncit_core::Reason;
use syncit_core::replica_store::{Base, ConflictOf, Local, PathAt, Remote, Row, Stamp, Unknown};
use syncit_core::{Digest, Entry, FileEntry, MachineId, Privacy, PrivacyHere, RelPath, Rev, Seq, Timestamp};

use crate::error::Failure;

/// The state code for an entry identical to that of the tree before it.
const SAME: i64 = 5;
/// The state code of the first reason for being unknown.
const UNKNOWN: i64 = 10;
/// In the order of their codes, which the schema promises never to change.
const REASONS: [Unknown; 9] = [
    Unknown::Unread,
    Unknown::Busy,
    Unknown::Ignored,
    Unknown::Kept,
    Unknown::Unreadable,
    Unknown::Unsupported,
    Unknown::Unrepresentable,
    Unknown::Mount,
    Unknown::Unselected,
];

/// An entry as the columns state, content, size and mtime.
pub(crate) struct EntryColumns<'a> {
    pub state: i64,
    pub content: Value<'a>,
    pub size: Option<i64>,
    pub mtime: Option<i64>,
}

/// A borrowed value of any type.
pub(crate) struct Value<'a>(ValueRef<'a>);

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(self.0))
    }
}

impl<'a> EntryColumns<'a> {
    pub(crate) fn of(entry: &'a Entry) -> Self {
        match entry {
            Entry::Absent => Self::bare(0),
            Entry::File(file) => EntryColumns {
                state: file_state(file),
                content: Value(ValueRef::Blob(&file.digest.0)),
                size: Some(file.size as i64),
                mtime: Some(file.mtime.0),
            },
            Entry::Directory => Self::bare(3),
            Entry::Symlink(target) => {
                EntryColumns { content: Value(ValueRef::Text(target.as_bytes())), ..Self::bare(4) }
            }
        }
    }

    fn bare(state: i64) -> Self {
        EntryColumns { state, content: Value(ValueRef::Null), size: None, mtime: None }
    }
}

/// Returns the state code of a file. Schemas before private files had only 1 and 2.
fn file_state(file: &FileEntry) -> i64 {
    match (file.private, file.executable) {
        (None, false) => 1,
        (None, true) => 2,
        (Some(true), false) => 6,
        (Some(true), true) => 7,
        (Some(false), false) => 8,
        (Some(false), true) => 9,
    }
}

/// Returns true if a state code is that of a file.
pub(crate) fn is_file_state(state: i64) -> bool {
    matches!(state, 1 | 2 | 6..=9)
}

/// Reads an entry whose four columns begin at `at`.
pub(crate) fn entry_at(columns: &Columns<'_>, at: usize) -> Result<Entry, Failure> {
    let state = columns.get::<_, i64>(at)?;
    Ok(match state {
        0 => Entry::Absent,
        state if is_file_state(state) => Entry::File(FileEntry {
            digest: Digest(columns.get(at + 1)?),
            size: columns.get::<_, i64>(at + 2)? as u64,
            executable: matches!(state, 2 | 7 | 9),
            private: match state {
                6 | 7 => Some(true),
                8 | 9 => Some(false),
                _ => None,
            },
            mtime: Timestamp(columns.get(at + 3)?),
        }),
        3 => Entry::Directory,
        4 => Entry::Symlink(columns.get(at + 1)?),
        _ => return Err(Failure::Damaged("an unknown state of a path")),
    })
}

/// Reads a path.
pub(crate) fn path_at(columns: &Columns<'_>, at: usize) -> Result<RelPath, Failure> {
    let text = columns.get_ref(at)?.as_str().map_err(|_| Failure::Damaged("a path that is no text"))?;
    RelPath::new(text).map_err(|_| Failure::Damaged("a path that cannot be one"))
}

/// Reads a path and a seq, which are both null if there is none.
pub(crate) fn path_and_seq_at(columns: &Columns<'_>, at: usize) -> Result<Option<PathAt>, Failure> {
    if columns.get_ref(at)? == ValueRef::Null {
        return Ok(None);
    }
    Ok(Some(PathAt { path: path_at(columns, at)?, seq: seq_at(columns, at + 1)? }))
}

/// Reads what a conflict copy is a copy of. The column `base` is null if the base is not known.
pub(crate) fn conflict_of_at(columns: &Columns<'_>, at: usize, base: usize) -> Result<Option<ConflictOf>, Failure> {
    let Some(PathAt { path, seq }) = path_and_seq_at(columns, at)? else { return Ok(None) };
    let base = Seq(columns.get::<_, Option<i64>>(base)?.unwrap_or(0) as u64);
    Ok(Some(ConflictOf { path, seq, base }))
}

/// Returns the base of a conflict as a column.
pub(crate) fn base_column(of: Option<&ConflictOf>) -> Option<i64> {
    of.map(|of| of.base.0 as i64).filter(|base| *base != 0)
}

pub(crate) fn seq_at(columns: &Columns<'_>, at: usize) -> Result<Seq, Failure> {
    Ok(Seq(columns.get::<_, i64>(at)? as u64))
}

/// Returns exclusive bounds for the paths below a directory, or for all paths. `0` comes directly
/// after `/`, and every text is less than a blob.
pub(crate) fn range_below(dir: Option<&RelPath>) -> (String, rusqlite::types::Value) {
    match dir {
        Some(dir) => (format!("{dir}/"), rusqlite::types::Value::Text(format!("{dir}0"))),
        None => (String::new(), rusqlite::types::Value::Blob(Vec::new())),
    }
}

/// Returns true if two entries are identical, including the fields that equality ignores.
fn are_identical(one: &Entry, other: &Entry) -> bool {
    let rest = |entry: &Entry| entry.file().map(|file| (file.mtime, file.private));
    one == other && rest(one) == rest(other)
}

/// The columns of `rows` in the order that `read_row` expects.
pub(crate) const ROW_COLUMNS: &str = "path, rev, local, local_content, local_size, local_mtime, \
    stamp_size, stamp_mtime, stamp_ctime, stamp_inode, stamp_settled, \
    remote, remote_content, remote_size, remote_mtime, remote_seq, remote_machine, remote_at, \
    conflict_path, conflict_seq, base, base_content, base_size, base_mtime, base_seq, depth, pending, conflict, \
    conflict_base, stamp_shared, reason, to_evict, troubled, \
    stamp_private, private_agreed, private_here, private_told, private_seq, stamp_executable";

/// Writes a row under `rev` with a statement whose parameters are `ROW_COLUMNS`.
pub(crate) fn write_row(write: &mut rusqlite::Statement<'_>, row: &Row, rev: Rev) -> rusqlite::Result<usize> {
    let (local, stamp) = match &row.local {
        Local::Unknown(why) => {
            let code = REASONS.iter().position(|reason| reason == why).expect("every reason is listed");
            (EntryColumns::bare(UNKNOWN + code as i64), None)
        }
        Local::Known { entry, stamp } => (EntryColumns::of(entry), stamp.as_ref()),
    };
    let unless_same = |entry, before: Option<&Entry>| match before {
        Some(before) if are_identical(entry, before) => EntryColumns::bare(SAME),
        _ => EntryColumns::of(entry),
    };
    let remote = unless_same(&row.remote.entry, row.local.entry());
    let base = unless_same(&row.base.entry, Some(&row.remote.entry));
    let conflict_of = row.remote.conflict_of.as_ref();
    let is_conflict = conflict_of.is_some() && row.remote.entry.is_live();
    write.execute(rusqlite::params![
        row.path.as_str(),
        rev.0 as i64,
        local.state,
        local.content,
        local.size,
        local.mtime,
        stamp.map(|stamp| stamp.size as i64),
        stamp.map(|stamp| stamp.mtime.0),
        stamp.map(|stamp| stamp.ctime.0),
        stamp.map(|stamp| stamp.inode as i64),
        stamp.map(|stamp| stamp.settled),
        remote.state,
        remote.content,
        remote.size,
        remote.mtime,
        row.remote.seq.0 as i64,
        row.remote.machine.map(|machine| machine.0),
        row.remote.at.0,
        conflict_of.map(|of| of.path.as_str()),
        conflict_of.map(|of| of.seq.0 as i64),
        base.state,
        base.content,
        base.size,
        base.mtime,
        row.base.seq.0 as i64,
        row.path.depth() as i64,
        row.is_pending(),
        is_conflict.then_some(1),
        base_column(conflict_of),
        stamp.map(|stamp| stamp.shared),
        row.reason.as_ref().map(Reason::to_json),
        row.to_evict,
        row.is_troubled(),
        stamp.and_then(|stamp| stamp.private),
        row.privacy.agreed,
        row.privacy.here,
        row.remote.privacy.map(|privacy| privacy.private),
        row.remote.privacy.map(|privacy| privacy.seq.0 as i64),
        stamp.and_then(|stamp| stamp.executable),
    ])
}

/// Reads a row by `ROW_COLUMNS`.
pub(crate) fn read_row(columns: &Columns<'_>) -> Result<Row, Failure> {
    let local = read_local(columns)?;
    let remote_entry = match columns.get::<_, i64>(11)? {
        SAME => local.entry().ok_or(Failure::Damaged("a remote entry as the unknown local one"))?.clone(),
        _ => entry_at(columns, 11)?,
    };
    let base_entry = match columns.get::<_, i64>(20)? {
        SAME => remote_entry.clone(),
        _ => entry_at(columns, 20)?,
    };
    Ok(Row {
        path: path_at(columns, 0)?,
        rev: Rev(columns.get::<_, i64>(1)? as u64),
        local,
        remote: Remote {
            entry: remote_entry,
            seq: seq_at(columns, 15)?,
            machine: columns.get::<_, Option<[u8; 16]>>(16)?.map(MachineId),
            at: Timestamp(columns.get(17)?),
            conflict_of: conflict_of_at(columns, 18, 28)?,
            privacy: match columns.get::<_, Option<bool>>(36)? {
                None => None,
                Some(private) => Some(Privacy { private, seq: seq_at(columns, 37)? }),
            },
        },
        base: Base { entry: base_entry, seq: seq_at(columns, 24)? },
        privacy: PrivacyHere { agreed: columns.get(34)?, here: columns.get(35)? },
        to_evict: columns.get(31)?,
        reason: match columns.get::<_, Option<String>>(30)? {
            None => None,
            Some(text) => Some(Reason::from_json(&text).ok_or(Failure::Damaged("a reason that is none"))?),
        },
    })
}

fn read_local(columns: &Columns<'_>) -> Result<Local, Failure> {
    let state = columns.get::<_, i64>(2)?;
    if state >= UNKNOWN {
        let reason = REASONS.get((state - UNKNOWN) as usize);
        return Ok(Local::Unknown(*reason.ok_or(Failure::Damaged("an unknown reason of being unknown"))?));
    }
    let stamp = match columns.get::<_, Option<i64>>(6)? {
        None => None,
        Some(size) => Some(Stamp {
            size: size as u64,
            mtime: Timestamp(columns.get(7)?),
            ctime: Timestamp(columns.get(8)?),
            inode: columns.get::<_, i64>(9)? as u64,
            settled: columns.get(10)?,
            shared: columns.get::<_, Option<bool>>(29)?.unwrap_or(false),
            private: columns.get(33)?,
            executable: columns.get(38)?,
        }),
    };
    Ok(Local::Known { entry: entry_at(columns, 2)?, stamp })
}
