//! The names and paths that may exist in a folder, checked in one place.
//!
//! A `RelPath` can be passed to a disk relative to a folder's handle: it is never absolute, empty
//! or leading upwards, and it never refers to SyncIt's own `.syncit`.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::reason::{Kind, Param, Parameter, reasons};

/// The longest component of a path, in bytes (what Linux file systems allow).
pub const MAX_COMPONENT: usize = 255;
/// The longest path, in bytes.
pub const MAX_PATH: usize = 4_000;
/// The deepest path, in components.
pub const MAX_DEPTH: usize = 256;
/// The longest name of a folder or a machine, in characters.
pub const MAX_NAME: usize = 40;
/// The directory in a folder's root where SyncIt keeps its own files.
pub const OWN_DIR: &str = ".syncit";

/// The name of the files that contain ignore rules.
pub const IGNORE_FILE: &str = ".syncitignore";

reasons! {
    /// Why a text cannot be a path in a folder, or a name.
    #[derive(Copy, thiserror::Error)]
    pub enum BadPath {
        /// Empty, or with two slashes in a row or a slash at an end.
        #[error("has an empty component")]
        "bad-path--empty-component" Empty,
        /// `.` or `..`.
        #[error("has a component that is . or ..")]
        "bad-path--dots" Dots,
        /// A NUL byte.
        #[error("contains a NUL byte")]
        "bad-path--nul" Nul,
        /// A component over 255 bytes, a path over 4,000, or over 256 levels.
        #[error("is too long or too deep")]
        "bad-path--too-long" TooLong,
        /// `.syncit` in any case: SyncIt's own directory.
        #[error("uses the name .syncit, which belongs to SyncIt itself")]
        "bad-path--reserved" Reserved,
        /// Not UTF-8.
        #[error("is not UTF-8")]
        "bad-path--not-utf8" NotUtf8,
        /// A slash in a single component.
        #[error("contains a slash")]
        "bad-path--slash" Slash,
        /// A control character, or one that changes the direction of text, in a name.
        #[error("contains a control or direction-changing character")]
        "bad-path--control" Control,
        /// A name that starts or ends with a space, or ends with a dot.
        #[error("starts or ends with a space, or ends with a dot")]
        "bad-path--edge" Edge,
    }
}

/// A path inside a folder: one or more components, separated by `/`. Cheap to clone.
///
/// ```
/// use syncit_core::RelPath;
///
/// let notes = RelPath::new("work/notes.txt")?;
/// assert_eq!(notes.name(), "notes.txt");
/// assert_eq!(notes.parent(), Some(RelPath::new("work")?));
/// // Whatever a peer says, a path never leads out of its folder, nor to what SyncIt keeps in it.
/// for outside in ["../notes.txt", "/etc/passwd", "work/../../notes.txt", ".syncit/marker"] {
///     assert!(RelPath::new(outside).is_err());
/// }
/// # Ok::<(), syncit_core::path::BadPath>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelPath(Arc<str>);

fn check_component(component: &str) -> Result<(), BadPath> {
    match component {
        "" => Err(BadPath::Empty),
        "." | ".." => Err(BadPath::Dots),
        _ if component.contains('\0') => Err(BadPath::Nul),
        _ if component.len() > MAX_COMPONENT => Err(BadPath::TooLong),
        _ if component.eq_ignore_ascii_case(OWN_DIR) => Err(BadPath::Reserved),
        _ => Ok(()),
    }
}

impl RelPath {
    /// Checks a text from a peer, a database or a person.
    pub fn new(text: &str) -> Result<Self, BadPath> {
        if text.len() > MAX_PATH {
            return Err(BadPath::TooLong);
        }
        for (depth, component) in text.split('/').enumerate() {
            if depth >= MAX_DEPTH {
                return Err(BadPath::TooLong);
            }
            check_component(component)?;
        }
        Ok(RelPath(text.into()))
    }

    /// Returns the path of `name` in the directory `dir` (`None`: the root).
    pub fn child(dir: Option<&RelPath>, name: &str) -> Result<Self, BadPath> {
        if name.contains('/') {
            return Err(BadPath::Slash);
        }
        match dir {
            None => RelPath::new(name),
            Some(dir) => RelPath::new(&format!("{dir_text}/{name}", dir_text = dir.as_str())),
        }
    }

    /// Returns the whole path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the directory that contains it; `None` if that is the root.
    pub fn parent(&self) -> Option<RelPath> {
        self.0.rfind('/').map(|slash| RelPath(self.0[..slash].into()))
    }

    /// Returns the last component.
    pub fn name(&self) -> &str {
        match self.0.rfind('/') {
            Some(slash) => &self.0[slash + 1..],
            None => &self.0,
        }
    }

    /// Returns the number of components, at least 1.
    pub fn depth(&self) -> usize {
        self.0.split('/').count()
    }

    /// Returns all directories above it, nearest first, without the root.
    pub fn ancestors(&self) -> impl Iterator<Item = RelPath> {
        std::iter::successors(self.parent(), RelPath::parent)
    }

    /// Returns true if it lies below `dir` (and is not `dir` itself).
    pub fn is_below(&self, dir: &RelPath) -> bool {
        self.0.len() > dir.0.len() && self.0.starts_with(&*dir.0) && self.0.as_bytes()[dir.0.len()] == b'/'
    }

    /// Returns the path with the leading `from` replaced by `to`; `None` if it is neither `from` nor below it.
    pub fn rebased(&self, from: &RelPath, to: &RelPath) -> Option<RelPath> {
        if self == from {
            return Some(to.clone());
        }
        if !self.is_below(from) {
            return None;
        }
        RelPath::new(&format!("{}{}", to.0, &self.0[from.0.len()..])).ok()
    }
}

/// Paths are ordered as their text is, so a text can be a bound between paths.
impl Borrow<str> for RelPath {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl Parameter for RelPath {
    const KIND: Kind = Kind::Text;
    fn param(self) -> Param {
        Param::Text(self.as_str().to_owned())
    }
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl Serialize for RelPath {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for RelPath {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        RelPath::new(&text).map_err(serde::de::Error::custom)
    }
}

/// The name of a folder or a machine: one path component of at most 40 characters, without control
/// characters and without characters that change the direction of text. The hub ensures that names
/// are unique ignoring case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Arc<str>);

/// Returns true if a character controls a terminal or the direction of text, or is invisible.
pub fn is_steering(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

impl Name {
    /// Checks a name that a person typed or a peer sent.
    pub fn new(text: &str) -> Result<Self, BadPath> {
        check_component(text)?;
        if text.contains('/') {
            return Err(BadPath::Slash);
        }
        if text.chars().count() > MAX_NAME {
            return Err(BadPath::TooLong);
        }
        if text.chars().any(is_steering) {
            return Err(BadPath::Control);
        }
        if text.trim() != text || text.ends_with('.') {
            return Err(BadPath::Edge);
        }
        Ok(Name(text.into()))
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the name in lower case. Names that differ only in case have the same result.
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

impl Parameter for Name {
    const KIND: Kind = Kind::Text;
    fn param(self) -> Param {
        Param::Text(self.to_string())
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        Name::new(&text).map_err(serde::de::Error::custom)
    }
}
