//! The command line's words: what can be typed, and the help for it. No behaviour.

// Named in full, because what writes the manual includes this file, too.
#[path = "args/conflicts.rs"]
mod conflicts;
#[path = "args/values.rs"]
mod values;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use syncit_core::message::Action;
use syncit_core::relay_store::Access;
use syncit_core::replica_store::SyncMode;

pub use conflicts::*;
use values::{ACCESS, ACTIONS, ROLES, one_of};

/// Keeps folders in sync between the machines on a LAN.
#[derive(Debug, Parser)]
#[command(name = "syncit", version, propagate_version = true, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = "\
On the machine that is to be the hub:
  syncit run &                    start the engine (or use the systemd unit of the README)
  syncit hub                      make this machine the hub
  syncit share ~/Documents        share a folder
  syncit invite                   show a code for the next machine

On every other machine:
  syncit run &
  syncit join                     pair with the hub found on the LAN
  syncit link Documents ~/Documents

Exit codes: 0 done · 1 `wait` is not over, a check failed · 2 it could not be done")]
pub struct Cli {
    /// Keep everything of one installation under this directory.
    #[arg(long, global = true, value_name = "DIR", env = "SYNCIT_HOME")]
    pub home: Option<PathBuf>,
    /// Print JSON, errors included.
    #[arg(long, global = true)]
    pub json: bool,
    /// Say more; twice, much more.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// What to do.
    #[command(subcommand)]
    pub command: CliCommand,
}

