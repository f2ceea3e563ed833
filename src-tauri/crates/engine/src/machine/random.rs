//! Random identifiers.

/// A random identifier.
///
/// # Panics
/// If the system has no randomness to give: then nothing here would be safe.
pub(crate) fn random_id() -> [u8; 16] {
    let mut id = [0; 16];
    getrandom::fill(&mut id).expect("the system gives random bytes");
    id
}
