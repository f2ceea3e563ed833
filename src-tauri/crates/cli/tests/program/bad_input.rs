//! What nobody should do and somebody will: each gets an error that says what failed, on what and what to do, and loses
//! nothing.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::net::TcpListener;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use crate::machines::{Machines, check_equal, check_error, until};

#[test]
fn a_wrong_code_is_counted_and_a_machine_has_three() {
    let machines = Machines::unpaired(&["attic", "laptop"]);
    machines.become_hub("attic");
    let (address, code) = machines.invite("attic");
    let (first, rest) = code.split_at(1);
    let wrong = format!("{}{rest}", if first == "1" { 2 } else { 1 });
    let join = format!("join {address} --code {wrong} --name laptop");
    machines.refused("laptop", &join, "wrong-code", "2 ", "type it again");
    machines.refused("laptop", &join, "wrong-code", "1 ", "");
    machines.refused("laptop", &join, "wrong-code", "", "");
    let right = format!("join {address} --code {code} --name laptop");
    machines.refused("laptop", &right, "no-invitation", "invitation", "syncit invite");
    assert_eq!(machines.json("attic", "invite --show")["wrong_codes"][0]["count"], 3);
    machines.refused("laptop", &format!("join {address} --code 12345"), "usage", "six digits", "syncit invite");
    assert_eq!(machines.state("laptop"), "unpaired");
    machines.pair("attic", "laptop");
    machines.refused("desktop", "status", "not-running", "", "");
}

#[test]
fn a_link_to_another_hub_than_the_one_that_answers_is_refused_and_costs_no_try() {
    let machines = Machines::unpaired(&["attic", "laptop"]);
    machines.become_hub("attic");
    let invitation = machines.json("attic", "invite");
    let (link, code) = (invitation["link"].as_str().unwrap(), invitation["code"].as_str().unwrap());
    let (place, _) = link.split_once("&fingerprint=").unwrap();
    let false_link = format!("{place}&fingerprint=SHA256:{}", "A".repeat(43));
    let join = |link: &str| format!("join {link} --code {code} --name laptop");
    machines.refused("laptop", &join(&false_link), "other-key", "not the expected", "syncit key");
    machines.refused("laptop", &join(place), "usage", "not a link to a hub", "the whole link");
    assert_eq!(machines.json("attic", "invite --show")["attempts_left"], 9);
    machines.ok("laptop", &join(link));
}

#[test]
fn an_invitation_is_for_one_machine() {
    let machines = Machines::unpaired(&["attic", "laptop", "desktop"]);
    machines.become_hub("attic");
    let (address, code) = machines.invite("attic");
    machines.ok("laptop", &format!("join {address} --code {code} --name laptop"));
    let again = format!("join {address} --code {code} --name desktop");
    machines.refused("desktop", &again, "no-invitation", "invitation", "syncit invite");
    let (address, code) = machines.invite("attic");
    let taken = format!("join {address} --code {code} --name LAPTOP");
    machines.refused("desktop", &taken, "name-taken", "LAPTOP", "");
}

#[test]
fn a_machine_is_one_thing_only() {
    let machines = Machines::new(&["attic", "laptop"]);
    let (address, code) = machines.invite("attic");
    let join = format!("join {address} --code {code}");
    machines.refused("attic", &join, "is-the-hub", "attic", "--home");
    machines.refused("laptop", &join, "is-paired", "attic", "syncit leave");
    machines.refused("laptop", "hub", "is-paired", "attic", "syncit leave");
    machines.refused("attic", "hub", "is-the-hub", "attic", "--home");
    machines.refused("attic", "leave", "is-the-hub", "attic", "");
    for words in ["allow-invites laptop on", "unshare x", "forget laptop", "access laptop x none"] {
        machines.refused("laptop", words, "not-the-hub", "not the hub", "on the hub");
    }
    machines.refused("attic", "forget tablet", "no-such-machine", "tablet", "syncit machines");
    machines.refused("attic", "forget attic", "bad-argument", "itself", "");
}

