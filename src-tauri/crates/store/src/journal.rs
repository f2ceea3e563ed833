//! The journal's queries: one folder's accepted entries, its newest ones, and the history of
//! several folders.
//!
//! Folders are identified here by their numbers (`folders.n`).

use rusqlite::{Connection, OptionalExtension, Params, Row as Columns, params};
use syncit_core::backlog::NewsOfOthers;
use syncit_core::message::{HistoryFilter, MAX_ITEMS};
use syncit_core::relay_store::JournalEntry;
use syncit_core::{Digest, Entry, FolderId, MachineId, Privacy, RelPath, Seq, Timestamp};

use crate::error::Failure;
use crate::row::{EntryColumns, base_column, conflict_of_at, entry_at, path_and_seq_at, path_at, range_below, seq_at};

/// Up to this many paths, history below a directory is collected path by path. With more paths, a walk back in time
/// from the newest of their entries soon finds enough.
const FEW_PATHS: i64 = 40_000;

const COLUMNS: &str = "p.path, j.seq, j.state, j.content, j.size, j.mtime, a.machine, j.at, \
    j.moved_path, j.moved_seq, j.conflict_path, j.conflict_seq, j.previous, j.restored, \
    j.conflict_base, CASE WHEN j.seq = p.seq THEN p.private END, p.private_seq";

const HEAD: &str = "paths p CROSS JOIN journal j ON j.folder = p.folder AND j.seq = p.seq
    CROSS JOIN authors a ON a.n = j.machine WHERE p.folder = ?1 AND p.path = ?2";
const LIVE_IN: &str = "paths p CROSS JOIN journal j ON j.folder = p.folder AND j.seq = p.seq
    CROSS JOIN authors a ON a.n = j.machine
    WHERE p.live = 1 AND p.folder = ?1 AND p.depth = ?2 AND p.path > ?3 AND p.path < ?4 ORDER BY p.path LIMIT ?5";
const LIVE_WITH: &str = "SELECT p.path FROM contents c CROSS JOIN paths p INDEXED BY paths_by_content
    ON p.content = c.n WHERE c.digest = ?2 AND p.folder = ?1 LIMIT ?3";
// One lookup a folder, so that a content with many files in a folder costs no more than with one.
const FOLDERS_WITH: &str = "SELECT f.folder FROM contents c CROSS JOIN folders f WHERE c.digest = ?1
    AND EXISTS (SELECT 1 FROM paths p INDEXED BY paths_by_content WHERE p.content = c.n AND p.folder = f.n)
    ORDER BY f.folder";
const HEADS_AFTER: &str = "paths p CROSS JOIN journal j ON j.folder = p.folder AND j.seq = p.seq
    CROSS JOIN authors a ON a.n = j.machine WHERE p.folder = ?1 AND p.seq > ?2 ORDER BY p.seq LIMIT ?3";
const PRIVACIES_AFTER: &str = "paths p INDEXED BY paths_by_privacy CROSS JOIN journal j
    ON j.folder = p.folder AND j.seq = p.seq CROSS JOIN authors a ON a.n = j.machine
    WHERE p.folder = ?1 AND p.private_seq > ?2 AND p.seq <= ?2 AND p.live = 1 ORDER BY p.private_seq LIMIT ?3";
const ENTRY_AT: &str = "journal j CROSS JOIN paths p ON p.n = j.path CROSS JOIN authors a ON a.n = j.machine
    WHERE j.folder = ?1 AND j.seq = ?2 AND p.path = ?3";
// Within a path, time and seq have the same order.
const OF_PATH: &str = "paths p CROSS JOIN journal j ON j.path = p.n CROSS JOIN authors a ON a.n = j.machine
    WHERE p.folder = ?1 AND p.path = ?2 ORDER BY j.at DESC, j.seq DESC";

// The history of one folder between two moments. All these queries have the same parameters:
// folder, since, the end as (at, seq), limit, machine, path, end of the path's range. Unused ones
// are null.
const IN_TIME: &str = "j.folder = ?1 AND j.at >= ?2 AND (j.at, j.seq) < (?3, ?4)";
// The range also contains siblings such as `path.txt`, between the path itself and what is below it.
const IN_PATH: &str = "p.path >= ?7 AND p.path < ?8 AND (p.path = ?7 OR p.path > ?7 || '/')";
const NEWEST_FIRST: &str = "ORDER BY j.at DESC, j.seq DESC LIMIT ?5";

