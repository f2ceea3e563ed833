//! The rules about what code must never do, as far as the crates' dependency lists and sources can show it.

#![allow(clippy::unwrap_used)]

mod imports;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use self::imports::Imports;
use self::imports::rooms::{self, Room};

/// Which crates of the workspace each crate may use, except in tests.
const OWN: &[(&str, &[&str])] = &[
    ("syncit-core", &[]),
    ("syncit-store", &["syncit-core"]),
    ("syncit-replica", &["syncit-core"]),
    ("syncit-relay", &["syncit-core"]),
    ("syncit-ssh", &["syncit-core"]),
    ("syncit-words", &["syncit-core"]),
    ("syncit-engine", &["syncit-core", "syncit-store", "syncit-replica", "syncit-relay", "syncit-ssh", "syncit-words"]),
    ("syncit-web", &["syncit-core", "syncit-engine", "syncit-words"]),
    ("syncit-cli", &["syncit-core", "syncit-engine", "syncit-web", "syncit-words"]),
    ("syncit", &["syncit-core", "syncit-engine", "syncit-words"]),
    ("syncit-testkit", &["syncit-core", "syncit-replica", "syncit-relay", "syncit-words"]),
    ("syncit-fuzz", &["syncit-core", "syncit-ssh", "syncit-engine"]),
];

/// The only crates that may name a package themselves.
const RESERVED: &[(&str, &[&str])] = &[
    ("rusqlite", &["syncit-store"]),
    ("russh", &["syncit-ssh"]),
    ("ssh2", &["syncit-ssh"]),
    ("keyring", &["syncit-ssh"]),
    ("ksni", &["syncit"]),
    ("notify", &["syncit-replica"]),
    ("clap", &["syncit-cli", "syncit"]),
    ("gtk", &["syncit"]),
    ("tauri", &["syncit"]),
    ("tauri-plugin-autostart", &["syncit"]),
    ("tauri-plugin-dialog", &["syncit"]),
    ("tauri-plugin-notification", &["syncit"]),
    ("tauri-plugin-single-instance", &["syncit"]),
    ("tauri-plugin-window-state", &["syncit"]),
    ("zbus", &["syncit", "syncit-engine"]),
];

/// What the core may depend on: nothing that opens a file, reads a clock or draws a random number. `serde_json`
/// measures the encoded size of messages.
const CORE: &[&str] = &["blake3", "jiff", "serde", "serde_json", "thiserror"];

/// What the two loops must not depend on, even indirectly.
const NOT_IN_LOOPS: &[&str] = &["tokio", "rusqlite", "russh", "ssh2", "rand", "getrandom"];

/// What the command line must not depend on: it runs on machines without a screen.
const NOT_IN_CLI: &[&str] = &["tauri", "gtk", "gtk-sys", "webkit2gtk", "webkit2gtk-sys", "wry", "tao"];

struct Workspace {
    root: PathBuf,
    /// Workspace crate → packages that it names itself, except for tests and build scripts.
    direct: BTreeMap<String, BTreeSet<String>>,
    /// Package id → (name, package ids that it links in).
    resolved: BTreeMap<String, (String, Vec<String>)>,
}

