//! Reasons: what is so, and why, as a code with parameters.
//!
//! No part of the engine makes sentences for people. It says which case it is, with what it knows of it, and each front words
//! that in the language of its user, with the help that fits it. A family of reasons is an enum that `reasons!` declares, so
//! that a parameter cannot be forgotten; as a `Reason` it is plain data, which is stored in rows and sent between machines.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The id of a reason that an older program stored or sent in sentences: parameters `message` and, maybe, `hint`.
const SAID: &str = "said";
/// The longest text of a reason that another machine sent, in bytes.
const MAX_TEXT: usize = 4096;
/// The most parameters of a reason that another machine sent, over all levels.
const MAX_PARAMS: usize = 32;

/// What is so, and why.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "Stored")]
pub struct Reason {
    #[serde(rename = "code")]
    id: Cow<'static, str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    params: BTreeMap<Cow<'static, str>, Param>,
}

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Param {
    /// A count, or a number of bytes, milliseconds or percent.
    Number(u64),
    /// A name, a path, a moment in RFC 3339, or a word of a computer.
    Text(String),
    /// Another reason, for example the cause of a failure.
    Reason(Box<Reason>),
}

/// What a parameter is, for those who word it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `Param::Number`
    Number,
    /// `Param::Text`
    Text,
    /// `Param::Text` with a moment.
    Moment,
    /// `Param::Reason`
    Reason,
}

/// The declaration of a reason: its id, and its parameters by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Its id.
    pub id: &'static str,
    /// Name and kind of each parameter.
    pub params: &'static [(&'static str, Kind)],
}

/// What can be a parameter.
pub trait Parameter {
    /// What it is.
    const KIND: Kind;
    /// Returns its value.
    fn param(self) -> Param;
}

impl Reason {
    /// Makes a reason; only for `reasons!`.
    #[doc(hidden)]
    pub fn new<const N: usize>(id: &'static str, params: [(&'static str, Param); N]) -> Self {
        Reason { id: Cow::Borrowed(id), params: params.map(|(name, value)| (Cow::Borrowed(name), value)).into() }
    }

    /// Makes a reason of what an older program said in sentences.
    pub fn said(message: String, hint: Option<String>) -> Self {
        let params = [("message", Some(message)), ("hint", hint)];
        let params = params.into_iter().filter_map(|(name, text)| Some((Cow::Borrowed(name), Param::Text(text?))));
        Reason { id: Cow::Borrowed(SAID), params: params.collect() }
    }

    /// Returns it as JSON, to be stored.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("it has only texts and numbers, and texts as keys")
    }

    /// Reads what `to_json` wrote.
    pub fn from_json(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// Returns what identifies the case among all: the code, and after `--` what tells apart cases of one code.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the stable code for programs, in kebab-case.
    pub fn code(&self) -> &str {
        self.id.split_once("--").map_or(&self.id, |(code, _)| code)
    }

    /// Returns the parameters by name.
    pub fn params(&self) -> impl Iterator<Item = (&str, &Param)> {
        self.params.iter().map(|(name, value)| (name.as_ref(), value))
    }

    /// Returns the value of a parameter.
    pub fn param(&self, name: &str) -> Option<&Param> {
        self.params.get(name)
    }

    /// Returns true if an older program said it in sentences.
    pub fn is_said(&self) -> bool {
        self.id == SAID
    }

    /// Returns the value of a parameter that is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.param(name) {
            Some(Param::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Returns it with its texts cut, each to the same length if it is longer, so that they have at most `max` bytes in all.
    pub fn shortened(mut self, max: usize) -> Self {
        fn texts<'a>(reason: &'a mut Reason, found: &mut Vec<&'a mut String>) {
            for value in reason.params.values_mut() {
                match value {
                    Param::Text(text) => found.push(text),
                    Param::Reason(inner) => texts(inner, found),
                    Param::Number(_) => {}
                }
            }
        }
        let mut found = Vec::new();
        texts(&mut self, &mut found);
        let each = max / found.len().max(1);
        for text in found {
            *text = shortened(std::mem::take(text), each);
        }
        self
    }

    /// Returns true if it is no larger than reasons of this program can be, for one that another machine sent.
    pub fn is_bounded(&self) -> bool {
        fn count(reason: &Reason, depth: u32) -> Option<usize> {
            if depth == 0 || reason.id.len() > 64 {
                return None;
            }
            let mut sum = reason.params.len();
            for (name, value) in &reason.params {
                sum += match value {
                    Param::Text(text) if text.len() > MAX_TEXT => return None,
                    Param::Reason(inner) => count(inner, depth - 1)?,
                    _ => 0,
                };
                if name.len() > 64 || sum > MAX_PARAMS {
                    return None;
                }
            }
            Some(sum)
        }
        count(self, 4).is_some()
    }

    /// Returns about how many bytes of memory it takes beyond itself.
    pub fn weight(&self) -> usize {
        let weight = |value: &Param| match value {
            Param::Number(_) => 0,
            Param::Text(text) => text.len(),
            Param::Reason(inner) => size_of::<Reason>() + inner.weight(),
        };
        self.id.len() + self.params.iter().map(|(name, value)| 64 + name.len() + weight(value)).sum::<usize>()
    }
}

