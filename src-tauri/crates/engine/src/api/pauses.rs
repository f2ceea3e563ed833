//! What slows this machine down or stops it: why it is paused, its speed limits, and what it could pause for.

use serde::{Deserialize, Serialize};
use syncit_core::{Reason, reasons};

/// Why something is paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum PausedBecause {
    /// A person paused it.
    Person,
    /// The network is metered, and the setting `pause-on-metered` is on.
    Metered,
    /// The machine runs on battery.
    Battery {
        /// What is left, in percent.
        percent: u8,
        /// The setting `pause-on-battery`.
        below: u8,
    },
}

reasons! {
    /// Why a machine paused by itself, in a few words.
    pub enum Because {
        /// The network is metered.
        "because-metered" Metered,
        /// The machine runs on battery.
        "because-battery" Battery { percent: u32 },
    }
}

impl PausedBecause {
    /// Returns why a machine paused by itself; none if a person paused it.
    pub fn reason(self) -> Option<Reason> {
        match self {
            PausedBecause::Person => None,
            PausedBecause::Metered => Some(Because::Metered.into()),
            PausedBecause::Battery { percent, .. } => Some(Because::Battery { percent: percent.into() }.into()),
        }
    }
}

/// The speed limits of a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SpeedLimit {
    /// KiB a second to the hub; 0 is no limit.
    pub up: u32,
    /// KiB a second from the hub; 0 is no limit.
    pub down: u32,
    /// Whether they apply now; the setting `limit-hours` says when.
    pub applies: bool,
    /// When that changes by itself, RFC 3339; none if it never does.
    pub until: Option<String>,
}

/// Something that a person could want, and was never asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Offer {
    /// The hub is reached over a metered network. Setting `pause-on-metered`, on or off, is the answer.
    PauseOnMetered,
}
