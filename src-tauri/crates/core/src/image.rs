//! Recognises the images that a window can show, by their first bytes and never by a name, and reads their dimensions.
//!
//! A few bytes can announce an image that takes gibibytes once it is decoded, so whoever shows an image checks its
//! dimensions first. Nothing is decoded here. What does not follow its format up to the dimensions is no image; whether the
//! rest can be decoded only the decoder finds out.

/// The longest side of an image, in pixels: more is no image here.
pub const MAX_SIDE: u32 = 65_535;

/// A format of images. SVG is none of them: it is a program rather than a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Portable Network Graphics.
    Png,
    /// JPEG in the variants that are in use: baseline, extended and progressive.
    Jpeg,
    /// GIF, also animated.
    Gif,
    /// WebP, also animated.
    Webp,
}

impl Format {
    /// Recognises the format by the first bytes of a content. Sixteen are enough.
    pub fn of(start: &[u8]) -> Option<Self> {
        match start {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(Format::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Format::Jpeg),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(Format::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Format::Webp),
            _ => None,
        }
    }

    /// Returns the media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Png => "image/png",
            Format::Jpeg => "image/jpeg",
            Format::Gif => "image/gif",
            Format::Webp => "image/webp",
        }
    }
}

/// What an image says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Its format.
    pub format: Format,
    /// In pixels, from 1 to `MAX_SIDE`.
    pub width: u32,
    /// In pixels, from 1 to `MAX_SIDE`.
    pub height: u32,
}

impl Header {
    /// Reads the header of an image; `None` if the content is no image, or does not follow its format.
    ///
    /// ```
    /// use syncit_core::image::{Format, Header};
    ///
    /// let gif = b"GIF89a\x02\0\x03\0\0\0\0,\0\0\0\0\x02\0\x03\0\0";
    /// assert_eq!(Header::of(gif), Some(Header { format: Format::Gif, width: 2, height: 3 }));
    /// assert_eq!(Header::of(b"<svg width=\"2\" height=\"3\"/>"), None);
    /// ```
    pub fn of(content: &[u8]) -> Option<Self> {
        let format = Format::of(content)?;
        let bytes = Bytes(content);
        let (width, height) = match format {
            Format::Png => png(bytes),
            Format::Jpeg => jpeg(bytes),
            Format::Gif => gif(bytes),
            Format::Webp => webp(bytes),
        }?;
        let is_side = |side: u32| (1..=MAX_SIDE).contains(&side);
        (is_side(width) && is_side(height)).then_some(Header { format, width, height })
    }

    /// Returns how many pixels it has.
    pub fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// A content that is read at positions, each of which may be beyond its end.
#[derive(Clone, Copy)]
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn at<const N: usize>(self, at: usize) -> Option<[u8; N]> {
        self.0.get(at..at.checked_add(N)?)?.try_into().ok()
    }

    fn byte(self, at: usize) -> Option<u8> {
        self.0.get(at).copied()
    }

    fn be16(self, at: usize) -> Option<u32> {
        self.at(at).map(u16::from_be_bytes).map(u32::from)
    }

    fn be32(self, at: usize) -> Option<u32> {
        self.at(at).map(u32::from_be_bytes)
    }

    fn le16(self, at: usize) -> Option<u32> {
        self.at(at).map(u16::from_le_bytes).map(u32::from)
    }

    fn le24(self, at: usize) -> Option<u32> {
        let [low, middle, high] = self.at(at)?;
        Some(u32::from_le_bytes([low, middle, high, 0]))
    }

    fn le32(self, at: usize) -> Option<u32> {
        self.at(at).map(u32::from_le_bytes)
    }
}

type Size = Option<(u32, u32)>;

/// The first chunk has the dimensions.
fn png(bytes: Bytes<'_>) -> Size {
    if bytes.be32(8)? != 13 || bytes.at(12)? != *b"IHDR" {
        return None;
    }
    let [depth, colour, compression, filter, interlace] = bytes.at(24)?;
    let is_depth = match colour {
        0 => matches!(depth, 1 | 2 | 4 | 8 | 16),
        3 => matches!(depth, 1 | 2 | 4 | 8),
        2 | 4 | 6 => matches!(depth, 8 | 16),
        _ => false,
    };
    let is_known = is_depth && compression == 0 && filter == 0 && interlace <= 1;
    if is_known { Some((bytes.be32(16)?, bytes.be32(20)?)) } else { None }
}

