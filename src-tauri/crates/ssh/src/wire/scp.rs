//! The express and bulk lanes: the records of scp, pipelined.
//!
//! A batch is a directory `D0755 0 <folder>.<number>`, closed by `E`. In it, each file is `C0644 <len> <name>`, the bytes,
//! and a zero byte. The names are `offer` (first, towards the hub), `missing` (last, towards a machine), `<item>.c<n>` for a
//! chunk and `<item>.l<n>` for a part of a chunk list, so the other side never names a path. Unlike in scp, the sender never
//! waits: the receiver answers each record, in order, when it gets to it.

use syncit_core::message::{BatchId, Body, MAX_ITEMS, MAX_MESSAGE, OfferItem, Piece, Refusal};
use syncit_core::{CHUNK_MAX, FolderId};

use super::WireError;
use super::command::Direction;

/// The longest header, in bytes, and the longest text of an answer.
pub const MAX_HEADER: usize = 512;
/// The longest `offer` or `missing`, in bytes.
pub const MAX_JSON: usize = MAX_MESSAGE;
/// Follows the bytes of each file.
pub const FILE_END: u8 = 0;

/// One record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// The start of a batch.
    Open(BatchId),
    /// The offer of a batch.
    Offer(BatchId, Vec<OfferItem>),
    /// A body.
    Body(Body),
    /// The items that could not be sent.
    Missing(BatchId, Vec<(u32, Refusal)>),
    /// The end of a batch.
    End(BatchId),
}

/// Appends the start of a batch.
pub fn open(out: &mut Vec<u8>, batch: BatchId) {
    out.extend_from_slice(format!("D0755 0 {}.{}\n", batch.folder, batch.number).as_bytes());
}

/// Appends an offer.
pub fn offer(out: &mut Vec<u8>, items: &[OfferItem]) -> Result<(), WireError> {
    check_items(items.len())?;
    json(out, "offer", items)
}

/// Appends the items that could not be sent.
pub fn missing(out: &mut Vec<u8>, items: &[(u32, Refusal)]) -> Result<(), WireError> {
    check_items(items.len())?;
    json(out, "missing", items)
}

/// Appends a body.
pub fn body(out: &mut Vec<u8>, item: u32, piece: Piece, bytes: &[u8]) -> Result<(), WireError> {
    out.reserve(bytes.len() + 64);
    body_start(out, item, piece, bytes.len())?;
    out.extend_from_slice(bytes);
    out.push(FILE_END);
    Ok(())
}

/// Appends what comes before the `len` bytes of a body, which need not be copied then. `FILE_END` must follow them.
pub fn body_start(out: &mut Vec<u8>, item: u32, piece: Piece, len: usize) -> Result<(), WireError> {
    check_items(item as usize + 1)?;
    let (kind, number) = match piece {
        Piece::Chunk(number) => ('c', number),
        Piece::List(number) => ('l', number),
    };
    file_start(out, &format!("{item}.{kind}{number}"), len, CHUNK_MAX)
}

/// Appends the end of a batch.
pub fn end(out: &mut Vec<u8>) {
    out.extend_from_slice(b"E\n");
}

fn json<T: serde::Serialize>(out: &mut Vec<u8>, name: &str, items: &[T]) -> Result<(), WireError> {
    let bytes = serde_json::to_vec(items).map_err(|e| WireError::BadMessage(e.to_string()))?;
    file_start(out, name, bytes.len(), MAX_JSON)?;
    out.extend_from_slice(&bytes);
    out.push(FILE_END);
    Ok(())
}

fn file_start(out: &mut Vec<u8>, name: &str, len: usize, limit: usize) -> Result<(), WireError> {
    if len > limit {
        return Err(WireError::RecordTooLong { len: len as u64, limit });
    }
    out.extend_from_slice(format!("C0644 {len} {name}\n").as_bytes());
    Ok(())
}

fn check_items(count: usize) -> Result<(), WireError> {
    match count > MAX_ITEMS {
        true => Err(WireError::TooManyItems { limit: MAX_ITEMS }),
        false => Ok(()),
    }
}

/// Decodes records as their bytes arrive.
#[derive(Debug)]
pub struct Decoder {
    direction: Direction,
    /// The open batch, and what has arrived in it.
    batch: Option<(BatchId, Progress)>,
    state: State,
}

