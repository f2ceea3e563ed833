//! What the hub's content store contains, as text for a person.

use syncit_core::show::printable;
use syncit_core::units::show_bytes;
use syncit_engine::api::{Store, StoreStatus};

use super::style::{columns, count, counted, finish};

/// Returns `The content store takes 1.2 GiB, for 3 GiB that are there now and 1 GiB in 12 past
/// versions; …`
pub fn sentence(stored: u64, status: Option<&StoreStatus>) -> String {
    let Some(StoreStatus { current_bytes, past_bytes, past_versions, free }) = status else {
        return format!("The content store takes {}.", show_bytes(stored));
    };
    let past = counted(*past_versions, "past version");
    let mut text = format!(
        "The content store takes {}, for {} that are there now and {} in {past}",
        show_bytes(stored),
        show_bytes(*current_bytes),
        show_bytes(*past_bytes)
    );
    if let Some(free) = free {
        text += &format!("; {} are free on its disk", show_bytes(*free));
    }
    text + "."
}

pub fn show_store(store: &Store) -> String {
    let mut lines = Vec::new();
    if store.folders.is_empty() {
        lines.push("No folder is shared yet.".to_owned());
    } else {
        let mut table = columns(&["folder", "now", "past", "versions"]);
        for line in &store.folders {
            let sizes = [show_bytes(line.current_bytes), show_bytes(line.past_bytes), count(line.past_versions)];
            table.add_row([printable(&line.folder)].into_iter().chain(sizes));
        }
        lines.push(finish(&mut table));
    }
    if let Some(stored) = store.stored_bytes {
        let sum = |part: fn(&syncit_engine::api::StoreLine) -> u64| store.folders.iter().map(part).sum();
        let status = StoreStatus {
            current_bytes: sum(|line| line.current_bytes),
            past_bytes: sum(|line| line.past_bytes),
            past_versions: sum(|line| line.past_versions),
            free: store.free,
        };
        lines.push(sentence(stored, Some(&status)));
    }
    lines.join("\n")
}
