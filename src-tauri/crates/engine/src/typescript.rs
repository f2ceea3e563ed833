//! The API's types for the window, generated into `ui/src/lib/api/`.
//!
//! The files there are committed and never edited: this test generates them again and fails if they differ from the
//! committed ones. `SYNCIT_WRITE_TYPES=1 cargo test --workspace --lib typescript` writes them in place.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use syncit_core::message;
use syncit_core::relay_store;
use syncit_core::replica_store;
use ts_rs::{Config, TS};

use crate::api::Notice;
use crate::api::{ApiError, Command, Reply};

/// A mirror of a `syncit-core` type that the API shows, because that crate knows nothing of TypeScript. A test compares
/// each mirror with its original.
#[derive(TS, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Role {
    TwoWay,
    SendOnly,
    ReceiveOnly,
}

#[derive(TS, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Access {
    None,
    Read,
    Write,
}

#[derive(TS, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Action {
    Added,
    Changed,
    Deleted,
    Moved,
    Restored,
    Conflict,
}

fn same<T: serde::de::DeserializeOwned + Serialize>(mirror: impl Serialize) {
    let text = serde_json::to_value(mirror).unwrap();
    let original: T = serde_json::from_value(text.clone()).unwrap();
    assert_eq!(serde_json::to_value(original).unwrap(), text);
}

#[test]
fn what_is_mirrored_of_the_core_is_written_alike() {
    for role in [Role::TwoWay, Role::SendOnly, Role::ReceiveOnly] {
        same::<replica_store::Role>(role);
    }
    for access in [Access::None, Access::Read, Access::Write] {
        same::<relay_store::Access>(access);
    }
    for action in [Action::Added, Action::Changed, Action::Deleted, Action::Moved, Action::Restored, Action::Conflict] {
        same::<message::Action>(action);
    }
    // If a variant is added to an original, this no longer compiles.
    match (replica_store::Role::TwoWay, relay_store::Access::None, message::Action::Added) {
        (
            replica_store::Role::TwoWay | replica_store::Role::SendOnly | replica_store::Role::ReceiveOnly,
            relay_store::Access::None | relay_store::Access::Read | relay_store::Access::Write,
            message::Action::Added
            | message::Action::Changed
            | message::Action::Deleted
            | message::Action::Moved
            | message::Action::Restored
            | message::Action::Conflict,
        ) => {}
    }
}

/// Which reply answers which command. A command that changes something and has nothing to show is answered with `done`.
const ANSWERS: &[(&str, &str)] = &[
    ("status", "status"),
    ("hub", "hub"),
    ("invite", "invite"),
    ("invitation", "invitation"),
    ("cancel-invite", "done"),
    ("discover", "discover"),
    ("join", "join"),
    ("leave", "done"),
    ("share", "folder"),
    ("estimate", "estimate"),
    ("unshare", "done"),
    ("link", "folder"),
    ("unlink", "done"),
    ("relocate", "folder"),
    ("folders", "folders"),
    ("wait", "wait"),
    ("machines", "machines"),
    ("rename", "done"),
    ("forget", "done"),
    ("access", "done"),
    ("history", "history"),
    ("activity", "activity"),
    ("versions", "versions"),
    ("restore", "restored"),
    ("content", "content"),
    ("conflicts", "conflicts"),
    ("resolve", "done"),
    ("differences", "differences"),
    ("held", "held"),
    ("release", "done"),
    ("pause", "done"),
    ("resume", "done"),
    ("rescan", "done"),
    ("ignored", "ignored"),
    ("ignore-rules", "ignore-rules"),
    ("ignore-preview", "ignored"),
    ("store", "store"),
    ("settings", "settings"),
    ("verify", "verified"),
    ("key", "key"),
    ("doctor", "doctor"),
    ("diagnostics", "done"),
    ("log", "log"),
    ("stop", "done"),
    ("watch", "changed"),
];

/// Returns the tags of a generated union: what follows each `before`, up to the next quote.
fn tags(declaration: &str, before: &str) -> BTreeSet<String> {
    let parts = declaration.split(before).skip(1);
    parts.map(|part| part.split('"').next().unwrap().to_owned()).collect()
}

