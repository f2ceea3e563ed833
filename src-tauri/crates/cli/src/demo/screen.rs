//! How the demo looks: a line for each step with the time that it took, and a spinner meanwhile.

use std::path::Path;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use indicatif::ProgressBar;
use serde_json::{Value, json};
use syncit_core::show::printable;

use super::machines::Machines;
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
    steps: Vec<Value>,
    bar: ProgressBar,
}

/// Formats a time so that people can compare it: `9 ms`, `1.24 s`.
fn took(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1_000.0;
    match ms {
        ..10.0 => format!("{ms:.1} ms"),
        10.0..1_000.0 => format!("{ms:.0} ms"),
        _ => format!("{:.2} s", ms / 1_000.0),
    }
}

impl Screen {
    /// Creates a screen for a person, or for one JSON value at the end.
    pub fn new(as_json: bool) -> Self {
        Screen { as_json, steps: Vec::new(), bar: ProgressBar::hidden() }
    }

    fn say(&self, text: &str) {
        if !self.as_json {
            self.bar.suspend(|| print(text));
        }
    }

    /// Shows the first lines.
    pub fn title(&self, dir: &Path) {
        self.say(&format!("{BOLD}Three machines on this computer{BOLD:#} {DIM}in {}{DIM:#}\n", dir.display()));
    }

    /// Shows one of the machines and a text about it.
    pub fn machine(&self, name: &str, about: &str) {
        self.say(&format!("  {BOLD}{name:<8}{BOLD:#} {about}"));
    }

    /// Shows an empty line.
    pub fn gap(&self) {
        self.say("");
    }

    /// Shows what is going on until the next step is shown.
    pub fn doing(&mut self, what: &str) {
        self.bar.finish_and_clear();
        if !self.as_json {
            self.bar = spinner();
            self.bar.set_message(what.to_owned());
        }
    }

    /// Updates the line of what is going on.
    pub fn progress(&self, more: &str) {
        self.bar.set_message(more.to_owned());
        self.bar.tick();
    }

    /// Shows a step that succeeded.
    pub fn step(&mut self, what: &str, time: Duration) {
        self.bar.finish_and_clear();
        let what = printable(what);
        let time_text = took(time);
        let dots = WIDTH.saturating_sub(what.chars().count() + time_text.len() + 6);
        self.say(&format!("{GOOD}✓{GOOD:#} {what} {DIM}{}{DIM:#} {time_text}", "·".repeat(dots)));
        self.steps.push(json!({ "step": what, "seconds": time.as_secs_f64() }));
    }

    /// Shows more about the last step.
    pub fn note(&self, text: &str) {
        self.say(&format!("    {DIM}{}{DIM:#}", printable(text)));
    }

    /// Shows how to use machines that stay.
    pub fn staying(&mut self, machines: &Machines, has_window: bool) {
        self.bar.finish_and_clear();
        let end = if has_window { "until you quit the app, or Ctrl-C" } else { "until Ctrl-C" };
        self.say(&format!("\n{BOLD}The machines stay {end}.{BOLD:#} Change files and watch, or ask them:\n"));
        // The program is named as it was called, because a newcomer does not have it on the PATH yet.
        let program = std::env::args().next().unwrap_or_else(|| "syncit".into());
        for machine in machines.all() {
            self.say(&format!("  {BOLD}{:<8}{BOLD:#} {}", machine.name, machine.folder.display()));
            self.say(&format!("  {:<8} {DIM}{program} --home {} status{DIM:#}", "", machine.home.display()));
        }
    }

    /// Shows the last line.
    pub fn end(&mut self, equal: bool, why: Option<&str>) {
        self.bar.finish_and_clear();
        if self.as_json {
            print_json(&json!({ "equal": equal, "steps": self.steps, "difference": why }));
        } else if let Some(why) = why {
            self.say(&format!("{BAD}✗ The machines are not equal:{BAD:#} {}", printable(why)));
        }
    }

    /// Shows the last line after Ctrl-C.
    pub fn interrupted(&mut self) {
        self.bar.finish_and_clear();
        self.say(&format!("\n{DIM}Stopped; the temporary directory is removed.{DIM:#}"));
    }
}
