//! The queries about holds for mass deletion and mass overwriting. Folders and machines are identified by their
//! numbers.

use rusqlite::{Connection, OptionalExtension, params};
use syncit_core::hold::{Harm, Held, Hold, HoldState};
use syncit_core::{FolderId, MachineId, RelPath, Timestamp};

use crate::error::Failure;
use crate::row::{path_at, seq_at};

const ALL: &str = "SELECT h.n, f.folder, a.machine, h.began_at, h.state, h.before FROM holds h
    CROSS JOIN folders f ON f.n = h.folder CROSS JOIN authors a ON a.n = h.machine ORDER BY h.n";
// A path with a newer entry joins nothing.
const HELD: &str = "SELECT d.path, d.seq, d.is_file, p.live FROM held d CROSS JOIN holds h ON h.n = d.hold
    CROSS JOIN paths p ON p.folder = h.folder AND p.path = d.path AND p.seq = d.seq WHERE d.hold = ?1";

/// The harm and the state of a hold are stored as one number.
const CODES: [(Harm, HoldState); 6] = [
    (Harm::Deletion, HoldState::Open),
    (Harm::Deletion, HoldState::Deleted),
    (Harm::Deletion, HoldState::Restored),
    (Harm::Overwriting, HoldState::Open),
    (Harm::Overwriting, HoldState::Deleted),
    (Harm::Overwriting, HoldState::Restored),
];

/// The values of `is_file` for a path: not a file, a file, a file whose newest entry is what overwrote it.
const NO_FILE: i64 = 0;
const FILE: i64 = 1;
const SPOILT: i64 = 2;

fn code(hold: &Hold) -> i64 {
    let is_it = |code: &(Harm, HoldState)| *code == (hold.harm, hold.state);
    CODES.iter().position(is_it).expect("all of them are listed") as i64
}

pub(crate) fn all(conn: &Connection) -> Result<Vec<Hold>, Failure> {
    let mut select = conn.prepare_cached(ALL)?;
    let mut found = select.query([])?;
    let mut holds = Vec::new();
    while let Some(row) = found.next()? {
        let code = usize::try_from(row.get::<_, i64>(4)?).ok().and_then(|code| CODES.get(code));
        let (harm, state) = *code.ok_or(Failure::Damaged("an unknown state of a hold"))?;
        holds.push(Hold {
            harm,
            state,
            id: row.get::<_, i64>(0)? as u64,
            folder: FolderId(row.get(1)?),
            machine: MachineId(row.get(2)?),
            began_at: Timestamp(row.get(3)?),
            before: row.get::<_, i64>(5)? as u64,
        });
    }
    Ok(holds)
}

pub(crate) fn put(conn: &Connection, folder: i64, machine: i64, hold: &Hold) -> Result<u64, Failure> {
    let id = (hold.id != 0).then_some(hold.id as i64);
    let sql = "INSERT INTO holds VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO UPDATE SET folder = excluded.folder,
        machine = excluded.machine, began_at = excluded.began_at, state = excluded.state, before = excluded.before
        RETURNING n";
    let before = i64::try_from(hold.before).unwrap_or(i64::MAX);
    let params = params![id, folder, machine, hold.began_at.0, code(hold), before];
    let id: i64 = conn.prepare_cached(sql)?.query_row(params, |row| row.get(0))?;
    Ok(id as u64)
}

pub(crate) fn remove(conn: &Connection, hold: u64) -> Result<(), Failure> {
    conn.execute("DELETE FROM held WHERE hold = ?1", [hold as i64])?;
    conn.execute("DELETE FROM holds WHERE n = ?1", [hold as i64])?;
    Ok(())
}

/// Removes the holds of a folder that is being removed.
pub(crate) fn remove_of(conn: &Connection, folder: i64) -> Result<(), Failure> {
    conn.execute("DELETE FROM held WHERE hold IN (SELECT n FROM holds WHERE folder = ?1)", [folder])?;
    conn.execute("DELETE FROM holds WHERE folder = ?1", [folder])?;
    Ok(())
}

pub(crate) fn put_held(conn: &Connection, hold: u64, held: &Held) -> Result<(), Failure> {
    let kind = match (held.is_file, held.is_spoilt) {
        (_, true) => SPOILT,
        (true, false) => FILE,
        (false, false) => NO_FILE,
    };
    let params = params![hold as i64, held.path.as_str(), held.seq.0 as i64, kind];
    conn.prepare_cached("REPLACE INTO held VALUES (?1, ?2, ?3, ?4)")?.execute(params)?;
    Ok(())
}

pub(crate) fn remove_held(conn: &Connection, hold: u64, path: &RelPath) -> Result<(), Failure> {
    conn.prepare_cached("DELETE FROM held WHERE hold = ?1 AND path = ?2")?
        .execute(params![hold as i64, path.as_str()])?;
    Ok(())
}

fn read(row: &rusqlite::Row<'_>) -> Result<(Held, bool), Failure> {
    let kind: i64 = row.get(2)?;
    let is_spoilt = kind == SPOILT;
    let held = Held { path: path_at(row, 0)?, seq: seq_at(row, 1)?, is_file: kind != NO_FILE, is_spoilt };
    Ok((held, is_spoilt || !row.get::<_, bool>(3)?))
}

pub(crate) fn held_at(conn: &Connection, hold: u64, path: &RelPath) -> Result<Option<Held>, Failure> {
    let mut select = conn.prepare_cached(&format!("{HELD} AND d.path = ?2"))?;
    let found = select.query_row(params![hold as i64, path.as_str()], |row| Ok(read(row))).optional()?;
    found.transpose().map(|found| found.map(|(held, _)| held))
}

pub(crate) fn held(
    conn: &Connection,
    hold: u64,
    after: Option<&RelPath>,
    limit: usize,
) -> Result<Vec<(Held, bool)>, Failure> {
    let mut select = conn.prepare_cached(&format!("{HELD} AND d.path > ?2 ORDER BY d.path LIMIT ?3"))?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut found = select.query(params![hold as i64, after.map_or("", RelPath::as_str), limit])?;
    let mut held = Vec::new();
    while let Some(row) = found.next()? {
        held.push(read(row)?);
    }
    Ok(held)
}