/// Everything that `syncit` does.
#[derive(Debug, Subcommand)]
pub enum CliCommand {
    /// Start the engine and stay in the foreground.
    ///
    /// SIGTERM and SIGINT stop it cleanly. A machine that was never set up runs too, and waits.
    Run,
    /// Make this machine the hub.
    ///
    /// Any machine can be the hub: it keeps every change, and the others send to it and pull from it.
    #[command(after_help = "\
Examples:
  syncit hub
  syncit hub --name attic --root /srv/syncit
  syncit hub --root none          keep only the content store, no folders")]
    Hub {
        /// What the others call this machine [default: its host name].
        #[arg(long)]
        name: Option<String>,
        /// Where to listen [default: [::]:22082, or the next free port].
        #[arg(long, value_name = "ADDR:PORT")]
        listen: Option<String>,
        /// Where to keep the folders that other machines share; `none` keeps no copy [default: ~/SyncIt]. Not a home directory,
        /// nor a place that holds what programs trust, such as .ssh.
        #[arg(long, value_name = "DIR|none")]
        root: Option<PathBuf>,
    },
    /// On the hub: show a one-time code that lets one machine join.
    #[command(after_help = "\
Examples:
  syncit invite
  syncit invite --may read        it may read all folders, and change none but its own
  syncit invite --wait            until it has joined; 1 if the code ran out or was taken back
  syncit invite --show            the code that is valid now")]
    Invite {
        /// How long the code is valid.
        #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1440))]
        minutes: u32,
        /// What the machine that joins may do with the folders of this hub, those to come included [default: what was
        /// said when it was last invited; for a new machine: write].
        #[arg(long, value_name = "ACCESS", value_parser = one_of::<Access>(ACCESS))]
        may: Option<Access>,
        /// Show the invitation that is open instead, if one is.
        #[arg(long, conflicts_with_all = ["minutes", "may"])]
        show: bool,
        /// Take back the invitation that is open.
        #[arg(long, conflicts_with_all = ["minutes", "may", "show"])]
        cancel: bool,
        /// Wait until a machine has joined, or the code is no longer valid.
        #[arg(long, conflicts_with_all = ["show", "cancel"])]
        wait: bool,
    },
    /// List the hubs on the LAN that have an invitation open.
    Discover,
    /// Pair this machine with a hub.
    #[command(after_help = "\
Examples:
  syncit join                        the hub found on the LAN; asks for the code
  syncit join attic.lan
  syncit join [fe80::1%eth0]:22082 --code - < FILE
  syncit join 'syncit://join?address=…'    the link that syncit invite shows; checks the hub's key first
  syncit join --code 123456          while it runs, other users see the code in the list of processes")]
    Join {
        /// The hub: a host name, an IPv4 address, or [IPv6%zone], with a port if it is not 22082; or the link that
        /// `syncit invite` shows there [default: the hub that is found on the LAN].
        #[arg(value_name = "ADDR[:PORT]")]
        address: Option<String>,
        /// The six digits that `syncit invite` shows on the hub [default: `-`, asked for or read from standard input].
        /// Given here, other users of this computer may see them in its list of processes.
        #[arg(long)]
        code: Option<String>,
        /// What the others call this machine [default: its host name].
        #[arg(long)]
        name: Option<String>,
        /// The fingerprint that the hub's key must have, as `syncit key` shows it there. The code is not tried with a hub that
        /// has another key.
        #[arg(long, value_name = "SHA256:…")]
        fingerprint: Option<String>,
    },
    /// Leave the hub; all files stay.
    Leave,
    /// Share a folder with the other machines.
    ///
    /// A home directory is refused, and so is a place in it that programs trust, such as .ssh.
    #[command(after_help = "\
Examples:
  syncit share ~/Documents
  syncit share /srv/photos --name Photos --no-hub-copy")]
    Share {
        /// The folder to share.
        path: PathBuf,
        /// What it is called on every machine [default: the last part of PATH].
        #[arg(long)]
        name: Option<String>,
        /// The hub keeps only the content store, and no folder that can be opened there.
        #[arg(long)]
        no_hub_copy: bool,
    },
    /// Say what sharing a directory would need, without sharing it.
    ///
    /// Counts for two seconds at most.
    Estimate {
        /// The directory.
        path: PathBuf,
    },
    /// On the hub: end a shared folder; the files stay on every machine.
    Unshare {
        /// The folder.
        name: String,
    },
    /// Keep a shared folder at PATH on this machine.
    ///
    /// PATH may hold files already: equal ones are not transferred, others are merged, nothing is overwritten.
    #[command(after_help = "\
Examples:
  syncit link Documents ~/Documents
  syncit link Music /mnt/music --role receive-only")]
    Link {
        /// The folder, as `syncit folders` lists it.
        name: String,
        /// Where to keep it; made if it does not exist.
        path: PathBuf,
        /// What this machine does with it.
        #[arg(long, default_value = "two-way", value_parser = one_of::<SyncMode>(ROLES))]
        role: SyncMode,
        /// Keep only this subfolder here; can be given several times.
        #[arg(long, value_name = "SUBFOLDER")]
        only: Vec<String>,
    },
    /// Stop syncing a folder on this machine; the files stay.
    Unlink {
        /// The folder.
        name: String,
    },
    /// Go on with a folder that was moved to PATH.
    Relocate {
        /// The folder.
        name: String,
        /// Where it is now.
        path: PathBuf,
    },
    /// List the shared folders, linked here or only offered.
    Folders,
    /// Show the whole state.
    Status,
    /// Wait until this machine's changes are at the hub, and the hub's are here.
    ///
    /// Returns 0 as soon as they are, 1 when the time is over, and 1 at once when only a person can clear
    /// what is left. Conflicts do not block it.
    #[command(after_help = "\
Examples:
  syncit wait && echo backed up
  syncit wait Documents --timeout 30
  syncit wait --everywhere && echo the other machines have it, too")]
    Wait {
        /// Only this folder.
        folder: Option<String>,
        /// Seconds to wait at most [default: as long as it takes].
        #[arg(long, value_name = "S", value_parser = parse_seconds)]
        timeout: Option<f64>,
        /// Also wait until every machine that is connected has everything.
        #[arg(long)]
        everywhere: bool,
    },
    /// List the paired machines, and what each still lacks.
    Machines,
    /// Rename this machine, or on the hub any machine.
    #[command(after_help = "\
Examples:
  syncit rename laptop
  syncit rename laptop old-laptop     on the hub")]
    Rename {
        /// MACHINE and its new NAME, or only the NAME for this machine.
        #[arg(value_name = "[MACHINE] NAME", num_args = 1..=2, required = true)]
        names: Vec<String>,
    },
    /// On the hub: refuse a machine from now on, and cut its connections.
    Forget {
        /// The machine.
        name: String,
    },
    /// On the hub: say what a machine may do with a folder.
    Access {
        /// The machine.
        machine: String,
        /// The folder.
        folder: String,
        /// What it may do.
        #[arg(value_parser = one_of::<Access>(ACCESS))]
        access: Access,
    },
    /// Show what changed, newest first.
    #[command(after_help = "\
Examples:
  syncit history
  syncit history --folder Documents --path letters --since 2026-11-01
  syncit history --kind deleted --search invoice
  syncit history --limit 20 --before CURSOR     the next page: CURSOR is the last line's version")]
    History(History),
    /// Show how much changed, hour by hour.
    Activity {
        /// The last so many hours.
        #[arg(long, value_name = "N", default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=168))]
        hours: u32,
    },
    /// List the versions that are kept of a file, newest first, also under the names that it had before.
    Versions {
        /// The folder.
        folder: String,
        /// The file.
        path: String,
    },
    /// Bring back a version of a file, or a directory or the whole folder as it was at a moment.
    ///
    /// That is a change like any other: it goes to all machines, and can itself be undone.
    // `--version` is what is brought back here.
    #[command(
        disable_version_flag = true,
        after_help = "\
Examples:
  syncit restore Documents letter.txt                       the newest version that is not current
  syncit restore Documents letter.txt --version V           V as syncit versions shows it
  syncit restore Documents letter.txt --version V --to old.txt
  syncit restore Documents --at 2026-11-22T14:03 --dry-run  what would change
  syncit restore Documents photos --at 2026-11-22T14:03"
    )]
    Restore(Restore),
    /// List files of which two versions wait for a person.
    #[command(after_help = "\
