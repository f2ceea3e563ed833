//! Sizes in bytes, as people write and read them.

/// Formats a size like `1.5 GiB`: in binary units, with one decimal place below ten.
///
/// ```
/// use syncit_core::units::{parse_bytes, show_bytes};
///
/// assert_eq!(show_bytes(20 << 20), "20 MiB");
/// assert_eq!(parse_bytes("1.5g").map(show_bytes), Some("1.5 GiB".to_owned()));
/// ```
pub fn show_bytes(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["KiB", "MiB", "GiB", "TiB", "PiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64;
    let mut unit = "";
    for next in UNITS {
        if value < 1023.95 {
            break;
        }
        value /= 1024.0;
        unit = next;
    }
    if value < 10.0 { format!("{value:.1} {unit}") } else { format!("{value:.0} {unit}") }
}

/// Parses `500`, `10 MB`, `1GiB` or `1.5g`; every unit is binary. `None` if it is not a size.
pub fn parse_bytes(text: &str) -> Option<u64> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number: f64 = text[..end].parse().ok()?;
    let shift = match text[end..].trim().to_ascii_lowercase().as_str() {
        "" | "b" => 0,
        "k" | "kb" | "kib" => 10,
        "m" | "mb" | "mib" => 20,
        "g" | "gb" | "gib" => 30,
        "t" | "tb" | "tib" => 40,
        _ => return None,
    };
    let bytes = number * (1_u64 << shift) as f64;
    (bytes.is_finite() && bytes < 2_f64.powi(60)).then_some(bytes as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_shown_and_read() {
        for (bytes, shown) in
            [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1 << 30, "1.0 GiB"), (20 << 20, "20 MiB")]
        {
            assert_eq!(show_bytes(bytes), shown);
            assert_eq!(parse_bytes(shown), Some(bytes));
        }
        assert_eq!(parse_bytes("1.5g"), Some(3 << 29));
        for bad in ["", "GiB", "1 parsec", "-1", "1e99 T", "."] {
            assert_eq!(parse_bytes(bad), None, "{bad}");
        }
    }
}
