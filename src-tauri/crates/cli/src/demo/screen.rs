//! How the demo looks: a line for each step with the time that it took, and a spinner meanwhile.

use std::path::Path;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use indicatif::ProgressBar;
use serde_json::{Value, json};
use syncit_core::Reason;
use syncit_core::show::printable;
use syncit_words::{Front, Language, Voice};

use super::machines::Machines;
use super::said::{Doing, Done, Origin};
use crate::output::{print, print_json};
use crate::progress::spinner;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// The column at which the times end.
const WIDTH: usize = 84;

/// Where the steps are shown.
pub struct Screen {
    as_json: bool,
    voice: Voice,
    steps: Vec<Value>,
    bar: ProgressBar,
}

/// Formats a time so that people can compare it: `9 ms`, `1.24 s`.
fn took(language: Language, time: Duration) -> String {
    let ms = time.as_secs_f64() * 1_000.0;
    let text = match ms {
        ..10.0 => format!("{ms:.1} ms"),
        10.0..1_000.0 => format!("{ms:.0} ms"),
        _ => format!("{:.2} s", ms / 1_000.0),
    };
    language.decimal(text)
}

impl Screen {
    /// Creates a screen for a person, or for one JSON value at the end.
    pub fn new(as_json: bool, language: Language) -> Self {
        let voice = Voice { language, front: Front::CommandLine };
        Screen { as_json, voice, steps: Vec::new(), bar: ProgressBar::hidden() }
    }

    /// Returns the person's language.
    pub fn language(&self) -> Language {
        self.voice.language
    }

    fn print(&self, text: &str) {
        if !self.as_json {
            self.bar.suspend(|| print(text));
        }
    }

    /// Shows the first lines.
    pub fn title(&self, dir: &Path) {
        let title = self.language().say("demo-title", []);
        let place = self.language().say("demo-place", [("directory", dir.display().to_string().into())]);
        self.print(&format!("{BOLD}{title}{BOLD:#} {DIM}{place}{DIM:#}\n"));
    }

    /// Shows one of the machines and a text about it.
    pub fn machine(&self, name: &str, about: &str) {
        self.print(&format!("  {BOLD}{name:<8}{BOLD:#} {about}"));
    }

    /// Shows where the tree comes from.
    pub fn origin(&self, origin: &Origin) {
        let origin = printable(&self.voice.message(&origin.clone().into()));
        self.machine("", &self.language().say("demo-folder-is", [("origin", origin.into())]));
    }

    /// Shows an empty line.
    pub fn gap(&self) {
        self.print("");
    }

    /// Shows what is going on until the next step is shown.
    pub fn doing(&mut self, what: Doing) {
        self.bar.finish_and_clear();
        if !self.as_json {
            self.bar = spinner();
            self.bar.set_message(self.voice.message(&what.into()));
        }
    }

    /// Updates the line of what is going on.
    pub fn progress(&self, what: Doing) {
        self.bar.set_message(self.voice.message(&what.into()));
        self.bar.tick();
    }

    /// Shows a step that succeeded.
    pub fn step(&mut self, done: Done, time: Duration) {
        self.bar.finish_and_clear();
        let done = Reason::from(done);
        let what = printable(&self.voice.message(&done));
        let time_text = took(self.language(), time);
        let dots = WIDTH.saturating_sub(what.chars().count() + time_text.len() + 6);
        self.print(&format!("{GOOD}✓{GOOD:#} {what} {DIM}{}{DIM:#} {time_text}", "·".repeat(dots)));
        // Programs read it in English, whoever starts them.
        let step = printable(&Voice::PLAIN.message(&done));
        self.steps.push(json!({ "step": step, "seconds": time.as_secs_f64() }));
    }

    /// Shows more about the last step.
    pub fn note(&self, text: &str) {
        self.print(&format!("    {DIM}{}{DIM:#}", printable(text)));
    }

    /// Shows how to use machines that stay.
    pub fn staying(&mut self, machines: &Machines, has_window: bool) {
        self.bar.finish_and_clear();
        let stay = match has_window {
            true => self.language().say("demo-stay-with-window", []),
            false => self.language().say("demo-stay", []),
        };
        self.print(&format!("\n{BOLD}{stay}{BOLD:#} {}\n", self.language().say("demo-try", [])));
        // The program is named as it was called, because a newcomer does not have it on the PATH yet.
        let program = std::env::args().next().unwrap_or_else(|| "syncit".into());
        for machine in machines.all() {
            self.print(&format!("  {BOLD}{:<8}{BOLD:#} {}", machine.name, machine.folder.display()));
            self.print(&format!("  {:<8} {DIM}{program} --home {} status{DIM:#}", "", machine.home.display()));
        }
    }

    /// Shows the last line.
    pub fn end(&mut self, difference: Option<&Reason>) {
        self.bar.finish_and_clear();
        if self.as_json {
            let difference = difference.map(|difference| Voice::PLAIN.message(difference));
            print_json(&json!({ "equal": difference.is_none(), "steps": self.steps, "difference": difference }));
        } else if let Some(difference) = difference {
            let title = self.language().say("demo-not-equal", []);
            self.print(&format!("{BAD}✗ {title}:{BAD:#} {}", printable(&self.voice.message(difference))));
        }
    }

    /// Shows the last line after Ctrl-C.
    pub fn interrupted(&mut self) {
        self.bar.finish_and_clear();
        self.print(&format!("\n{DIM}{}{DIM:#}", self.language().say("demo-stopped", [])));
    }
}
