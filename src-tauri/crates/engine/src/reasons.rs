//! All families of reasons of this crate, for those who word them.

use syncit_core::reason::Shape;

use crate::control::Unanswered;
use crate::queries::store::StoreTrouble;

/// The families.
pub const REASONS: &[&[Shape]] = &[StoreTrouble::ALL, Unanswered::ALL];
