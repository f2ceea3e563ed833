//! The protocol of the control socket: lines of JSON, `{"id": 1, "command": {…}}` in, `{"id": 1, "reply": …}` or
//! `{"id": 1, "error": {…}}` out.

use std::io::{self, BufRead, Read, Write};

use serde::{Deserialize, Serialize};

use syncit_words::Voice;

use crate::api::{ApiError, ApiResult, Command, Reply};
use crate::platform::Stream;

/// The longest request, in bytes.
const MAX_REQUEST: u64 = 64 << 10;

/// The longest reply, in bytes.
pub(super) const MAX_REPLY: u64 = 64 << 20;

#[derive(Serialize, Deserialize)]
pub(super) struct Request {
    pub(super) id: u64,
    pub(super) command: Command,
    /// How the reply is worded; older programs do not say.
    #[serde(default)]
    pub(super) voice: Voice,
}

/// A request as it was read.
#[derive(Debug)]
pub struct Asked {
    /// Its number.
    pub id: u64,
    /// What is to be done.
    pub command: Command,
    /// How the reply is worded.
    pub voice: Voice,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Response {
    pub(super) id: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reply: Option<Reply>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<ApiError>,
}

impl Response {
    pub(super) fn new(id: u64, result: ApiResult) -> Self {
        match result {
            Ok(reply) => Response { id, reply: Some(reply), error: None },
            Err(error) => Response { id, reply: None, error: Some(error) },
        }
    }
}

pub(super) fn write_line(mut stream: &Stream, value: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    stream.write_all(&line)
}

/// Reads the next request of a connection; returns `None` at the end. What is not a request is an error of its
/// own (the text says why), after which the next request can be read.
///
/// # Errors
/// If the connection fails, or a line is longer than a request may be. Then nothing more can be read from the connection.
pub fn read_request(reader: &mut impl BufRead) -> io::Result<Option<Result<Asked, String>>> {
    let Some(line) = read_line(reader, MAX_REQUEST)? else { return Ok(None) };
    let request = serde_json::from_slice::<Request>(&line);
    let asked = |Request { id, command, voice }| Asked { id, command, voice };
    Ok(Some(request.map(asked).map_err(|error| error.to_string())))
}

/// Reads the next line without its line end; returns `None` at the end of the stream. A line longer than `max` is an
/// error.
pub(super) fn read_line(reader: &mut impl BufRead, max: u64) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    reader.take(max).read_until(b'\n', &mut line)?;
    match line.pop() {
        None => Ok(None),
        Some(b'\n') => Ok(Some(line)),
        Some(_) => Err(io::ErrorKind::InvalidData.into()),
    }
}
