//! Counts how often the hub recently answered that an offer is stale, so that a lying hub can be paced.

use std::collections::HashMap;

use syncit_core::RelPath;

/// The length of a span, in milliseconds.
const SPAN: u64 = 500;
/// How many stale verdicts on one path, within two spans, are allowed before the path waits. An honest conflict takes two:
/// one that shows what the hub has, and one that asks whether the hub knows what is here.
const MAX: u32 = 4;

/// Counts the recent stale verdicts by path: those of the last one to two spans.
#[derive(Debug, Default)]
pub(crate) struct Stales {
    /// The tick at which `recent` began.
    since: u64,
    recent: HashMap<RelPath, u32>,
    /// Those of the span before.
    earlier: HashMap<RelPath, u32>,
}

impl Stales {
    /// Counts one more. Returns true if there are more than an honest hub causes.
    pub(super) fn are_too_many(&mut self, path: &RelPath, now: u64) -> bool {
        if now >= self.since + SPAN {
            let is_next = now < self.since + 2 * SPAN;
            let last = std::mem::take(&mut self.recent);
            self.earlier = if is_next { last } else { HashMap::new() };
            self.since = now;
        }
        let recent = self.recent.entry(path.clone()).or_default();
        *recent += 1;
        *recent + self.earlier.get(path).copied().unwrap_or(0) > MAX
    }
}
