//! Which part of a folder this machine keeps, as text for a person.

use syncit_core::show::printable;
use syncit_core::units::show_bytes;
use syncit_engine::api::{FolderStatus, Selected, SelectedLine};

use super::style::{BOLD, DIM, columns, count, counted, finish};

pub fn show_selected(selected: &Selected) -> String {
    if selected.subfolders.is_empty() {
        return "There are no subfolders there.".into();
    }
    let mut table = columns(&["kept here", "files", "size", "subfolder"]);
    for line in &selected.subfolders {
        table.add_row([kept(line).into(), count(line.files), show_bytes(line.bytes), printable(&line.path)]);
    }
    let mut text = finish(&mut table);
    if !selected.rest {
        text += &format!("\n{DIM}Nothing else in there is kept here.{DIM:#}");
    } else if !selected.new_subfolders {
        text += &format!("\n{DIM}Subfolders that others add at the top are not kept here.{DIM:#}");
    }
    let elsewhere: u64 = selected.subfolders.iter().map(|line| line.bytes_elsewhere).sum();
    if let Some(free) = selected.free.filter(|_| elsewhere > 0) {
        let (elsewhere, free) = (show_bytes(elsewhere), show_bytes(free));
        text += &format!("\n{DIM}{elsewhere} of it are not on this disk, which has room for {free}.{DIM:#}");
    }
    text
}

fn kept(line: &SelectedLine) -> &'static str {
    match (line.selected, line.part) {
        (true, true) => "in part",
        (true, false) => "yes",
        (false, _) => "no",
    }
}

/// Returns how much of a folder is not chosen on this machine; none if everything is.
pub fn show_not_chosen(folder: &FolderStatus) -> Option<String> {
    if folder.not_chosen == 0 {
        return None;
    }
    let name = printable(&folder.name);
    let (files, are) = (counted(folder.not_chosen, "file"), if folder.not_chosen == 1 { "is" } else { "are" });
    let bytes = show_bytes(folder.bytes_not_chosen);
    Some(format!(
        "{BOLD}{name}{BOLD:#}: {files} ({bytes}) {are} not kept on this machine {DIM}(syncit selected {name}){DIM:#}"
    ))
}
