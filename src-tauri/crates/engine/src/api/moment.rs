//! A moment that a person chose.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use syncit_core::{Timestamp, reasons};

/// A moment that a person chose: RFC 3339 in JSON, exact to the nanosecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Moment(pub Timestamp);

reasons! {
    /// Why a text is no moment.
    #[derive(thiserror::Error)]
    pub enum BadMoment {
        /// It is not RFC 3339.
        #[error("{text:?} is not a moment as SyncIt reads them: write 2026-11-22T14:03:05Z")]
        "bad-argument--moment" NotRfc3339 { text: String },
    }
}

impl From<jiff::Timestamp> for Moment {
    /// Saturates where `Timestamp` does.
    fn from(moment: jiff::Timestamp) -> Self {
        Moment(Timestamp(i64::try_from(moment.as_nanosecond()).unwrap_or(i64::MAX)))
    }
}

impl FromStr for Moment {
    type Err = BadMoment;
    fn from_str(text: &str) -> Result<Self, BadMoment> {
        text.parse::<jiff::Timestamp>().map(Moment::from).map_err(|_| BadMoment::NotRfc3339 { text: text.to_owned() })
    }
}

impl TryFrom<String> for Moment {
    type Error = BadMoment;
    fn try_from(text: String) -> Result<Self, BadMoment> {
        text.parse()
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.exact())
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.to_string()
    }
}
