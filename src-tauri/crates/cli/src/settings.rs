//! `syncit settings [FOLDER] [KEY [VALUE]]`: finds out which word is which.

use syncit_engine::api::{Command, Reply};
use syncit_engine::control::Client;

use crate::failure::{Failed, Failure};

/// Asks the engine. The first word is a folder if one has that name; the rest are key and value.
pub fn ask(client: &mut Client, words: &[String]) -> Result<Reply, Failure> {
    let folder = match words.first() {
        Some(first) if is_folder(client, first)? => Some(first.clone()),
        _ => None,
    };
    let rest = &words[usize::from(folder.is_some())..];
    let (key, value) = match rest {
        [] => (None, None),
        [key] => (Some(key.clone()), None),
        [key, value] => (Some(key.clone()), Some(value.clone())),
        _ => return Err(Failed::NoFolder { name: words[0].clone() }.into()),
    };
    Ok(client.call(Command::Settings { folder, key, value })?)
}

fn is_folder(client: &mut Client, word: &str) -> Result<bool, Failure> {
    let lower = word.to_lowercase();
    // The status is available even before this machine is set up.
    match client.call(Command::Status)? {
        Reply::Status(status) => Ok(status.folders.iter().any(|folder| folder.name.to_lowercase() == lower)),
        _ => Ok(false),
    }
}
