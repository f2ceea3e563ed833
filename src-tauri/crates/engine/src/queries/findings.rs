//! What `syncit doctor` can find, as data.

use std::path::PathBuf;

use syncit_core::{Reason, Timestamp, reasons};

reasons! {
    /// What a check looks at.
    pub enum Checked {
        /// This machine's key.
        "checked--key" Key,
        /// The clock.
        "checked--clock" Clock,
        /// The room for SyncIt's own data.
        "checked--own-space" OwnSpace,
        /// The room for a folder.
        "checked--space" Space { folder: String },
        /// How many directories the system lets be watched.
        "checked--watches" Watches,
        /// Changes of which the system did not tell.
        "checked--missed" Missed,
        /// The hub, or the connection with it.
        "checked--hub" Hub,
        /// The hub's relay.
        "checked--relay" Relay,
        /// An address at which the hub listens.
        "checked--port" Port,
        /// The firewall.
        "checked--firewall" Firewall,
        /// Whether the network is metered.
        "checked--metered" Metered,
        /// The battery.
        "checked--battery" Battery,
        /// The folders' problems.
        "checked--folders" Folders,
    }
}

reasons! {
    /// What a check found.
    pub enum Finding {
        /// This machine has no key yet.
        "key--none" NoKey,
        /// The key is in the keyring.
        "key--in-keyring" KeyInKeyring { fingerprint: String, account: String },
        /// The key is in a file.
        "key--in-file" KeyInFile { fingerprint: String, path: PathBuf },
        /// The key should be in the keyring, and is not to be had.
        "key--not-in-keyring" KeyNotInKeyring { account: String, cause: String },
        /// The key should be in a file, and is not to be had.
        "key--not-in-file" KeyNotInFile { path: PathBuf, cause: String },
        /// The clock has lost the date.
        "clock--lost" ClockLost { at: Timestamp },
        /// What the clock shows; nothing is known to be wrong with it.
        "clock--shows" ClockShows { at: Timestamp },
        /// The same; the hub's cannot be asked.
        "clock--alone" ClockAlone { at: Timestamp },
        /// The hub's clock has not leapt.
        "clock--steady" ClockSteady { at: Timestamp },
        /// The hub's clock leapt a moment ago, and the history does not follow it yet.
        "clock--doubted" ClockDoubted { at: Timestamp, leap: Reason, since: Timestamp, believed: Timestamp },
        /// The clock was set after the start.
        "clock--set-at-start" ClockSetAtStart { at: Timestamp, leap: Reason, when: Timestamp },
        /// The clock leapt and came back soon.
        "clock--went-back" ClockWentBack { at: Timestamp, leap: Reason, when: Timestamp },
        /// The clock leapt long ago.
        "clock--leapt" ClockLeapt { at: Timestamp, leap: Reason, when: Timestamp },
        /// The clock leapt lately.
        "clock--leapt-lately" ClockLeaptLately { at: Timestamp, leap: Reason, when: Timestamp },
        /// Both clocks show the same.
        "clock--same" ClocksAgree { at: Timestamp, hub: String },
        /// The clocks differ a little.
        "clock--near" ClocksNear { at: Timestamp, leap: Reason, hub: String },
        /// The clocks differ much.
        "clock--apart" ClocksApart { at: Timestamp, leap: Reason, hub: String },
        /// There is enough space.
        "space" Space { free: u64, path: PathBuf },
        /// There is little space.
        "space--little" LittleSpace { free: u64, path: PathBuf },
        /// A disk cannot be looked at.
        "space--unknown" SpaceUnknown { path: PathBuf, cause: String },
        /// The limit of watches cannot be read.
        "watches--unknown" WatchesUnknown { cause: String },
        /// Everything is watched.
        "watches" Watches { used: u64, most: u64 },
        /// Parts of folders are not watched.
        "watches--too-few" WatchesTooFew { polled: usize, used: u64, most: u64, more: u64 },
        /// The same, and which folder has the most.
        "watches--too-few-most" WatchesTooFewMost {
            polled: usize,
            used: u64,
            most: u64,
            more: u64,
            folder: String,
            watches: usize,
        },
        /// Every change was told by the system.
        "missed" NothingMissed,
        /// Some were found by sweeps alone.
        "missed--some" Missed { counts: String },
        /// This machine has no hub and is none.
        "hub--none" NoHub,
        /// The relay runs.
        "relay" Relay,
        /// The relay ended.
        "relay--failed" RelayFailed { cause: String },
        /// The hub has no address.
        "port--none" NoPort,
        /// The hub answers.
        "port" Port { address: String },
        /// The hub does not answer on its own port.
        "port--silent" PortSilent { address: String, cause: String },
        /// A firewall is installed.
        "firewall" Firewall { program: String, line: String },
        /// The hub is connected.
        "hub" Hub { hub: String, address: String },
        /// It is still being connected.
        "hub--connecting" HubConnecting { hub: String },
        /// This machine's part does not run.
        "part" PartDown,
        /// No folder has a problem.
        "folders" Folders,
        /// Some have.
        "folders--problems" FolderProblems { problems: usize, folder: String, first: Reason },
        /// The network is metered.
        "metered--yes" Metered,
        /// The network is not metered.
        "metered--no" NotMetered,
        /// Nobody knows whether it is.
        "metered--not-said" MeteredNotSaid,
        /// It cannot be learnt.
        "metered--unknown" MeteredUnknown { cause: Reason },
        /// This machine runs on mains.
        "battery--mains" Mains { below: u32 },
        /// This machine runs on battery.
        "battery" Battery { percent: u32, below: u32 },
        /// It cannot be learnt.
        "battery--unknown" BatteryUnknown { cause: Reason },
    }
}

reasons! {
    /// Which way a clock leapt, or differs from another, and by how much; in milliseconds.
    pub enum Leap {
        /// It shows less.
        "leap--behind" Behind { by: u64 },
        /// It shows more.
        "leap--ahead" Ahead { by: u64 },
    }
}

reasons! {
    /// Why the network or the battery is not known.
    pub enum NotKnown {
        /// It was not answered yet.
        "not-known--not-asked" NotAsked,
        /// There is no system bus.
        "not-known--no-bus" NoBus { cause: String },
        /// A program does not run.
        "not-known--no-program" NoProgram { program: String },
        /// It answered with an error, or not in time.
        "not-known--no-answer" NoAnswer { program: String, cause: String },
        /// It does not say.
        "not-known--not-said" NotSaid,
    }
}