Examples:
  syncit conflicts
  syncit conflicts --diff                 what differs, and whether both changes fit into one text
  syncit conflicts Documents \"report (conflict, laptop, 2026-11-22 14.03.05).txt\" --diff")]
    Conflicts(Conflicts),
    /// Settle one: keep the conflict copy's version, the file's, both, or one text with the changes of both.
    #[command(after_help = "\
Examples:
  syncit conflicts
  syncit resolve Documents \"report (conflict, laptop, 2026-11-22 14.03.05).docx\" --keep mine
  syncit resolve Documents \"notes (conflict, laptop, 2026-11-22 14.03.05).txt\" --keep merged

mine is the conflict copy's version and theirs the file's, on whichever machine it is asked. What is not kept stays a
version at the hub.")]
    Resolve(Resolve),
    /// List what differs in a folder because this machine only sends or only receives, or may only read.
    ///
    /// Of a folder that only sends: what others changed and is not applied here. Of one that only receives, or that the hub
    /// lets this machine only read: what was changed here and is not sent. It is no work that waits and no problem; with
    /// another role it flows.
    #[command(after_help = "\
Examples:
  syncit differences Documents
  syncit differences Documents --limit 20 --after letters/b.txt     the next page: after the last line's path
  syncit settings Documents role two-way                            has them flow, in both directions
  syncit differences Documents --send-mine                          this machine only sends: makes all others like it
  syncit differences Documents --drop-mine                          it only receives: takes back what was changed here")]
    Differences {
        /// The folder.
        folder: String,
        /// Only what comes after this path: the last of the page before.
        #[arg(long, value_name = "PATH")]
        after: Option<String>,
        /// Lines at most.
        #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1000))]
        limit: u32,
        /// On a machine that only sends: replace what others changed by what is here, everywhere. Files that only others
        /// have are deleted; all of it stays in the history.
        #[arg(long, conflicts_with_all = ["after", "drop_mine"])]
        send_mine: bool,
        /// On a machine that only receives, or may only read: drop what was changed here, and take what the hub has.
        /// What exists only here is lost.
        #[arg(long, conflicts_with = "after")]
        drop_mine: bool,
    },
    /// Keep subfolders of a folder on this machine, or all of it.
    ///
    /// They are fetched. A subfolder is chosen with everything in it; the directories above it are made, too. What does not
    /// fit on the disk is refused.
    #[command(after_help = "\
