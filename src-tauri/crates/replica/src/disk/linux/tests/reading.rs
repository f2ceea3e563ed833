//! Tests of reading: kinds, names, and content, which is cut and hashed.

use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use syncit_core::content::{CHUNK_MAX, CHUNK_MIN, CONTENT_MAX, ChunkList, Digest};

use super::*;
use crate::disk::cut::{self, CUT_BUFFER};
use crate::event::BodyFrom;

#[test]
fn stat_tells_kinds_without_following() {
    let f = folder();
    f.put("dir/file", "five!").put("run", "");
    std_fs::set_permissions(f.path("run"), std_fs::Permissions::from_mode(0o744)).unwrap();
    symlink("dir", f.path("link")).unwrap();
    let stat = |path| f.disk.stat(&at(path)).unwrap();
    assert_eq!((stat("dir/file").kind, stat("dir/file").size, stat("dir/file").executable), (Kind::File, 5, false));
    assert!(stat("run").executable);
    assert_eq!((stat("dir").kind, stat("link").kind), (Kind::Directory, Kind::Symlink));
    let meta = std_fs::metadata(f.path("dir/file")).unwrap();
    assert_eq!((stat("dir/file").inode, stat("dir/file").links), (meta.ino(), 1));
    assert_eq!(stat("dir/file").mtime, Timestamp::from_parts(meta.mtime(), meta.mtime_nsec()));
    for missing in ["no", "dir/no", "no/no", "run/no", "link/file"] {
        check_kind(f.disk.stat(&at(missing)), DiskErrorKind::NotFound);
    }
    assert_eq!(f.disk.read_link(&at("link")).unwrap(), "dir");
    check_kind(f.disk.read_link(&at("run")), DiskErrorKind::NotFound);
}

#[test]
fn odd_names_are_only_names() {
    let f = folder();
    let names = ["new\nline", "-rf", "it's \"quoted\"", " ", "ü\u{301}", "*", "a\\b", "\u{202e}x"];
    for name in names {
        f.disk.write_at(&staging("s"), 0, name.as_bytes()).unwrap();
        f.disk.rename(&staging("s"), &at(name)).unwrap();
        assert_eq!(f.text(name), name);
    }
    let mut found: Vec<_> = f.disk.read_dir(&Place::Root).unwrap().into_iter().map(|e| e.name.unwrap()).collect();
    let mut expected = names.map(str::to_owned).to_vec();
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "and .syncit is not among them");
}

#[test]
fn names_that_cannot_be_synced_are_told_with_their_reason() {
    use std::os::unix::ffi::OsStrExt;
    let f = folder();
    let raw = std::ffi::OsStr::from_bytes(b"caf\xe9");
    std_fs::write(f.path("").join(raw), "").unwrap();
    f.put("sub/.syncit", "");
    let root = f.disk.read_dir(&Place::Root).unwrap();
    assert!(root.contains(&DirEntry { name: Err((BadPath::NotUtf8, "caf\u{fffd}".into())) }), "{root:?}");
    let sub = f.disk.read_dir(&at("sub")).unwrap();
    assert_eq!(sub, [DirEntry { name: Err((BadPath::Reserved, ".syncit".into())) }]);
}

#[test]
fn a_program_that_may_still_write_is_noticed() {
    let f = folder();
    f.put("a", "text");
    let is_open = || f.disk.is_open_for_writing(&at("a")).unwrap();
    assert!(!is_open());
    let reader = std_fs::File::open(f.path("a")).unwrap();
    assert!(!is_open(), "a reader does no harm");
    let writer = std_fs::File::options().append(true).open(f.path("a")).unwrap();
    assert!(is_open());
    drop(reader);
    assert!(is_open());
    drop(writer);
    assert!(!is_open());
    assert!(f.disk.is_open_for_writing(&at("gone")).is_err());
}

/// Returns bytes that look random and are the same each time.
fn noise(len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    blake3::Hasher::new().finalize_xof().fill(&mut bytes);
    bytes
}

fn cut_bytes(bytes: &[u8], step: usize) -> ChunkList {
    let read = |offset: u64, buffer: &mut [u8]| {
        // Fills the buffer in short reads, as a file may return them.
        let mut filled = 0;
        while filled < buffer.len() {
            let from = offset as usize + filled;
            let len = step.min(buffer.len() - filled).min(bytes.len() - from);
            if len == 0 {
                break;
            }
            buffer[filled..filled + len].copy_from_slice(&bytes[from..from + len]);
            filled += len;
        }
        Ok(filled)
    };
    cut::cut(read, bytes.len() as u64).unwrap()
}

#[test]
fn a_stream_is_cut_as_if_it_were_in_memory() {
    let all = noise(3 * CUT_BUFFER + 12_345);
    for len in [0, 1, CHUNK_MIN - 1, CHUNK_MIN, CHUNK_MIN + 1, CHUNK_MAX, CHUNK_MAX + 1, CUT_BUFFER, all.len()] {
        let bytes = &all[..len];
        let list = cut_bytes(bytes, 100_000);
        let whole = fastcdc::v2020::FastCDC::new(bytes, 64 << 10, 256 << 10, 1 << 20);
        let expected: Vec<_> =
            whole.map(|c| (Digest::of(&bytes[c.offset..c.offset + c.length]), c.length as u32)).collect();
        let found: Vec<_> = list.chunks().iter().map(|chunk| (chunk.digest, chunk.len)).collect();
        assert_eq!(found, expected, "{len} bytes");
        if len <= CHUNK_MIN {
            assert_eq!(list, ChunkList::of_small(bytes));
        }
    }
}

