//! Notification bodies for desktops that interpret markup in them.

/// Escapes a text for use as a body in `org.freedesktop.Notifications`, which interprets `<b>`, `<a>`, `<img>` and
/// `&amp;` in bodies but not in titles. Text that others chose, such as a file name, is shown as it is and never
/// becomes a link or a picture.
pub fn escaped_markup(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_body_is_markup() {
        for (text, expected) in [
            ("", ""),
            ("Both were kept in “Été”.", "Both were kept in “Été”."),
            ("R&D", "R&amp;D"),
            ("a &lt; b", "a &amp;lt; b"),
            ("<a href=\"http://x\">click</a>", "&lt;a href=\"http://x\"&gt;click&lt;/a&gt;"),
            ("<img src='file:///etc/passwd'/>", "&lt;img src='file:///etc/passwd'/&gt;"),
        ] {
            assert_eq!(escaped_markup(text), expected);
        }
    }
}
