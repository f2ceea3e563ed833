//! What people and programs do with hundreds of files at once, and what trojans do: one line each, with the judgement.

use super::{Change, Delete, House, JPEG, MoveTo, Write, encrypted, marked, noise, text};

/// The files of each number before: names below `d`, and contents.
type Before = fn(u64) -> Vec<(String, Vec<u8>)>;
/// What a machine does with them.
type Does = fn(u64) -> Vec<(String, Change)>;

const GZIP: &[u8] = b"\x1f\x8b\x08";
const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd";
const ZIP: &[u8] = b"PK\x03\x04";
const ELF: &[u8] = b"\x7fELF";
const OBJECT: &[u8] = b"\x78\x01";
const LOCKED: &[u8] = b"\0GITCRYPT\0";
const WAVE: &[u8] = b"RIFF";

/// This many of 300 are deleted, which is no mass deletion.
const DELETED: u64 = 140;

fn name(n: u64, ending: &str) -> String {
    format!("d/{n:03}{ending}")
}

fn was(n: u64, ending: &str, bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    vec![(name(n, ending), bytes)]
}

fn to(n: u64, ending: &str, bytes: Vec<u8>) -> Vec<(String, Change)> {
    vec![(name(n, ending), Write(bytes))]
}

/// Adds the new file, then removes the old one.
fn instead(n: u64, (old, new): (&str, &str), bytes: Vec<u8>) -> Vec<(String, Change)> {
    [to(n, new, bytes), gone(n, old)].concat()
}

fn gone(n: u64, ending: &str) -> Vec<(String, Change)> {
    (n < DELETED).then(|| (name(n, ending), Delete)).into_iter().collect()
}

/// Returns numbers, as in a table or a picture without compression.
fn numbers(n: u64) -> Vec<u8> {
    (0..900_u32).flat_map(|at| (at * at + n as u32).to_le_bytes()).collect()
}

