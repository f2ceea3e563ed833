//! Mass overwriting: when many files that had meaningful content turn into content without meaning, as ransomware
//! leaves them.
//!
//! Only the beginning of a content is judged, because such programs always change it, and because a partly encrypted
//! file still compresses as a whole. What counts is a *change* of content that was meaningful: a known type, or bytes
//! of which some are more frequent than others. Additions never count, nor does a change from one known type to
//! another, nor a change of content that already looked like noise.

use std::collections::VecDeque;

use super::limits::HoldLimits;
use crate::ids::Seq;

/// How long a change counts, in seconds of the hub's clock. Longer than a deletion, because encryption takes its time.
pub const OVERWRITING_WINDOW: u64 = 600;
/// The number of bytes at the beginning of a content that are examined.
pub const LOOKED_AT: usize = 4_096;
/// Fewer bytes than this are not conclusive.
const LEAST: usize = 64;
/// Bytes look like noise when the chi-square of their frequencies is at most this. Random bytes have 255 on average,
/// and practically never more than 255 + 8 standard deviations (22.6 each). 64 bytes of English text have about 1,000,
/// and all of it grows with the length.
const NOISE: u64 = 436;
/// Changes are summed up over this many seconds.
const SLOT: u64 = 10;

/// The least base64 or hexadecimal characters that are conclusive.
const LEAST_ENCODED: usize = 256;
/// The least bytes that can tell a jumble from damaged text, …
const LEAST_JUMBLED: usize = 2_048;
/// … if at least this many of the 256 byte values occur in them.
const JUMBLED: usize = 192;

/// What the beginning of a content looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// Too short to decide.
    Little,
    /// One repeated byte, as in a file that is still to be filled, or was wiped.
    Blank,
    /// A short text that refers to content stored elsewhere, as programs for large files leave it in a repository.
    Pointer,
    /// A file type that is known by its first bytes.
    Known,
    /// Text in any encoding.
    Text,
    /// No known type, but some bytes are more frequent than others: tables, programs' data.
    Data,
    /// The same, but with most byte values: data, or text of which parts are encrypted.
    Jumble,
    /// No known type, and all bytes or all base64 characters are equally frequent: encrypted, or compressed by a
    /// program not known here.
    Noise,
}

/// How contents begin that refer to others.
const POINTERS: &[&[u8]] = &[b"version https://git-lfs.github.com/spec/", b"/annex/objects/"];

