//! `syncit diagnostics`: one text file for a bug report.
//!
//! It contains versions, states, checks and the end of the log. It never contains keys, codes or contents. Names of
//! machines, folders and files can be in it, and its first lines say so.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;

use crate::api::Reply;
use crate::context::version;
use crate::error::{NotWritten, Result};
use crate::machine::{clock, logging};
use crate::platform;
use crate::queries::{doctor, status};
use crate::runtime::Runtime;

/// How much of the end of the log is included, in bytes.
const LOG_END: u64 = 1 << 20;

/// Writes the file, which must not exist.
pub(crate) fn write(runtime: &Runtime, path: &Path) -> Result<Reply> {
    if !path.is_absolute() {
        return Err(NotWritten::NotAbsolute { path: path.to_owned() }.into());
    }
    let failed = |cause| NotWritten::new(path, &cause);
    let mut file = platform::private_file().write(true).create_new(true).open(path).map_err(failed)?;
    file.write_all(report(runtime).as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
    Ok(Reply::Done)
}

fn report(runtime: &Runtime) -> String {
    let mut text = format!(
        "SyncIt diagnostics, {}\n\
         No keys, codes or contents of files are in here. Names of machines, folders and files can be: look it through\n\
         before you send it.\n\n\
         version: {}\nsystem: {}\n",
        clock::wall(),
        version(),
        platform::system(),
    );
    let status = serde_json::to_string_pretty(&status::status(runtime)).unwrap_or_else(|error| error.to_string());
    let checks = serde_json::to_string_pretty(&doctor::examine(runtime)).unwrap_or_else(|error| error.to_string());
    text.push_str(&format!("\nstatus: {status}\n\ndoctor: {checks}\n\nthe end of the log:\n"));
    text.push_str(&log_end(&logging::file(&runtime.home)));
    text
}

fn log_end(path: &Path) -> String {
    let read = || -> std::io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        let size = file.metadata()?.len();
        file.seek(SeekFrom::Start(size.saturating_sub(LOG_END)))?;
        let mut bytes = Vec::new();
        file.take(LOG_END).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    match read() {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) => format!("(there is none: {error})\n"),
    }
}
