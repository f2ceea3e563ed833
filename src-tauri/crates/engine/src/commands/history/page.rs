//! What both views of the history have in common: how long a page is, and what is not done without the hub.

use syncit_core::message::MAX_ITEMS;

use crate::api::HistoryRequest;

/// Lines of history unless asked for more or fewer.
const HISTORY_LINES: usize = 50;
/// What is not done without the hub.
pub(crate) const HISTORY_DOING: &str = "the history is kept by the hub";

/// How many lines a page may have.
pub(crate) fn wanted_lines(request: &HistoryRequest) -> usize {
    request.limit.unwrap_or(HISTORY_LINES).clamp(1, MAX_ITEMS)
}