/// What has arrived in a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    /// Nothing: an offer may follow.
    Opened,
    /// An offer or a body.
    Bodies,
    /// `missing`: only the end may follow.
    Missing,
}

#[derive(Debug)]
enum State {
    Header(Vec<u8>),
    File { name: FileName, left: usize, bytes: Vec<u8> },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileName {
    Offer,
    Missing,
    Body(u32, Piece),
}

impl Decoder {
    /// Creates a decoder that expects the start of a batch.
    pub fn new(direction: Direction) -> Self {
        Decoder { direction, batch: None, state: State::Header(Vec::new()) }
    }

    /// Returns the next record in `input` and removes what was read from it. Returns `None` if no more record ends in it.
    /// After an error the stream cannot be used any more.
    pub fn next(&mut self, input: &mut &[u8]) -> Result<Option<Record>, WireError> {
        loop {
            match &mut self.state {
                State::Header(line) => {
                    let Some(end) = input.iter().take(MAX_HEADER + 1).position(|byte| *byte == b'\n') else {
                        check_header(line.len() + input.len())?;
                        line.extend_from_slice(input);
                        *input = &[];
                        return Ok(None);
                    };
                    check_header(line.len() + end)?;
                    line.extend_from_slice(&input[..end]);
                    *input = &input[end + 1..];
                    let line = std::mem::take(line);
                    let line = std::str::from_utf8(&line).map_err(|_| WireError::BadRecord("not text"))?;
                    if let Some(record) = self.header(line)? {
                        return Ok(Some(record));
                    }
                }
                State::File { name, left, bytes } => {
                    let taken = input.len().min(*left);
                    bytes.extend_from_slice(&input[..taken]);
                    *left -= taken;
                    *input = &input[taken..];
                    let Some((mark, rest)) = input.split_first() else { return Ok(None) };
                    *input = rest;
                    if *mark != FILE_END {
                        return Err(WireError::BadRecord("a file's end is not where its header says"));
                    }
                    let (name, bytes) = (*name, std::mem::take(bytes));
                    self.state = State::Header(Vec::new());
                    return self.file(name, bytes).map(Some);
                }
            }
        }
    }

    /// Returns the bytes that are buffered for an unfinished record.
    pub fn kept(&self) -> usize {
        match &self.state {
            State::Header(line) => line.capacity(),
            State::File { bytes, .. } => bytes.capacity(),
        }
    }

    fn header(&mut self, line: &str) -> Result<Option<Record>, WireError> {
        if let Some(name) = line.strip_prefix("D0755 0 ") {
            if self.batch.is_some() {
                return Err(WireError::BadRecord("a batch in a batch"));
            }
            let batch = batch_name(name).ok_or(WireError::BadRecord("a batch with a foreign name"))?;
            self.batch = Some((batch, Progress::Opened));
            return Ok(Some(Record::Open(batch)));
        }
        if line == "E" {
            let (batch, _) = self.batch.take().ok_or(WireError::BadRecord("an end outside of a batch"))?;
            return Ok(Some(Record::End(batch)));
        }
        let file = line.strip_prefix("C0644 ").ok_or(WireError::BadRecord("neither batch, file nor end"))?;
        let (len, name) = file.split_once(' ').ok_or(WireError::BadRecord("a file without name"))?;
        let len: u64 = number(len).ok_or(WireError::BadRecord("a file without length"))?;
        let name = file_name(name).ok_or(WireError::BadRecord("a file with a foreign name"))?;
        self.admit(name)?;
        let limit = match name {
            FileName::Body(..) => CHUNK_MAX,
            FileName::Offer | FileName::Missing => MAX_JSON,
        };
        if len > limit as u64 {
            return Err(WireError::RecordTooLong { len, limit });
        }
        let left = len as usize;
        // A header alone reserves no more memory than a chunk needs, because its data may never arrive.
        let bytes = Vec::with_capacity(left.min(CHUNK_MAX));
        self.state = State::File { name, left, bytes };
        Ok(None)
    }

    /// Checks that a file of this name may come now.
    fn admit(&mut self, name: FileName) -> Result<(), WireError> {
        let Some((_, progress)) = &mut self.batch else {
            return Err(WireError::BadRecord("a file outside of a batch"));
        };
        let next = match (name, self.direction, *progress) {
            (_, _, Progress::Missing) => None,
            (FileName::Offer, Direction::Push, Progress::Opened) => Some(Progress::Bodies),
            (FileName::Missing, Direction::Pull, _) => Some(Progress::Missing),
            (FileName::Body(..), _, _) => Some(Progress::Bodies),
            (FileName::Offer | FileName::Missing, _, _) => None,
        };
        *progress = next.ok_or(WireError::BadRecord("a file where it does not belong"))?;
        Ok(())
    }