#[test]
fn a_byte_inserted_at_the_head_changes_few_chunks() {
    let mut bytes = noise(8 << 20);
    let before = cut_bytes(&bytes, CHUNK_MAX);
    bytes.insert(0, b'!');
    let after = cut_bytes(&bytes, CHUNK_MAX);
    let new = after.chunks().iter().filter(|chunk| !before.chunks().contains(chunk)).count();
    assert!((1..=3).contains(&new), "{new} of {} chunks are new", after.chunks().len());
}

#[test]
fn memory_does_not_grow_with_the_content() {
    let mut largest = 0;
    let size = 600 << 20;
    let list = cut::cut(
        |_, buffer| {
            largest = largest.max(buffer.len());
            Ok(buffer.len())
        },
        size,
    );
    assert_eq!(list.unwrap().size(), size);
    assert!(largest <= CUT_BUFFER);
    assert!(cut::cut(|_, _| unreachable!("it is refused first"), CONTENT_MAX + 1).is_err());
}

#[test]
fn a_file_is_hashed_with_its_stamp() {
    let f = folder();
    f.put("a", "content");
    let stat = f.disk.stat(&at("a")).unwrap();
    let (list, stamp, seen) = cut::hash_file(&f.disk, &at("a"), stat.ctime).unwrap().unwrap();
    assert_eq!((list, seen), (ChunkList::of_small(b"content"), cut::Bits::of(&stat)));
    assert_eq!((stamp.size, stamp.mtime, stamp.inode, stamp.settled), (7, stat.mtime, stat.inode, false));
    let later = stat.ctime.plus_millis(2001);
    assert!(cut::hash_file(&f.disk, &at("a"), later).unwrap().unwrap().1.settled);
    check_kind(cut::hash_file(&f.disk, &at("gone"), later), DiskErrorKind::NotFound);
}

/// A disk on which something happens right after a file was opened.
#[derive(Clone)]
struct Meddling {
    disk: LinuxDisk,
    meddle: Arc<dyn Fn() + Send + Sync>,
}

macro_rules! forward {
    ($($name:ident($($arg:ident: $type:ty),*) -> $out:ty;)*) => {
        $(fn $name(&self, $($arg: $type),*) -> DiskResult<$out> { self.disk.$name($($arg),*) })*
    };
}

impl Disk for Meddling {
    type Reader = Reader;
    fn open(&self, place: &Place) -> DiskResult<(Reader, Stat)> {
        let opened = self.disk.open(place);
        (self.meddle)();
        opened
    }
    forward! {
        root_id() -> syncit_core::replica_store::RootId;
        stat(place: &Place) -> Stat;
        read_dir(place: &Place) -> Vec<DirEntry>;
        read_link(place: &Place) -> String;
        read_at(reader: &Reader, offset: u64, buffer: &mut [u8]) -> usize;
        stat_reader(reader: &Reader) -> Stat;
        make_dir(place: &Place, private: bool) -> ();
        set_dir_private(place: &Place, private: bool) -> ();
        remove_dir(place: &Place) -> ();
        remove_file(place: &Place) -> ();
        make_link(place: &Place, target: &str) -> ();
        write_at(place: &Place, offset: u64, bytes: &[u8]) -> ();
        finish_file(place: &Place, size: u64, executable: bool, mtime: Timestamp) -> ();
        copy_file(from: &Place, to: &Place) -> ();
        rename(from: &Place, to: &Place) -> ();
        exchange(a: &Place, b: &Place) -> ();
        sync(files: &[Place], directories: &[Place]) -> ();
        is_open_for_writing(place: &Place) -> bool;
        free_bytes() -> u64;
    }
}

#[test]
fn a_file_that_changes_while_it_is_read_is_not_hashed() {
    let check = |what: &str, meddle: fn(&Path)| {
        let f = folder();
        f.put("a", "before");
        // So that a change in the same tick of the file system's clock is visible, too.
        f.disk.finish_file(&at("a"), 6, false, Timestamp(0)).unwrap();
        let path = f.path("a");
        let disk = Meddling { disk: f.disk.clone(), meddle: Arc::new(move || meddle(&path)) };
        assert_eq!(cut::hash_file(&disk, &at("a"), now()).unwrap(), None, "{what}");
    };
    check("appended to", |path| std_fs::write(path, "before and after").unwrap());
    check("cut off", |path| std_fs::write(path, "be").unwrap());
    check("rewritten", |path| std_fs::write(path, "BEFORE").unwrap());
    check("removed", |path| std_fs::remove_file(path).unwrap());
    check("replaced", |path| {
        std_fs::write(path.with_extension("new"), "before").unwrap();
        std_fs::rename(path.with_extension("new"), path).unwrap();
    });
}

#[test]
fn a_body_is_given_only_if_it_is_still_there() {
    let f = folder();
    f.put("a", "0123456789");
    let body = |path: &str, offset, len, text: &str| {
        let digest = Digest::of(text.as_bytes());
        let from = BodyFrom::File { path: RelPath::new(path).unwrap(), offset, len, digest };
        cut::read_body(&f.disk, &from).unwrap()
    };
    assert_eq!(body("a", 3, 4, "3456"), Some(b"3456".to_vec()));
    assert_eq!(body("a", 3, 4, "345"), None);
    assert_eq!(body("a", 8, 4, "89"), None, "the file is shorter");
    assert_eq!(body("a", 0, u32::MAX, "0123456789"), None);
    assert_eq!(body("gone", 0, 1, "0"), None);
    assert_eq!(cut::read_body(&f.disk, &BodyFrom::Bytes(b"x".to_vec())).unwrap(), Some(b"x".to_vec()));
}
