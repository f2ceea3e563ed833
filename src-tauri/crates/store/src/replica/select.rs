//! Reading rows.

use rusqlite::{Connection, Params};
use syncit_core::replica_store::Row;

use crate::error::Failure;
use crate::row::{ROW_COLUMNS, read_row};

/// The statement that reads rows, and in which order.
pub(super) fn select_sql(rest: &str) -> String {
    format!("SELECT {ROW_COLUMNS} FROM rows {rest}")
}

pub(super) fn sql_limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

pub(super) fn select_rows(conn: &Connection, rest: &str, params: impl Params) -> Result<Vec<Row>, Failure> {
    let mut select = conn.prepare_cached(&select_sql(rest))?;
    let mut found = select.query(params)?;
    let mut rows = Vec::new();
    while let Some(columns) = found.next()? {
        rows.push(read_row(columns)?);
    }
    Ok(rows)
}
