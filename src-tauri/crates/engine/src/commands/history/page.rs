//! What both views of the history share: the length of a page.

use syncit_core::message::MAX_ITEMS;

use crate::api::HistoryRequest;

/// The number of history lines by default.
const HISTORY_LINES: usize = 50;

/// Returns how many lines a page may have.
pub(crate) fn wanted_lines(request: &HistoryRequest) -> usize {
    request.limit.unwrap_or(HISTORY_LINES).clamp(1, MAX_ITEMS)
}
