//! Queries about one folder's past: its state at a moment, and the versions of a path.
//!
//! Folders are identified here by their numbers (`folders.n`).

use rusqlite::{Connection, OptionalExtension, params};
use syncit_core::relay_store::JournalEntry;
use syncit_core::{RelPath, Seq, Timestamp};

use crate::error::Failure;
use crate::journal::{select, select_sql};

const ENTRY_OF: &str = "journal j CROSS JOIN paths p ON p.n = j.path CROSS JOIN authors a ON a.n = j.machine
    WHERE j.folder = ?1 AND j.seq = ?2";
// Within a path, time and seq have the same order.
const ENTRIES_UPTO: &str = "paths p CROSS JOIN journal j INDEXED BY journal_by_path ON j.path = p.n
    CROSS JOIN authors a ON a.n = j.machine
    WHERE p.folder = ?1 AND p.path = ?2 AND j.seq <= ?3 ORDER BY j.at DESC, j.seq DESC LIMIT ?4";
const SEQ_AT: &str = "SELECT seq FROM journal INDEXED BY journal_by_time WHERE folder = ?1 AND at <= ?2
    ORDER BY at DESC, seq DESC LIMIT 1";

const LAST_TIME: &str = "SELECT max(at) FROM journal INDEXED BY journal_by_time WHERE folder = ?1 AND at <= ?2";
const NEXT_TIME: &str = "SELECT min(at) FROM journal INDEXED BY journal_by_time WHERE folder = ?1 AND at > ?2";
const REDATE: &str = "UPDATE journal INDEXED BY journal_by_time SET at = at + ?3 WHERE folder = ?1 AND at >= ?2";

/// Returns the entry with a seq.
pub(crate) fn entry_of(conn: &Connection, folder: i64, seq: Seq) -> Result<Option<JournalEntry>, Failure> {
    Ok(select(conn, &select_sql(ENTRY_OF), params![folder, number(seq)])?.pop())
}

/// Returns the last seq accepted at or before a moment.
pub(crate) fn seq_at(conn: &Connection, folder: i64, at: Timestamp) -> Result<Seq, Failure> {
    let mut select = conn.prepare_cached(SEQ_AT)?;
    let seq: Option<i64> = select.query_row([folder, at.0], |row| row.get(0)).optional()?;
    Ok(Seq(seq.unwrap_or(0) as u64))
}

/// Returns the times of the last entry at or before a moment and of the first one after it.
pub(crate) fn times_around(
    conn: &Connection,
    folder: i64,
    at: Timestamp,
) -> Result<(Option<Timestamp>, Option<Timestamp>), Failure> {
    let time = |sql| -> Result<Option<Timestamp>, Failure> {
        let time: Option<i64> = conn.prepare_cached(sql)?.query_row([folder, at.0], |row| row.get(0))?;
        Ok(time.map(Timestamp))
    };
    Ok((time(LAST_TIME)?, time(NEXT_TIME)?))
}

/// Shifts the times of the entries since a moment.
pub(crate) fn redate(conn: &Connection, folder: i64, since: Timestamp, by: i64) -> Result<(), Failure> {
    conn.prepare_cached(REDATE)?.execute([folder, since.0, by])?;
    Ok(())
}

/// Returns the entries of a path up to a seq, newest first.
pub(crate) fn entries_upto(
    conn: &Connection,
    folder: i64,
    path: &RelPath,
    upto: Seq,
    limit: usize,
) -> Result<Vec<JournalEntry>, Failure> {
    select(
        conn,
        &select_sql(ENTRIES_UPTO),
        params![folder, path.as_str(), number(upto), limit.min(i64::MAX as usize) as i64],
    )
}

/// Converts a seq, which may come from a peer and be larger than any existing one.
fn number(seq: Seq) -> i64 {
    i64::try_from(seq.0).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_query_goes_by_an_index_without_sorting() {
        let conn = Connection::open_in_memory().unwrap();
        crate::relay::SCHEMA.iter().for_each(|script| conn.execute_batch(script).unwrap());
        for sql in [
            select_sql(ENTRY_OF),
            select_sql(ENTRIES_UPTO),
            SEQ_AT.into(),
            LAST_TIME.into(),
            NEXT_TIME.into(),
            REDATE.into(),
        ] {
            let mut explain = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let params = vec![rusqlite::types::Null; explain.parameter_count()];
            let details = explain.query_map(rusqlite::params_from_iter(params), |row| row.get::<_, String>(3)).unwrap();
            for detail in details.map(Result::unwrap) {
                assert!(detail.starts_with("SEARCH"), "{sql}\n  {detail}");
            }
        }
    }
}
