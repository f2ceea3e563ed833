//! What the hub's content store contains, as text for a person.

use syncit_core::show::printable;
use syncit_engine::api::{Store, StoreStatus};
use syncit_words::Language;

use super::style::{columns, count, finish, size};

/// Returns `The content store takes 1.2 GiB, for 3 GiB that are there now and 1 GiB in 12 past
/// versions; …`
pub fn sentence(language: Language, stored: u64, status: Option<&StoreStatus>) -> String {
    let Some(StoreStatus { current_bytes, past_bytes, past_versions, free }) = status else {
        return language.say("store-takes", [("stored", stored.into())]);
    };
    let text = language.say(
        "store-takes-for",
        [
            ("stored", stored.into()),
            ("current", (*current_bytes).into()),
            ("past", (*past_bytes).into()),
            ("versions", (*past_versions).into()),
        ],
    );
    match free {
        Some(free) => language.say("store-and-free", [("text", text.into()), ("free", (*free).into())]),
        None => text + ".",
    }
}

pub fn show_store(language: Language, store: &Store) -> String {
    let mut lines = Vec::new();
    if store.folders.is_empty() {
        lines.push(language.say("store-none", []));
    } else {
        let mut table = columns(language, &["column-folder", "column-now", "column-past", "column-versions"]);
        for line in &store.folders {
            let [now, past] = [line.current_bytes, line.past_bytes].map(|bytes| size(language, bytes));
            table.add_row([printable(&line.folder), now, past, count(language, line.past_versions)]);
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
        lines.push(sentence(language, stored, Some(&status)));
    }
    lines.join("\n")
}
