//! Makes text that others chose safe to print.

use crate::path::is_steering;

/// Escapes every character that would control a terminal or change the direction of text, as `\n`,
/// `\u{202e}` and so on. Backslashes are doubled, so two different names never look the same
/// because one contains the escaped form of the other. Other text stays as it is.
///
/// ```
/// assert_eq!(syncit_core::show::printable("tab\there, Été"), "tab\\there, Été");
/// ```
pub fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_steering(c) || c == '\\' {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steering_characters_become_visible() {
        let cases = [
            ("plain näme 文 😀.txt", "plain näme 文 😀.txt"),
            ("two\nlines\t\u{1b}[31m", "two\\nlines\\t\\u{1b}[31m"),
            ("evil\u{202e}fdp.exe", "evil\\u{202e}fdp.exe"),
            ("\u{feff}zero\u{200b}width", "\\u{feff}zero\\u{200b}width"),
            ("back\\slash", "back\\\\slash"),
            ("\u{7f}\u{85}", "\\u{7f}\\u{85}"),
        ];
        for (text, shown) in cases {
            assert_eq!(printable(text), shown);
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_printed_never_steers(text: String) {
            proptest::prop_assert!(!printable(&text).chars().any(is_steering));
        }

        #[test]
        fn different_texts_are_shown_differently(a: String, b: String) {
            proptest::prop_assert_eq!(a == b, printable(&a) == printable(&b));
        }
    }
}
