//! What the window in a browser is refused, besides what the engine refuses.

use std::path::PathBuf;

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use syncit_core::reasons;
use syncit_engine::api::ApiError;
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

/// Returns how a page is spoken to: in the first language that its browser names and SyncIt speaks. Browsers name the preferred
/// ones first.
pub(crate) fn voice(headers: &HeaderMap) -> Voice {
    let asked = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let language = asked.split(',').find_map(|range| Language::of_locale(range.trim()));
    Voice { language: language.unwrap_or_default(), front: Front::Window }
}

impl From<Refused> for ApiError {
    fn from(refused: Refused) -> Self {
        ApiError::new(refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_spoken_to_in_the_language_of_its_browser() {
        for (asked, expected) in [
            (None, Language::En),
            (Some("de"), Language::De),
            (Some("de-AT,de;q=0.9,en;q=0.8"), Language::De),
            (Some("fr-FR, en-GB;q=0.8, de;q=0.7"), Language::En),
            (Some("fr;q=0.9,*;q=0.5"), Language::En),
            (Some(",,;;q=1"), Language::En),
        ] {
            let headers = asked.map(|asked| (ACCEPT_LANGUAGE, asked.parse().expect("it is a header's value")));
            assert_eq!(voice(&headers.into_iter().collect()).language, expected, "{asked:?}");
        }
    }

    #[test]
    fn every_reason_has_its_words_in_each_language() {
        let wrong = syncit_testkit::words::wrong_words(Refused::ALL.iter());
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