const COUNT_ACCEPTED: &str = "SELECT count(*) FROM (SELECT 1 FROM journal INDEXED BY journal_by_time
    WHERE folder = ?1 AND at >= ?2 AND at < ?3 LIMIT ?4)";

pub(crate) fn select_sql(from: &str) -> String {
    format!("SELECT {COLUMNS} FROM {from}")
}

fn read_accepted(columns: &Columns<'_>) -> Result<JournalEntry, Failure> {
    Ok(JournalEntry {
        path: path_at(columns, 0)?,
        seq: seq_at(columns, 1)?,
        entry: entry_at(columns, 2)?,
        machine: MachineId(columns.get(6)?),
        at: Timestamp(columns.get(7)?),
        moved_from: path_and_seq_at(columns, 8)?,
        conflict_of: conflict_of_at(columns, 10, 14)?,
        previous: seq_at(columns, 12)?,
        restored: columns.get::<_, Option<i64>>(13)?.map(|seq| Seq(seq as u64)),
        privacy: match columns.get::<_, Option<bool>>(15)? {
            None => None,
            Some(private) => Some(Privacy { private, seq: seq_at(columns, 16)? }),
        },
    })
}

pub(crate) fn select(conn: &Connection, sql: &str, params: impl Params) -> Result<Vec<JournalEntry>, Failure> {
    let mut select = conn.prepare_cached(sql)?;
    let mut found = select.query(params)?;
    let mut entries = Vec::new();
    while let Some(columns) = found.next()? {
        entries.push(read_accepted(columns)?);
    }
    Ok(entries)
}

/// Returns the newest entry of a path.
pub(crate) fn head(conn: &Connection, folder: i64, path: &RelPath) -> Result<Option<JournalEntry>, Failure> {
    Ok(select(conn, &select_sql(HEAD), params![folder, path.as_str()])?.pop())
}

/// Returns the live newest entries directly in a directory.
pub(crate) fn live_in(
    conn: &Connection,
    folder: i64,
    dir: &RelPath,
    limit: usize,
) -> Result<Vec<JournalEntry>, Failure> {
    let (first, end) = range_below(Some(dir));
    let depth = dir.depth() as i64 + 1;
    select(conn, &select_sql(LIVE_IN), params![folder, depth, first, end, limit as i64])
}

/// Returns live entries whose path is `start`, followed by a dot and more of the same name.
pub(crate) fn live_beside(
    conn: &Connection,
    folder: i64,
    start: &str,
    limit: usize,
) -> Result<Vec<JournalEntry>, Failure> {
    // '/' comes directly after '.' in the order of bytes.
    let (first, end) = (format!("{start}."), format!("{start}/"));
    let depth = start.matches('/').count() as i64 + 1;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    select(conn, &select_sql(LIVE_IN), params![folder, depth, first, end, limit])
}

/// Returns paths that are files with this content now.
pub(crate) fn live_with(
    conn: &Connection,
    folder: i64,
    content: &Digest,
    limit: usize,
) -> Result<Vec<RelPath>, Failure> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut select = conn.prepare_cached(LIVE_WITH)?;
    let mut found = select.query(params![folder, content.0, limit])?;
    let mut paths = Vec::new();
    while let Some(row) = found.next()? {
        paths.push(path_at(row, 0)?);
    }
    Ok(paths)
}