/// The magic numbers of known types, each with its offset.
const MARKS: &[(usize, &[u8])] = &[
    // Pictures.
    (0, b"\xff\xd8\xff"),
    (0, b"\x89PNG\r\n\x1a\n"),
    (0, b"GIF8"),
    (0, b"II*\0"),
    (0, b"MM\0*"),
    (0, b"IIU\0"),
    (0, b"IIRO"),
    (0, b"FUJIFILM"),
    (0, b"FOVb"),
    (0, b"8BPS"),
    (0, b"\xff\x0a"),
    (0, b"\0\0\0\x0cJXL "),
    (0, b"\0\0\0\x0cjP  "),
    (0, b"gimp xcf"),
    (0, b"\x76\x2f\x31\x01"),
    // Sound and video; RIFF is also WebP.
    (0, b"RIFF"),
    (0, b"ID3"),
    (0, b"\xff\xfb"),
    (0, b"\xff\xf3"),
    (0, b"\xff\xf2"),
    (0, b"\xff\xfa"),
    (0, b"\xff\xf1"),
    (0, b"\xff\xf9"),
    (0, b"OggS"),
    (0, b"fLaC"),
    (0, b"MThd"),
    (0, b"FORM"),
    (0, b"\x1a\x45\xdf\xa3"),
    (4, b"ftyp"),
    (4, b"moov"),
    (4, b"mdat"),
    (0, b"\0\0\x01\xba"),
    (0, b"\0\0\x01\xb3"),
    (0, b"FLV\x01"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"),
    // Documents, mail and databases. Office files and many others are archives (PK) or older containers.
    (0, b"%PDF"),
    (0, b"%!PS"),
    (0, b"PK\x03\x04"),
    (0, b"PK\x05\x06"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    (0, b"SQLite format 3\0"),
    (0, b"!BDN"),
    (0, b"AC10"),
    (0, b"\x03\xd9\xa2\x9a\x67\xfb\x4b\xb5"),
    // Archives and compressed streams.
    (0, b"\x1f\x8b"),
    (0, b"BZh"),
    (0, b"\xfd7zXZ\0"),
    (0, b"7z\xbc\xaf\x27\x1c"),
    (0, b"Rar!\x1a\x07"),
    (0, b"\x28\xb5\x2f\xfd"),
    (0, b"\x04\x22\x4d\x18"),
    (0, b"\x78\x01"),
    (0, b"\x78\x9c"),
    (0, b"\x78\xda"),
    (0, b"PACK\0\0\0"),
    (0, b"\xfftOc"),
    (257, b"ustar"),
    (0, b"\x5d\0\0"),
    (0, b"\x1f\x9d"),
    (0, b"\x89LZO"),
    (0, b"LZIP"),
    (0, b"LRZI"),
    // Tables of numbers, property lists, and files that are encrypted while their repository is locked.
    (0, b"\x89HDF"),
    (0, b"PAR1"),
    (0, b"ARROW1"),
    (0, b"bplist00"),
    (0, b"\0GITCRYPT\0"),
    // Programs and fonts.
    (0, b"\x7fELF"),
    (0, b"MZ"),
    (0, b"\xcf\xfa\xed\xfe"),
    (0, b"\xca\xfe\xba\xbe"),
    (0, b"\0asm"),
    (0, b"!<arch>"),
    (0, b"wOFF"),
    (0, b"wOF2"),
    (0, b"OTTO"),
    (0, b"\0\x01\0\0\0"),
];

impl Looks {
    /// Judges the first bytes of a content, at most `LOOKED_AT` of them.
    pub fn of(content: &[u8]) -> Looks {
        let head = &content[..content.len().min(LOOKED_AT)];
        let has = |(at, mark): &(usize, &[u8])| head.get(*at..).is_some_and(|rest| rest.starts_with(mark));
        match () {
            () if head.len() < LEAST => Looks::Little,
            () if head.iter().all(|byte| *byte == head[0]) => Looks::Blank,
            () if POINTERS.iter().any(|pointer| head.starts_with(pointer)) => Looks::Pointer,
            () if MARKS.iter().any(has) => Looks::Known,
            () if chi_square(head) <= NOISE || is_encoded_noise(head) => Looks::Noise,
            () => Looks::of_bytes(head),
        }
    }

    /// Classifies bytes without a magic number. They are text, in whatever encoding, if there are hardly any control
    /// characters. NUL does not count as one: in UTF-16 it is half of English text.
    fn of_bytes(head: &[u8]) -> Looks {
        let is_control = |byte: &&u8| matches!(byte, 1..=8 | 11 | 14..=26 | 28..=31 | 127);
        let control = head.iter().filter(is_control).count();
        let beyond_ascii = head.iter().filter(|byte| !byte.is_ascii()).count();
        let has_byte_order = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
        if has_byte_order || control * 128 <= head.len() {
            return Looks::Text;
        }
        let mut is_there = [false; 256];
        head.iter().for_each(|byte| is_there[usize::from(*byte)] = true);
        let kinds = is_there.iter().filter(|is_there| **is_there).count();
        let is_both = control * 50 >= head.len() && beyond_ascii * 20 >= head.len();
        if head.len() >= LEAST_JUMBLED && is_both && kinds >= JUMBLED { Looks::Jumble } else { Looks::Data }
    }

    /// Returns true if the content is meaningful, so that it can be lost.
    pub fn is_something(self) -> bool {
        matches!(self, Looks::Known | Looks::Text | Looks::Data | Looks::Jumble)
    }

    /// Returns true if content that looked like this is spoilt when it looks like `after`: meaningful content turned
    /// into noise or was wiped, text is no longer text, or a known type is no longer known.
    pub fn is_spoilt_by(self, after: Looks) -> bool {
        match self {
            Looks::Known => !matches!(after, Looks::Known | Looks::Pointer),
            Looks::Text => matches!(after, Looks::Noise | Looks::Blank | Looks::Jumble),
            Looks::Data | Looks::Jumble => matches!(after, Looks::Noise | Looks::Blank),
            Looks::Little | Looks::Blank | Looks::Pointer | Looks::Noise => false,
        }
    }
}

/// Returns how far the frequencies of bytes are from being equal.
fn chi_square(bytes: &[u8]) -> u64 {
    let mut counts = [0_u64; 256];
    bytes.iter().for_each(|byte| counts[usize::from(*byte)] += 1);
    unevenness(&counts)
}

/// Returns the chi-square of counts that should be equal: `k/n × Σ count² − n`.
fn unevenness(counts: &[u64]) -> u64 {
    let all: u64 = counts.iter().sum();
    let squares: u64 = counts.iter().map(|count| count * count).sum();
    (counts.len() as u64 * squares).checked_div(all).map_or(u64::MAX, |even| even.saturating_sub(all))
}

/// Returns true if it is nothing but lines of base64 or hexadecimal numbers, with all characters equally frequent. As
/// with bytes, the limit is eight standard deviations above the average: 63 + 8 × 11.2, and 15 + 8 × 5.5.
fn is_encoded_noise(bytes: &[u8]) -> bool {
    const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const URL: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let letters: Vec<u8> = bytes.iter().copied().filter(|byte| !matches!(byte, b'\n' | b'\r' | b'=')).collect();
    let is_even = |alphabet: &[u8], limit: u64| {
        let mut counts = vec![0; alphabet.len()];
        let is_of_it = letters.iter().all(|letter| match alphabet.iter().position(|it| it == letter) {
            Some(at) => {
                counts[at] += 1;
                true
            }
            None => false,
        });
        is_of_it && unevenness(&counts) <= limit
    };
    letters.len() >= LEAST_ENCODED
        && (is_even(BASE64, 153)
            || is_even(URL, 153)
            || is_even(b"0123456789abcdef", 59)
            || is_even(b"0123456789ABCDEF", 59))
}

/// Numbers of changes that were judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Judged {
    /// Changes of meaningful content.
    pub changed: u64,
    /// Those that spoilt it.
    pub spoilt: u64,
}

impl std::ops::AddAssign for Judged {
    fn add_assign(&mut self, other: Judged) {
        (self.changed, self.spoilt) = (self.changed + other.changed, self.spoilt + other.spoilt);
    }
}

impl HoldLimits {
    /// Returns true if this is a mass overwriting. The share is taken of what the machine changed, not of the folder:
    /// encrypting a large folder changes only a small part of it within minutes, but the machine changes nothing else.
    pub fn is_mass_overwriting(self, judged: Judged) -> bool {
        self.is_mass_deletion(judged.spoilt, judged.changed)
    }
}

/// What one machine changed in one folder within the last minutes and the hub passed on.
///
/// Contents are examined only once there are many changes, so that the usual few cost nothing.
#[derive(Debug, Clone, Default)]
pub struct Overwrites {
    slots: VecDeque<Slot>,
    is_looking: bool,
}

/// Changes passed on within the same few seconds.
#[derive(Debug, Clone, Copy)]
struct Slot {
    second: u64,
    changes: u64,
    judged: Judged,
    /// The position of the journal just before.
    after: Seq,
}

impl Overwrites {
    /// Records changes of existing files after a position of the journal, with the judgement if they were examined.
    pub fn note(&mut self, second: u64, changes: u64, judged: Judged, after: Seq) {
        let second = second - second % SLOT;
        match self.slots.back_mut() {
            Some(last) if last.second == second => {
                last.changes += changes;
                last.judged += judged;
            }
            _ => self.slots.push_back(Slot { second, changes, judged, after }),
        }
    }

    /// Forgets what is too old to count.
    pub fn age(&mut self, second: u64) {
        while self.slots.front().is_some_and(|first| first.second + OVERWRITING_WINDOW <= second) {
            self.slots.pop_front();
        }
    }

    /// Returns true if nothing counts any more.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Returns the number of changes, whether examined or not.
    pub fn changes(&self) -> u64 {
        self.slots.iter().map(|slot| slot.changes).sum()
    }

    /// Returns the judgement, if all changes were examined.
    pub fn judged(&self) -> Option<Judged> {
        let mut all = Judged::default();
        self.slots.iter().for_each(|slot| all += slot.judged);
        self.is_looking.then_some(all)
    }

    /// Sets the judgement of all changes so far. From now on all changes will be examined.
    pub fn look(&mut self, judged: Judged) {
        self.is_looking = true;
        self.slots.iter_mut().for_each(|slot| slot.judged = Judged::default());
        // Attributed to the newest slot: counting too long is safer than too short.
        if let Some(last) = self.slots.back_mut() {
            last.judged = judged;
        }
    }

    /// Stops examining changes until there are many again.
    pub fn stop_looking(&mut self) {
        self.is_looking = false;
    }

    /// Returns the position of the journal before the first change; `None` if there are none.
    pub fn after(&self) -> Option<Seq> {
        self.slots.front().map(|first| first.after)
    }
}