Examples:
  syncit select Photos                          keep everything again
  syncit select Photos 2026 2025/holidays       keep these, too
  syncit select Photos --only 2026              keep this one and nothing else")]
    Select {
        /// The folder.
        folder: String,
        /// Subfolders, as `syncit selected` lists them; everything if none.
        #[arg(value_name = "SUBFOLDER")]
        paths: Vec<String>,
        /// Keep nothing else of the folder here.
        #[arg(long, requires = "paths")]
        only: bool,
    },
    /// Stop keeping subfolders of a folder on this machine.
    ///
    /// They stay at the hub and on the other machines, and are removed from this disk once the hub has everything in them.
    /// What is ignored in them stays here.
    #[command(after_help = "\
Examples:
  syncit deselect Photos 2019 2020
  syncit selected Photos                        what is kept here now
  syncit settings Photos new-subfolders off     leave out what others add at the top of the folder")]
    Deselect {
        /// The folder.
        folder: String,
        /// Subfolders, as `syncit selected` lists them.
        #[arg(required = true, value_name = "SUBFOLDER")]
        paths: Vec<String>,
    },
    /// List the subfolders of a folder with their sizes, and which of them are kept on this machine.
    Selected {
        /// The folder.
        folder: String,
        /// The subfolders of this one; those at the top if none.
        #[arg(value_name = "SUBFOLDER")]
        path: Option<String>,
    },
    /// List what is stopped for safety: deletions and overwritten files that are held back, folders that are not where
    /// they were.
    ///
    /// Deletions are held back when a machine deletes most of a folder within a minute, and overwritten files when many of
    /// them become what nobody can read, as by ransomware (`mass-overwriting` in JSON). `syncit release` settles either.
    Held,
    /// Settle what is held in a folder.
    #[command(group = clap::ArgGroup::new("way").required(true))]
    #[command(after_help = "\
Examples:
  syncit held
  syncit release Documents --restore     the files come back, on every machine
  syncit release Documents --delete      they are deleted everywhere
  syncit release Documents --accept      overwritten files stay as they are now, everywhere")]
    Release {
        /// The folder.
        folder: String,
        /// Let what is held through, to every machine; `--accept` is another word for it.
        #[arg(long, group = "way", visible_alias = "accept")]
        delete: bool,
        /// Bring the files back, also those whose deletion or overwriting was passed on just before.
        #[arg(long, group = "way")]
        restore: bool,
    },
    /// Stop syncing for a while; changes made meanwhile are kept for later.
    ///
    /// A machine can also pause by itself, on metered networks and on battery: see the settings pause-on-metered and
    /// pause-on-battery.
    Pause {
        /// Only this folder.
        folder: Option<String>,
        /// How long, like 45m, 1h or 2h30m [default: until resumed].
        #[arg(long = "for", value_name = "TIME", value_parser = parse_duration)]
        lasting: Option<u64>,
    },
    /// Go on syncing.
    ///
    /// A machine that is paused by itself goes on at once, and pauses again when the battery is low or the network metered
    /// the next time. A pause of your own ends first.
    Resume {
        /// Only this folder.
        folder: Option<String>,
    },
    /// Look at everything again now, instead of waiting for the next time.
    Check {
        /// Only this folder.
        folder: Option<String>,
    },
    /// Say in which folder a file or directory lies, and how it stands there.
    ///
    /// A directory stands like what is in it. Nothing is scanned, and the hub is not asked.
    #[command(after_help = "\
Examples:
  syncit where ~/Documents/letter.odt
  syncit --json where . | jq -r .folder")]
    Where {
        /// The file or directory.
        path: PathBuf,
    },
    /// List what is ignored in a folder, and by which rule.
    #[command(after_help = "\
