//! Mass overwriting: when many files that were something turn into content that is nothing any more, as an encryption
//! trojan leaves them.
//!
//! Judged is the beginning of a content, because that is what such programs always change, and because a partly
//! encrypted file still compresses as a whole. What counts is a *change* of content that was something before: a known
//! type, or bytes of which some are more frequent than others. Additions never count, nor does a change from
//! one known type to another, nor one of content that was already like noise.

use std::collections::VecDeque;

use super::limits::HoldLimits;
use crate::ids::Seq;

/// How long a change counts, in the hub's seconds: longer than a deletion, because encrypting takes its time.
pub const OVERWRITING_WINDOW: u64 = 600;
/// Bytes at the beginning of a content that are looked at.
pub const LOOKED_AT: usize = 4_096;
/// Fewer bytes say nothing.
const LEAST: usize = 64;
/// Bytes are like noise when the chi-square of their frequencies is at most this. For random bytes it is 255 on average
/// and above 255 + 8 standard deviations (22.6 each) practically never; English text of 64 bytes has about 1,000, and all
/// of it grows with the length.
const NOISE: u64 = 436;
/// Changes of so many seconds are summed up.
const SLOT: u64 = 10;

/// Letters of base64 or digits of hexadecimal numbers say something from so many on.
const LEAST_ENCODED: usize = 256;
/// Bytes that are more than text are told from damaged text from so many on, …
const LEAST_JUMBLED: usize = 2_048;
/// … by how many of the 256 different bytes there are.
const JUMBLED: usize = 192;

/// What the beginning of a content looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// Too little to say.
    Little,
    /// One byte again and again, as in a file that is still to be filled, or was wiped.
    Blank,
    /// A few words that stand for a content that is elsewhere, as a program for large files leaves them in a repository.
    Pointer,
    /// A file type that its first bytes tell.
    Known,
    /// Text in any encoding.
    Text,
    /// No type that is known here, but some bytes are more frequent than others: tables, programs' data.
    Data,
    /// The same, but with all kinds of bytes: data, or text of which parts are encrypted.
    Jumble,
    /// No type that is known here, and all bytes are equally frequent, or all letters of base64 are: encrypted, or compressed
    /// by a program not known here.
    Noise,
}

/// How contents begin that stand for others.
const POINTERS: &[&[u8]] = &[b"version https://git-lfs.github.com/spec/", b"/annex/objects/"];

/// Where a type has its mark, and the mark.
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
    // Sound and film; RIFF is also WebP.
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
    // Documents, mail and databases. Office files and many others are archives (PK) or the older containers.
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
    // Tables of numbers, property lists, and files that a repository keeps encrypted while it is locked.
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
    /// Looks at the first bytes of a content, at most `LOOKED_AT` of them.
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

    /// What has no mark is text if there are hardly any control characters, by whatever encoding. NUL is left out: in UTF-16
    /// it is half of English text.
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

    /// Returns true if it is something, so that it can be lost.
    pub fn is_something(self) -> bool {
        matches!(self, Looks::Known | Looks::Text | Looks::Data | Looks::Jumble)
    }

    /// Returns true if content that looked so is spoilt when it looks like `after`: what was something is like noise or
    /// wiped, what was text is none, or what had a known type has none.
    pub fn is_spoilt_by(self, after: Looks) -> bool {
        match self {
            Looks::Known => !matches!(after, Looks::Known | Looks::Pointer),
            Looks::Text => matches!(after, Looks::Noise | Looks::Blank | Looks::Jumble),
            Looks::Data | Looks::Jumble => matches!(after, Looks::Noise | Looks::Blank),
            Looks::Little | Looks::Blank | Looks::Pointer | Looks::Noise => false,
        }
    }
}

/// How far the frequencies of bytes are from being equal.
fn chi_square(bytes: &[u8]) -> u64 {
    let mut counts = [0_u64; 256];
    bytes.iter().for_each(|byte| counts[usize::from(*byte)] += 1);
    unevenness(&counts)
}

/// The chi-square of counts that should be equal: `k/n × Σ count² − n`.
fn unevenness(counts: &[u64]) -> u64 {
    let all: u64 = counts.iter().sum();
    let squares: u64 = counts.iter().map(|count| count * count).sum();
    (counts.len() as u64 * squares).checked_div(all).map_or(u64::MAX, |even| even.saturating_sub(all))
}

/// Returns true if it is nothing but base64 or hexadecimal numbers in lines, and all their letters are equally frequent.
/// As with bytes, the limit is eight standard deviations above the average: 63 + 8 × 11.2, and 15 + 8 × 5.5.
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

/// Changes that were looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Judged {
    /// Changes of what was something.
    pub changed: u64,
    /// Those of them that spoilt it.
    pub spoilt: u64,
}

impl std::ops::AddAssign for Judged {
    fn add_assign(&mut self, other: Judged) {
        (self.changed, self.spoilt) = (self.changed + other.changed, self.spoilt + other.spoilt);
    }
}

impl HoldLimits {
    /// Returns true if this is a mass overwriting. The share is that of what the machine changed, not of the folder: who
    /// encrypts a large folder has done only a small part of it within minutes, but nothing else.
    pub fn is_mass_overwriting(self, judged: Judged) -> bool {
        self.is_mass_deletion(judged.spoilt, judged.changed)
    }
}

/// What one machine changed in one folder within the last minutes and was passed on.
///
/// Contents are looked at only once there are many changes, so that the usual few cost nothing.
#[derive(Debug, Clone, Default)]
pub struct Overwrites {
    slots: VecDeque<Slot>,
    is_looking: bool,
}

/// Changes that were passed on within the same few seconds.
#[derive(Debug, Clone, Copy)]
struct Slot {
    second: u64,
    changes: u64,
    judged: Judged,
    /// The journal's position just before.
    after: Seq,
}

impl Overwrites {
    /// Notes changes of existing files behind a position of the journal, and what was found of them if they were looked at.
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

    /// Forgets what is too long ago to count.
    pub fn age(&mut self, second: u64) {
        while self.slots.front().is_some_and(|first| first.second + OVERWRITING_WINDOW <= second) {
            self.slots.pop_front();
        }
    }

    /// Returns true if nothing counts any more.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Changes, whether they were looked at or not.
    pub fn changes(&self) -> u64 {
        self.slots.iter().map(|slot| slot.changes).sum()
    }

    /// What was found of them, if all of them were looked at.
    pub fn judged(&self) -> Option<Judged> {
        let mut all = Judged::default();
        self.slots.iter().for_each(|slot| all += slot.judged);
        self.is_looking.then_some(all)
    }

    /// Says what all of them are, and that from now on all will be looked at.
    pub fn look(&mut self, judged: Judged) {
        self.is_looking = true;
        self.slots.iter_mut().for_each(|slot| slot.judged = Judged::default());
        // With the newest: too long is safer than too short.
        if let Some(last) = self.slots.back_mut() {
            last.judged = judged;
        }
    }

    /// Looks at no more of them until there are many again.
    pub fn look_no_more(&mut self) {
        self.is_looking = false;
    }

    /// Where the journal stood before the first of them; none if there are none.
    pub fn after(&self) -> Option<Seq> {
        self.slots.front().map(|first| first.after)
    }
}
