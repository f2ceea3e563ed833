//! The remote state of each path, newest first: what a replica can report about the past while the hub is unreachable.
//!
//! There is no index by time, which would make every row write slower. A full scan finds the newest few of a hundred
//! thousand rows within some tens of milliseconds, and is needed only while the hub is unreachable.

use rusqlite::types::Value;
use rusqlite::{Connection, params};
use syncit_core::message::Action;
use syncit_core::replica_store::{Remote, RemoteFilter};
use syncit_core::{RelPath, Seq, Timestamp};

use super::select::{select_rows, sql_limit};
use crate::error::Failure;
use crate::row::range_below;

// State code 5 is `as local`, and 0 is absent.
const TOLD: &str = "WHERE remote_seq > 0
    AND (?1 IS NULL OR path = ?1 OR (path > ?2 AND path < ?3))
    AND (?4 IS NULL OR remote_machine = ?4)
    AND remote_at >= ?5
    AND (?6 IS NULL OR (remote_at, remote_seq) < (?6, ?7))
    AND (?8 IS NULL OR instr(lower(path), ?8) > 0)
    AND CASE WHEN remote = 0 OR (remote = 5 AND local = 0) THEN ?9
             WHEN conflict_path IS NOT NULL THEN ?10
             ELSE ?11 END
    ORDER BY remote_at DESC, remote_seq DESC, path LIMIT ?12";

pub(super) fn remotes(conn: &Connection, filter: &RemoteFilter) -> Result<Vec<(RelPath, Remote)>, Failure> {
    let (first, end) = match &filter.path {
        Some(path) => range_below(Some(path)),
        None => (String::new(), Value::Null),
    };
    let wants = |kind: Action| filter.kinds.is_empty() || filter.kinds.contains(&kind);
    let (at, seq) = filter.before.unzip();
    let rows = select_rows(
        conn,
        TOLD,
        params![
            filter.path.as_ref().map(RelPath::as_str),
            first,
            end,
            filter.machine.map(|machine| machine.0),
            filter.since.unwrap_or(Timestamp(i64::MIN)).0,
            at.map(|at| at.0),
            seq.map(|Seq(seq)| i64::try_from(seq).unwrap_or(i64::MAX)),
            filter.search.as_ref().map(|text| text.to_ascii_lowercase()),
            wants(Action::Deleted),
            wants(Action::Conflict),
            wants(Action::Changed),
            sql_limit(filter.limit),
        ],
    )?;
    Ok(rows.into_iter().map(|row| (row.path, row.remote)).collect())
}
