//! That replies are worded for whoever asked. What a front is told of a reason is made of it here, at the edge, so that no
//! other part of the engine knows of languages.

use syncit_words::{Voice, quoted};

/// What has sentences made of reasons. It is made in English, and worded anew for who asks.
pub trait Worded {
    /// Words every reason in it.
    fn word(&mut self, voice: &Voice);

    /// Returns it with every reason in it worded.
    fn worded(mut self, voice: &Voice) -> Self
    where
        Self: Sized,
    {
        self.word(voice);
        self
    }
}

impl<T: Worded> Worded for Vec<T> {
    fn word(&mut self, voice: &Voice) {
        self.iter_mut().for_each(|one| one.word(voice));
    }
}

impl<T: Worded> Worded for Option<T> {
    fn word(&mut self, voice: &Voice) {
        self.iter_mut().for_each(|one| one.word(voice));
    }
}

/// Puts the folder's name into a hint. Neither the replica nor the hub knows how it is called on this machine.
pub(super) fn with_name(hint: &str, folder: &str) -> String {
    hint.replace(" NAME`", &format!(" {}`", quoted(folder)))
}