fn utf16(n: u64) -> Vec<u8> {
    let letters = String::from_utf8(text(n)).unwrap();
    [0xfeff].into_iter().chain(letters.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

fn pointer(n: u64) -> Vec<u8> {
    format!("version https://git-lfs.github.com/spec/v1\noid sha256:{n:064x}\nsize 3004\n").into_bytes()
}

fn base64(n: u64) -> Vec<u8> {
    let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    noise(n).iter().map(|byte| letters[usize::from(byte % 64)]).collect()
}

/// Returns text of which every third block of 64 bytes is encrypted.
fn in_parts(n: u64) -> Vec<u8> {
    let (mut text, noise) = (text(n), noise(n));
    text.chunks_mut(192).zip(noise.chunks(64)).for_each(|(block, noise)| {
        let length = block.len().min(noise.len());
        block[..length].copy_from_slice(&noise[..length]);
    });
    text
}

/// What passes: a name, the files before, and what a machine does with them within seconds.
const PASSES: &[(&str, Before, Does)] = &[
    ("edit texts", |n| was(n, ".txt", text(n)), |n| to(n, ".txt", text(900 + n))),
    ("empty logs", |n| was(n, ".log", text(n)), |n| to(n, ".log", b"x".to_vec())),
    ("rotate logs", |n| was(n, ".log", text(n)), |n| vec![(name(n, ".log"), MoveTo(name(n, ".log.1")))]),
    ("compress logs with a mark", |n| was(n, ".log", text(n)), |n| instead(n, (".log", ".log.gz"), marked(GZIP, n))),
    ("and with none", |n| was(n, ".log", text(n)), |n| instead(n, (".log", ".log.br"), noise(n)[..900].to_vec())),
    ("write texts in another encoding", |n| was(n, ".txt", text(n)), |n| to(n, ".txt", utf16(n))),
    ("and back", |n| was(n, ".txt", utf16(n)), |n| to(n, ".txt", text(n))),
    ("rename all to one new ending", |n| was(n, "", text(n)), |n| vec![(name(n, ""), MoveTo(name(n, ".old")))]),
    ("export pictures again", |n| was(n, ".jpg", marked(JPEG, n)), |n| to(n, ".jpg", marked(JPEG, 900 + n))),
    ("export raw ones", |n| was(n, ".nef", marked(b"II*\0", n)), |n| to(n, ".jpg", marked(JPEG, n))),
    ("BMP to PNG", |n| was(n, ".bmp", numbers(n)), |n| instead(n, (".bmp", ".png"), marked(b"\x89PNG\r\n\x1a\n", n))),
    ("pictures without a mark to JPEG in place", |n| was(n, "", numbers(n)), |n| to(n, "", marked(JPEG, n))),
    ("WAV to FLAC", |n| was(n, ".wav", marked(WAVE, n)), |n| instead(n, (".wav", ".flac"), marked(b"fLaC", n))),
    ("tag music", |n| was(n, ".mp3", marked(b"ID3\x03", n)), |n| to(n, ".mp3", marked(b"\xff\xfb\x90", 900 + n))),
    (
        "save old documents as new ones",
        |n| was(n, ".doc", marked(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", n)),
        |n| to(n, ".doc", marked(ZIP, n)),
    ),
    ("zip each file", |n| was(n, ".txt", text(n)), |n| instead(n, (".txt", ".zip"), marked(ZIP, n))),
    ("unpack archives", |n| was(n, ".txt.gz", marked(GZIP, n)), |n| instead(n, (".txt.gz", ".txt"), text(n))),
    (
        "a backup of archives over older ones",
        |n| was(n, ".gz", marked(GZIP, n)),
        |n| to(n, ".gz", marked(GZIP, 900 + n)),
    ),
    ("another program for archives", |n| was(n, ".gz", marked(GZIP, n)), |n| to(n, ".gz", marked(ZSTD, n))),
    (
        "an encrypted backup, and the oldest go",
        |n| was(n, ".gpg", noise(n)),
        |n| instead(n, (".gpg", ".1.gpg"), noise(900 + n)),
    ),
    ("a first copy of encrypted files", |n| was(n, ".txt", text(n)), |n| to(n, ".gpg", noise(n))),
    (
        "files move into a vault",
        |n| was(n, ".txt", text(n)),
        |n| [to(900 + n, ".c9r", noise(n)), gone(n, ".txt")].concat(),
    ),
    ("write to one's own vault", |n| was(n, ".c9r", noise(n)), |n| to(n, ".c9r", noise(900 + n))),
    ("encrypt a password store anew", |n| was(n, ".gpg", noise(n)), |n| to(n, ".gpg", noise(900 + n))),
    ("lock a repository", |n| was(n, ".key", text(n)), |n| to(n, ".key", marked(LOCKED, n))),
    ("unlock it", |n| was(n, ".key", marked(LOCKED, n)), |n| to(n, ".key", marked(JPEG, n))),
    (
        "pack the objects of a repository",
        |n| was(n, "", marked(OBJECT, n)),
        |n| instead(n, ("", ".pack"), marked(b"PACK\0\0\0", n)),
    ),
    ("large files become pointers", |n| was(n, ".psd", marked(b"8BPS", n)), |n| to(n, ".psd", pointer(n))),
    ("and come from elsewhere", |n| was(n, ".psd", pointer(n)), |n| to(n, ".psd", noise(n))),
    ("another branch", |n| was(n, ".png", marked(JPEG, n)), |n| to(n, ".png", marked(b"GIF8", n))),
    (
        "install other packages",
        |n| [was(n, ".js", text(n)), was(n, ".node", marked(ELF, n))].concat(),
        |n| [to(n, ".js", text(900 + n)), to(n, ".node", marked(ELF, 900 + n))].concat(),
    ),
    (
        "build",
        |n| [was(n, ".o", marked(ELF, n)), was(n, ".d", text(n)), was(n, ".pyc", numbers(n))].concat(),
        |n| [to(n, ".o", marked(ELF, 900 + n)), to(n, ".d", text(900 + n)), to(n, ".pyc", numbers(900 + n))].concat(),
    ),
    (
        "a first build of a web site with compressed twins",
        |n| was(n, ".js", text(n)),
        |n| [to(n, ".js", text(900 + n)), to(n, ".js.br", noise(n)[..900].to_vec())].concat(),
    ),
    (
        "databases",
        |n| was(n, ".db", marked(b"SQLite format 3\0", n)),
        |n| to(n, ".db", marked(b"SQLite format 3\0", 900 + n)),
    ),
    ("fill what was made large before", |n| was(n, ".part", vec![0; 4_096]), |n| to(n, ".part", noise(n))),
];

/// What is held.
const HELD: &[(&str, Before, Does)] = &[
    ("encrypt texts", |n| was(n, ".txt", text(n)), |n| to(n, ".txt", noise(n))),
    ("encrypt pictures", |n| was(n, ".jpg", marked(JPEG, n)), |n| to(n, ".jpg", noise(n))),
    ("encrypt tables", |n| was(n, ".dat", numbers(n)), |n| to(n, ".dat", noise(n))),
    ("encrypt parts of texts", |n| was(n, ".txt", text(n)), |n| to(n, ".txt", in_parts(n))),
    ("encrypt with a mark of one's own", |n| was(n, ".txt", text(n)), |n| to(n, ".txt", marked(b"LOCKED!!", n))),
    ("behind a head of zeros", |n| was(n, ".txt", text(n)), |n| to(n, ".txt", marked(&[0; 300], n))),
    ("encrypt and write letters", |n| was(n, ".txt", text(n)), |n| to(n, ".txt", base64(n))),
    ("wipe texts", |n| was(n, ".txt", text(n)), |n| to(n, ".txt", vec![0; 3_000])),
    ("write a demand over pictures", |n| was(n, ".jpg", marked(JPEG, n)), |n| to(n, ".jpg", text(1))),
    ("leave empty documents", |n| was(n, ".odt", marked(ZIP, n)), |n| to(n, ".odt", vec![])),
    ("replace documents", |n| was(n, ".odt", marked(ZIP, n)), |n| instead(n, (".odt", ".odt.locked"), noise(n))),
    ("replace texts", |n| was(n, ".txt", text(n)), |n| instead(n, (".txt", ".crypt"), noise(n))),
];

/// Returns true if the hub holds it, and how many changes were accepted of how many.
fn play(before: Before, does: Does) -> (bool, usize, usize) {
    let mut house = House::with((0..300).flat_map(before));
    let changes: Vec<_> = (0..300).flat_map(does).collect();
    // A move has two halves.
    let moves = changes.iter().filter(|(_, change)| matches!(change, MoveTo(_))).count();
    let accepted = house.change("laptop", &changes);
    (!house.holds().is_empty(), accepted, changes.len() + moves)
}

#[test]
fn what_people_and_programs_do_passes() {
    for (what, before, does) in PASSES {
        let (is_held, accepted, all) = play(*before, *does);
        assert_eq!((is_held, accepted), (false, all), "{what}");
    }
}

#[test]
fn what_trojans_do_is_held() {
    for (what, before, does) in HELD {
        let (is_held, accepted, all) = play(*before, *does);
        assert!(is_held && accepted < all, "{what}: {accepted} of {all} were accepted");
    }
}

#[test]
fn few_and_slowly_is_no_disaster() {
    let mut house = House::with((0..300).map(|n| (format!("d/{n:03}.odt"), text(n))));
    assert_eq!(house.change("laptop", &encrypted(0..99)), 99);
    house.seconds(601);
    let texts = |n: u64| (name(n, ".odt"), Write(text(900 + n)));
    assert_eq!(house.change("laptop", &(180..300).map(texts).collect::<Vec<_>>()), 120);
    assert_eq!(house.change("laptop", &encrypted(100..180)), 80);
    assert_eq!(house.holds(), []);
    // So few within ten minutes that a person may do it.
    let mut house = House::documents(200);
    for some in encrypted(0..200).chunks(9) {
        assert_eq!(house.change("laptop", some), some.len());
        house.seconds(60);
    }
    assert_eq!(house.holds(), []);
}

/// A web site that is completely removed and built again, with a compressed copy of each file, twice within minutes.
#[test]
fn a_directory_that_is_built_again_and_again_is_not_held() {
    let twin = |n: u64| noise(n)[..1_800].to_vec();
    let mut house = House::with((0..150).flat_map(|n| [was(n, ".js", text(n)), was(n, ".js.br", twin(n))].concat()));
    for build in 1..3 {
        for some in (0..150).collect::<Vec<u64>>().chunks(50) {
            let all = || some.iter().copied();
            let removed: Vec<_> = all().map(|n| (name(n, ".js"), Delete)).collect();
            assert_eq!(house.change("laptop", &removed), removed.len());
            let removed: Vec<_> = all().map(|n| (name(n, ".js.br"), Delete)).collect();
            assert_eq!(house.change("laptop", &removed), removed.len());
            let of = |n: u64| [to(n, ".js", text(n + build * 500)), to(n, ".js.br", twin(n + build * 500))].concat();
            let built: Vec<_> = all().flat_map(of).collect();
            assert_eq!(house.change("laptop", &built), built.len());
            house.seconds(61);
        }
    }
    assert_eq!(house.holds(), []);
}
