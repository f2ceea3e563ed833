//! What the window in a browser is refused, besides what the engine refuses.

use std::path::PathBuf;

use syncit_core::reasons;
use syncit_engine::api::{ApiError, Worded};
use syncit_words::{Front, Language, Voice};

reasons! {
    /// Why a request of a page is refused.
    pub enum Refused {
        /// The engine is neither stopped nor watched by a window.
        "bad-argument--window" StopOrWatch,
        /// The path is outside of the directories that pages may use.
        "outside" Outside { path: PathBuf, roots: String },
        /// The window is being closed.
        "stopping--window" Closing,
        /// The page is not open any more.
        "locked" Locked,
        /// The link was used, or has expired.
        "no-link" NoLink,
        /// Too many links were tried.
        "no-link--too-many" TooManyLinks,
        /// The request does not say that it is JSON.
        "bad-argument--not-json" NotJson,
        /// The request is too large.
        "bad-argument--too-large" TooLarge,
        /// The request was sent too slowly.
        "bad-argument--too-slow" TooSlow,
        /// The request cannot be read.
        "bad-argument--unreadable" Unreadable { words: String },
    }
}

/// Returns how a page is spoken to.
pub(crate) fn voice() -> Voice {
    Voice { language: Language::of_environment(), front: Front::Window }
}

impl From<Refused> for ApiError {
    fn from(refused: Refused) -> Self {
        let mut error = ApiError::new(refused);
        error.word(&voice());
        error
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_has_its_words_in_each_language() {
        let wrong = syncit_testkit::words::wrong_words(Refused::ALL.iter());
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
