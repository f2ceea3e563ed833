//! From where on deletions are a mass deletion.

/// How long a deletion counts, in seconds of the hub's clock.
pub const WINDOW: u64 = 60;

/// The limits above which deletions are a mass deletion, per folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HoldLimits {
    /// At least this many files…
    pub files: u64,
    /// …and more than this percentage of the files; 100 means never.
    pub share: u64,
}

impl HoldLimits {
    /// The default limits.
    pub const USUAL: HoldLimits = HoldLimits { files: 100, share: 50 };

    /// Returns true if deleting `deleted` of the `before` files that were there is a mass deletion.
    pub fn is_mass_deletion(self, deleted: u64, before: u64) -> bool {
        deleted >= self.files && deleted.saturating_mul(100) > before.saturating_mul(self.share)
    }
}
