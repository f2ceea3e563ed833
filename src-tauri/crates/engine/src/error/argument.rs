//! Arguments that make no sense, and values that a setting does not take.

use std::path::PathBuf;

use syncit_core::{Reason, reasons};

reasons! {
    /// An argument that makes no sense.
    pub enum BadArgument {
        /// Changes are watched in another way.
        "bad-argument--watch" Watch,
        /// What came over the control socket is no request.
        "bad-argument--request" NoRequest { words: String },
        /// Both a version and a moment were given.
        "bad-argument--two-moments" TwoMoments,
        /// The file to be written was given, but not which one is meant.
        "bad-argument--no-path" NoPath,
        /// A path is not absolute.
        "bad-argument--relative-path" RelativePath { path: PathBuf },
        /// More paths than can be asked about at once.
        "bad-argument--paths" TooManyPaths { most: usize },
        /// A time to wait that is none.
        "bad-argument--seconds" Seconds { seconds: String },
        /// A text that is no version of a line of history.
        "bad-argument--cursor" Cursor { text: String },
        /// Hours out of range.
        "bad-argument--hours" Hours { most: u32 },
        /// A value without its setting.
        "bad-argument--no-key" NoKey,
        /// This machine does not only send the folder.
        "bad-argument--not-send-only" NotSendOnly { folder: String },
        /// This machine only sends the folder.
        "bad-argument--send-only" SendOnly { folder: String },
        /// The hub cannot forget itself.
        "bad-argument--forget-hub" ForgetHub,
        /// Minutes of an invitation out of range.
        "bad-argument--minutes" Minutes { most: u32 },
        /// A text that is no fingerprint.
        "bad-argument--fingerprint" Fingerprint { text: String },
        /// The hub that was to be joined is this machine.
        "bad-argument--itself" Itself,
        /// More subfolders are chosen than can be.
        "bad-argument--choices" TooManyChoices { most: usize },
        /// Everything is paused, not this folder alone.
        "bad-argument--paused" EverythingPaused,
        /// The machine pauses by itself, not this folder alone.
        "bad-argument--pauses-by-itself" PausesByItself { why: Reason },
        /// A text is not an address.
        "bad-address" Address { text: String },
        /// Lines that are not valid ignore rules, in the words of the library that reads them.
        "bad-ignore-rule" IgnoreRules { errors: String },
        /// A value that a setting does not take.
        "bad-setting" Setting { key: String, value: String, expected: Reason },
    }
}

reasons! {
    /// What a setting takes.
    pub enum Expected {
        /// On or off.
        "expected--switch" Switch,
        /// A percentage below which the machine pauses, or off.
        "expected--percentage" Percentage,
        /// A size.
        "expected--size" Size,
        /// A size, or none for no limit.
        "expected--limit" Limit,
        /// A number of folders.
        "expected--folders" Folders { most: u32 },
        /// An address to listen on.
        "expected--address" Address,
        /// Days and hours.
        "expected--hours" Hours,
        /// KiB a second.
        "expected--rate" Rate,
        /// A sync mode.
        "expected--mode" Mode,
        /// A number of minutes.
        "expected--minutes" Minutes,
        /// What is done with hooks of git.
        "expected--git-hooks" GitHooks,
        /// A number.
        "expected--number" Number,
        /// A number of days.
        "expected--days" Days { most: u32 },
        /// What past versions may take.
        "expected--past-size" PastSize,
        /// The ends of days reach back at least as far as everything does.
        "expected--daily-after-all" DailyAfterAll { all: u32, daily: u32 },
        /// The ends of weeks reach back at least as far as those of days.
        "expected--weekly-after-daily" WeeklyAfterDaily { daily: u32, weekly: u32 },
    }
}
