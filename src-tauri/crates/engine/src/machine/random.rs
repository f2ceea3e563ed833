//! Random identifiers.

/// Returns a random identifier.
///
/// # Panics
/// Panics if the system gives no random bytes: without them nothing here would be safe.
pub(crate) fn random_id() -> [u8; 16] {
    let mut id = [0; 16];
    getrandom::fill(&mut id).expect("the system gives random bytes");
    id
}