/// Segments, each with a marker and a length, up to the one that begins the frame.
fn jpeg(bytes: Bytes<'_>) -> Size {
    let mut at = 2;
    loop {
        if bytes.byte(at)? != 0xff {
            return None;
        }
        // Any number of fill bytes may stand before a marker.
        while bytes.byte(at)? == 0xff {
            at += 1;
        }
        let marker = bytes.byte(at)?;
        let length = bytes.be16(at + 1)?;
        match marker {
            0xc0..=0xc2 => {
                let components = bytes.byte(at + 8)?;
                let is_frame = bytes.byte(at + 3)? == 8
                    && matches!(components, 1 | 3 | 4)
                    && length == 8 + 3 * u32::from(components);
                return if is_frame { Some((bytes.be16(at + 6)?, bytes.be16(at + 4)?)) } else { None };
            }
            // Tables, and what applications and people say about the image.
            0xc4 | 0xcc | 0xdb | 0xdd | 0xe0..=0xef | 0xfe if length >= 2 => at += 1 + length as usize,
            // Frames that no window shows; data or an end without a frame.
            _ => return None,
        }
    }
}

/// The screen has dimensions, and the first frame may reach beyond it.
fn gif(bytes: Bytes<'_>) -> Size {
    let (width, height) = (bytes.le16(6)?, bytes.le16(8)?);
    let flags = bytes.byte(10)?;
    let table = if flags & 0x80 != 0 { 3 << ((flags & 7) + 1) } else { 0 };
    let mut at = 13 + table;
    loop {
        match bytes.byte(at)? {
            b',' => {
                let (left, top) = (bytes.le16(at + 1)?, bytes.le16(at + 3)?);
                let (across, down) = (bytes.le16(at + 5)?, bytes.le16(at + 7)?);
                let is_frame = across > 0 && down > 0;
                return is_frame.then(|| (width.max(left + across), height.max(top + down)));
            }
            b'!' => {
                at += 2;
                // Blocks up to an empty one.
                loop {
                    let length = usize::from(bytes.byte(at)?);
                    at += 1 + length;
                    if length == 0 {
                        break;
                    }
                }
            }
            _ => return None,
        }
    }
}

/// One chunk with a frame, or a canvas and chunks of which none may have a larger frame.
fn webp(bytes: Bytes<'_>) -> Size {
    let end = usize::try_from(bytes.le32(4)?).ok()?.checked_add(8)?;
    let bytes = Bytes(bytes.0.get(..end)?);
    if bytes.at(12)? != *b"VP8X" {
        return frame(bytes, 12);
    }
    if bytes.le32(16)? != 10 {
        return None;
    }
    let canvas = (bytes.le24(24)? + 1, bytes.le24(27)? + 1);
    let mut has_frame = false;
    let mut at = 30;
    while at < end {
        let length = usize::try_from(bytes.le32(at + 4)?).ok()?;
        match &bytes.at(at)? {
            b"VP8 " | b"VP8L" => {
                if frame(bytes, at)? != canvas {
                    return None;
                }
                has_frame = true;
            }
            b"ANMF" => {
                let [left, top] = [bytes.le24(at + 8)? * 2, bytes.le24(at + 11)? * 2];
                let [across, down] = [bytes.le24(at + 14)? + 1, bytes.le24(at + 17)? + 1];
                if left + across > canvas.0 || top + down > canvas.1 {
                    return None;
                }
                has_frame = true;
            }
            _ => {}
        }
        // Chunks begin at even positions.
        at = at.checked_add(8)?.checked_add(length)?.checked_add(length % 2)?;
    }
    has_frame.then_some(canvas)
}

