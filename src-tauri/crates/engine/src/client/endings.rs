//! Recognises connections that keep ending for one reason, as opposed to one that was lost once.

use std::time::Duration;

use syncit_core::Reason;

/// A connection that lasted this long does not count as ending soon.
pub(crate) const STEADY: Duration = Duration::from_secs(10);

/// How the last connections ended.
#[derive(Debug, Default)]
pub(crate) struct Endings {
    reason: Option<Reason>,
    count: u32,
}

impl Endings {
    /// Records that a connection ended after `lasted`. Returns true if it is at least the second in a row that ended
    /// soon for this reason. An unknown reason never counts.
    pub(crate) fn note(&mut self, reason: Option<&Reason>, lasted: Duration) -> bool {
        let is_same = reason == self.reason.as_ref();
        self.count = match (reason.is_none() || lasted >= STEADY, is_same) {
            (true, _) => 0,
            (false, true) => self.count + 1,
            (false, false) => 1,
        };
        self.reason = reason.cloned();
        self.is_recurring()
    }

    /// Returns true if the last connections ended for the same reason.
    pub(crate) fn is_recurring(&self) -> bool {
        self.count >= 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_that_ends_soon_for_the_same_reason_recurs() {
        let (soon, late) = (Duration::from_secs(1), STEADY);
        for (ends, recurs) in [
            (&[("a", soon)][..], false),
            (&[("a", soon), ("a", soon)], true),
            (&[("a", soon), ("b", soon)], false),
            (&[("a", soon), ("b", soon), ("b", soon)], true),
            (&[("a", soon), ("a", late)], false),
            (&[("a", late), ("a", soon)], false),
            (&[("a", soon), ("a", late), ("a", soon)], false),
            (&[("", soon), ("", soon)], false),
        ] {
            let mut endings = Endings::default();
            let reason = |text: &str| (!text.is_empty()).then(|| Reason::said(text.to_owned(), None));
            let note = |(text, lasted): &(&str, Duration)| endings.note(reason(text).as_ref(), *lasted);
            let noted: Vec<bool> = ends.iter().map(note).collect();
            assert_eq!(noted.last(), Some(&recurs), "{ends:?}");
        }
    }
}