    fn file(&self, name: FileName, bytes: Vec<u8>) -> Result<Record, WireError> {
        let Some((batch, _)) = self.batch else {
            return Err(WireError::BadRecord("a file outside of a batch"));
        };
        match name {
            FileName::Body(item, piece) => Ok(Record::Body(Body { batch, item, piece, bytes })),
            FileName::Offer => Ok(Record::Offer(batch, parse(&bytes)?)),
            FileName::Missing => Ok(Record::Missing(batch, parse(&bytes)?)),
        }
    }
}

fn check_header(len: usize) -> Result<(), WireError> {
    match len > MAX_HEADER {
        true => Err(WireError::LineTooLong { limit: MAX_HEADER }),
        false => Ok(()),
    }
}

fn parse<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<Vec<T>, WireError> {
    let items: Vec<T> = serde_json::from_slice(bytes).map_err(|e| WireError::BadMessage(e.to_string()))?;
    check_items(items.len())?;
    Ok(items)
}

/// Parses a decimal number as we write it: without a sign or leading zeros.
fn number<N: std::str::FromStr>(text: &str) -> Option<N> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

fn batch_name(text: &str) -> Option<BatchId> {
    let (folder, n) = text.split_once('.')?;
    let folder: FolderId = folder.parse().ok()?;
    Some(BatchId { folder, number: number(n)? })
}

fn file_name(text: &str) -> Option<FileName> {
    match text {
        "offer" => return Some(FileName::Offer),
        "missing" => return Some(FileName::Missing),
        _ => {}
    }
    let (item, piece) = text.split_once('.')?;
    let item: u32 = number(item).filter(|item| (*item as usize) < MAX_ITEMS)?;
    if let Some(n) = piece.strip_prefix('c') {
        return Some(FileName::Body(item, Piece::Chunk(number(n)?)));
    }
    Some(FileName::Body(item, Piece::List(number(piece.strip_prefix('l')?)?)))
}

/// The answer to a record that was taken.
pub const TAKEN: u8 = 0;

/// A receiver's answer to one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Taken: a zero byte.
    Taken,
    /// Left out, with the reason: `\x01`, text, newline.
    Left(String),
}

/// Decodes answers as their bytes arrive, and counts them against the records that were sent.
#[derive(Debug, Default)]
pub struct Answers {
    unanswered: u64,
    text: Option<Vec<u8>>,
}

impl Answers {
    /// Records that more records were sent.
    pub fn sent(&mut self, records: u64) {
        self.unanswered += records;
    }

    /// Returns how many records wait for their answer.
    pub fn unanswered(&self) -> u64 {
        self.unanswered
    }

    /// Takes in bytes and calls `left` with the text of each refusal.
    pub fn take(&mut self, input: &[u8], mut left: impl FnMut(String)) -> Result<(), WireError> {
        for byte in input {
            match (&mut self.text, *byte) {
                (None, TAKEN) => self.count()?,
                (None, 1) => self.text = Some(Vec::new()),
                (None, _) => return Err(WireError::BadRecord("neither a yes nor a no")),
                (Some(text), b'\n') => {
                    let text = String::from_utf8_lossy(text).into_owned();
                    self.text = None;
                    // What answers nothing is not heard.
                    self.count()?;
                    left(text);
                }
                (Some(text), byte) => {
                    check_header(text.len() + 1)?;
                    text.push(byte);
                }
            }
        }
        Ok(())
    }

    fn count(&mut self) -> Result<(), WireError> {
        self.unanswered = self.unanswered.checked_sub(1).ok_or(WireError::Unasked)?;
        Ok(())
    }
}

/// Appends an answer.
pub fn answer(out: &mut Vec<u8>, answer: &Answer) {
    match answer {
        Answer::Taken => out.push(TAKEN),
        Answer::Left(text) => {
            out.push(1);
            let line: String = text.chars().filter(|c| !c.is_control()).take(MAX_HEADER / 4).collect();
            out.extend_from_slice(line.as_bytes());
            out.push(b'\n');
        }
    }
}