impl Workspace {
    fn get() -> &'static Self {
        static ONCE: OnceLock<Workspace> = OnceLock::new();
        ONCE.get_or_init(Workspace::read)
    }

    fn read() -> Self {
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
        let output = Command::new(cargo)
            .args(["metadata", "--format-version", "1", "--offline", "--locked"])
            // Dependencies for other platforms were never fetched, and do not matter here.
            .arg(format!("--filter-platform={}-unknown-linux-gnu", std::env::consts::ARCH))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output()
            .unwrap();
        assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
        let all: Value = serde_json::from_slice(&output.stdout).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let list = |value: &Value| value.as_array().unwrap().clone();

        let members: BTreeSet<String> = list(&all["workspace_members"]).iter().map(text).collect();
        let mut direct = BTreeMap::new();
        let mut names = BTreeMap::new();
        for package in list(&all["packages"]) {
            names.insert(text(&package["id"]), text(&package["name"]));
            if members.contains(package["id"].as_str().unwrap()) {
                let uses = list(&package["dependencies"]);
                let uses = uses.iter().filter(|on| on["kind"].is_null()).map(|on| text(&on["name"]));
                direct.insert(text(&package["name"]), uses.collect());
            }
        }
        let mut resolved = BTreeMap::new();
        for package in list(&all["resolve"]["nodes"]) {
            let links_in = list(&package["deps"])
                .into_iter()
                .filter(|on| list(&on["dep_kinds"]).iter().any(|how| how["kind"].is_null()))
                .map(|on| text(&on["pkg"]))
                .collect();
            let id = text(&package["id"]);
            resolved.insert(id.clone(), (names[&id].clone(), links_in));
        }
        Workspace { root: text(&all["workspace_root"]).into(), direct, resolved }
    }

    /// Returns everything that a workspace crate links in, directly or indirectly.
    fn reaches(&self, name: &str) -> BTreeSet<String> {
        let start = self.resolved.iter().find(|(_, (own, _))| own == name).unwrap().0;
        let mut seen = BTreeSet::from([start]);
        let mut todo = vec![start];
        while let Some(id) = todo.pop() {
            todo.extend(self.resolved[id].1.iter().filter(|next| seen.insert(next)));
        }
        seen.into_iter().map(|id| self.resolved[id].0.clone()).collect()
    }
}

#[test]
fn crates_use_only_the_crates_below_them() {
    let workspace = Workspace::get();
    for (name, uses) in &workspace.direct {
        let Some((_, allowed)) = OWN.iter().find(|(own, _)| own == name) else { continue };
        let ours = uses.iter().filter(|on| on.starts_with("syncit"));
        let wrong: Vec<_> = ours.filter(|on| !allowed.contains(&on.as_str())).collect();
        assert!(wrong.is_empty(), "{name} must not use {wrong:?}");
    }
    let missing: Vec<_> = OWN.iter().filter(|(name, _)| !workspace.direct.contains_key(*name)).collect();
    assert!(missing.is_empty(), "not in the workspace: {missing:?}");
}

#[test]
fn packages_stay_where_they_belong() {
    let workspace = Workspace::get();
    for (package, owners) in RESERVED {
        for (name, uses) in &workspace.direct {
            assert!(
                !uses.contains(*package) || owners.contains(&name.as_str()),
                "only {owners:?} may use {package}, and {name} does"
            );
        }
    }
}

#[test]
fn the_heart_and_the_loops_stay_pure() {
    let workspace = Workspace::get();
    let core: Vec<_> = workspace.direct["syncit-core"].iter().filter(|on| !CORE.contains(&on.as_str())).collect();
    assert!(core.is_empty(), "syncit-core must not use {core:?}");
    for name in ["syncit-core", "syncit-relay", "syncit-replica"] {
        let reached = workspace.reaches(name);
        let wrong: Vec<_> = NOT_IN_LOOPS.iter().filter(|package| reached.contains(**package)).collect();
        assert!(wrong.is_empty(), "{name} must not reach {wrong:?}");
    }
}

#[test]
fn the_command_line_needs_no_screen() {
    let workspace = Workspace::get();
    let reached = workspace.reaches("syncit-cli");
    let wrong: Vec<_> = NOT_IN_CLI.iter().filter(|package| reached.contains(**package)).collect();
    assert!(wrong.is_empty(), "syncit-cli must not reach {wrong:?}");
    // Checks that the names above are still those of the packages that draw on a screen.
    let app = workspace.reaches("syncit");
    let gone: Vec<_> = NOT_IN_CLI.iter().filter(|package| !app.contains(**package)).collect();
    assert!(gone.is_empty(), "the app does not reach {gone:?}: name what it draws with instead");
}

fn sources(dir: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            into.push(path);
        }
    }
}

/// The crates with rooms, by their folder.
const ROOMS: &[(&str, &[Room])] =
    &[("cli", rooms::CLI), ("engine", rooms::ENGINE), ("relay", rooms::RELAY), ("replica", rooms::REPLICA)];