/// Returns the folders in which files have this content now.
pub(crate) fn folders_with(conn: &Connection, content: &Digest) -> Result<Vec<FolderId>, Failure> {
    let mut select = conn.prepare_cached(FOLDERS_WITH)?;
    let found = select.query_map([content.0], |row| row.get(0).map(FolderId))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Returns the newest entries over a seq, by seq.
pub(crate) fn heads_after(
    conn: &Connection,
    folder: i64,
    after: Seq,
    limit: usize,
) -> Result<Vec<JournalEntry>, Failure> {
    select(conn, &select_sql(HEADS_AFTER), params![folder, after.0 as i64, limit as i64])
}

/// Sums up the heads over a seq that are not of one author, at most `limit` of them.
pub(crate) fn news_of_others(
    conn: &Connection,
    folder: i64,
    after: Seq,
    own: i64,
    limit: usize,
) -> Result<NewsOfOthers, Failure> {
    let text = "SELECT j.size, j.at FROM paths p JOIN journal j ON j.folder = p.folder AND j.seq = p.seq
        WHERE p.folder = ?1 AND p.seq > ?2 AND j.machine <> ?3 ORDER BY p.seq LIMIT ?4";
    let mut select = conn.prepare_cached(text)?;
    let mut rows = select.query(params![folder, after.0 as i64, own, limit as i64])?;
    let mut news = NewsOfOthers::default();
    while let Some(row) = rows.next()? {
        // Summed here, because a sum in SQL fails if it overflows.
        let size = row.get::<_, Option<i64>>(0)?.unwrap_or(0);
        news.add(size as u64, Timestamp(row.get(1)?));
    }
    news.is_more = news.items == limit as u64;
    Ok(news)
}

/// Returns the newest entries up to a seq of live directories whose privacy was set over it, in the order of the
/// settings.
pub(crate) fn privacies_after(
    conn: &Connection,
    folder: i64,
    after: Seq,
    limit: usize,
) -> Result<Vec<JournalEntry>, Failure> {
    select(conn, &select_sql(PRIVACIES_AFTER), params![folder, after.0 as i64, limit as i64])
}

/// Sets whether a live directory is private, at the folder's next seq.
pub(crate) fn set_privacy(conn: &Connection, folder: i64, path: &RelPath, private: bool) -> Result<(), Failure> {
    let next = "UPDATE folders SET latest = latest + 1 WHERE n = ?1 RETURNING latest";
    let seq: i64 = conn.prepare_cached(next)?.query_row([folder], |row| row.get(0))?;
    let say = "UPDATE paths SET private = ?3, private_seq = ?4 WHERE folder = ?1 AND path = ?2 AND live = 1";
    conn.prepare_cached(say)?.execute(params![folder, path.as_str(), private, seq])?;
    Ok(())
}

/// Returns the entry with this path and seq.
pub(crate) fn entry_of(
    conn: &Connection,
    folder: i64,
    path: &RelPath,
    seq: Seq,
) -> Result<Option<JournalEntry>, Failure> {
    Ok(select(conn, &select_sql(ENTRY_AT), params![folder, seq.0 as i64, path.as_str()])?.pop())
}

/// Returns the newest entry of a path over a seq with this state.
pub(crate) fn newest_equal(
    conn: &Connection,
    folder: i64,
    path: &RelPath,
    after: Seq,
    entry: &Entry,
) -> Result<Option<JournalEntry>, Failure> {
    let mut select = conn.prepare_cached(&select_sql(OF_PATH))?;
    let mut found = select.query(params![folder, path.as_str()])?;
    while let Some(columns) = found.next()? {
        let known = read_accepted(columns)?;
        if known.seq <= after {
            break;
        }
        if entry.is_in(&known.entry) {
            return Ok(Some(known));
        }
    }
    Ok(None)
}

/// The change of a folder's sums by one entry.
pub(crate) struct Sums {
    pub current: i64,
    pub past: i64,
    pub versions: i64,
    pub files: i64,
}

/// Returns how an entry that is about to be appended changes the sums: what is current at its path becomes past.
pub(crate) fn sums_of_change(conn: &Connection, folder: i64, entry: &JournalEntry) -> Result<Sums, Failure> {
    let sql = "SELECT j.size FROM paths p CROSS JOIN journal j ON j.folder = p.folder AND j.seq = p.seq
        WHERE p.folder = ?1 AND p.path = ?2";
    let mut select = conn.prepare_cached(sql)?;
    let before: Option<Option<i64>> =
        select.query_row(params![folder, entry.path.as_str()], |row| row.get(0)).optional()?;
    let before = before.flatten();
    let (past, versions) = (before.unwrap_or(0), i64::from(before.is_some()));
    let files = i64::from(entry.entry.file().is_some()) - versions;
    Ok(Sums { current: entry.entry.size() as i64 - past, past, versions, files })
}

/// Writes an entry at a seq as its path's newest one. Its author and, for a file, its content are given by their
/// numbers.
pub(crate) fn append(
    conn: &Connection,
    folder: i64,
    seq: Seq,
    (author, content): (i64, Option<i64>),
    entry: &JournalEntry,
) -> Result<(), Failure> {
    let upsert = "INSERT INTO paths (folder, path, depth, seq, live, content, private, private_seq)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, iif(?7 IS NULL, NULL, ?4))
        ON CONFLICT (folder, path) DO UPDATE SET seq = excluded.seq, live = excluded.live, content = excluded.content,
            private = iif(excluded.live, excluded.private, private),
            private_seq = iif(excluded.live, excluded.private_seq, private_seq)
        RETURNING n";
    let privacy = entry.privacy.filter(|_| entry.entry.is_directory());
    let path: i64 = conn.prepare_cached(upsert)?.query_row(
        params![
            folder,
            entry.path.as_str(),
            entry.path.depth() as i64,
            seq.0 as i64,
            entry.entry.is_live(),
            content,
            privacy.map(|privacy| privacy.private),
        ],
        |row| row.get(0),
    )?;
    let state = EntryColumns::of(&entry.entry);
    let (moved, conflict) = (entry.moved_from.as_ref(), entry.conflict_of.as_ref());
    let insert = "INSERT INTO journal VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,
        ?16)";
    conn.prepare_cached(insert)?.execute(params![
        folder,
        seq.0 as i64,
        path,
        state.state,
        state.content,
        state.size,
        state.mtime,
        author,
        entry.at.0,
        moved.map(|from| from.path.as_str()),
        moved.map(|from| from.seq.0 as i64),
        conflict.map(|of| of.path.as_str()),
        conflict.map(|of| of.seq.0 as i64),
        entry.previous.0 as i64,
        entry.restored.map(|seq| seq.0 as i64),
        base_column(conflict),
    ])?;
    Ok(())
}

