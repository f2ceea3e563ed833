//! The history for people: the journal's entries, newest first, and the number of changes per hour.
//!
//! It covers only folders that the asking machine may read. Each answer reads a bounded part of the journal; whoever
//! filters by kind of change or searches asks again from where the last answer ended.

use syncit_core::message::{
    Action, Answer, Block, HistoryCursor, HistoryEntry, HistoryFilter, MAX_COUNTED, MAX_HOURS, MAX_ITEMS,
};
use syncit_core::relay_store::{JournalEntry, RelayStore, StoreResult};
use syncit_core::{FolderId, MachineId, Seq, Timestamp};

use crate::access::rules::Act;
use crate::after::After;
use crate::reasons::BadAsk;
use crate::refusal::{Asked, bad_request};
use crate::turn::Turn;

/// Pages of the journal that one answer reads if it filters by kind or searches for a text.
const NARROWED_PAGES: usize = 4;
/// The longest text to search for, in bytes, and the most kinds to filter by.
const MAX_SEARCH: usize = 256;
const MAX_KINDS: usize = 16;
/// An hour in nanoseconds.
const HOUR: i64 = 3_600_000_000_000;

impl<S: RelayStore> Turn<'_, S> {
    pub(crate) fn history(&self, machine: MachineId, filter: &HistoryFilter) -> Asked<(Answer, After)> {
        let readable = match filter.folder {
            Some(folder) => self.allow(machine, Act::History, folder).map(|_| vec![folder])?,
            None => {
                self.allow_in_general(machine, Act::ListFolders)?;
                self.readable(machine)?
            }
        };
        if filter.kinds.len() > MAX_KINDS || filter.search.as_ref().is_some_and(|text| text.len() > MAX_SEARCH) {
            return Err(bad_request(BadAsk::SearchTooLong).into());
        }
        let wanted = filter.limit.min(MAX_ITEMS - 1);
        let narrowed = Narrowed::of(filter);
        let (page, pages) = if narrowed.is_any() { (MAX_ITEMS - 1, NARROWED_PAGES) } else { (wanted, 1) };
        let since = filter.since.map(|since| self.journal_time_from(since));
        let before = filter.before.map(|cursor| self.journal_cursor(cursor)).transpose()?;
        let mut filter = HistoryFilter { readable, limit: page, since, before, ..filter.clone() };
        let mut lines = Lines { entries: Vec::new(), block: Block::default(), is_full: false };
        let mut next = None;
        for _ in 0..pages {
            next = self.history_page(&filter, &narrowed, wanted, &mut lines)?;
            if next.is_none() || lines.is_full || lines.entries.len() >= wanted {
                break;
            }
            filter.before = next;
        }
        Ok((Answer::History { entries: lines.entries, next }, After::Nothing))
    }

    /// Adds the matching lines of one page of the journal, and returns the cursor to continue at.
    fn history_page(
        &self,
        filter: &HistoryFilter,
        narrowed: &Narrowed,
        wanted: usize,
        lines: &mut Lines,
    ) -> StoreResult<Option<HistoryCursor>> {
        // One more than asked for shows whether there is another page.
        let mut page = self.store.history(&HistoryFilter { limit: filter.limit + 1, ..filter.clone() })?;
        let around = self.moment_of_cursor(filter)?;
        let more = page.len() > filter.limit;
        page.truncate(filter.limit);
        for (at, (folder, entry)) in page.iter().enumerate() {
            if is_listed_with_its_move(&page, *folder, entry)
                || is_listed_with_its_move(&around, *folder, entry)
                || !narrowed.lets_path(entry)
                || entry.entry.breach().is_some()
            {
                continue;
            }
            let action = self.action(*folder, entry)?;
            if !narrowed.lets_kind(action) {
                continue;
            }
            let line = HistoryEntry { folder: *folder, entry: entry.clone(), action };
            if !lines.block.takes(&line) {
                lines.is_full = true;
                // Everything before it was returned or does not match.
                let last = at.checked_sub(1).and_then(|last| page.get(last));
                return Ok(last.map(|(folder, entry)| cursor_of(*folder, entry)).or(filter.before));
            }
            lines.entries.push(line);
            if narrowed.is_any() && lines.entries.len() >= wanted {
                return Ok((more || at + 1 < page.len()).then(|| cursor_of(*folder, entry)));
            }
        }
        Ok(page.last().filter(|_| more).map(|(folder, entry)| cursor_of(*folder, entry)))
    }

    /// Returns what was accepted in the moment at which the page before ended: a move's other half may be there.
    fn moment_of_cursor(&self, filter: &HistoryFilter) -> StoreResult<Vec<(FolderId, JournalEntry)>> {
        let Some(cursor) = filter.before else { return Ok(Vec::new()) };
        let after = Timestamp(cursor.at.0.saturating_add(1));
        let end = HistoryCursor { at: after, folder: FolderId([0; 16]), seq: Seq(0) };
        self.store.history(&HistoryFilter {
            since: Some(cursor.at),
            before: Some(end),
            limit: MAX_ITEMS,
            ..filter.clone()
        })
    }

    /// Returns what kind of change an entry was.
    pub fn action(&self, folder: FolderId, entry: &JournalEntry) -> StoreResult<Action> {
        if entry.entry.is_absent() {
            return Ok(Action::Deleted);
        }
        if entry.conflict_of.is_some() {
            return Ok(Action::Conflict);
        }
        if entry.restored.is_some() {
            return Ok(Action::Restored);
        }
        if entry.moved_from.is_some() {
            return Ok(Action::Moved);
        }
        let was_live = match entry.previous {
            Seq(0) => false,
            // Assume that a version that retention removed was live.
            previous => {
                let before = self.store.entry_at(folder, &entry.path, previous)?;
                before.is_none_or(|before| before.entry.is_live())
            }
        };
        Ok(if was_live { Action::Changed } else { Action::Added })
    }

    /// Counts the accepted changes in each of the last hours, in folders that the machine may read.
    pub(crate) fn activity(&self, machine: MachineId, hours: u32) -> Asked<(Answer, After)> {
        self.allow_in_general(machine, Act::ListFolders)?;
        if !(1..=MAX_HOURS).contains(&hours) {
            return Err(bad_request(BadAsk::Hours { most: MAX_HOURS }).into());
        }
        let readable = self.readable(machine)?;
        let now = self.hub_time(self.now);
        let this_hour = now.0 - now.0.rem_euclid(HOUR);
        let mut counted = Vec::new();
        for back in (0..i64::from(hours)).rev() {
            let from = Timestamp(this_hour.saturating_sub(back * HOUR));
            let before = Timestamp(from.0.saturating_add(HOUR));
            let (begin, end) = (self.journal_time_from(from), self.journal_time_from(before));
            let mut changes = 0;
            for folder in &readable {
                changes += self.store.count_accepted(*folder, begin, end, MAX_COUNTED - changes)?;
            }
            counted.push((from, changes));
        }
        Ok((Answer::Activity { hours: counted }, After::Nothing))
    }
}

