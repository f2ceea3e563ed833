//! Converts the command line to a request to the engine. Everything about the caller that the engine cannot know (its
//! working directory, its time zone, its standard input) is resolved here.

use std::io::{self, BufRead, IsTerminal, Read};
use std::path::{Path, PathBuf};

use syncit_core::join_link::JoinLink;
use syncit_engine::api::{self, HistoryRequest, HubRoot, Moment, RestoreRequest};
use syncit_words::Language;

use crate::args::choices::Switch;
use crate::args::{self, CliCommand, History};
use crate::failure::{Failed, Failure, LinkTrouble};

/// The largest file of ignore rules that can be tried out, in bytes, because it is sent in one request.
const MAX_RULES: u64 = 32 << 10;

/// Converts a command to a request. Returns `None` for commands that are not answered by a running engine.
pub fn request(command: &CliCommand, language: Language) -> Result<Option<api::Command>, Failure> {
    Ok(Some(match command {
        CliCommand::Run | CliCommand::Demo(_) | CliCommand::Web(_) => return Ok(None),
        CliCommand::Hub { name, listen, root } => {
            api::Command::Hub { name: name.clone(), listen: listen.clone(), root: hub_root(root.as_deref())? }
        }
        CliCommand::Invite { show: true, .. } => api::Command::Invitation,
        CliCommand::Invite { cancel: true, .. } => api::Command::CancelInvite,
        CliCommand::Invite { minutes, may, .. } => api::Command::Invite { minutes: Some(*minutes), may: *may },
        CliCommand::Discover => api::Command::Discover,
        CliCommand::Join { address, code, name, fingerprint } => {
            let (address, fingerprint) = hub_to_join(address.as_deref(), fingerprint.as_deref())?;
            let code = code.as_deref().unwrap_or("-");
            if code == "-" && io::stdin().is_terminal() {
                eprint!("{} ", language.say("join-ask-code", []));
            }
            let code = read_code(code, io::stdin().lock())?;
            api::Command::Join { address, code, name: name.clone(), fingerprint }
        }
        CliCommand::Leave => api::Command::Leave,
        CliCommand::Share { path, name, no_hub_copy } => {
            api::Command::Share { path: absolute(path)?, name: name.clone(), hub_copy: !no_hub_copy }
        }
        CliCommand::Estimate { path } => api::Command::Estimate { path: absolute(path)? },
        CliCommand::Unshare { name } => api::Command::Unshare { name: name.clone() },
        CliCommand::Link { name, path, role, only } => {
            let only = (!only.is_empty()).then(|| only.clone());
            api::Command::Link { name: name.clone(), path: absolute(path)?, role: *role, only }
        }
        CliCommand::Unlink { name } => api::Command::Unlink { name: name.clone() },
        CliCommand::Relocate { name, path } => api::Command::Relocate { name: name.clone(), path: absolute(path)? },
        CliCommand::Folders => api::Command::Folders,
        CliCommand::Status => api::Command::Status,
        CliCommand::Wait { folder, timeout, everywhere } => {
            api::Command::Wait { folder: folder.clone(), timeout: *timeout, everywhere: *everywhere }
        }
        CliCommand::Machines => api::Command::Machines,
        CliCommand::Rename { names } => match &names[..] {
            [machine, name] => api::Command::Rename { machine: Some(machine.clone()), name: name.clone() },
            names => api::Command::Rename { machine: None, name: names.concat() },
        },
        CliCommand::Forget { name } => api::Command::Forget { name: name.clone() },
        CliCommand::Access { machine, folder, access } => {
            api::Command::Access { machine: machine.clone(), folder: folder.clone(), access: *access }
        }
        CliCommand::AllowInvites { machine, allowed } => {
            api::Command::AllowInvites { machine: machine.clone(), allowed: *allowed == Switch::On }
        }
        CliCommand::History(history) => api::Command::History(history_request(history)?),
        CliCommand::Activity { hours } => api::Command::Activity { hours: *hours },
        CliCommand::Versions { folder, path } => api::Command::Versions { folder: folder.clone(), path: path.clone() },
        CliCommand::Restore(restore) => api::Command::Restore(RestoreRequest {
            folder: restore.folder.clone(),
            path: restore.path.clone(),
            version: restore.version.clone(),
            at: restore.at.as_deref().map(moment).transpose()?,
            to: restore.to.as_deref().map(absolute).transpose()?,
            dry_run: restore.dry_run,
        }),
        CliCommand::Conflicts(args::Conflicts { folder, copy, diff }) => {
            api::Command::Conflicts { folder: folder.clone(), copy: copy.clone(), diff: *diff }
        }
        CliCommand::Resolve(args::Resolve { folder, copy, keep }) => {
            api::Command::Resolve { folder: folder.clone(), copy: copy.clone(), keep: *keep }
        }
        CliCommand::Differences { folder, send_mine, drop_mine, .. } if *send_mine || *drop_mine => {
            let keep_mine = *send_mine;
            api::Command::SettleDifferences { folder: folder.clone(), keep_mine, count: None }
        }
        CliCommand::Differences { folder, after, limit, .. } => {
            api::Command::Differences { folder: folder.clone(), after: after.clone(), limit: Some(*limit as usize) }
        }
        CliCommand::Select { folder, paths, only } => {
            let from = match (paths.is_empty(), only) {
                (true, _) => Some(true),
                (false, true) => Some(false),
                (false, false) => None,
            };
            api::Command::Choose { folder: folder.clone(), from, deselect: Vec::new(), select: paths.clone() }
        }
        CliCommand::Deselect { folder, paths } => {
            api::Command::Choose { folder: folder.clone(), from: None, deselect: paths.clone(), select: Vec::new() }
        }
        CliCommand::Selected { folder, path } => api::Command::Selected { folder: folder.clone(), path: path.clone() },
        CliCommand::Held => api::Command::Held,
        CliCommand::Release { folder, delete, .. } => api::Command::Release { folder: folder.clone(), delete: *delete },
        CliCommand::Pause { folder, lasting } => api::Command::Pause { folder: folder.clone(), seconds: *lasting },
        CliCommand::Resume { folder } => api::Command::Resume { folder: folder.clone() },
        CliCommand::Check { folder } => api::Command::Rescan { folder: folder.clone() },
        CliCommand::Where { path } => api::Command::Where { paths: vec![absolute(path)?] },
        CliCommand::Ignored { folder, rules: Some(file), .. } => {
            api::Command::IgnorePreview { folder: folder.clone(), text: read_rules(file)? }
        }
        CliCommand::Ignored { folder, path, .. } => {
            api::Command::Ignored { folder: folder.clone(), path: path.clone() }
        }
        // Only the engine knows which of the words is a folder's name: `settings` asks it.
        CliCommand::Settings { .. } => return Ok(None),
        CliCommand::Store => api::Command::Store,
        CliCommand::Key => api::Command::Key,
        CliCommand::Verify => api::Command::Verify,
        CliCommand::Doctor => api::Command::Doctor,
        CliCommand::Log { .. } => api::Command::Log,
        CliCommand::Diagnostics { file } => api::Command::Diagnostics { file: absolute(file)? },
    }))
}