/// Counts the entries accepted at or after `from` and before `before`, up to `limit`.
pub(crate) fn count_accepted(
    conn: &Connection,
    folder: i64,
    from: Timestamp,
    before: Timestamp,
    limit: u64,
) -> Result<u64, Failure> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut count = conn.prepare_cached(COUNT_ACCEPTED)?;
    let counted: i64 = count.query_row(params![folder, from.0, before.0, limit], |row| row.get(0))?;
    Ok(counted as u64)
}

/// Returns the accepted entries of these folders that match a filter, newest first.
pub(crate) fn history(
    conn: &Connection,
    folders: &[(FolderId, i64)],
    filter: &HistoryFilter,
) -> Result<Vec<(FolderId, JournalEntry)>, Failure> {
    let limit = filter.limit.min(MAX_ITEMS);
    let author = match filter.machine {
        None => None,
        Some(machine) => match author_of(conn, machine)? {
            None => return Ok(Vec::new()),
            author => author,
        },
    };
    // The newest entries overall are among the newest of each folder.
    let mut found = Vec::new();
    for (folder, n) in folders {
        let entries = history_of(conn, *folder, *n, author, filter, limit)?;
        found.extend(entries.into_iter().map(|entry| (*folder, entry)));
    }
    found.sort_by_key(|(folder, entry)| std::cmp::Reverse((entry.at, *folder, entry.seq)));
    found.truncate(limit);
    Ok(found)
}

fn author_of(conn: &Connection, machine: MachineId) -> Result<Option<i64>, Failure> {
    let mut select = conn.prepare_cached("SELECT n FROM authors WHERE machine = ?1")?;
    Ok(select.query_row([machine.0], |row| row.get(0)).optional()?)
}

fn history_of(
    conn: &Connection,
    folder: FolderId,
    n: i64,
    author: Option<i64>,
    filter: &HistoryFilter,
    limit: usize,
) -> Result<Vec<JournalEntry>, Failure> {
    // For folders after the cursor's, entries at its moment were on the previous page; for folders before it, they were
    // not.
    let mut end = filter.before.map_or((i64::MAX, i64::MAX), |cursor| match folder.cmp(&cursor.folder) {
        std::cmp::Ordering::Less => (cursor.at.0, i64::MAX),
        std::cmp::Ordering::Equal => (cursor.at.0, cursor.seq.0 as i64),
        std::cmp::Ordering::Greater => (cursor.at.0, i64::MIN),
    });
    let since = filter.since.map_or(i64::MIN, |since| since.0);
    let path = filter.path.as_ref().map(RelPath::as_str);
    let path_end = path.map(|path| format!("{path}0"));
    let mut by_path = false;
    if let Some(path) = path {
        let mut count = conn.prepare_cached(COUNT_PATHS)?;
        by_path = count.query_row(params![n, path, path_end, FEW_PATHS + 1], |row| row.get::<_, i64>(0))? <= FEW_PATHS;
        if !by_path {
            // The path may not have changed for as long as the journal exists.
            let newest = conn.prepare_cached(NEWEST_BELOW)?.query_row(params![n, path, path_end], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?.saturating_add(1)))
            });
            end = end.min(newest?);
        }
    }
    let sql = history_sql(by_path, author.is_some(), path.is_some());
    let params = params![n, since, end.0, end.1, limit as i64, author, path, path_end];
    select(conn, &sql, params)
}