/// The sources of a crate.
fn source_dir(name: &str) -> PathBuf {
    let root = &Workspace::get().root.join("src-tauri");
    if name == "app" { root.join("src") } else { root.join("crates").join(name).join("src") }
}

/// The room that a file is in: the longest name that it begins with.
fn room_of(rooms: &'static [Room], file: &str) -> Option<&'static Room> {
    let name = file.trim_end_matches(".rs").trim_end_matches("/mod");
    let is_in = |room: &str| name.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    rooms.iter().filter(|(room, _)| is_in(room)).max_by_key(|(room, _)| room.len())
}

#[test]
fn rooms_know_only_the_rooms_below_them() {
    for (name, rooms) in ROOMS {
        for (at, (room, allowed)) in rooms.iter().enumerate() {
            let below: Vec<&str> = rooms[..at].iter().map(|(name, _)| *name).collect();
            let wrong: Vec<_> = allowed.iter().filter(|other| !below.contains(*other)).collect();
            assert!(wrong.is_empty(), "the table of {name} lets {room} know {wrong:?}, which is not below it");
        }
        let room =
            |file: &str| room_of(rooms, file).unwrap_or_else(|| panic!("{file} of {name} is in no room of the table"));
        let mut wrong = Vec::new();
        for (file, imports) in Imports::read(&source_dir(name)).0 {
            let (own, allowed) = room(&file);
            let of_others = imports.iter().filter(|(other, _)| room(other).0 != *own);
            let forbidden = of_others.filter(|(other, _)| !allowed.contains(&room(other).0));
            wrong.extend(
                forbidden.map(|(_, path)| format!("{name}: {file} names crate::{path}, and {own} knows {allowed:?}")),
            );
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

#[test]
fn no_command_knows_another() {
    let command = |file: &str| {
        let name = file.strip_prefix("commands/")?.split('/').next()?.trim_end_matches(".rs");
        Some(name.to_owned())
    };
    for (file, imports) in Imports::read(&source_dir("engine")).0 {
        let Some(own) = command(&file).filter(|own| own != "mod") else { continue };
        for (other, path) in imports {
            let is_other = command(&other).is_some_and(|other| other != own);
            assert!(!is_other, "{file} names crate::{path}: what two commands need is a query, or the runtime's");
        }
    }
}

#[test]
fn no_files_of_a_crate_import_each_other_in_a_circle() {
    for name in ["app", "cli", "core", "engine", "relay", "replica", "ssh", "store", "testkit", "web"] {
        let imports = Imports::read(&source_dir(name));
        assert!(imports.0.len() > 5, "the sources of {name} are not where they are looked for");
        let circle = imports.circle().map(|files| files.join(" → "));
        assert_eq!(circle, None, "files of {name} that import each other");
    }
}

/// Looks for words in the sources of a crate, comments aside, but not in these files and folders.
fn check_sources(name: &str, but: &[&str], never: &[&str]) {
    let dir = source_dir(name);
    let mut files = Vec::new();
    sources(&dir, &mut files);
    for outside in but {
        assert!(dir.join(outside).exists(), "{name} has no {outside}");
    }
    files.retain(|file| !but.iter().any(|outside| file.starts_with(dir.join(outside))));
    assert!(!files.is_empty(), "no sources of {name}");
    for file in files {
        for (number, line) in std::fs::read_to_string(&file).unwrap().lines().enumerate() {
            let code = line.split("//").next().unwrap();
            for word in never {
                assert!(!code.contains(word), "{}:{}: {word} must not be here", file.display(), number + 1);
            }
        }
    }
}

#[test]
fn the_heart_does_no_io() {
    let never = ["std::fs", "std::net", "std::process", "std::env", "std::thread", "SystemTime", "Instant"];
    check_sources("core", &[], &never);
}

/// What of the replica is beside its loop: the real disk, the watcher, and the threads that folders share.
const BESIDE_THE_LOOP: &[&str] = &["disk/linux", "watch", "workers", "workers.rs"];

#[test]
fn the_loops_have_no_clock_and_no_threads() {
    let never = [
        "std::fs",
        "std::net",
        "std::process",
        "std::thread",
        "SystemTime",
        "Instant",
        "Mutex",
        "Condvar",
        "Atomic",
        "notify::",
        "rustix::",
    ];
    check_sources("relay", &[], &never);
    check_sources("replica", BESIDE_THE_LOOP, &never);
}

#[test]
fn the_loop_of_the_replica_knows_nothing_beside_it() {
    let is_beside = |file: &str| BESIDE_THE_LOOP.iter().any(|beside| Path::new(file).starts_with(beside));
    for (file, imports) in Imports::read(&source_dir("replica")).0 {
        let beside = imports.keys().find(|other| !is_beside(&file) && is_beside(other));
        assert_eq!(beside, None, "{file} must not know it");
    }
}

/// The page that lists unsafe code.
const UNSAFE: &str = "docs/unsafe.md";

/// Counts the lines with unsafe code in each source file, and checks that each block has its reason directly above it.
fn unsafe_lines(root: &Path) -> BTreeMap<String, usize> {
    let mut files = Vec::new();
    sources(&root.join("src-tauri"), &mut files);
    let mut found = BTreeMap::new();
    for file in files.iter().filter(|file| !file.ends_with("testkit/tests/rules.rs")) {
        let text = std::fs::read_to_string(file).unwrap();
        let mut is_explained = false;
        for (number, line) in text.lines().enumerate() {
            let (code, comment) = line.split_once("//").unwrap_or((line, ""));
            let mut words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
            if words.any(|word| word == "unsafe") {
                let needs_reason = code.contains("unsafe {") || code.contains("unsafe impl");
                assert!(is_explained || !needs_reason, "{}:{}: no `SAFETY:` above", file.display(), number + 1);
                let name = file.strip_prefix(root.join("src-tauri")).unwrap().display().to_string();
                *found.entry(name.trim_start_matches("crates/").to_owned()).or_default() += 1;
            }
            is_explained = comment.contains("SAFETY:") || (is_explained && code.trim().is_empty());
        }
    }
    found
}

#[test]
fn unsafe_code_is_listed_and_explained() {
    let root = &Workspace::get().root;
    let page = std::fs::read_to_string(root.join(UNSAFE)).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    let listed: BTreeMap<String, usize> = rows
        .map(|row| {
            let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
            (cells[0].trim_matches('`').to_owned(), cells[1].parse().unwrap())
        })
        .collect();
    assert_eq!(listed, unsafe_lines(root), "{UNSAFE} and the sources differ");
}

/// The page that lists what depends on the operating system.
const PORTABILITY: &str = "docs/portability.md";

/// What only one operating system has, or a kind of them.
const OF_ONE_SYSTEM: &[&str] =
    &["std::os::", "rustix", "libc::", "zbus", "signal_hook", "gtk::", "ksni", "linux::", "\"/proc/", "\"/usr/"];

/// Returns the source files whose code, apart from their tests, uses what only one operating system has.
fn files_of_one_system(root: &Path) -> BTreeSet<String> {
    let mut files = Vec::new();
    sources(&root.join("src-tauri"), &mut files);
    let name = |file: &Path| file.strip_prefix(root.join("src-tauri")).unwrap().display().to_string();
    let names = files.iter().map(|file| (name(file).trim_start_matches("crates/").to_owned(), file));
    let own =
        names.filter(|(name, _)| !name.contains("/tests") && name.contains("src/") && !name.starts_with("testkit"));
    let knows = |file: &PathBuf| {
        let text = std::fs::read_to_string(file).unwrap();
        let code = text.split("\nmod tests {").next().unwrap();
        let mut code = code.lines().map(|line| line.split_once("//").map_or(line, |(code, _)| code));
        code.any(|line| OF_ONE_SYSTEM.iter().any(|word| line.contains(word)))
    };
    own.filter(|(_, file)| knows(file)).map(|(name, _)| name).collect()
}

#[test]
fn what_depends_on_the_operating_system_is_in_the_files_that_are_named_for_it() {
    let root = &Workspace::get().root;
    let page = std::fs::read_to_string(root.join(PORTABILITY)).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let mut listed: BTreeMap<&str, usize> = rows.map(|row| (row, 0)).collect();
    for file in files_of_one_system(root) {
        let row = listed.iter_mut().find(|(row, _)| file == **row || row.ends_with('/') && file.starts_with(**row));
        *row.unwrap_or_else(|| panic!("{file} is not in {PORTABILITY}")).1 += 1;
    }
    let stale: Vec<_> = listed.iter().filter(|(_, count)| **count == 0).collect();
    assert!(stale.is_empty(), "{PORTABILITY} lists what does not depend on it: {stale:?}");
}

#[test]
fn only_the_workspace_names_the_version() {
    let root = &Workspace::get().root;
    for name in ["package.json", "package-lock.json", "tauri.conf.json"] {
        let text = std::fs::read_to_string(root.join(name)).unwrap();
        let file: Value = serde_json::from_str(&text).unwrap();
        for place in [&file["version"], &file["packages"][""]["version"]] {
            assert!(place.is_null(), "{name} names the version {place}, which only Cargo.toml does");
        }
    }
    let crates = std::fs::read_dir(root.join("src-tauri/crates")).unwrap();
    let manifests: Vec<_> = crates.map(|dir| dir.unwrap().path().join("Cargo.toml")).collect();
    for manifest in manifests.iter().chain([&root.join("Cargo.toml")]) {
        let text = std::fs::read_to_string(manifest).unwrap();
        let package = text.split("[package]\n").nth(1).unwrap().split("\n[").next().unwrap();
        assert!(package.contains("\nversion.workspace = true\n"), "{}: another version", manifest.display());
    }
}

/// The patches that break a promise deliberately; `.ci/breakages` checks that a test notices each of them.
const BREAKAGES: &str = "src-tauri/crates/testkit/breakages";

/// Checks that a patch describes what it breaks, applies, and names an existing test.
#[track_caller]
fn check_breakage(root: &Path, patch: &Path, sources: &[PathBuf]) {
    let text = std::fs::read_to_string(patch).unwrap();
    let second = text.lines().nth(1).and_then(|line| line.strip_prefix("caught by: "));
    let Some((target, filter)) = second.and_then(|line| line.split_once(' ')) else {
        panic!("{}: the second line is not `caught by: TEST_TARGET FILTER`", patch.display());
    };
    let test = format!("fn {}(", filter.rsplit("::").next().unwrap());
    let (file, dir) = (format!("/tests/{target}.rs"), format!("/tests/{target}/"));
    let mut of_target = sources.iter().filter(|path| {
        let path = path.display().to_string();
        path.ends_with(&file) || path.contains(&dir)
    });
    let is_there = of_target.any(|path| std::fs::read_to_string(path).unwrap().contains(&test));
    assert!(is_there, "{}: there is no test {filter} in {target}", patch.display());
    let applied = Command::new("git").args(["apply", "--check"]).arg(patch).current_dir(root).output().unwrap();
    let said = String::from_utf8_lossy(&applied.stderr);
    assert!(applied.status.success(), "make it anew, and try it with .ci/breakages: {said}");
}

#[test]
fn every_deliberate_breakage_applies_and_names_its_test() {
    let root = &Workspace::get().root;
    let top = Command::new("git").args(["rev-parse", "--show-toplevel"]).current_dir(root).output();
    let top = top.ok().filter(|it| it.status.success()).and_then(|it| String::from_utf8(it.stdout).ok());
    if top.is_none_or(|top| Path::new(top.trim_end()).canonicalize().ok() != root.canonicalize().ok()) {
        println!("not checked: this is no git work tree");
        return;
    }
    let mut files = Vec::new();
    sources(&root.join("src-tauri/crates"), &mut files);
    let patches: Vec<PathBuf> =
        std::fs::read_dir(root.join(BREAKAGES)).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(patches.len() >= 12, "only {} breakages", patches.len());
    patches.iter().for_each(|patch| check_breakage(root, patch, &files));
}