Examples:
  syncit ignored Documents
  syncit ignored Documents --rules draft.txt      what these rules would match instead of those of its .syncitignore")]
    Ignored {
        /// The folder.
        folder: String,
        /// Only this path and what is below it.
        path: Option<String>,
        /// Try out the rules in this file, as if they were the `.syncitignore` at the folder's root; changes nothing.
        #[arg(long, value_name = "FILE", conflicts_with = "path")]
        rules: Option<PathBuf>,
    },
    /// Show what the folders take at the hub: what is there now, and past versions.
    Store,
    /// List, show or change settings, this machine's or a folder's.
    ///
    /// The past of a folder is kept as its keep- settings say: every version for keep-all-days, then the last one of
    /// each day up to keep-daily-days, then of each week up to keep-weekly-days; the last version of what was deleted
    /// for keep-deleted-days. They are set on the hub.
    ///
    /// A machine pauses by itself on metered networks with pause-on-metered yes, and on battery below a percentage with
    /// pause-on-battery. It says why, and goes on when that ends. Both are off unless set otherwise. NetworkManager says
    /// whether the network is metered, UPower what is left of the battery.
    ///
    /// With limit-hours, the speed limits apply at these days and hours only, in local time. Hours that end before they
    /// begin end on the next day.
    ///
    /// Git runs the hooks of a repository by itself. With git-hooks not-executable, which is so unless it is set otherwise,
    /// hooks that come from other machines are placed without the executable bit; with as-they-are, they are placed like
    /// any other file. It is set for a folder on each machine.
    #[command(after_help = "\
Examples:
  syncit settings
  syncit settings discovery off
  syncit settings limit-up 2048          KiB a second to the hub at most; 0 is no limit
  syncit settings limit-hours \"mon-fri 08:00-18:00, sat\"    the limits apply only then; or always
  syncit settings pause-on-metered yes   pauses while the network is metered
  syncit settings pause-on-battery 20    pauses on battery with less than 20 % left; or off
  syncit settings folders-per-machine 10           on the hub: each other machine shares at most so many
  syncit settings bytes-per-machine \"200 GiB\"    on the hub: and has at most so much in them; none is no limit
  syncit settings Documents
  syncit settings Documents role send-only
  syncit settings Documents rescan-minutes 30
  syncit settings Documents git-hooks as-they-are  git hooks of other machines may run here
  syncit settings Documents keep-all-days 60       on the hub
  syncit settings Documents keep-size \"10 GiB\"    on the hub: past versions take no more; none is no limit
  syncit settings Documents hold-files 500         deletions of fewer files are never held back")]
    Settings {
        /// [FOLDER] [KEY [VALUE]].
        #[arg(value_name = "[FOLDER] [KEY [VALUE]]", num_args = 0..=3)]
        words: Vec<String>,
    },
    /// Show this machine's key: its fingerprint, and where its private part lies.
    Key,
    /// On the hub: read the whole content store, check it, and fetch again what is damaged.
    ///
    /// Syncing goes on meanwhile. What is damaged is put aside under the hub's home and fetched again from a machine
    /// that has it, now or when one connects. Ends with 1 if anything is or was damaged.
    #[command(after_help = "Examples:
  syncit verify
  syncit --json verify")]
    Verify,
    /// Check what syncing needs on this machine, and say what to do about it.
    Doctor,
    /// Open the window in a browser, on a machine without a screen.
    ///
    /// Prints a link that works once, and serves the window until Ctrl-C. Enter prints another link. Over the network it
    /// speaks TLS, with a certificate that is made anew each time: compare the fingerprint that is printed with the browser's.
    #[command(after_help = "\
Examples:
  syncit web
  ssh -t -L 22080:127.0.0.1:22080 attic syncit web     then open the link here
  syncit web --files /srv --listen 0.0.0.0:22080")]
    Web {
        /// Where to listen [default: 127.0.0.1:22080, or the next free port].
        #[arg(long, value_name = "ADDR:PORT")]
        listen: Option<SocketAddr>,
        /// A directory in which folders can be shared, linked and files written from the browser; can be given several
        /// times [default: your home directory].
        #[arg(long, value_name = "DIR")]
        files: Vec<PathBuf>,
    },
    /// Print the log.
    Log {
        /// Go on as it grows.
        #[arg(short, long)]
        follow: bool,
    },
    /// Write a bundle for a bug report, without keys, codes or contents; it can name machines, folders and files.
    Diagnostics {
        /// A new file.
        file: PathBuf,
    },
    /// Try it: three machines in a temporary directory on this computer, syncing a folder live.
    #[command(after_help = "\