/// Cuts a text to `max` bytes, the last of which then show that it was cut.
pub(crate) fn shortened(mut text: String, max: usize) -> String {
    const CUT: &str = "…";
    if text.len() > max {
        let end = (0..=max.saturating_sub(CUT.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.truncate(end);
        text.push_str(CUT);
    }
    text
}

/// For logs, and for programs that are too old to know the reason.
impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let (true, Some(message)) = (self.is_said(), self.text("message")) {
            return f.write_str(message);
        }
        f.write_str(&self.id)?;
        for (at, (name, value)) in self.params.iter().enumerate() {
            write!(f, "{}{name} {value}", if at == 0 { ": " } else { ", " })?;
        }
        Ok(())
    }
}

impl fmt::Display for Param {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Param::Number(number) => number.fmt(f),
            Param::Text(text) => f.write_str(text),
            Param::Reason(inner) => write!(f, "({inner})"),
        }
    }
}

/// A reason as it is stored and sent. Older programs wrote sentences.
#[derive(Deserialize)]
struct Stored {
    code: Option<String>,
    #[serde(default)]
    params: BTreeMap<String, Param>,
    message: Option<String>,
    hint: Option<String>,
}

impl From<Stored> for Reason {
    fn from(stored: Stored) -> Self {
        match stored.code {
            None => Reason::said(stored.message.unwrap_or_default(), stored.hint),
            Some(code) => Reason {
                id: Cow::Owned(code),
                params: stored.params.into_iter().map(|(name, value)| (Cow::Owned(name), value)).collect(),
            },
        }
    }
}

macro_rules! parameters {
    ($($type:ty, $kind:ident, $value:ident => $param:expr;)*) => {$(
        impl Parameter for $type {
            const KIND: Kind = Kind::$kind;
            fn param(self) -> Param {
                let $value = self;
                $param
            }
        }
    )*};
}

parameters! {
    u64, Number, n => Param::Number(n);
    u32, Number, n => Param::Number(n.into());
    usize, Number, n => Param::Number(n as u64);
    String, Text, text => Param::Text(text);
    &str, Text, text => Param::Text(text.to_owned());
    PathBuf, Text, path => Param::Text(path.display().to_string());
    &Path, Text, path => Param::Text(path.display().to_string());
    Reason, Reason, reason => Param::Reason(Box::new(reason));
}