const COUNT_PATHS: &str =
    "SELECT count(*) FROM (SELECT 1 FROM paths WHERE folder = ?1 AND path >= ?2 AND path < ?3 LIMIT ?4)";

const NEWEST_BELOW: &str = "SELECT at, seq FROM journal WHERE folder = ?1
    AND seq = (SELECT max(seq) FROM paths INDEXED BY paths_by_path WHERE folder = ?1 AND path >= ?2 AND path < ?3)";

fn history_sql(by_path: bool, has_author: bool, has_path: bool) -> String {
    let and_author = if has_author { " AND j.machine = ?6" } else { " AND ?6 IS NULL" };
    if by_path {
        // Found by the indexes alone; only the entries that are returned are read.
        return select_sql(&format!(
            "(SELECT j.folder, j.seq FROM paths p CROSS JOIN journal j INDEXED BY journal_by_path ON j.path = p.n
              WHERE p.folder = ?1 AND {IN_PATH} AND {IN_TIME}{and_author} {NEWEST_FIRST}) found
             CROSS JOIN journal j ON j.folder = found.folder AND j.seq = found.seq
             CROSS JOIN paths p ON p.n = j.path CROSS JOIN authors a ON a.n = j.machine
             ORDER BY j.at DESC, j.seq DESC"
        ));
    }
    let index = if has_author { "journal_by_machine" } else { "journal_by_time" };
    let and_path = if has_path { IN_PATH } else { "?7 IS NULL AND ?8 IS NULL" };
    select_sql(&format!(
        "journal j INDEXED BY {index} CROSS JOIN paths p ON p.n = j.path CROSS JOIN authors a ON a.n = j.machine
         WHERE {IN_TIME}{and_author} AND {and_path} {NEWEST_FIRST}"
    ))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn plan(sql: &str) -> Vec<String> {
        let conn = Connection::open_in_memory().unwrap();
        crate::relay::SCHEMA.iter().for_each(|script| conn.execute_batch(script).unwrap());
        let mut explain = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let params = vec![rusqlite::types::Null; explain.parameter_count()];
        let details = explain.query_map(rusqlite::params_from_iter(params), |row| row.get(3)).unwrap();
        details.map(Result::unwrap).collect()
    }

    #[test]
    fn every_query_goes_by_an_index() {
        let alone = [LIVE_WITH.to_owned()];
        for sql in
            [HEAD, LIVE_IN, HEADS_AFTER, PRIVACIES_AFTER, ENTRY_AT, OF_PATH].map(select_sql).into_iter().chain(alone)
        {
            for detail in plan(&sql) {
                assert!(detail.starts_with("SEARCH"), "{sql}\n  {detail}");
            }
        }
    }

    #[test]
    fn changes_are_counted_in_an_index_alone() {
        let details = plan(COUNT_ACCEPTED);
        let found =
            details.iter().any(|detail| detail.contains("COVERING INDEX journal_by_time (folder=? AND at>? AND at<?)"));
        assert!(found, "{details:?}");
    }

    #[test]
    fn history_goes_back_in_time_by_an_index_without_sorting() {
        for (has_author, has_path) in [(false, false), (true, false), (false, true), (true, true)] {
            let sql = history_sql(false, has_author, has_path);
            for detail in plan(&sql) {
                assert!(detail.starts_with("SEARCH"), "{sql}\n  {detail}");
            }
        }
    }

    #[test]
    fn the_newest_entry_below_a_directory_is_looked_for_among_its_paths_alone() {
        let details = plan(NEWEST_BELOW);
        assert!(details.iter().any(|detail| detail.contains("paths_by_path (folder=? AND path>? AND path<?)")));
        assert!(!details.iter().any(|detail| detail.starts_with("SCAN")), "{details:?}");
    }

    #[test]
    fn history_of_few_paths_goes_by_the_paths() {
        for has_author in [false, true] {
            let sql = history_sql(true, has_author, true);
            let details = plan(&sql);
            assert!(details.iter().any(|detail| detail.contains("journal_by_path (path=? AND at>?")), "{details:?}");
            let scans: Vec<_> = details.iter().filter(|detail| detail.starts_with("SCAN")).collect();
            assert_eq!(scans, ["SCAN found"], "{sql}");
        }
    }
}
