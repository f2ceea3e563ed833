//! All families of reasons of this crate, for those who word them.

use syncit_core::reason::Shape;

use crate::api::{BadMoment, Because};
use crate::client::trouble::NoConnection;
use crate::commands::pairing::failed::{NoHub, NotPaired, Unreachable};
use crate::commands::{Kept, Lacks, TooLarge};
use crate::control::Unanswered;
use crate::error;
use crate::folder::linked::NotOpened;
use crate::hub::refused::AtHub;
use crate::present::holds::{Held, Place, Within};
use crate::present::summary::Needs;
use crate::queries::findings::{Checked, Finding, Leap, NotKnown};
use crate::queries::store::StoreTrouble;
use crate::runtime::copies::NoCopy;

/// The families.
pub const REASONS: &[&[Shape]] = &[
    AtHub::ALL,
    BadMoment::ALL,
    Because::ALL,
    Checked::ALL,
    Finding::ALL,
    Held::ALL,
    Kept::ALL,
    Lacks::ALL,
    Leap::ALL,
    Needs::ALL,
    NoConnection::ALL,
    NoCopy::ALL,
    NoHub::ALL,
    NotKnown::ALL,
    NotOpened::ALL,
    NotPaired::ALL,
    Place::ALL,
    StoreTrouble::ALL,
    TooLarge::ALL,
    Unanswered::ALL,
    Unreachable::ALL,
    Within::ALL,
];

/// The families of errors.
pub const ERRORS: &[&[Shape]] = error::REASONS;
