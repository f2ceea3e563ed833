//! What the app's threads and commands share: the engine, the app's preferences, and what the desktop has.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use serde::Serialize;
use syncit_engine::api::{FolderStatus, Status, SyncState, TransferStatus};
use tauri::AppHandle;
use tauri::ipc::Channel;

use crate::backend::Backend;
use crate::language::language;
use crate::place::Place;
use crate::preferences::Kept;

/// The most listeners for progress. A page that was left does not unsubscribe, so the oldest are dropped.
const MAX_LISTENERS: usize = 8;

/// What the app's threads and commands share.
pub struct Shell {
    /// The engine.
    pub backend: Arc<Backend>,
    /// The app's preferences.
    pub kept: Kept,
    has_tray: AtomicBool,
    is_ending: AtomicBool,
    first_place: Mutex<First>,
    listeners: Mutex<Vec<Channel<Progress>>>,
}

/// The page on which the window should start, until its page listens.
#[derive(Default)]
struct First {
    place: Option<Place>,
    is_told: bool,
}

impl First {
    fn lead_to(&mut self, place: Place) -> Option<Place> {
        if self.is_told {
            return Some(place);
        }
        self.place = Some(place);
        None
    }

    fn take(&mut self) -> Option<Place> {
        self.is_told = true;
        self.place.take()
    }
}

/// The progress of transfers and folders.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Progress {
    /// The contents that are being transferred.
    pub transfers: Vec<TransferStatus>,
    /// Each linked folder.
    pub folders: Vec<FolderProgress>,
}

/// The progress of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FolderProgress {
    /// Its name.
    pub name: String,
    /// Paths that are not settled yet.
    pub pending: u64,
    /// Bytes still to be sent or fetched for them, as far as is known.
    pub bytes_pending: u64,
}

impl Progress {
    /// Extracts the progress from a status.
    pub fn of(status: &Status) -> Self {
        let linked = status.folders.iter().filter(|folder| folder.path.is_some());
        let progress = |folder: &FolderStatus| FolderProgress {
            name: folder.name.clone(),
            pending: folder.pending,
            bytes_pending: folder.bytes_pending,
        };
        Progress { transfers: status.transfers.clone(), folders: linked.map(progress).collect() }
    }
}

/// Returns true if something is being transferred or scanned, so that the status changes without a hint.
pub fn is_flowing(status: &Status) -> bool {
    let is_busy = |state| matches!(state, SyncState::Syncing | SyncState::Scanning);
    !status.transfers.is_empty() || status.folders.iter().any(|folder| is_busy(folder.state))
}

impl Shell {
    /// Creates a shell that knows nothing about the desktop yet.
    pub fn new(backend: Backend) -> Self {
        let kept = Kept::read(backend.home().data());
        Shell {
            backend: Arc::new(backend),
            kept,
            has_tray: AtomicBool::new(false),
            is_ending: AtomicBool::new(false),
            first_place: Mutex::default(),
            listeners: Mutex::default(),
        }
    }

    /// Stops the engine of this process, if there is one.
    pub fn end(&self) {
        self.is_ending.store(true, Ordering::SeqCst);
        self.backend.end();
    }

    /// Returns the flag that is set when the app is ending.
    pub fn is_ending(&self) -> &AtomicBool {
        &self.is_ending
    }

    /// Returns true if a panel shows the tray icon.
    pub fn has_tray(&self) -> bool {
        self.has_tray.load(Ordering::SeqCst)
    }

    /// Records whether a panel shows the tray icon. Returns true if that has changed.
    pub fn set_tray(&self, has: bool) -> bool {
        self.has_tray.swap(has, Ordering::SeqCst) != has
    }

    /// Sets the page on which a window that is created now should start.
    pub fn begin_at(&self, place: Option<Place>) {
        *self.first_place.lock() = First { place, is_told: false };
    }

    /// Leads the window to a page. Returns it if the page must be told now; otherwise the page asks for it once it
    /// listens.
    pub fn lead_to(&self, place: Place) -> Option<Place> {
        self.first_place.lock().lead_to(place)
    }

    /// Returns, once, the page on which the window should start.
    pub fn take_first_place(&self) -> Option<Place> {
        self.first_place.lock().take()
    }

    /// Adds a channel that gets progress from now on.
    pub fn add_listener(&self, channel: Channel<Progress>) {
        let mut listeners = self.listeners.lock();
        listeners.push(channel);
        let too_many = listeners.len().saturating_sub(MAX_LISTENERS);
        listeners.drain(..too_many);
    }

    /// Sends progress to all listeners.
    pub fn tell_progress(&self, progress: &Progress) {
        let mut listeners = self.listeners.lock();
        listeners.retain(|listener| listener.send(progress.clone()).is_ok());
    }

    /// Tells the person where the window went, the first time that it goes to the tray.
    pub fn tell_once_of_tray(&self, app: &AppHandle) {
        if self.kept.get().close_told {
            return;
        }
        if let Err(error) = self.kept.change(|kept| kept.close_told = true) {
            tracing::warn!("cannot write down what was said: {error}");
        }
        let (title, text) = (language().say("tray-goes-on", []), language().say("tray-goes-on-text", []));
        crate::notify::tell(app, &title, &text, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_waits_for_the_page_until_it_listens() {
        let mut first = First { place: Some(Place::of("overview")), is_told: false };
        assert_eq!(first.lead_to(Place::of("settings")), None, "the page would not hear it");
        assert_eq!(first.take(), Some(Place::of("settings")));
        assert_eq!(first.lead_to(Place::of("history")), Some(Place::of("history")));
        assert_eq!(first.take(), None);
    }
}
