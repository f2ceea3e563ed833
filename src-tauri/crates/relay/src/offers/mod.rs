//! Offers from their first message to their verdict: taking in entries and content, and deciding each entry against the
//! journal. It asks `access` and `holds`. It sends only to the offering machine; the others learn from the journal.

pub(crate) mod content;
mod decide;
mod moves;
mod upload;
