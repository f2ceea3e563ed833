//! What SyncIt knows about git repositories: which files git runs by itself, and how to read two of git's files as
//! evidence of what became of other files. These are the index of a work tree, which lists its tracked files, and the
//! index of a pack, which lists the objects in the pack.
//!
//! Both come from a person's disk and can contain anything. A file that is not such an index, or is of an unknown
//! version, yields `None`.

use std::collections::BTreeMap;

use crate::path::RelPath;

/// The directory of a repository that holds the programs that git runs by itself.
const HOOKS: &str = "hooks";
/// The name of a repository's directory in its work tree, and the suffix of a bare repository's name.
const REPOSITORY: &str = ".git";

/// Bytes of an index entry before its name.
const BEFORE_NAME: usize = 62;
/// Bytes of the checksum at the end of an index.
const CHECKSUM: usize = 20;
/// Extensions of an index that only make git faster on this machine: the untracked files of each directory, what a file
/// system monitor reported, and where entries begin.
const ONLY_FASTER: [&[u8]; 4] = [b"UNTR", b"FSMN", b"EOIE", b"IEOT"];
/// Bytes of a pack's index before its object names.
const BEFORE_NAMES: usize = 8 + 256 * 4;

/// Returns true if git would run a file at this path by itself, provided that it is executable and has the name of a
/// hook. That is anything in a `hooks` directory of a `.git` directory (including its submodules), or of a directory
/// whose name ends with `.git`, like a bare repository. Case is ignored, because some disks ignore it.
pub fn is_hook(path: &RelPath) -> bool {
    let is_in = |hooks: RelPath| {
        let is_bare = |dir: &RelPath| ends_with(dir.name(), REPOSITORY);
        let is_repository = |dir: &RelPath| dir.name().eq_ignore_ascii_case(REPOSITORY);
        hooks.name().eq_ignore_ascii_case(HOOKS)
            && (hooks.parent().as_ref().is_some_and(is_bare) || hooks.ancestors().any(|dir| is_repository(&dir)))
    };
    // For nearly all paths the first test is enough. It runs for every file that is found.
    path.as_str().as_bytes().windows(HOOKS.len()).any(|part| part.eq_ignore_ascii_case(HOOKS.as_bytes()))
        && path.ancestors().any(is_in)
}

fn ends_with(name: &str, end: &str) -> bool {
    let at = name.len().checked_sub(end.len());
    at.and_then(|at| name.get(at..)).is_some_and(|found| found.eq_ignore_ascii_case(end))
}

/// A file as it was last staged in git.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Staged {
    /// The name of the object that holds its content.
    pub object: [u8; 20],
    /// Its size in bytes, modulo 2³².
    pub size: u32,
}

/// Returns the files listed in a work tree's index, by path below the work tree; `None` if this is not a readable
/// index.
pub fn staged(index: &[u8]) -> Option<BTreeMap<Vec<u8>, Staged>> {
    let mut all = BTreeMap::new();
    each_entry(index, |at, name| {
        let staged = Staged { size: number(index, at + 36)?, object: index.get(at + 40..at + 60)?.try_into().ok()? };
        all.insert(name.to_vec(), staged);
        Some(())
    })?;
    Some(all)
}

/// Returns an index without what is specific to one machine (the files' times, sizes and inodes) and without the
/// extensions that only make git faster there. If two results are equal, the indexes say the same about the repository.
/// `None` if the index cannot be read to its end.
pub fn without_stat(index: &[u8]) -> Option<Vec<u8>> {
    let mut kept = index.to_vec();
    let end = each_entry(index, |at, _| {
        // The mode lies between these two ranges.
        kept.get_mut(at..at + 24)?.fill(0);
        kept.get_mut(at + 28..at + 40)?.fill(0);
        Some(())
    })?;
    let checksum = index.len().checked_sub(CHECKSUM).filter(|checksum| *checksum >= end)?;
    kept.truncate(end);
    let mut at = end;
    while at < checksum {
        let next = at.checked_add(8)?.checked_add(number(index, at + 4)? as usize)?;
        let extension = index.get(at..next).filter(|_| next <= checksum)?;
        if !ONLY_FASTER.contains(&&extension[..4]) {
            kept.extend(extension);
        }
        at = next;
    }
    Some(kept)
}

