//! The API's types for the window, generated into `ui/src/lib/engine/api.ts`.
//!
//! That file is committed and never edited: this test generates it and fails if it differs from what is committed.
//! `SYNCIT_WRITE_TYPES=1 cargo test --workspace --lib typescript` writes it.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

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
pub(crate) enum SyncMode {
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
    for role in [SyncMode::TwoWay, SyncMode::SendOnly, SyncMode::ReceiveOnly] {
        same::<replica_store::SyncMode>(role);
    }
    for access in [Access::None, Access::Read, Access::Write] {
        same::<relay_store::Access>(access);
    }
    for action in [Action::Added, Action::Changed, Action::Deleted, Action::Moved, Action::Restored, Action::Conflict] {
        same::<message::Action>(action);
    }
    // If a variant is added to an original, this no longer compiles.
    match (replica_store::SyncMode::TwoWay, relay_store::Access::None, message::Action::Added) {
        (
            replica_store::SyncMode::TwoWay | replica_store::SyncMode::SendOnly | replica_store::SyncMode::ReceiveOnly,
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
    ("allow-invites", "done"),
    ("history", "history"),
    ("activity", "activity"),
    ("versions", "versions"),
    ("restore", "restored"),
    ("content", "content"),
    ("conflicts", "conflicts"),
    ("resolve", "done"),
    ("differences", "differences"),
    ("settle-differences", "done"),
    ("selected", "selected"),
    ("choose", "done"),
    ("where", "where"),
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
    let mut text = "/** What a reply of this kind holds. */\n\
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

/// The file as it is to be: the declarations in the order of their names, then which command is answered by what.
fn generated() -> String {
    let dir = tempfile::tempdir().unwrap();
    let config = Config::new().with_large_int("number").with_out_dir(dir.path());
    Command::export_all(&config).unwrap();
    Reply::export_all(&config).unwrap();
    ApiError::export_all(&config).unwrap();
    Notice::export_all(&config).unwrap();
    let mut files: Vec<PathBuf> = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let declarations = files.iter().map(|file| declaration(&fs::read_to_string(file).unwrap()));
    format!("{HEAD}{}{}", declarations.collect::<String>(), answers(&config))
}

/// What a generated file declares, without its head, its imports and blanks at the ends of lines.
fn declaration(file: &str) -> String {
    let lines = file.lines().map(str::trim_end).filter(|line| !line.starts_with("import type "));
    let lines = lines.skip_while(|line| line.starts_with("//") || line.is_empty());
    format!("{}\n\n", lines.collect::<Vec<_>>().join("\n").trim_end())
}

#[test]
fn the_committed_types_are_those_of_the_api() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../ui/src/lib/engine/api.ts");
    let should = generated();
    if std::env::var_os("SYNCIT_WRITE_TYPES").is_some() {
        fs::write(&path, should).unwrap();
        return;
    }
    let is = fs::read_to_string(&path).unwrap_or_default();
    let differs = is.lines().zip(should.lines()).find(|(is, should)| is != should);
    assert!(
        is == should,
        "the API changed and {} did not (first at {differs:?}): \
         SYNCIT_WRITE_TYPES=1 cargo test --workspace --lib typescript",
        path.display()
    );
}
