//! What the transport says to people, as data: why a connection ended, why a machine was not admitted, and why content or a
//! message cannot be sent.

use syncit_core::reason::Shape;
use syncit_core::{Reason, reasons};

/// The families of reasons of this crate.
pub const REASONS: &[&[Shape]] = &[Ended::ALL, NotAdmitted::ALL, Unsent::ALL];

reasons! {
    /// Why a connection to the hub ended.
    pub enum Ended {
        /// The network failed, in the system's words.
        "connection-ended--lost" Lost { words: String },
        /// The hub closed it.
        "connection-ended--closed" Closed,
        /// The hub sent nothing for too long.
        "connection-ended--silent" Silent { seconds: u64 },
        /// The hub broke the protocol.
        "connection-ended--foreign" Foreign { words: String },
        /// This machine cannot encode a message.
        "connection-ended--unsendable" Unsendable { words: String },
        /// The hub does not read.
        "connection-ended--stalled" Stalled,
        /// A thread of this program failed.
        "connection-ended--failed" Failed,
    }
}

reasons! {
    /// Why the hub does not admit a machine that knows the code.
    pub enum NotAdmitted {
        /// Its name is not valid.
        "not-admitted--bad-name" BadName { cause: Reason },
        /// Another machine was quicker.
        "not-admitted--used" Used,
    }
}

reasons! {
    /// Why the hub cannot send something.
    pub enum Unsent {
        /// A part of the content is gone.
        "not-served--incomplete" Incomplete,
        /// A part of the content cannot be read.
        "not-served--unreadable" Unreadable { words: String },
        /// A message cannot be encoded.
        "unspeakable" Unspeakable { words: String },
    }
}