#[test]
fn a_hub_that_is_not_there() {
    let machines = Machines::unpaired(&["laptop"]);
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let join = |address: &str| format!("join {address} --code 123456");
    machines.refused("laptop", &join(&free.to_string()), "unreachable", "is not running", "syncit run");
    machines.refused("laptop", &join("no-such-host.invalid"), "unreachable", "no-such-host.invalid", "check the name");
    for address in ["a b", "host:port", "[::1", "::1]:22"] {
        machines.refused_words("laptop", &["join", address, "--code", "123456"], "bad-address", address, "HOST:PORT");
    }
    machines.refused("laptop", "join --code 123456", "discovery-off", "turned off", "discovery on");
    assert_eq!(machines.state("laptop"), "unpaired");
}

#[test]
fn a_hub_that_does_not_answer() {
    let machines = Machines::unpaired(&["laptop"]);
    // The kernel accepts the connection; nobody ever reads from it.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let join = format!("join {} --code 123456", silent.local_addr().unwrap());
    machines.refused("laptop", &join, "unreachable", "did not answer", "sudo ufw allow");
    assert_eq!(machines.state("laptop"), "unpaired");
}

#[test]
fn something_else_answers_in_the_place_of_a_hub() {
    use std::io::{Read, Write};
    let machines = Machines::unpaired(&["laptop"]);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let web_server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        let _ = stream.read(&mut [0; 1024]);
    });
    machines.refused(
        "laptop",
        &format!("join {address} --code 123456"),
        "unreachable",
        "not a SyncIt hub",
        "check the address",
    );
    web_server.join().unwrap();
}

#[test]
fn another_hub_at_the_known_address_is_not_trusted() {
    let mut machines = Machines::new(&["attic", "laptop"]);
    machines.write("laptop", "docs/a.txt", "mine");
    machines.share_docs(&["laptop"]);
    let (address, _) = machines.invite("attic");
    machines.end("attic", "TERM");
    machines.start("impostor");
    machines.ok("impostor", "settings discovery off");
    machines.ok("impostor", &format!("hub --name attic --listen {address}"));
    machines.until_trouble("laptop", "shows the key");
    assert_eq!(machines.state("laptop"), "attention");
    let answer = machines.syncit("laptop", "--json wait");
    assert!(answer.code == Some(1) && answer.out.contains("shows the key"), "{answer:?}");
    assert_eq!(machines.json("impostor", "machines").as_array().unwrap().len(), 1);
    // The right one comes back: syncing continues by itself.
    machines.end("impostor", "TERM");
    machines.start("attic");
    until("the laptop is connected again", || {
        (machines.json("laptop", "status")["hub"]["online"] == true).then_some(())
    });
    machines.settle(&["laptop"]);
}

#[test]
fn a_copied_home_is_refused_while_the_original_runs() {
    let mut machines = Machines::new(&["attic", "laptop"]);
    machines.share_docs(&["laptop"]);
    machines.write("laptop", "docs/a.txt", "mine");
    machines.settle(&["laptop"]);
    machines.end("laptop", "TERM");
    fs::create_dir_all(machines.dir("copy")).unwrap();
    let copied = Command::new("cp").arg("-a").arg(machines.at("laptop", "home")).arg(machines.dir("copy")).status();
    assert!(copied.unwrap().success());
    machines.start("laptop");
    machines.settle(&["laptop"]);
    machines.start("copy");
    machines.until_trouble("copy", "cop");
    assert_eq!(machines.json("copy", "status")["hub"]["online"], false);
    machines.write("laptop", "docs/b.txt", "goes on");
    machines.settle(&["laptop"]);
}

#[test]
fn folder_names_that_are_taken_or_evil() {
    let machines = Machines::new(&["attic", "laptop", "desktop"]);
    for dir in ["one", "two"] {
        machines.write("laptop", &format!("{dir}/a.txt"), dir);
    }
    machines.write("desktop", "three/a.txt", "three");
    let long = "x".repeat(41);
    for name in ["..", ".", "a/b", "", "a\u{1b}[31mb", "a\nb", "\u{202e}gpj", ".syncit", long.as_str()] {
        machines.refused_words(
            "laptop",
            &["share", "~/one", "--name", name],
            "bad-name",
            "cannot be a name",
            "40 printable",
        );
        machines.refused_words("laptop", &["rename", name], "bad-name", "cannot be a name", "40 printable");
    }
    machines.ok("laptop", "share ~/one --name Docs");
    machines.refused("laptop", "share ~/two --name docs", "name-taken", "docs", "");
    machines.refused("desktop", "share ~/three --name DOCS", "name-taken", "DOCS", "");
    machines.refused("laptop", "link Docs ~/two", "is-linked", "already synced on this machine", "syncit relocate");
    machines.refused("desktop", "link Nothing ~/three", "no-such-folder", "Nothing", "syncit folders");
    machines.refused("desktop", "unlink Docs", "not-linked", "Docs", "syncit link");
    for words in ["ignored Docs", "pause Docs", "relocate Docs ~/three", "wait Docs"] {
        machines.refused("desktop", words, "not-linked", "Docs", "");
    }
    machines.refused("laptop", "ignored Docs ../x", "bad-path", "../x", "DIR/FILE");
}