/// Generates the typed table of replies: `Answers["status"]` is `Status`.
fn answers(config: &Config) -> String {
    let commands = tags(&Command::decl(config), "\"command\": \"");
    let listed: BTreeSet<String> = ANSWERS.iter().map(|(command, _)| (*command).to_owned()).collect();
    assert_eq!(commands, listed, "ANSWERS must say of every command what answers it");
    let mut text = "import type { Command } from \"./Command\";\nimport type { Reply } from \"./Reply\";\n\n\
         /** What a reply of this kind holds. */\n\
         export type ReplyOf<K extends string> = Extract<Reply, { [key in K]: unknown }>[K];\n\n\
         /** The names of all commands. */\n\
         export type CommandName = Command[\"command\"];\n\n\
         /** The command of this name with what it takes. */\n\
         export type CommandOf<N extends CommandName> = Extract<Command, { command: N }>;\n\n\
         /** What each command is answered with, without the wrapping that names it. */\n\
         export interface Answers {\n"
        .to_owned();
    let replies = Reply::decl(config);
    for (command, reply) in ANSWERS {
        assert!(replies.contains(&format!("\"{reply}\"")), "{command} is answered by {reply:?}, which is no reply");
        let answer = match *reply {
            "done" | "changed" => "void".to_owned(),
            reply => format!("ReplyOf<\"{reply}\">"),
        };
        text.push_str(&format!("  \"{command}\": {answer};\n"));
    }
    text + "}\n"
}

const HEAD: &str =
    "// Generated from the engine's API (src-tauri/crates/engine/src/typescript.rs). Not to be edited.\n\n";

/// Returns all files by name, as they should be.
fn generated() -> BTreeMap<String, String> {
    let dir = tempfile::tempdir().unwrap();
    let config = Config::new().with_large_int("number").with_out_dir(dir.path());
    Command::export_all(&config).unwrap();
    Reply::export_all(&config).unwrap();
    ApiError::export_all(&config).unwrap();
    Notice::export_all(&config).unwrap();
    let mut files = BTreeMap::new();
    for (name, text) in read_dir(dir.path()) {
        // The generator's own head is replaced, and trailing blanks are removed.
        let lines = text.lines().skip_while(|line| line.starts_with("//") || line.is_empty()).map(str::trim_end);
        files.insert(name, format!("{HEAD}{}\n", lines.collect::<Vec<_>>().join("\n")));
    }
    files.insert("Answers.ts".into(), format!("{HEAD}{}", answers(&config)));
    let exports = files.keys().map(|name| format!("export type * from \"./{}\";\n", name.trim_end_matches(".ts")));
    let index = format!("{HEAD}{}", exports.collect::<String>());
    files.insert("index.ts".into(), index);
    files
}

fn read_dir(dir: &Path) -> BTreeMap<String, String> {
    let files = fs::read_dir(dir).into_iter().flatten().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|end| end == "ts"));
    files
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            (path.file_name().unwrap().to_str().unwrap().to_owned(), text)
        })
        .collect()
}

#[test]
fn the_committed_types_are_those_of_the_api() {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src/lib/api");
    let (is, should) = (read_dir(&dir), generated());
    if std::env::var_os("SYNCIT_WRITE_TYPES").is_some() {
        fs::create_dir_all(&dir).unwrap();
        is.keys().filter(|name| !should.contains_key(*name)).for_each(|name| fs::remove_file(dir.join(name)).unwrap());
        should.iter().for_each(|(name, text)| fs::write(dir.join(name), text).unwrap());
        return;
    }
    let names: BTreeSet<_> = is.keys().chain(should.keys()).collect();
    let other: Vec<_> = names.into_iter().filter(|name| is.get(*name) != should.get(*name)).collect();
    assert!(
        other.is_empty(),
        "the API changed and {other:?} did not: SYNCIT_WRITE_TYPES=1 cargo test --workspace --lib typescript"
    );
}
