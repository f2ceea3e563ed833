//! What can be typed on the command line. No behaviour. The help that people read is in the catalogues: see `help`.

// Named in full, because what writes the manual includes this file, too.
#[path = "args/choices.rs"]
pub mod choices;
#[path = "args/conflicts.rs"]
mod conflicts;
#[path = "args/demo.rs"]
mod demo;
#[path = "args/history.rs"]
mod history;
#[path = "args/numbers.rs"]
pub mod numbers;
#[path = "args/restore.rs"]
mod restore;
#[path = "args/web.rs"]
mod web;

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use syncit_core::relay_store::Access;
use syncit_core::replica_store::SyncMode;
use syncit_words::Language;

pub use conflicts::{Conflicts, Resolve};
pub use demo::Demo;
pub use history::History;
pub use restore::Restore;
pub use web::Web;

use choices::{Switch, one_of};
use numbers::{length_of_time, number, seconds};

/// Keeps folders in sync between the machines on a LAN.
#[derive(Debug, Parser)]
#[command(name = "syncit", version, propagate_version = true, max_term_width = 100, disable_help_subcommand = true)]
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
    Run,
    /// Make this machine the hub.
    Hub {
        /// What the others call this machine.
        #[arg(long)]
        name: Option<String>,
        /// Where to listen.
        #[arg(long, value_name = "ADDR:PORT")]
        listen: Option<String>,
        /// Where to keep the folders that other machines share; `none` keeps no copy.
        #[arg(long, value_name = "DIR|none")]
        root: Option<PathBuf>,
    },
    /// Show a one-time code that lets one machine join: on the hub, or where its owner allows it.
    Invite {
        /// How long the code is valid.
        #[arg(long, value_name = "N", default_value_t = 10, value_parser = number(1, 1440))]
        minutes: u32,
        /// What the machine that joins may do with the folders of this hub, those to come included.
        #[arg(long, value_name = "ACCESS", value_parser = one_of::<Access>(Language::En))]
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
    Join {
        /// The hub: a host name, an IPv4 address, or [IPv6%zone], with a port if it is not 22082; or the link that
        /// `syncit invite` shows there.
        #[arg(value_name = "ADDR[:PORT]")]
        address: Option<String>,
        /// The six digits that `syncit invite` shows on the hub.
        #[arg(long)]
        code: Option<String>,
        /// What the others call this machine.
        #[arg(long)]
        name: Option<String>,
        /// The fingerprint that the hub's key must have, as `syncit key` shows it there.
        #[arg(long, value_name = "SHA256:…")]
        fingerprint: Option<String>,
    },
    /// Leave the hub; all files stay.
    Leave,
    /// Share a folder with the other machines.
    Share {
        /// The folder to share.
        path: PathBuf,
        /// What it is called on every machine.
        #[arg(long)]
        name: Option<String>,
        /// The hub keeps only the content store, and no folder that can be opened there.
        #[arg(long)]
        no_hub_copy: bool,
    },
    /// Say what sharing a directory would need, without sharing it.
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
    Link {
        /// The folder, as `syncit folders` lists it.
        name: String,
        /// Where to keep it; made if it does not exist.
        path: PathBuf,
        /// What this machine does with it.
        #[arg(long, default_value = "two-way", value_parser = one_of::<SyncMode>(Language::En))]
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
    Wait {
        /// Only this folder.
        folder: Option<String>,
        /// Seconds to wait at most.
        #[arg(long, value_name = "S", value_parser = seconds)]
        timeout: Option<f64>,
        /// Also wait until every machine that is connected has everything.
        #[arg(long)]
        everywhere: bool,
    },
    /// List the paired machines, and what each still lacks.
    Machines,
    /// Rename this machine, or on the hub any machine.
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
        #[arg(value_parser = one_of::<Access>(Language::En))]
        access: Access,
    },
    /// On the hub: say whether a machine may invite others.
    AllowInvites {
        /// The machine.
        machine: String,
        /// Whether it may.
        #[arg(value_name = "on|off", value_parser = one_of::<Switch>(Language::En))]
        allowed: Switch,
    },
    /// Show what changed, newest first.
    History(History),
    /// Show how much changed, hour by hour.
    Activity {
        /// The last so many hours.
        #[arg(long, value_name = "N", default_value_t = 24, value_parser = number(1, 168))]
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
    // `--version` is what is brought back here.
    #[command(disable_version_flag = true)]
    Restore(Restore),
    /// List files of which two versions wait for a person.
    Conflicts(Conflicts),
    /// Settle one: keep the conflict copy's version, the file's, both, or one text with the changes of both.
    Resolve(Resolve),
    /// List what differs in a folder because this machine only sends or only receives, or may only read.
    Differences {
        /// The folder.
        folder: String,
        /// Only what comes after this path: the last of the page before.
        #[arg(long, value_name = "PATH")]
        after: Option<String>,
        /// Lines at most.
        #[arg(long, value_name = "N", default_value_t = 100, value_parser = number(1, 1000))]
        limit: u32,
        /// On a machine that only sends: replace what others changed by what is here, everywhere.
        #[arg(long, conflicts_with_all = ["after", "drop_mine"])]
        send_mine: bool,
        /// On a machine that only receives, or may only read: drop what was changed here, and take what the hub has.
        #[arg(long, conflicts_with = "after")]
        drop_mine: bool,
    },
    /// Keep subfolders of a folder on this machine, or all of it.
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
    Held,
    /// Settle what is held in a folder.
    #[command(group = clap::ArgGroup::new("way").required(true))]
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
    Pause {
        /// Only this folder.
        folder: Option<String>,
        /// How long, like 45m, 1h or 2h30m.
        #[arg(long = "for", value_name = "TIME", value_parser = length_of_time)]
        lasting: Option<u64>,
    },
    /// Go on syncing.
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
    Where {
        /// The file or directory.
        path: PathBuf,
    },
    /// List what is ignored in a folder, and by which rule.
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
    Settings {
        /// [FOLDER] [KEY [VALUE]].
        #[arg(value_name = "[FOLDER] [KEY [VALUE]]", num_args = 0..=3)]
        words: Vec<String>,
    },
    /// Show this machine's key: its fingerprint, and where its private part lies.
    Key,
    /// On the hub: read the whole content store, check it, and fetch again what is damaged.
    Verify,
    /// Check what syncing needs on this machine, and say what to do about it.
    Doctor,
    /// Open the window in a browser, on a machine without a screen.
    Web(Web),
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
    Demo(Demo),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_words_fit_together() {
        Cli::command().debug_assert();
    }
}
