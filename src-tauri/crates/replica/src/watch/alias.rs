//! Gives each watch a path that is used only once.
//!
//! `notify` (8.2) keeps its watches by path. On a rename or removal it drops the watch under that path, even if another
//! directory is there by now, and it reports an event of the directory itself under the path that it had when its watch was
//! added. Both are harmless if no two watches ever have the same path, and if the path of a watch can never be that of a
//! name in another one. So each directory is watched through its descriptor, which is needed only until the watch exists,
//! and the number of the watch is encoded in the path as steps that lead nowhere: `/proc/self/fd/../ns/../fd/9` is
//! `/proc/self/fd/9` with the steps `fd` and `ns`.

use std::ffi::OsStr;
use std::os::fd::RawFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// The number of a watch, never used again.
pub(super) type WatchId = u32;

const START: &str = "/proc/self/";
/// Directories of `/proc/self` that always exist, each standing for two bits of the number.
const STEPS: [&str; 4] = ["fd", "ns", "task", "fdinfo"];

/// Returns the path under which the directory of this descriptor is watched. The lowest bits come first, so that two paths
/// differ early.
pub(super) fn path_of(id: WatchId, descriptor: RawFd) -> PathBuf {
    let mut path = START.to_owned();
    let mut left = id;
    while left > 0 {
        path.push_str(STEPS[(left & 3) as usize]);
        path.push_str("/../");
        left >>= 2;
    }
    path.push_str("fd/");
    path.push_str(&descriptor.to_string());
    PathBuf::from(path)
}

/// Returns the watch that the path of an event belongs to, and the name in its directory; no name if it is the directory
/// itself.
pub(super) fn parse(path: &Path) -> Option<(WatchId, Option<&OsStr>)> {
    let mut rest = path.as_os_str().as_bytes().strip_prefix(START.as_bytes())?;
    let mut id: WatchId = 0;
    let mut shift = 0;
    loop {
        let (step, after) = split(rest)?;
        let (next, after_next) = split(after).unwrap_or((after, b""));
        if next != b".." {
            // The descriptor's number, and then the name.
            let name = (!after_next.is_empty()).then(|| OsStr::from_bytes(after_next));
            return (step == b"fd").then_some((id, name));
        }
        let digit = STEPS.iter().position(|known| known.as_bytes() == step)?;
        id |= WatchId::try_from(digit).ok()?.checked_shl(shift)?;
        shift += 2;
        rest = after_next;
    }
}

fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|byte| *byte == b'/')?;
    Some((&bytes[..at], &bytes[at + 1..]))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_number_is_found_again_in_the_path() {
        for id in (0..300).chain([u32::MAX, u32::MAX / 3, 1 << 31]) {
            let path = path_of(id, 17);
            assert_eq!(parse(&path), Some((id, None)), "{path:?}");
            for name in ["x", "..x", "fd", "a\nb"] {
                assert_eq!(parse(&path.join(name)), Some((id, Some(OsStr::new(name)))), "{path:?} {name}");
            }
        }
    }

    #[test]
    fn no_watch_has_the_path_of_a_name_in_another_or_lies_below_it() {
        let paths: Vec<PathBuf> = (0..200).map(|id| path_of(id, 9)).collect();
        for (n, path) in paths.iter().enumerate() {
            for (m, other) in paths.iter().enumerate() {
                assert!(n == m || !other.starts_with(path), "{other:?} lies below {path:?}");
            }
        }
    }

    #[test]
    fn each_path_leads_to_the_descriptor() {
        let dir = std::fs::File::open("/proc").unwrap();
        for id in [0, 1, 2, 3, u32::MAX] {
            let path = path_of(id, std::os::fd::AsRawFd::as_raw_fd(&dir));
            assert!(path.join("self").exists(), "{path:?}");
        }
    }

    #[test]
    fn other_paths_are_not_ours() {
        for path in ["/", "/proc/self", "/proc/self/fd", "/proc/self/x/../fd/3", "/tmp/fd/3", "/proc/self/ns/3"] {
            assert_eq!(parse(Path::new(path)), None, "{path}");
        }
    }
}