#[test]
fn places_that_cannot_be_a_folder() {
    let machines = Machines::new(&["attic", "laptop"]);
    for path in ["a/docs/inner/x.txt", "other/y.txt"] {
        machines.write("laptop", path, "x");
    }
    symlink(machines.at("laptop", "a/docs"), machines.at("laptop", "way-in")).unwrap();
    machines.ok("laptop", "share ~/a/docs");
    let refused = |path: &str, code: &str, part: &str| {
        machines.refused("laptop", &format!("share {path} --name other"), code, part, "");
    };
    refused("~/nowhere", "no-such-path", "does not exist");
    refused("~/other/y.txt", "not-a-directory", "not a directory");
    refused("~/a/docs/inner", "overlaps", "inside the folder “docs”");
    refused("~/a", "overlaps", "contains the folder “docs”");
    refused("~/a/docs", "overlaps", "already");
    refused("~/way-in", "overlaps", "already");
    refused("~/home", "overlaps", "SyncIt’s own data");
    refused("/", "bad-path", "root of the whole file system");
    let odd = machines.dir("laptop").into_os_string().into_vec();
    let odd = OsString::from_vec([odd, b"/bad\xff".to_vec()].concat());
    fs::create_dir(&odd).unwrap();
    let words = [OsStr::new("share"), &odd, OsStr::new("--name"), OsStr::new("odd")];
    machines.refused_words("laptop", &words, "bad-path", "not UTF-8", "rename");
    assert_eq!(fs::read_dir(machines.at("laptop", "other")).unwrap().count(), 1, "a refused share left something");
}

#[test]
fn a_second_engine_and_a_home_of_a_newer_version_are_refused() {
    let mut machines = Machines::new(&["attic", "laptop"]);
    machines.refused("laptop", "run", "already-running", "already running on", "syncit status");
    assert_eq!(machines.json("laptop", "status")["hub"]["online"], true);

    machines.end("laptop", "TERM");
    fs::write(machines.at("laptop", "home/format"), "99\n").unwrap();
    fs::copy(machines.at("laptop", "home/format"), machines.at("laptop", "before")).unwrap();
    let before = Snapshot::of(&machines.at("laptop", "home"));
    machines.refused("laptop", "run", "newer-home", "newer version", "update SyncIt");
    assert!(before == Snapshot::of(&machines.at("laptop", "home")), "a home of a newer version was touched");
    fs::write(machines.at("laptop", "home/format"), "1\n").unwrap();
    machines.start("laptop");
    machines.settle(&["laptop"]);
}

/// Returns the files of a home with their contents.
#[derive(PartialEq)]
struct Snapshot(std::collections::BTreeMap<std::path::PathBuf, crate::machines::Thing>);

impl Snapshot {
    fn of(dir: &Path) -> Self {
        Snapshot(crate::machines::tree(dir))
    }
}

#[test]
fn a_forgotten_machine_is_told_and_keeps_its_files() {
    let machines = Machines::new(&["attic", "laptop"]);
    machines.write("laptop", "docs/a.txt", "mine");
    machines.share_docs(&["laptop"]);
    machines.settle(&["laptop"]);
    machines.ok("attic", "forget laptop");
    machines.until_trouble("laptop", "forgot");
    assert_eq!(machines.state("laptop"), "attention");
    machines.write("laptop", "docs/b.txt", "still mine");
    assert_eq!(machines.syncit("laptop", "wait").code, Some(1));
    machines.ok("laptop", "leave");
    machines.pair("attic", "laptop");
    assert!(machines.at("laptop", "docs/a.txt").exists() && machines.at("laptop", "docs/b.txt").exists());
}

