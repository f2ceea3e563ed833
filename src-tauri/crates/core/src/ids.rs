//! The identifiers that machines exchange. All are opaque: only their equality matters, and for
//! `Seq` and `Rev` their order.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::hex::{from_hex, write_hex};

/// The error for a text that is not the 32 hexadecimal digits of an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier of 32 hexadecimal digits")]
pub struct NotAnId;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; 16]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_hex(&self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                from_hex(text).map($name).ok_or(NotAnId)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

id! {
    /// Identifies a machine: the first 16 bytes of the BLAKE3 digest of its public key in SSH wire
    /// format, so that a machine cannot claim to be another one.
    MachineId
}
id! {
    /// Identifies a shared folder: random, chosen when it is shared. The folder's name may change,
    /// this does not.
    FolderId
}
id! {
    /// Identifies one machine's copy of one folder: random, chosen when it is linked.
    ReplicaId
}
id! {
    /// Identifies one run of the hub's journal: random, chosen when the relay starts. Positions in
    /// different incarnations compare only through the list of incarnations that both sides keep.
    Incarnation
}

impl MachineId {
    /// Derives the identifier from a public key in SSH wire format.
    pub fn of_key(public_key: &[u8]) -> Self {
        let digest = blake3::hash(public_key);
        let mut id = [0; 16];
        id.copy_from_slice(&digest.as_bytes()[..16]);
        MachineId(id)
    }
}

/// A position in the hub's journal of one folder. 0 is the position before the first entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Seq(pub u64);

/// The order in which a replica wrote its rows. Every row write takes the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rev(pub u64);

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A position that stays meaningful when a hub is restored from a backup: a seq and the incarnation
/// that assigned it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Position {
    /// The incarnation of the journal.
    pub incarnation: Incarnation,
    /// The last known entry of that incarnation.
    pub seq: Seq,
}