/// The dimensions of the frame in the chunk at a position.
fn frame(bytes: Bytes<'_>, at: usize) -> Size {
    match &bytes.at(at)? {
        b"VP8 " => {
            let is_key_frame = bytes.byte(at + 8)? & 1 == 0 && bytes.at(at + 11)? == [0x9d, 0x01, 0x2a];
            let side = |at| bytes.le16(at).map(|side| side & 0x3fff);
            if is_key_frame { Some((side(at + 14)?, side(at + 16)?)) } else { None }
        }
        b"VP8L" => {
            let bits = bytes.le32(at + 9)?;
            let is_known = bytes.byte(at + 8)? == 0x2f && bits >> 29 == 0;
            is_known.then_some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32, rest: [u8; 5]) -> Vec<u8> {
        let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
        [b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".as_slice(), &sides, &rest].concat()
    }

    /// A JPEG with these segments before its frame.
    fn jpeg(before: &[u8], marker: u8, width: u16, height: u16) -> Vec<u8> {
        let (width, height) = (width.to_be_bytes(), height.to_be_bytes());
        let frame = [0xff, marker, 0, 11, 8, height[0], height[1], width[0], width[1], 1, 1, 0x11, 0];
        [b"\xff\xd8".as_slice(), before, &frame].concat()
    }

    fn gif(screen: [u16; 2], flags: u8, before: &[u8], frame: [u16; 4]) -> Vec<u8> {
        let words = |words: &[u16]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
        [b"GIF89a".as_slice(), &words(&screen), &[flags, 0, 0], before, b",", &words(&frame), &[0]].concat()
    }

    fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
        let chunks = chunks.concat();
        let length = (4 + chunks.len() as u32).to_le_bytes();
        [b"RIFF".as_slice(), &length, b"WEBP", &chunks].concat()
    }

    fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let padding = if data.len() % 2 == 1 { &b"\0"[..] } else { b"" };
        [name.as_slice(), &(data.len() as u32).to_le_bytes(), data, padding].concat()
    }

    fn lossy(width: u16, height: u16) -> Vec<u8> {
        let (width, height) = (width.to_le_bytes(), height.to_le_bytes());
        chunk(b"VP8 ", &[&[0x10, 0, 0, 0x9d, 0x01, 0x2a], &width[..], &height[..]].concat())
    }

    fn lossless(width: u32, height: u32) -> Vec<u8> {
        chunk(b"VP8L", &[&[0x2f], &((width - 1) | (height - 1) << 14).to_le_bytes()[..]].concat())
    }

    fn three(number: u32) -> [u8; 3] {
        let [low, middle, high, _] = number.to_le_bytes();
        [low, middle, high]
    }

    fn canvas(width: u32, height: u32) -> Vec<u8> {
        chunk(b"VP8X", &[&[0u8; 4], &three(width - 1)[..], &three(height - 1)[..]].concat())
    }

    fn part(left: u32, top: u32, width: u32, height: u32) -> Vec<u8> {
        let sides = [left / 2, top / 2, width - 1, height - 1].map(three).concat();
        chunk(b"ANMF", &[&sides[..], &[0; 4], &lossy(1, 1)].concat())
    }

    #[test]
    fn the_dimensions_of_each_format_are_read() {
        let told = |format, width, height| Some(Header { format, width, height });
        let comment = b"\xff\xfe\0\x06text\xff\xff\xff\xe1\0\x02";
        let extension = b"!\xf9\x04abcd\0!\xfe\x03abc\x01d\0";
        let cases: [(&str, Vec<u8>, Option<Header>); 16] = [
            ("true colour", png(640, 480, [8, 6, 0, 0, 0]), told(Format::Png, 640, 480)),
            ("a palette, interlaced", png(1, 65_535, [4, 3, 0, 0, 1]), told(Format::Png, 1, 65_535)),
            ("baseline", jpeg(b"", 0xc0, 4000, 3000), told(Format::Jpeg, 4000, 3000)),
            ("progressive, after a comment and fill bytes", jpeg(comment, 0xc2, 7, 9), told(Format::Jpeg, 7, 9)),
            ("a GIF", gif([5, 6], 0, b"", [0, 0, 5, 6]), told(Format::Gif, 5, 6)),
            ("with a table of colours", gif([5, 6], 0x80, &[0; 6], [0, 0, 5, 6]), told(Format::Gif, 5, 6)),
            ("with extensions", gif([5, 6], 0, extension, [1, 1, 2, 2]), told(Format::Gif, 5, 6)),
            ("a frame beyond the screen", gif([5, 6], 0, b"", [10, 0, 90, 3]), told(Format::Gif, 100, 6)),
            ("a screen without dimensions", gif([0, 0], 0, b"", [0, 0, 3, 4]), told(Format::Gif, 3, 4)),
            ("a lossy WebP", riff(&[lossy(320, 200)]), told(Format::Webp, 320, 200)),
            ("scaling bits are no dimension", riff(&[lossy(0x4000 | 320, 200)]), told(Format::Webp, 320, 200)),
            ("a lossless WebP", riff(&[lossless(16_384, 1)]), told(Format::Webp, 16_384, 1)),
            ("with a canvas", riff(&[canvas(30, 20), lossy(30, 20)]), told(Format::Webp, 30, 20)),
            (
                "with metadata",
                riff(&[canvas(30, 20), chunk(b"ICCP", b"abc"), lossless(30, 20)]),
                told(Format::Webp, 30, 20),
            ),
            ("animated", riff(&[canvas(30, 20), part(0, 0, 30, 20), part(28, 2, 2, 18)]), told(Format::Webp, 30, 20)),
            ("followed by anything", [riff(&[lossy(3, 2)]), b"more".to_vec()].concat(), told(Format::Webp, 3, 2)),
        ];
        for (what, content, header) in cases {
            assert_eq!(Header::of(&content), header, "{what}");
        }
    }

    #[test]
    fn what_does_not_follow_its_format_is_no_image() {
        let half = |content: Vec<u8>| content[..content.len() / 2].to_vec();
        let cases: [(&str, Vec<u8>); 30] = [
            ("nothing", vec![]),
            ("a text", b"GIF is a format".to_vec()),
            ("SVG", b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>".to_vec()),
            ("a bitmap", b"BM\x36\0\0\0\0\0\0\0".to_vec()),
            ("only the start of a PNG", b"\x89PNG\r\n\x1a\n".to_vec()),
            ("a PNG without width", png(0, 5, [8, 6, 0, 0, 0])),
            ("a PNG that is too wide", png(65_536, 5, [8, 6, 0, 0, 0])),
            ("a PNG with a negative height", png(5, 0x8000_0000, [8, 6, 0, 0, 0])),
            ("a depth that there is not", png(5, 5, [3, 2, 0, 0, 0])),
            ("a colour type that there is not", png(5, 5, [8, 5, 0, 0, 0])),
            ("a compression that there is not", png(5, 5, [8, 6, 1, 0, 0])),
            ("another first chunk", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIDATaaaabbbb\x08\x06\0\0\0".to_vec()),
            ("a JPEG without a frame", b"\xff\xd8\xff\xd9\0\0".to_vec()),
            ("data before the frame", b"\xff\xd8\xff\xda\0\x08\0\0\0\0\0\0\xff\xc0".to_vec()),
            ("a lossless JPEG", jpeg(b"", 0xc3, 5, 5)),
            ("a JPEG whose height comes later", jpeg(b"", 0xc0, 5, 0)),
            ("a segment shorter than its length", jpeg(b"\xff\xe0\0\x01", 0xc0, 5, 5)),
            ("a segment beyond the end", jpeg(b"\xff\xe0\xff\xff", 0xc0, 5, 5)),
            ("no marker after a segment", jpeg(b"\xff\xe0\0\x02text", 0xc0, 5, 5)),
            ("half a JPEG", half(jpeg(b"", 0xc0, 5, 5))),
            ("a GIF that ends", b"GIF89a\x05\0\x05\0\0\0\0;".to_vec()),
            ("a frame of nothing", gif([5, 5], 0, b"", [0, 0, 0, 5])),
            ("an extension without an end", gif([5, 5], 0, b"!\xfe\xff", [0, 0, 5, 5])),
            ("a table of colours beyond the end", gif([5, 5], 0x87, b"", [0, 0, 5, 5])),
            ("half a WebP", half(riff(&[lossy(5, 5)]))),
            ("no key frame", riff(&[chunk(b"VP8 ", b"\x11\0\0\x9d\x01\x2a\x05\0\x05\0")])),
            ("an unknown version", riff(&[chunk(b"VP8L", b"\x2f\0\0\0\x20")])),
            ("a canvas without a frame", riff(&[canvas(30, 20)])),
            ("a frame larger than the canvas", riff(&[canvas(30, 20), lossless(31, 20)])),
            ("a part beyond the canvas", riff(&[canvas(30, 20), part(2, 0, 30, 20)])),
        ];
        for (what, content) in cases {
            assert_eq!(Header::of(&content), None, "{what}");
        }
    }

    #[test]
    fn no_beginning_of_an_image_is_a_larger_one_or_a_panic() {
        for whole in [
            png(640, 480, [8, 6, 0, 0, 0]),
            jpeg(b"\xff\xfe\0\x06text", 0xc2, 640, 480),
            gif([640, 480], 0x80, &[0; 6], [0, 0, 640, 480]),
            riff(&[canvas(640, 480), part(0, 0, 640, 480), part(0, 0, 2, 2)]),
        ] {
            for length in 0..whole.len() {
                assert!(Header::of(&whole[..length]).is_none_or(|header| header.pixels() == 640 * 480), "{length}");
            }
            assert!(Header::of(&whole).is_some());
        }
    }
}
