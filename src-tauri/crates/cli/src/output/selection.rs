//! Which part of a folder this machine keeps, as text for a person.

use syncit_core::show::printable;
use syncit_engine::api::{FolderStatus, Selected, SelectedLine};
use syncit_words::Language;

use super::style::{bold, columns, count, dim, finish, size};

pub fn show_selected(language: Language, selected: &Selected) -> String {
    if selected.subfolders.is_empty() {
        return language.say("selected-none", []);
    }
    let mut table = columns(language, &["column-kept-here", "column-files", "column-size", "column-subfolder"]);
    for line in &selected.subfolders {
        let (files, bytes) = (count(language, line.files), size(language, line.bytes));
        table.add_row([kept(language, line), files, bytes, printable(&line.path)]);
    }
    let mut text = finish(&mut table);
    let mut note = |note: String| text += &format!("\n{}", dim(&note));
    if !selected.rest {
        note(language.say("selected-nothing-else", []));
    } else if !selected.new_subfolders {
        note(language.say("selected-no-new", []));
    }
    let elsewhere: u64 = selected.subfolders.iter().map(|line| line.bytes_elsewhere).sum();
    if let Some(free) = selected.free.filter(|_| elsewhere > 0) {
        note(language.say("selected-elsewhere", [("bytes", elsewhere.into()), ("free", free.into())]));
    }
    text
}

fn kept(language: Language, line: &SelectedLine) -> String {
    match (line.selected, line.part) {
        (true, true) => language.say("selected-in-part", []),
        (true, false) => language.say("yes", []),
        (false, _) => language.say("no", []),
    }
}

/// Returns how much of a folder is not chosen on this machine; none if everything is.
pub fn show_not_chosen(language: Language, folder: &FolderStatus) -> Option<String> {
    if folder.not_chosen == 0 {
        return None;
    }
    let name = printable(&folder.name);
    let what = language
        .say("folders-not-chosen", [("files", folder.not_chosen.into()), ("bytes", folder.bytes_not_chosen.into())]);
    Some(format!("{}: {what} {}", bold(&name), dim(&format!("(syncit selected {name})"))))
}
