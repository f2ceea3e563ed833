//! Headers of images, whose dimensions decide whether a window may decode them.

use syncit_core::image::{Format, Header, MAX_SIDE};

pub(crate) fn run(bytes: &[u8]) {
    let header = Header::of(bytes);
    let more = [bytes, b"more"].concat();
    if header.is_some() {
        assert_eq!(Header::of(&more), header, "what follows an image does not change it");
    }
    let Some(header) = header else { return };
    assert_eq!(Format::of(&bytes[..bytes.len().min(16)]), Some(header.format), "the first bytes tell the format");
    assert!((1..=MAX_SIDE).contains(&header.width) && (1..=MAX_SIDE).contains(&header.height));
    assert_eq!(header.pixels(), u64::from(header.width) * u64::from(header.height));
}