/// Calls `tell` with the offset and the name of each entry of an index; returns the offset of what follows the entries.
fn each_entry(index: &[u8], mut tell: impl FnMut(usize, &[u8]) -> Option<()>) -> Option<usize> {
    if index.get(..4)? != b"DIRC" {
        return None;
    }
    let version = number(index, 4)?;
    if !(2..=4).contains(&version) {
        return None;
    }
    let (mut at, mut name) = (12, Vec::new());
    for _ in 0..number(index, 8)? {
        let is_extended = version >= 3 && index.get(at + 60)? & 0x40 != 0;
        let mut name_at = at + BEFORE_NAME + if is_extended { 2 } else { 0 };
        if version == 4 {
            let shared = name.len().checked_sub(varint(index, &mut name_at)?)?;
            name.truncate(shared);
        } else {
            name.clear();
        }
        let rest = index.get(name_at..)?;
        let len = rest.iter().position(|byte| *byte == 0)?;
        name.extend_from_slice(&rest[..len]);
        tell(at, &name)?;
        let end = name_at + len;
        // Up to version 3 an entry is padded with one to eight zero bytes to a multiple of eight bytes.
        at = if version == 4 { end + 1 } else { at + (end - at) / 8 * 8 + 8 };
    }
    Some(at)
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// Reads how many bytes to drop from the end of the previous name: seven bits a byte, and each continuation adds one.
fn varint(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let mut value: usize = 0;
    loop {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value = value.checked_mul(128)?.checked_add(usize::from(byte & 0x7f))?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
        value = value.checked_add(1)?;
    }
}

/// The names of the objects in a pack.
#[derive(Debug, Clone)]
pub struct PackIndex {
    /// Concatenated, in ascending order.
    names: Vec<u8>,
    len: usize,
}

impl PackIndex {
    /// Reads the index of a pack whose object names have `len` bytes; `None` if this is not one.
    pub fn new(bytes: &[u8], len: usize) -> Option<Self> {
        if bytes.get(..4)? != b"\xfftOc" || number(bytes, 4)? != 2 || len == 0 {
            return None;
        }
        let count = number(bytes, BEFORE_NAMES - 4)? as usize;
        let end = BEFORE_NAMES.checked_add(count.checked_mul(len)?)?;
        Some(PackIndex { names: bytes.get(BEFORE_NAMES..end)?.to_vec(), len })
    }

    /// Returns true if the pack contains an object.
    pub fn contains(&self, name: &[u8]) -> bool {
        let (mut low, mut high) = (0, self.names.len() / self.len);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.names[middle * self.len..][..self.len].cmp(name) {
                std::cmp::Ordering::Equal => return true,
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        false
    }
}

/// Parses the name of an object from hexadecimal digits; `None` if it is not one.
pub fn object_name(hex: &str) -> Option<Vec<u8>> {
    let is_name = matches!(hex.len(), 40 | 64) && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    is_name.then(|| {
        let digit = |byte: u8| if byte.is_ascii_digit() { byte - b'0' } else { byte - b'a' + 10 };
        hex.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Builds an index as git writes it, without extensions and checksum.
    fn index(version: u32, entries: &[(&str, u32)]) -> Vec<u8> {
        let mut bytes = [&b"DIRC"[..], &version.to_be_bytes(), &(entries.len() as u32).to_be_bytes()].concat();
        let mut before = "";
        for (name, size) in entries {
            let begin = bytes.len();
            bytes.extend([0; 36]);
            bytes.extend(size.to_be_bytes());
            bytes.extend([*size as u8; 20]);
            bytes.extend((name.len() as u16).to_be_bytes());
            if version == 4 {
                let shared = name.bytes().zip(before.bytes()).take_while(|(one, other)| one == other).count();
                bytes.push((before.len() - shared) as u8);
                bytes.extend(&name.as_bytes()[shared..]);
                bytes.push(0);
                before = name;
            } else {
                bytes.extend(name.as_bytes());
                bytes.extend(vec![0; 8 - (bytes.len() - begin) % 8]);
            }
        }
        bytes
    }

    #[test]
    fn what_is_staged_is_read_in_every_version() {
        let entries = [("a", 1), ("d/eight.txt", 2), ("d/eighty", 3), ("e", 4)];
        for version in 2..=4 {
            let bytes = index(version, &entries);
            let staged = staged(&bytes).unwrap();
            let read: Vec<(&[u8], u32, u8)> =
                staged.iter().map(|(name, staged)| (&name[..], staged.size, staged.object[19])).collect();
            let expected: Vec<(&[u8], u32, u8)> =
                entries.iter().map(|(name, size)| (name.as_bytes(), *size, *size as u8)).collect();
            assert_eq!(read, expected, "version {version}");
            for end in 0..bytes.len() {
                // A cut goes unnoticed only within the padding of the last entry.
                assert!(super::staged(&bytes[..end]).is_none_or(|cut| cut == staged), "version {version} cut at {end}");
            }
        }
        assert_eq!(staged(&index(5, &entries)), None);
        assert_eq!(staged(b"DIRC\0\0\0\x02\xff\xff\xff\xff"), None);
    }

    /// Appends these extensions and a checksum.
    fn whole(mut bytes: Vec<u8>, extensions: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        for (name, data) in extensions {
            bytes.extend([&name[..], &(data.len() as u32).to_be_bytes(), data].concat());
        }
        let checksum = bytes.iter().fold(1_u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(*byte));
        bytes.extend([checksum; CHECKSUM]);
        bytes
    }

    #[test]
    fn an_index_without_stat_is_the_same_until_something_else_is_staged() {
        let entries = [("a", 1), ("d/eight.txt", 2), ("d/eighty", 3), ("e", 4)];
        for version in 2..=4 {
            let plain = index(version, &entries);
            let kept =
                |bytes: &[u8], extensions: &[(&[u8; 4], &[u8])]| without_stat(&whole(bytes.to_vec(), extensions));
            let first = kept(&plain, &[(b"TREE", b"tree")]).unwrap();
            // The offset of the second entry.
            let at = 12 + if version == 4 { BEFORE_NAME + 3 } else { 64 };
            for byte in at..at + BEFORE_NAME {
                let mut other = plain.clone();
                other[byte] ^= 0x01;
                let is_stat = byte < at + 24 || (at + 28..at + 40).contains(&byte);
                let is_same = kept(&other, &[(b"TREE", b"tree")]).as_ref() == Some(&first);
                assert_eq!(is_same, is_stat, "version {version}, byte {}", byte - at);
            }
            for (extensions, is_same) in [
                (&[(b"TREE", &b"tree"[..])][..], true),
                (&[(b"TREE", b"tree"), (b"UNTR", b"dirs"), (b"FSMN", b""), (b"EOIE", b"at"), (b"IEOT", b"at")], true),
                (&[(b"UNTR", b"dirs"), (b"TREE", b"tree")], true),
                (&[], false),
                (&[(b"TREE", b"other")], false),
                (&[(b"TREE", b"tree"), (b"REUC", b"undo")], false),
                (&[(b"TREE", b"tree"), (b"link", b"base")], false),
            ] {
                assert_eq!(kept(&plain, extensions).as_ref() == Some(&first), is_same, "{extensions:?}");
            }
            assert_ne!(kept(&index(version, &entries[..3]), &[(b"TREE", b"tree")]).unwrap(), first);
            let all = whole(plain, &[(b"TREE", b"tree")]);
            for end in 0..all.len() {
                assert!(without_stat(&all[..end]).is_none_or(|cut| cut != first), "version {version} cut at {end}");
            }
            let at = all.len() - CHECKSUM - 8;
            for len in [u32::MAX, 5, 3] {
                let mut wrong = all.clone();
                wrong[at..at + 4].copy_from_slice(&len.to_be_bytes());
                assert_eq!(without_stat(&wrong), None, "an extension of {len} bytes");
            }
        }
    }

    #[test]
    fn the_objects_of_a_pack_are_found() {
        let mut bytes = [&b"\xfftOc"[..], &2_u32.to_be_bytes(), &[0; 255 * 4], &3_u32.to_be_bytes()].concat();
        for first in [1, 5, 9] {
            bytes.extend([first; 20]);
        }
        let pack = PackIndex::new(&bytes, 20).unwrap();
        for (first, expected) in [(0, false), (1, true), (4, false), (5, true), (9, true), (10, false)] {
            assert_eq!(pack.contains(&[first; 20]), expected, "{first}");
        }
        assert!(PackIndex::new(&bytes[..bytes.len() - 1], 20).is_none() && PackIndex::new(&bytes, 32).is_none());
        assert!(PackIndex::new(b"", 20).is_none() && PackIndex::new(b"PACK", 20).is_none());
    }

    #[test]
    fn hooks_of_repositories() {
        for (path, expected) in [
            (".git/hooks/post-checkout", true),
            ("work/.git/hooks/post-checkout", true),
            (".git/hooks/post-checkout.d/one", true),
            (".git/modules/lib/hooks/post-checkout", true),
            (".git/modules/a/modules/b/hooks/pre-push", true),
            (".git/worktrees/w/hooks/pre-push", true),
            ("repository.git/hooks/post-receive", true),
            (".GIT/Hooks/post-checkout", true),
            ("a.Git/HOOKS/update", true),
            (".git/hooks", false),
            (".git/config", false),
            ("hooks/post-checkout", false),
            ("work/hooks/post-checkout", false),
            ("work.git/src/hooks/use.ts", false),
            (".github/hooks/x", false),
            ("é/.git/hooks/x", true),
            ("é/hooks/x", false),
        ] {
            assert_eq!(is_hook(&RelPath::new(path).unwrap()), expected, "{path}");
        }
    }

    #[test]
    fn names_of_objects() {
        assert_eq!(object_name(&"0a".repeat(20)), Some(vec![10; 20]));
        assert_eq!(object_name(&"ff".repeat(32)), Some(vec![255; 32]));
        for other in ["", "0a", "g", &"0A".repeat(20), &"é".repeat(20)] {
            assert_eq!(object_name(other), None, "{other}");
        }
    }
}
