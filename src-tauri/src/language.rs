//! The language of the person at this desktop.

use syncit_words::Language;

/// Returns the language that the session was started in.
pub fn language() -> Language {
    Language::of_environment()
}
