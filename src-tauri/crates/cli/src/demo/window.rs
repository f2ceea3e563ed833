//! The app, opened on one of the demo's machines: another process, which shows the engine that runs here.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use super::machines::Machine;
use crate::failure::{Failed, Failure, because};

/// The app's process; it ends with the demo.
pub struct Window(Child);

/// Opens the app that is installed beside this program.
pub fn open(machine: &Machine) -> Result<Window, Failure> {
    let program = std::env::current_exe()
        .map(|this| this.with_file_name("syncit-desktop"))
        .unwrap_or_else(|_| PathBuf::from("syncit-desktop"));
    let app = Command::new(&program).arg("--home").arg(&machine.home).stdin(Stdio::null()).spawn();
    app.map(Window).map_err(because(|cause| Failed::NoApp { program, cause }))
}

impl Window {
    /// Returns true if the app has not been quit yet.
    pub fn is_open(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(None))
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
