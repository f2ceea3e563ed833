//! All families of reasons of this crate, for those who word them.

use syncit_core::reason::Shape;

use crate::control::Unanswered;
use crate::present::holds::{Held, Place, Within};
use crate::present::summary::Needs;
use crate::queries::findings::{Finding, Leap, NotKnown};
use crate::queries::store::StoreTrouble;

/// The families.
pub const REASONS: &[&[Shape]] = &[
    Finding::ALL,
    Held::ALL,
    Leap::ALL,
    Needs::ALL,
    NotKnown::ALL,
    Place::ALL,
    StoreTrouble::ALL,
    Unanswered::ALL,
    Within::ALL,
];