#[test]
fn what_cannot_be_read_or_named_waits_and_the_rest_goes_on() {
    let mut machines = Machines::unpaired(&["attic"]);
    machines.become_hub("attic");
    // Root can read everything, so an engine of root gives up that right first.
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    let without = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--"];
    machines.start_by("laptop", if is_root { &without } else { &[] });
    machines.ok("laptop", "settings discovery off");
    machines.pair("attic", "laptop");
    machines.write("laptop", "docs/fine.txt", "fine");
    machines.write("laptop", "docs/secret.txt", "closed");
    machines.write("laptop", "docs/closed/x.txt", "closed");
    machines.write("laptop", "docs/sub/.syncitignore", "good.log\n[z-a]\n");
    fs::write(machines.at("laptop", "docs").join(OsStr::from_bytes(b"caf\xe9.txt")), "odd").unwrap();
    for path in ["docs/secret.txt", "docs/closed"] {
        fs::set_permissions(machines.at("laptop", path), fs::Permissions::from_mode(0o000)).unwrap();
    }
    machines.ok("laptop", "share ~/docs");
    machines.until_problem("laptop", "secret.txt", "denied");
    machines.until_problem("laptop", "closed", "denied");
    machines.until_problem("laptop", "sub/.syncitignore", "");
    machines.until_problem("laptop", "", "is not UTF-8");
    machines.until_holds("attic", "home/SyncIt/docs/fine.txt", "fine");
    assert_eq!(machines.state("laptop"), "attention");
    let answer = machines.syncit("laptop", "--json wait --timeout 60");
    assert!(answer.code == Some(1) && answer.out.contains("secret.txt"), "{answer:?}");
    for path in ["docs/secret.txt", "docs/closed"] {
        assert!(!machines.at("attic", "home/SyncIt").join(path).exists());
        fs::set_permissions(machines.at("laptop", path), fs::Permissions::from_mode(0o755)).unwrap();
    }
    machines.until_holds("attic", "home/SyncIt/docs/secret.txt", "closed");
    machines.until_holds("attic", "home/SyncIt/docs/closed/x.txt", "closed");
}

#[test]
fn a_full_disk_lets_everything_wait_that_does_not_fit() {
    let mut machines = Machines::unpaired(&["attic"]);
    machines.become_hub("attic");
    fs::create_dir_all(machines.at("attic", "docs")).unwrap();
    machines.ok("attic", "share ~/docs");
    fs::create_dir_all(machines.at("laptop", "small")).unwrap();
    // A disk of 4 MiB that only this machine sees, and that ends with it.
    let mount = format!("mount -t tmpfs -o size=4m none '{}' && exec \"$@\"", machines.at("laptop", "small").display());
    machines.start_by("laptop", &["unshare", "--map-root-user", "--mount", "sh", "-c", &mount, "sh"]);
    machines.ok("laptop", "settings discovery off");
    machines.pair("attic", "laptop");
    let disk = Path::new("/proc").join(machines.pid("laptop").to_string()).join("root");
    let disk = disk.join(machines.at("laptop", "small").strip_prefix("/").unwrap());
    machines.ok("laptop", "link docs ~/small");
    machines.write("attic", "docs/large.bin", vec![7; 6 << 20]);
    machines.until_problem("laptop", "large.bin", "");
    let full = fs::write(disk.join("probe"), vec![1; 6 << 20]).unwrap_err();
    assert_eq!(full.kind(), std::io::ErrorKind::StorageFull, "the disk is not full");
    fs::remove_file(disk.join("probe")).unwrap();
    machines.write("attic", "docs/little.txt", "fits");
    until("the little file is there", || (fs::read(disk.join("little.txt")).ok()? == b"fits").then_some(()));
    assert_eq!(machines.state("laptop"), "attention");
    assert!(!disk.join("large.bin").exists());
    fs::remove_file(machines.at("attic", "docs/large.bin")).unwrap();
    machines.settle(&["attic", "laptop"]);
    check_equal(&machines.at("attic", "docs"), &disk);
    check_error(&machines.syncit("laptop", "--json link docs ~/other"), "is-linked", "", "");
}