/// Returns an absolute path, because the engine has another working directory. Symlinks in it are kept.
fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    // The engine is sent JSON, which must be text.
    if path.to_str().is_none() {
        return Err(Failure::at(path, Failed::PathNoText { path: path.to_owned() }));
    }
    std::path::absolute(path)
        .map_err(|cause| Failure::at(path, Failed::PathRelative { path: path.to_owned(), cause: cause.to_string() }))
}

/// Returns the address and the fingerprint of the hub to join. An address that is a link brings both.
fn hub_to_join(address: Option<&str>, fingerprint: Option<&str>) -> Result<(Option<String>, Option<String>), Failure> {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let Some(text) = address.filter(|address| address.contains("://")) else {
        return Ok((owned(address), owned(fingerprint)));
    };
    let link: JoinLink =
        text.parse().map_err(|why| Failed::BadLink { text: text.to_owned(), cause: LinkTrouble::from(why).into() })?;
    if fingerprint.is_some_and(|fingerprint| fingerprint != link.fingerprint) {
        return Err(Failed::TwoKeys.into());
    }
    Ok((Some(link.address), Some(link.fingerprint)))
}

fn hub_root(root: Option<&Path>) -> Result<HubRoot, Failure> {
    match root {
        None => Ok(HubRoot::Default),
        Some(path) if path == Path::new("none") => Ok(HubRoot::None),
        Some(path) => Ok(HubRoot::At(absolute(path)?)),
    }
}

