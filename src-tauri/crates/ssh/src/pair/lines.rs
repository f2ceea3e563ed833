//! The messages of pairing as bounded JSON lines.

use std::io;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt};

/// The longest line that either side sends, in bytes.
const MAX_LINE: u64 = 2_048;

fn bad(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

fn parse<T: DeserializeOwned>(line: &[u8]) -> io::Result<T> {
    let line = line.strip_suffix(b"\n").ok_or_else(|| bad("a line of pairing is cut off or too long"))?;
    serde_json::from_slice(line).map_err(|_| bad("a line of pairing is not understood"))
}

/// Encodes one message.
pub(super) fn line<T: Serialize>(message: &T) -> Vec<u8> {
    let mut line = serde_json::to_vec(message).expect("the messages of pairing are plain data");
    line.push(b'\n');
    line
}

/// Reads one message.
pub(super) fn read<T: DeserializeOwned>(from: &mut impl io::BufRead) -> io::Result<T> {
    let mut bytes = Vec::new();
    io::BufRead::read_until(&mut io::Read::take(from, MAX_LINE), b'\n', &mut bytes)?;
    parse(&bytes)
}

/// Reads one message.
pub(super) async fn read_async<T: DeserializeOwned>(
    from: &mut tokio::io::BufReader<impl AsyncRead + Unpin>,
) -> io::Result<T> {
    let mut bytes = Vec::new();
    from.take(MAX_LINE).read_until(b'\n', &mut bytes).await?;
    parse(&bytes)
}
