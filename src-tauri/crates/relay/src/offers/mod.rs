//! Offers from their first message to their verdict: taking in entries and content, and deciding each entry against the
//! journal. It asks `access` and `holds`. Nobody is told here but who offered; what others are told follows from the journal.

pub(crate) mod content;
mod decide;
mod moves;
mod upload;