Examples:
  syncit demo
  syncit demo --tree ~/src/project
  syncit demo --stay                  keep them running, to play with
  syncit demo --window                the same, and look at one of them in the app")]
    Demo(Demo),
}

/// Which part of the history.
#[derive(Debug, Args)]
pub struct History {
    /// Only of this folder.
    #[arg(long)]
    pub folder: Option<String>,
    /// Only this path and what is below it.
    #[arg(long)]
    pub path: Option<String>,
    /// Only by this machine.
    #[arg(long)]
    pub machine: Option<String>,
    /// Only since this moment: a date, or a date and a time, in RFC 3339 or without a zone for this machine's.
    #[arg(long, value_name = "T")]
    pub since: Option<String>,
    /// Only what came before this line: the version of the last line of the page before.
    #[arg(long, value_name = "CURSOR")]
    pub before: Option<String>,
    /// Only this kind of change; may be given several times.
    #[arg(long = "kind", value_name = "KIND", value_parser = one_of::<Action>(ACTIONS))]
    pub kinds: Vec<Action>,
    /// Only paths, new or old, that contain this text; capital letters do not matter.
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// Lines at most.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub limit: u32,
}

/// What is to be brought back.
#[derive(Debug, Args)]
pub struct Restore {
    /// The folder.
    pub folder: String,
    /// A file or a directory in it.
    #[arg(required_unless_present = "at")]
    pub path: Option<String>,
    /// This version of the file.
    #[arg(long, value_name = "V", requires = "path")]
    pub version: Option<String>,
    /// As it was at this moment: a date, or a date and a time, in RFC 3339 or without a zone for this machine's.
    #[arg(long, value_name = "TIME", conflicts_with = "version")]
    pub at: Option<String>,
    /// Write the version to this new file instead.
    #[arg(long, value_name = "FILE", requires = "path")]
    pub to: Option<PathBuf>,
    /// Only list what would change.
    #[arg(long, conflicts_with = "to")]
    pub dry_run: bool,
}

/// What the demo is to do.
#[derive(Debug, Args)]
pub struct Demo {
    /// A folder to copy and sync instead of one that is found on this computer; it is only read.
    #[arg(long, value_name = "DIR")]
    pub tree: Option<PathBuf>,
    /// Keep the three machines running until Ctrl-C.
    #[arg(long)]
    pub stay: bool,
    /// Open the app on one of them, and keep them running until its end or Ctrl-C.
    #[arg(long)]
    pub window: bool,
}

fn parse_seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if seconds.is_finite() && (0.0..=1e9).contains(&seconds) => Ok(seconds),
        _ => Err("a number of seconds, 0 or more, is needed".into()),
    }
}

/// Reads `45m`, `1h`, `2h 30m`, `1d` as whole seconds.
fn parse_duration(text: &str) -> Result<u64, String> {
    let wanted = || "a length of time like 45m, 1h, 2h30m or 1d is needed".to_owned();
    // A day has no fixed length for a calendar; for a pause it is 24 hours.
    let days = text.trim().strip_suffix('d').and_then(|days| days.trim().parse::<u64>().ok());
    if let Some(seconds) = days.and_then(|days| days.checked_mul(86_400)) {
        return if seconds > 0 { Ok(seconds) } else { Err(wanted()) };
    }
    let span: jiff::SignedDuration = text.parse().map_err(|_| wanted())?;
    u64::try_from(span.as_secs()).ok().filter(|seconds| *seconds > 0).ok_or_else(wanted)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_words_fit_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn lengths_of_time() {
        let cases = [("45m", 2_700), ("1h", 3_600), ("2h30m", 9_000), ("2h 30m", 9_000), ("1d", 86_400), ("90s", 90)];
        for (text, seconds) in cases {
            assert_eq!(parse_duration(text), Ok(seconds), "{text}");
        }
        for text in ["", "1", "h", "-1h", "0m", "soon", "99999999999999999d"] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }
}
