//! The languages, and which of them a person uses.

use serde::{Deserialize, Serialize};

/// A language that SyncIt speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// German.
    De,
}

/// All languages.
pub const LANGUAGES: [Language; 2] = [Language::En, Language::De];

impl Language {
    /// Returns the language's tag, as in HTML and in the names of locales.
    pub fn tag(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::De => "de",
        }
    }

    /// Returns a number that was written with a decimal point as it is written in this language.
    pub fn decimal(self, number: String) -> String {
        match self {
            Language::En => number,
            Language::De => number.replace('.', ","),
        }
    }

    /// Returns the language that the environment asks for, by the rules of gettext: `LC_ALL`, `LC_MESSAGES` or `LANG`, the
    /// first that is set, names the locale; unless that is `C`, the list in `LANGUAGE` goes before it. English if SyncIt
    /// speaks none of them.
    ///
    /// ```
    /// use syncit_words::Language;
    ///
    /// let environment = |name: &str| (name == "LANG").then(|| "de_AT.UTF-8".to_owned());
    /// assert_eq!(Language::asked_for(environment), Language::De);
    /// ```
    pub fn asked_for(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let Some(locale) = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set) else { return Language::En };
        let is_c = locale == "POSIX" || locale == "C" || locale.starts_with("C.");
        let list = set("LANGUAGE").filter(|_| !is_c).unwrap_or_default();
        list.split(':').chain([locale.as_str()]).find_map(Language::of_locale).unwrap_or_default()
    }

    /// Returns the language that this process's environment asks for.
    pub fn of_environment() -> Self {
        Language::asked_for(|name| std::env::var(name).ok())
    }

    /// Returns the language of a locale such as `de_CH.UTF-8` or `de-CH`, if SyncIt speaks it.
    pub fn of_locale(locale: &str) -> Option<Self> {
        let tag = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
        LANGUAGES.into_iter().find(|language| language.tag().eq_ignore_ascii_case(tag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_names_the_language_as_for_other_programs() {
        for (variables, expected) in [
            (&[][..], Language::En),
            (&[("LANG", "de_DE.UTF-8")], Language::De),
            (&[("LANG", "de")], Language::De),
            (&[("LANG", "fr_FR.UTF-8")], Language::En),
            (&[("LANG", "en_GB.UTF-8"), ("LC_MESSAGES", "de_DE.UTF-8")], Language::De),
            (&[("LANG", "de_DE.UTF-8"), ("LC_ALL", "en_US.UTF-8")], Language::En),
            (&[("LANG", "de_DE.UTF-8"), ("LC_ALL", "")], Language::De),
            (&[("LANG", "en_US.UTF-8"), ("LANGUAGE", "fr:de:en")], Language::De),
            (&[("LANG", "C.UTF-8"), ("LANGUAGE", "de")], Language::En),
            (&[("LANGUAGE", "de")], Language::En),
            (&[("LANG", "den")], Language::En),
        ] {
            let variable =
                |name: &str| variables.iter().find(|(it, _)| *it == name).map(|(_, value)| (*value).to_owned());
            assert_eq!(Language::asked_for(variable), expected, "{variables:?}");
        }
    }
}
