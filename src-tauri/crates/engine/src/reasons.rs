//! All families of reasons of this crate, for those who word them.

use syncit_core::reason::Shape;

use crate::client::trouble::NoConnection;
use crate::commands::pairing::failed::{NoHub, NotPaired, Unreachable};
use crate::commands::wait::everywhere::Lacks;
use crate::control::Unanswered;
use crate::hub::refused::AtHub;
use crate::present::holds::{Held, Place, Within};
use crate::present::summary::Needs;
use crate::queries::findings::{Finding, Leap, NotKnown};
use crate::queries::store::StoreTrouble;

/// The families.
pub const REASONS: &[&[Shape]] = &[
    AtHub::ALL,
    Finding::ALL,
    Held::ALL,
    Lacks::ALL,
    Leap::ALL,
    Needs::ALL,
    NoConnection::ALL,
    NoHub::ALL,
    NotKnown::ALL,
    NotPaired::ALL,
    Place::ALL,
    StoreTrouble::ALL,
    Unanswered::ALL,
    Unreachable::ALL,
    Within::ALL,
];