/// Declares a family of reasons. Each has an id, in kebab-case and unique among all families; where several cases share a
/// code for programs, what follows `--` tells them apart. Its fields are its parameters; another family can be one.
///
/// ```
/// syncit_core::reasons! {
///     /// Why a door is shut.
///     pub enum Shut {
///         /// Somebody locked it.
///         "locked" Locked { by: String },
///         /// It is night.
///         "locked--at-night" Night,
///     }
/// }
///
/// let reason = syncit_core::Reason::from(Shut::Locked { by: "Ada".into() });
/// assert_eq!((reason.code(), reason.to_string().as_str()), ("locked", "locked: by Ada"));
/// assert_eq!(syncit_core::Reason::from(Shut::Night).code(), "locked");
/// assert_eq!(Shut::ALL.len(), 2);
/// ```
#[macro_export]
macro_rules! reasons {
    ($(#[$family:meta])* $visible:vis enum $name:ident {
        $($(#[$doc:meta])* $id:literal $variant:ident $({ $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? })?,)*
    }) => {
        $(#[$family])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        $visible enum $name {
            $($(#[$doc])* $variant $({ $(#[allow(missing_docs)] $(#[$field_doc])* $field: $type),* })?,)*
        }

        impl $name {
            /// All of the family.
            pub const ALL: &'static [$crate::reason::Shape] = &[$($crate::reason::Shape {
                id: $id,
                params: &[$($((stringify!($field), <$type as $crate::reason::Parameter>::KIND)),*)?],
            }),*];
        }

        impl $crate::reason::Parameter for $name {
            const KIND: $crate::reason::Kind = $crate::reason::Kind::Reason;
            fn param(self) -> $crate::reason::Param {
                $crate::reason::Parameter::param($crate::Reason::from(self))
            }
        }

        impl From<$name> for $crate::Reason {
            fn from(reason: $name) -> Self {
                match reason {
                    $($name::$variant $({ $($field),* })? => $crate::Reason::new($id, [
                        $($((stringify!($field), $crate::reason::Parameter::param($field))),*)?
                    ]),)*
                }
            }
        }
    };
}

// Files of this crate name it by where it is.
pub(crate) use reasons;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{RelPath, Timestamp};

    reasons! {
        /// For these tests.
        enum Sample {
            /// With parameters of each kind.
            "full" Full { free: u64, path: RelPath, at: Timestamp, cause: Reason },
            /// Without any.
            "other--plain" Plain,
        }
    }

    fn full() -> Reason {
        let path = RelPath::new("a/b").unwrap();
        Sample::Full { free: 7, path, at: Timestamp(0), cause: Sample::Plain.into() }.into()
    }

    #[test]
    fn a_reason_is_plain_data() {
        let text = r#"{"code":"full","params":{"at":"1970-01-01T00:00:00Z","cause":{"code":"other--plain"},"free":7,"path":"a/b"}}"#;
        assert_eq!(serde_json::to_string(&full()).unwrap(), text);
        assert_eq!(serde_json::from_str::<Reason>(text).unwrap(), full());
        assert_eq!(full().to_string(), "full: at 1970-01-01T00:00:00Z, cause (other--plain), free 7, path a/b");
        assert_eq!((full().code(), Reason::from(Sample::Plain).code()), ("full", "other"));
        assert_eq!(Sample::ALL[0].params[3], ("cause", Kind::Reason));
    }

    #[test]
    fn the_sentences_of_an_older_program_are_kept() {
        let old: Reason = serde_json::from_str(r#"{"message":"a failed","hint":"try again"}"#).unwrap();
        assert_eq!(old, Reason::said("a failed".into(), Some("try again".into())));
        assert_eq!(old.to_string(), "a failed");
        assert_eq!(serde_json::from_str::<Reason>(&serde_json::to_string(&old).unwrap()).unwrap(), old);
    }

    #[test]
    fn reasons_of_other_machines_are_bounded() {
        assert!(full().is_bounded());
        let nest =
            |inner: Reason| Sample::Full { free: 0, path: RelPath::new("a").unwrap(), at: Timestamp(0), cause: inner };
        let deep = (0..5).fold(full(), |inner, _| nest(inner).into());
        assert!(!deep.is_bounded());
        assert!(!Reason::said("x".repeat(MAX_TEXT + 1), None).is_bounded());
    }
}
