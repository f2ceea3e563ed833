//! Durations and names as people write and read them.

/// Formats a duration: `45 s`, `12 min`, `30 h`, `3 days`. Each unit starts at two.
pub(crate) fn show_duration(milliseconds: u64) -> String {
    match milliseconds / 1_000 {
        seconds @ ..120 => format!("{seconds} s"),
        seconds @ 120..7_200 => format!("{} min", seconds / 60),
        seconds @ 7_200..172_800 => format!("{} h", seconds / 3_600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

/// Quotes a text as one word of a shell command, for people to copy.
pub(crate) fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    if !text.is_empty() && !text.starts_with('-') && text.chars().all(is_plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_chose_is_one_word_of_a_command() {
        for (text, expected) in [
            ("docs", "docs"),
            ("/srv/kept/docs-2", "/srv/kept/docs-2"),
            ("Été", "Été"),
            ("", "''"),
            ("--all", "'--all'"),
            ("my docs", "'my docs'"),
            ("$(reboot)`x`", "'$(reboot)`x`'"),
            ("it's", r"'it'\''s'"),
        ] {
            assert_eq!(quoted(text), expected);
        }
    }
}