/// Reads a file of ignore rules that are to be tried out.
fn read_rules(file: &Path) -> Result<String, Failure> {
    let path = || file.to_owned();
    let failed = |cause: io::Error| Failure::at(file, Failed::Rules { path: path(), cause: cause.to_string() });
    let opened = std::fs::File::open(file).map_err(failed)?;
    let mut bytes = Vec::new();
    opened.take(MAX_RULES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MAX_RULES {
        return Err(Failure::at(file, Failed::RulesTooLarge { path: path(), bytes: MAX_RULES }));
    }
    String::from_utf8(bytes).map_err(|_| Failure::at(file, Failed::RulesNoText { path: path() }))
}

/// Returns a code as typed, or for `-` from the first line of `input`. People also write `123 456`.
fn read_code(code: &str, input: impl BufRead) -> Result<String, Failure> {
    let mut text = code.to_owned();
    if code == "-" {
        text.clear();
        input.take(256).read_line(&mut text).map_err(|cause| Failed::NoInput { cause: cause.to_string() })?;
    }
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_digit()) {
        Ok(digits)
    } else {
        Err(Failed::NoCode.into())
    }
}

fn history_request(history: &History) -> Result<HistoryRequest, Failure> {
    Ok(HistoryRequest {
        folder: history.folder.clone(),
        path: history.path.clone(),
        machine: history.machine.clone(),
        since: history.since.as_deref().map(moment).transpose()?,
        before: history.before.clone(),
        limit: Some(history.limit as usize),
        kinds: history.kinds.clone(),
        search: history.search.clone(),
    })
}

/// Parses a time as RFC 3339, or as a date or a date and time in this machine's time zone.
fn moment(text: &str) -> Result<Moment, Failure> {
    if let Ok(moment) = text.parse() {
        return Ok(moment);
    }
    let local =
        text.parse::<jiff::civil::DateTime>().ok().and_then(|at| at.to_zoned(jiff::tz::TimeZone::system()).ok());
    local.map(|at| at.timestamp().into()).ok_or_else(|| Failed::NoMoment { text: text.to_owned() }.into())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_link_names_the_hub_and_its_key_and_an_address_is_left_to_the_engine() {
        let key = format!("SHA256:{}", "A".repeat(43));
        let (link, bad) = (format!("syncit://join?address=attic:7&fingerprint={key}"), "syncit://join?address=attic:7");
        let (attic, key) = (Some("attic:7".to_owned()), Some(key));
        for (address, fingerprint, expected) in [
            (None, None, Some((None, None))),
            (Some("attic:7"), None, Some((attic.clone(), None))),
            (Some("attic:7"), key.as_deref(), Some((attic.clone(), key.clone()))),
            (Some(link.as_str()), None, Some((attic.clone(), key.clone()))),
            (Some(link.as_str()), key.as_deref(), Some((attic, key.clone()))),
            (Some(link.as_str()), Some("SHA256:other"), None),
            (Some(bad), None, None),
        ] {
            assert_eq!(hub_to_join(address, fingerprint).ok(), expected, "{address:?} {fingerprint:?}");
        }
    }

    #[test]
    fn codes_as_people_type_them() {
        for (typed, input) in
            [("123456", ""), ("123 456", ""), ("123-456", ""), ("-", "123456\n"), ("-", " 123 456 \nmore")]
        {
            assert_eq!(read_code(typed, input.as_bytes()).unwrap(), "123456", "{typed:?} {input:?}");
        }
        for (typed, input) in [("", ""), ("12345", ""), ("1234567", ""), ("12345a", ""), ("-", ""), ("١٢٣٤٥٦", "")]
        {
            assert!(read_code(typed, input.as_bytes()).is_err(), "{typed:?} {input:?}");
        }
    }

    #[test]
    fn moments_as_people_type_them() {
        assert_eq!(moment("2026-11-22T14:03:05Z").unwrap().to_string(), "2026-11-22T14:03:05Z");
        assert_eq!(moment("2026-11-22T14:03:05+01:00").unwrap().to_string(), "2026-11-22T13:03:05Z");
        for text in ["2026-11-22", "2026-11-22T14:03", "2026-11-22 14:03:05"] {
            assert!(moment(text).is_ok(), "{text}");
        }
        assert!(moment("yesterday").is_err());
    }
}
