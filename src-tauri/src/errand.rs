//! What a start of the app asks for: nothing, the window, or something that a file manager sends a person for.
//!
//! A second start passes its errand to the first one as a line. The errand is carried out there (`errands`).

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use syncit_core::hex::{all_from_hex, to_hex};
use syncit_core::join_link::MAX_LINK;
use tauri::Url;

use crate::args::Args;

/// The longest line of an errand, in bytes: a word, and a path of the longest length in hexadecimal digits.
pub const MAX_LINE: usize = 16 + 2 * PATH_MAX;
/// The longest path that Linux takes, in bytes.
const PATH_MAX: usize = 4_096;

/// What a start asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Errand {
    /// Nothing but that it runs.
    Stay,
    /// The window.
    Show,
    /// The dialog that shares a directory.
    Share(PathBuf),
    /// The page with the versions of a file.
    Versions(PathBuf),
    /// The folder and the path in it of a path, on the clipboard.
    CopyPlace(PathBuf),
    /// The window, where a link leads.
    Open(String),
}

impl Errand {
    /// Returns what the command line asks for. Relative paths are of the directory `cwd`.
    pub fn of(args: &Args, cwd: &Path) -> Self {
        let at = |path: &Path| absolute(path, cwd);
        match args {
            Args { share: Some(path), .. } => Errand::Share(at(path)),
            Args { versions: Some(path), .. } => Errand::Versions(at(path)),
            Args { copy_place: Some(path), .. } => Errand::CopyPlace(at(path)),
            // The desktop adds nothing to a link: whoever follows one wants to see where it leads. What is too long leads nowhere.
            Args { link: Some(link), .. } if link.len() <= MAX_LINK => Errand::Open(link.clone()),
            Args { link: Some(_), .. } => Errand::Open(String::new()),
            Args { hidden: true, .. } => Errand::Stay,
            Args { hidden: false, .. } => Errand::Show,
        }
    }

    /// Writes it as a line.
    pub fn to_line(&self) -> String {
        let (word, what) = match self {
            Errand::Stay => return "stay\n".into(),
            Errand::Show => return "show\n".into(),
            Errand::Share(path) => ("share", path.as_os_str()),
            Errand::Versions(path) => ("versions", path.as_os_str()),
            Errand::CopyPlace(path) => ("copy-place", path.as_os_str()),
            Errand::Open(link) => ("open", OsStr::new(link)),
        };
        format!("{word} {}\n", to_hex(what.as_bytes()))
    }

    /// Reads it from a line; `None` if it is none.
    pub fn from_line(line: &str) -> Option<Self> {
        let line = line.strip_suffix('\n')?;
        match line.split_once(' ') {
            None if line == "stay" => Some(Errand::Stay),
            None if line == "show" => Some(Errand::Show),
            Some(("share", digits)) => path_of(digits).map(Errand::Share),
            Some(("versions", digits)) => path_of(digits).map(Errand::Versions),
            Some(("copy-place", digits)) => path_of(digits).map(Errand::CopyPlace),
            Some(("open", digits)) => link_of(digits).map(Errand::Open),
            _ => None,
        }
    }
}

/// Returns an absolute path. File managers may give the URI of a file instead, in which no character needs quotes.
fn absolute(path: &Path, cwd: &Path) -> PathBuf {
    let of_uri = || {
        let text = path.to_str().filter(|text| text.starts_with("file:///"))?;
        Url::parse(text).ok()?.to_file_path().ok()
    };
    let whole = of_uri().unwrap_or_else(|| cwd.join(path));
    whole.components().collect()
}

fn link_of(digits: &str) -> Option<String> {
    if digits.len() > 2 * MAX_LINK {
        return None;
    }
    String::from_utf8(all_from_hex(digits)?).ok()
}

