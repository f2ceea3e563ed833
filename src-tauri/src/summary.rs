//! How things are, for the tray: an icon, a sentence, and how many things need a person. Pure.
//!
//! The window says the same from the same state; its words are in `ui/src/lib/messages/en/state.ts`.

use std::time::{Duration, Instant};

use syncit_engine::api::{FolderStatus, Status, SyncState};

/// Work that is over sooner is not shown by the icon.
const SHORT: Duration = Duration::from_secs(2);

/// The icons, which differ in shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Icon {
    /// Nothing to do.
    InSync,
    /// Something is on its way.
    Syncing,
    /// A person stopped it.
    Paused,
    /// The hub is out of reach, there is none, or no engine answers.
    Offline,
    /// A person is needed.
    NeedsYou,
}

/// What the tray shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Its icon.
    pub icon: Icon,
    /// The state in words.
    pub sentence: String,
    /// Things that need a person.
    pub needs: usize,
}

impl Summary {
    /// Of a state; none if no engine answers.
    pub fn of(status: Option<&Status>) -> Self {
        let Some(status) = status else {
            return Summary { icon: Icon::Offline, sentence: "The engine does not answer".into(), needs: 0 };
        };
        let needs = status.folders.iter().map(needs).sum();
        let sentence = match status.state {
            SyncState::Unpaired => "Not set up yet".into(),
            SyncState::Held => "Stopped for your safety".into(),
            SyncState::Attention if needs > 1 => format!("{needs} things need you"),
            SyncState::Attention => "One thing needs you".into(),
            SyncState::Paused => "Paused".into(),
            SyncState::Offline => "The hub is out of reach".into(),
            SyncState::Scanning => "Looking for changes".into(),
            SyncState::Syncing => "Syncing".into(),
            SyncState::InSync if status.folders.iter().all(|folder| folder.path.is_none()) => "Ready to begin".into(),
            SyncState::InSync | SyncState::NotLinked => "Everything is in sync".into(),
        };
        Summary { icon: icon(status.state), sentence, needs }
    }
}

fn icon(state: SyncState) -> Icon {
    match state {
        SyncState::Held | SyncState::Attention => Icon::NeedsYou,
        SyncState::Paused => Icon::Paused,
        SyncState::Offline | SyncState::Unpaired => Icon::Offline,
        SyncState::Scanning | SyncState::Syncing => Icon::Syncing,
        SyncState::InSync | SyncState::NotLinked => Icon::InSync,
    }
}

/// Each conflict is one, each problem is one, a hold is one.
fn needs(folder: &FolderStatus) -> usize {
    let held = usize::from(folder.state == SyncState::Held);
    held + usize::try_from(folder.conflicts).unwrap_or(usize::MAX) + folder.problems.len()
}

/// Keeps the icon calm: what is over within two seconds changes nothing.
#[derive(Debug, Default)]
pub struct Calm {
    /// Since when there is work, while there is.
    busy_since: Option<Instant>,
    shown: Option<Summary>,
}

impl Calm {
    /// What to show now, and when to look again if nothing is told before.
    pub fn show(&mut self, summary: Summary, now: Instant) -> (Summary, Option<Instant>) {
        let since = (summary.icon == Icon::Syncing).then(|| self.busy_since.unwrap_or(now));
        self.busy_since = since;
        match (since, &self.shown) {
            (Some(since), Some(shown)) if shown.icon != Icon::Syncing && now < since + SHORT => {
                (Summary { needs: summary.needs, ..shown.clone() }, Some(since + SHORT))
            }
            _ => {
                self.shown = Some(summary.clone());
                (summary, None)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn short_work_leaves_the_icon_as_it_was_and_long_work_shows() {
        let begun = Instant::now();
        let at = |seconds: f64| begun + Duration::from_secs_f64(seconds);
        let summary = |icon, sentence: &str| Summary { icon, sentence: sentence.into(), needs: 0 };
        let (rest, busy) = (summary(Icon::InSync, "Everything is in sync"), summary(Icon::Syncing, "Syncing"));
        let mut calm = Calm::default();
        for (second, is, shown, again) in [
            (0.0, &rest, &rest, None),
            (1.0, &busy, &rest, Some(3.0)),
            (1.5, &rest, &rest, None),
            // Work that comes again begins anew.
            (2.0, &busy, &rest, Some(4.0)),
            (3.9, &busy, &rest, Some(4.0)),
            (4.0, &busy, &busy, None),
            (9.0, &busy, &busy, None),
            (9.1, &rest, &rest, None),
        ] {
            let expected = (shown.clone(), again.map(at));
            assert_eq!(calm.show(is.clone(), at(second)), expected, "at {second} s");
        }
    }

    #[test]
    fn what_is_no_work_is_shown_at_once_also_in_the_middle_of_it() {
        let now = Instant::now();
        let summary = |icon| Summary { icon, sentence: String::new(), needs: 0 };
        let mut calm = Calm::default();
        for icon in [Icon::Syncing, Icon::NeedsYou, Icon::Offline, Icon::Paused, Icon::InSync] {
            assert_eq!(calm.show(summary(icon), now), (summary(icon), None));
        }
    }
}
