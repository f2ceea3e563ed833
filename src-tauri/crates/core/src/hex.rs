//! Converts bytes to lower-case hexadecimal digits and back.

use std::fmt;

/// Writes bytes as hexadecimal digits.
pub fn write_hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

/// Returns bytes as hexadecimal digits.
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Parses exactly `N` bytes; `None` if the text is anything else.
pub fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, read) in bytes.iter_mut().zip(bytes_of(text)) {
        *byte = read?;
    }
    Some(bytes)
}

/// Parses any number of bytes; `None` if the text is anything else.
pub fn all_from_hex(text: &str) -> Option<Vec<u8>> {
    bytes_of(text).collect()
}

fn bytes_of(text: &str) -> impl Iterator<Item = Option<u8>> + '_ {
    text.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    })
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_digits_of_just_so_many_bytes_are_read() {
        assert_eq!(from_hex("00ff7a"), Some([0, 255, 0x7a]));
        assert_eq!(to_hex(&[0, 255, 0x7a]), "00ff7a");
        for text in ["", "00ff7", "00ff7a00", "00FF7A", "00ff7g", "+0ff7a", "00ff é"] {
            assert_eq!(from_hex::<3>(text), None, "{text}");
        }
        assert_eq!(all_from_hex(""), Some(vec![]));
        assert_eq!(all_from_hex("00ff7a"), Some(vec![0, 255, 0x7a]));
        for text in ["00ff7", "00FF7A", "00ff7g", "é"] {
            assert_eq!(all_from_hex(text), None, "{text}");
        }
    }
}