fn path_of(digits: &str) -> Option<PathBuf> {
    if digits.len() > 2 * PATH_MAX {
        return None;
    }
    let path = PathBuf::from(OsString::from_vec(all_from_hex(digits)?));
    (path.is_absolute() && !path.as_os_str().as_bytes().contains(&0)).then_some(path)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use clap::Parser;
    use std::ffi::OsStr;

    fn of(words: &[&OsStr]) -> Errand {
        let all = [OsStr::new("syncit-desktop")].into_iter().chain(words.iter().copied());
        Errand::of(&Args::try_parse_from(all).unwrap(), Path::new("/home/ada"))
    }

    #[test]
    fn a_path_comes_through_the_command_line_and_the_line_as_it_is() {
        let names = [
            b"a b".as_slice(),
            b"--home=x",
            b"two\nlines",
            b"'\"`$(x)\\",
            "Käse".as_bytes(),
            b"\xff\xfe",
            b"%41",
            b"-",
        ];
        for name in names {
            let path = Path::new("/tmp").join(OsStr::from_bytes(name));
            let errand = of(&[OsStr::new("--share"), path.as_os_str()]);
            assert_eq!(errand, Errand::Share(path.clone()));
            assert_eq!(Errand::from_line(&errand.to_line()), Some(errand));
            // With the word and the path in one.
            let mut word = OsString::from("--versions=");
            word.push(OsStr::from_bytes(name));
            let errand = of(&[word.as_os_str()]);
            assert_eq!(errand, Errand::Versions(Path::new("/home/ada").join(OsStr::from_bytes(name))));
            assert_eq!(Errand::from_line(&errand.to_line()), Some(errand));
            // As the URI that file managers make of it.
            let uri = Url::from_file_path(&path).unwrap();
            assert_eq!(of(&[OsStr::new("--copy-place"), OsStr::new(uri.as_str())]), Errand::CopyPlace(path));
        }
        assert_eq!(of(&[OsStr::new("--share"), OsStr::new("./a/./b")]), Errand::Share("/home/ada/a/b".into()));
        assert_eq!(of(&[]), Errand::Show);
        assert_eq!(of(&[OsStr::new("--hidden")]), Errand::Stay);
        for errand in [Errand::Show, Errand::Stay] {
            assert_eq!(Errand::from_line(&errand.to_line()), Some(errand));
        }
    }

    #[test]
    fn a_link_comes_through_as_it_is_and_one_that_is_too_long_leads_nowhere() {
        let long = "x".repeat(MAX_LINK + 1);
        for (link, expected) in [
            ("syncit://join?address=attic:7", "syncit://join?address=attic:7"),
            ("a\nstay", "a\nstay"),
            (long.as_str(), ""),
        ] {
            let errand = of(&[OsStr::new("--hidden"), OsStr::new(link)]);
            assert_eq!(errand, Errand::Open(expected.into()));
            assert_eq!(Errand::from_line(&errand.to_line()), Some(errand));
        }
        assert_eq!(Errand::from_line(&format!("open {}\n", to_hex(long.as_bytes()))), None);
    }

    #[test]
    fn the_longest_path_fits_into_a_line() {
        let path = PathBuf::from(format!("/{}", "x".repeat(PATH_MAX - 1)));
        let line = Errand::CopyPlace(path.clone()).to_line();
        assert!(line.len() <= MAX_LINE);
        assert_eq!(Errand::from_line(&line), Some(Errand::CopyPlace(path)));
    }

    #[test]
    fn what_is_no_errand_is_none() {
        let long = format!("share {}\n", "2f".repeat(PATH_MAX + 1));
        for line in [
            "",
            "\n",
            "show",
            "hide\n",
            "show 2f\n",
            "share\n",
            "share \n",
            "share 2\n",
            "share 2g\n",
            "share 2F\n",
            "share 61\n",
            "share 2f00\n",
            "share 2f \n",
            "versions /etc\n",
            "show\nshow\n",
            &long,
        ] {
            assert_eq!(Errand::from_line(line), None, "{line:?}");
        }
    }
}
