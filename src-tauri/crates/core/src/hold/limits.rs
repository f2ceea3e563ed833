//! From where on deletions are a mass deletion.

/// How long a deletion counts, in the hub's seconds.
pub const WINDOW: u64 = 60;

/// From where on deletions are a mass deletion, per folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HoldLimits {
    /// So many files at least…
    pub files: u64,
    /// …and more than so many of a hundred; 100 means never.
    pub share: u64,
}

impl HoldLimits {
    /// Unless something else was set.
    pub const USUAL: HoldLimits = HoldLimits { files: 100, share: 50 };

    /// Says whether it is a mass deletion to delete so many of the files that were there before.
    pub fn is_mass_deletion(self, deleted: u64, before: u64) -> bool {
        deleted >= self.files && deleted.saturating_mul(100) > before.saturating_mul(self.share)
    }
}