/// The lines of one answer.
struct Lines {
    entries: Vec<HistoryEntry>,
    block: Block,
    /// True if another line did not fit.
    is_full: bool,
}

/// The parts of a filter that the store does not apply.
struct Narrowed {
    kinds: Vec<Action>,
    /// In lower case.
    search: Option<String>,
}

impl Narrowed {
    fn of(filter: &HistoryFilter) -> Self {
        let search = filter.search.as_ref().filter(|text| !text.is_empty());
        Narrowed { kinds: filter.kinds.clone(), search: search.map(|text| text.to_ascii_lowercase()) }
    }

    fn is_any(&self) -> bool {
        !self.kinds.is_empty() || self.search.is_some()
    }

    fn lets_path(&self, entry: &JournalEntry) -> bool {
        let Some(search) = &self.search else { return true };
        let holds = |path: &str| path.to_ascii_lowercase().contains(search);
        holds(entry.path.as_str()) || entry.moved_from.as_ref().is_some_and(|from| holds(from.path.as_str()))
    }

    fn lets_kind(&self, action: Action) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&action)
    }
}

fn cursor_of(folder: FolderId, entry: &JournalEntry) -> HistoryCursor {
    HistoryCursor { at: entry.at, folder, seq: entry.seq }
}

/// Returns true if an entry is the vanishing half of a move whose other half is listed: for people, a move is one
/// change.
fn is_listed_with_its_move(page: &[(FolderId, JournalEntry)], folder: FolderId, entry: &JournalEntry) -> bool {
    let is_other_half = |other: &JournalEntry| {
        other.at == entry.at
            && other.moved_from.as_ref().is_some_and(|from| from.path == entry.path && from.seq == entry.previous)
    };
    entry.entry.is_absent() && page.iter().any(|(of, other)| *of == folder && is_other_half(other))
}
