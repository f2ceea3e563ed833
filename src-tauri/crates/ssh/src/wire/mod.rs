//! The bytes of the lanes: pure encoders and bounded, incremental decoders. Nothing here blocks, and no input makes it
//! panic or buffer more than one record.

pub mod command;
pub mod line;
pub mod scp;

/// What is wrong with bytes from the other side.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// A line or header that does not end.
    #[error("a line is longer than {limit} bytes")]
    LineTooLong {
        /// The limit.
        limit: usize,
    },
    /// Something that is not a message, on a control lane or in an offer.
    #[error("a message cannot be understood: {0}")]
    BadMessage(String),
    /// A message that does not belong on this lane.
    #[error("a message came on the wrong lane: {0}")]
    WrongLane(&'static str),
    /// More items than a message may have.
    #[error("a message names more than {limit} items")]
    TooManyItems {
        /// The limit.
        limit: usize,
    },
    /// A header in the data stream that is not valid.
    #[error("a record cannot be understood: {0}")]
    BadRecord(&'static str),
    /// A record larger than its kind may be.
    #[error("a record has {len} bytes, and {limit} are allowed")]
    RecordTooLong {
        /// The length in its header.
        len: u64,
        /// The limit.
        limit: usize,
    },
    /// More answers than records.
    #[error("something was answered that was not sent")]
    Unasked,
}
