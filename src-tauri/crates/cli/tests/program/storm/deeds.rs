//! What people and their programs do in a storm: one table, one function each. A deed that is not possible where it is
//! tried (nothing there, something else there) does nothing and does not count.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::fs::{CWD, FileType, Mode, RenameFlags, mknodat, renameat_with};

use super::hand::{Hand, make_parent, pause};
use super::script::Step;
use super::world::World;

/// Returns true if something was done.
type Done = io::Result<bool>;

pub struct Deed {
    pub name: &'static str,
    pub weight: usize,
    /// What the world must offer.
    pub needs: Needs,
    pub run: Run,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    Nothing,
    /// A separate mount namespace.
    Mounts,
    /// Folders on separate disks, which can be unmounted.
    Disks,
    /// A program that not every computer has.
    Program(&'static str),
}

impl Deed {
    /// Returns true if it may change what is ignored: by writing rules, or by moving a file with rules.
    pub fn changes_rules(&self) -> bool {
        ["rules", "director", "move"].iter().any(|part| self.name.starts_with(part) || self.name.contains(part))
    }
}

/// How a deed is carried out: by a person's hand, or on the machine itself.
#[derive(Clone, Copy)]
pub enum Run {
    Hand(fn(&mut Hand, &Step) -> Done),
    Machine(fn(&mut World, &Step) -> Done),
}

const fn hand(name: &'static str, weight: usize, run: fn(&mut Hand, &Step) -> Done) -> Deed {
    Deed { name, weight, needs: Needs::Nothing, run: Run::Hand(run) }
}

const fn program(name: &'static str, weight: usize, program: &'static str, run: fn(&mut Hand, &Step) -> Done) -> Deed {
    Deed { name, weight, needs: Needs::Program(program), run: Run::Hand(run) }
}

const fn machine(name: &'static str, weight: usize, needs: Needs, run: fn(&mut World, &Step) -> Done) -> Deed {
    Deed { name, weight, needs, run: Run::Machine(run) }
}

pub static DEEDS: &[Deed] = &[
    hand("write", 12, write),
    hand("write-large", 2, write_large),
    hand("write-slowly", 3, write_slowly),
    hand("append", 5, append),
    hand("save-by-backup", 5, save_by_backup),
    hand("save-by-rename", 6, save_by_rename),
    hand("write-unnoticed", 3, write_unnoticed),
    hand("make-and-remove", 3, make_and_remove),
    hand("remove-file", 4, |hand, step| hand.unlink(&file(hand, step, 0)).map(|()| true)),
    hand("remove-directory", 2, |hand, step| hand.remove_tree(&directory(hand, step, 0)).map(|()| true)),
    hand("make-tree", 4, make_tree),
    hand("rename-file", 5, rename_file),
    hand("rename-directory", 5, rename_directory),
    hand("swap-directories", 6, swap_directories),
    hand("exchange-directories", 5, |hand, step| exchange(hand, directory(hand, step, 0), directory(hand, step, 2))),
    hand("exchange-files", 4, |hand, step| exchange(hand, file(hand, step, 0), file(hand, step, 2))),
    hand("exchange-file-and-directory", 2, |hand, step| exchange(hand, file(hand, step, 0), directory(hand, step, 2))),
    hand("move-out", 3, move_out),
    hand("move-back", 3, move_back),
    hand("move-out-and-back", 3, move_out_and_back),
    hand("hard-link", 3, hard_link),
    hand("write-through-hard-link", 3, write_through_hard_link),
    hand("turn-symlink", 3, turn_symlink),
    hand("turn-executable", 3, turn_executable),
    hand("fifo", 1, fifo),
    hand("rules", 2, |hand, step| rules(hand, step, 0)),
    hand("rules-half-written", 2, |hand, step| rules(hand, step, 400)),
    hand("rules-removed", 1, |hand, step| hand.unlink(&rule_file(hand, step)).map(|()| true)),
    hand("modules-put-back", 1, modules_put_back),
    program("git-commit", 2, "git", git_commit),
    program("git-checkout", 2, "git", git_checkout),
    program("git-stash", 1, "git", git_stash),
    program("git-clean", 1, "git", git_clean),
    program("git-gc", 1, "git", git_gc),
    program("tar", 1, "tar", tar),
    program("copy", 1, "cp", copy),
    program("rsync", 1, "rsync", rsync),
    machine("kill", 2, Needs::Nothing, |world, step| world.kill(step.who)),
    machine("start", 3, Needs::Nothing, |world, step| world.start(step.who)),
    machine("pause", 1, Needs::Nothing, |world, step| world.ask(step.who, "pause docs")),
    machine("resume", 2, Needs::Nothing, |world, step| world.ask(step.who, "resume docs")),
    machine("check", 1, Needs::Nothing, |world, step| world.ask(step.who, "check docs")),
    machine("look", 2, Needs::Nothing, |world, _| world.look()),
    machine("mount-over", 2, Needs::Mounts, mount_over),
    machine("unmount-over", 3, Needs::Mounts, |world, step| world.unmount_over(step.who)),
    machine("unmount-disk", 1, Needs::Disks, |world, step| world.unmount_disk(step.who)),
    machine("mount-disk", 2, Needs::Disks, |world, step| world.mount_disk(step.who)),
];

/// Few directories and names, so that deeds hit the same files.
const DIRECTORIES: &[&str] = &["a", "b", "c", "a/d", "a/d/e", "b/f", "c/ü", "c/u\u{308}"];
const NAMES: &[&str] = &[
    "one",
    "two.txt",
    "three.odt",
    "recording.iso",
    "-n",
    "a line\nand another",
    "\u{202e}turned",
    "CON",
    " blanks ",
    "e\u{301}\u{301} 😀",
    "\"quoted\" 'twice' \\ $(echo)",
];
/// How many of them are used most.
const FEW: usize = 4;
/// The rules that a step can write.
const RULES: &[&str] = &["*.iso\n", "/c/\n", "b/f/\n*.iso\n", "a/d/\n", "", "# nothing\n\n!*.part\n"];

pub fn directory_name(number: usize) -> &'static str {
    DIRECTORIES[number % DIRECTORIES.len()]
}

fn directory(hand: &Hand, step: &Step, at: usize) -> PathBuf {
    hand.root.join(directory_name(step.on[at]))
}

fn file(hand: &Hand, step: &Step, at: usize) -> PathBuf {
    // Mostly the same few, so that the file often exists; sometimes an unusual one.
    let name = match step.on[at + 1] {
        number if number % 8 == 0 => NAMES[number / 8 % NAMES.len()],
        number => NAMES[number % FEW],
    };
    // One in nine is directly in the root.
    match step.on[at] % (DIRECTORIES.len() + 1) {
        number if number == DIRECTORIES.len() => hand.root.join(name),
        number => hand.root.join(DIRECTORIES[number]).join(name),
    }
}

/// Returns a content that no other step writes, and of a size that few others have.
fn content(step: &Step, part: usize) -> Vec<u8> {
    let mut text = format!("step {} part {part}\n", step.id).into_bytes();
    text.resize(100 + step.id as usize * 16 + part, b'.');
    text
}

fn write(hand: &mut Hand, step: &Step) -> Done {
    hand.write(&file(hand, step, 0), &content(step, 0), 0).map(|()| true)
}

fn write_large(hand: &mut Hand, step: &Step) -> Done {
    let mut state = step.id;
    let mut bytes = content(step, 0);
    while bytes.len() < 3 << 20 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        bytes.extend((state >> 16).to_le_bytes());
    }
    hand.write(&file(hand, step, 0), &bytes, 0).map(|()| true)
}

fn write_slowly(hand: &mut Hand, step: &Step) -> Done {
    let slowly = [5, 100, 450][step.on[2] % 3];
    hand.write(&file(hand, step, 0), &content(step, 0), slowly).map(|()| true)
}

fn append(hand: &mut Hand, step: &Step) -> Done {
    hand.append(&file(hand, step, 0), &content(step, 0)).map(|()| true)
}

fn write_unnoticed(hand: &mut Hand, step: &Step) -> Done {
    hand.write_unnoticed(&file(hand, step, 0), &content(step, 0)).map(|()| true)
}

/// Saves as vim does: renames the old file, writes the new one, removes the old one.
fn save_by_backup(hand: &mut Hand, step: &Step) -> Done {
    let path = file(hand, step, 0);
    let backup = with_suffix(&path, "~");
    hand.rename(&path, &backup)?;
    hand.write(&path, &content(step, 0), 0)?;
    hand.unlink(&backup)?;
    Ok(true)
}

/// Saves as most programs do: writes a new file beside the old one, and renames it over that.
fn save_by_rename(hand: &mut Hand, step: &Step) -> Done {
    let path = file(hand, step, 0);
    let beside = with_suffix(&path, ".new");
    hand.write(&beside, &content(step, 0), 0)?;
    hand.rename(&beside, &path)?;
    Ok(true)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn make_and_remove(hand: &mut Hand, step: &Step) -> Done {
    for part in 0..5 {
        let path = with_suffix(&file(hand, step, 0), &format!(" {part}"));
        hand.write(&path, &content(step, part), 0)?;
        hand.unlink(&path)?;
    }
    Ok(true)
}

fn make_tree(hand: &mut Hand, step: &Step) -> Done {
    let top = directory(hand, step, 0).join(format!("tree {}", step.on[1] % 3));
    for (part, below) in ["x", "p/x", "p/q/x", "p/q/r/s/x", "p/q/r/s/y"].into_iter().enumerate() {
        hand.write(&top.join(below), &content(step, part), 0)?;
    }
    Ok(true)
}

fn rename_file(hand: &mut Hand, step: &Step) -> Done {
    let to = file(hand, step, 2);
    make_parent(&to)?;
    hand.rename(&file(hand, step, 0), &to).map(|()| true)
}

fn rename_directory(hand: &mut Hand, step: &Step) -> Done {
    let to = directory(hand, step, 2);
    make_parent(&to)?;
    hand.rename(&directory(hand, step, 0), &to).map(|()| true)
}

fn swap_directories(hand: &mut Hand, step: &Step) -> Done {
    let (a, b) = (directory(hand, step, 0), directory(hand, step, 2));
    let third = hand.root.join(format!("third {}", step.id));
    if a.starts_with(&b) || b.starts_with(&a) || !a.is_dir() || !b.is_dir() {
        return Ok(false);
    }
    hand.rename(&a, &third)?;
    hand.rename(&b, &a)?;
    hand.rename(&third, &b)?;
    // Later writes must be noticed, too.
    hand.write(&a.join("after the swap"), &content(step, 0), 0)?;
    hand.write(&b.join("after the swap"), &content(step, 1), 0)?;
    Ok(true)
}

fn exchange(_: &mut Hand, a: PathBuf, b: PathBuf) -> Done {
    renameat_with(CWD, &a, CWD, &b, RenameFlags::EXCHANGE)?;
    Ok(true)
}

fn outside(hand: &Hand, step: &Step) -> PathBuf {
    hand.outside.join(format!("moved out {}", step.on[0] % 2))
}

fn move_out(hand: &mut Hand, step: &Step) -> Done {
    let (from, to) = (directory(hand, step, 2), outside(hand, step));
    if to.exists() {
        return Ok(false);
    }
    fs::rename(from, &to)?;
    hand.moved_out(&to);
    Ok(true)
}

fn move_back(hand: &mut Hand, step: &Step) -> Done {
    let (from, to) = (outside(hand, step), directory(hand, step, 2));
    make_parent(&to)?;
    hand.rename(&from, &to)?;
    hand.moved_in(&to);
    Ok(true)
}

fn move_out_and_back(hand: &mut Hand, step: &Step) -> Done {
    let (from, by, to) = (directory(hand, step, 0), hand.outside.join("for a moment"), directory(hand, step, 2));
    if from != to && (to.exists() || to.starts_with(&from)) || by.exists() {
        return Ok(false);
    }
    make_parent(&to)?;
    fs::rename(&from, &by)?;
    hand.moved_out(&by);
    pause([0, 0, 50, 400][step.on[1] % 4]);
    make_parent(&to)?;
    let back = match hand.rename(&by, &to) {
        Ok(()) => to,
        // Something is there by now, so it comes back under another name.
        Err(_) => {
            let other = hand.root.join(format!("came back {}", step.id));
            hand.rename(&by, &other)?;
            other
        }
    };
    hand.moved_in(&back);
    Ok(true)
}

fn hard_link(hand: &mut Hand, step: &Step) -> Done {
    let to = file(hand, step, 2);
    make_parent(&to)?;
    fs::hard_link(file(hand, step, 0), &to)?;
    Ok(true)
}

fn write_through_hard_link(hand: &mut Hand, step: &Step) -> Done {
    let (path, other) = (file(hand, step, 0), directory(hand, step, 2).join("other name"));
    make_parent(&other)?;
    match fs::hard_link(&path, &other) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    hand.write(&other, &content(step, 0), 0).map(|()| true)
}

fn turn_symlink(hand: &mut Hand, step: &Step) -> Done {
    let path = directory(hand, step, 0).join("link");
    make_parent(&path)?;
    let beside = with_suffix(&path, ".new");
    let _ = fs::remove_file(&beside);
    symlink(format!("../target {}", step.on[2] % 3), &beside)?;
    hand.rename(&beside, &path).map(|()| true)
}

fn turn_executable(hand: &mut Hand, step: &Step) -> Done {
    let path = file(hand, step, 0);
    let meta = fs::symlink_metadata(&path)?;
    if !meta.is_file() {
        return Ok(false);
    }
    fs::set_permissions(&path, Permissions::from_mode(meta.permissions().mode() ^ 0o111))?;
    Ok(true)
}

fn fifo(hand: &mut Hand, step: &Step) -> Done {
    let path = file(hand, step, 0);
    hand.unlink(&path)?;
    mknodat(CWD, &path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0)?;
    Ok(true)
}

fn rule_file(hand: &Hand, step: &Step) -> PathBuf {
    match step.on[0] % 3 {
        0 => hand.root.join("a/.syncitignore"),
        _ => hand.root.join(".syncitignore"),
    }
}

fn rules(hand: &mut Hand, step: &Step, slowly: u64) -> Done {
    // No two steps write the same content: otherwise a version of one would count as the other's.
    let text = format!("{}# step {}\n", RULES[step.on[1] % RULES.len()], step.id);
    hand.write(&rule_file(hand, step), text.as_bytes(), slowly).map(|()| true)
}

/// A package manager removes what it installed and installs it again.
fn modules_put_back(hand: &mut Hand, step: &Step) -> Done {
    let modules = hand.root.join("app/node_modules");
    if modules.exists() {
        hand.remove_tree(&modules)?;
        pause([0, 300, 1_500][step.on[0] % 3]);
    }
    for number in 0..60 {
        let path = modules.join(format!("package {}/{number}.js", number / 6));
        make_parent(&path)?;
        fs::write(path, format!("module {number}"))?;
    }
    Ok(true)
}

/// Each person has their own repository in the folder.
fn git(hand: &Hand, words: &str) -> Done {
    let repository = repository(hand);
    let run = |words: &str| {
        let mut command = Command::new("git");
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", &hand.outside);
        for (key, value) in [("GIT_AUTHOR", "somebody"), ("GIT_COMMITTER", "somebody")] {
            command.env(format!("{key}_NAME"), value).env(format!("{key}_EMAIL"), "somebody@example.org");
        }
        command.current_dir(&repository).args(words.split(' ')).output().map(|it| it.status.success())
    };
    fs::create_dir_all(&repository)?;
    if !repository.join(".git").exists() {
        run("init -q -b main")?;
    }
    run(words)
}

fn repository(hand: &Hand) -> PathBuf {
    let who = hand.root.ancestors().nth(2).and_then(Path::file_name).expect("a folder lies in its machine's directory");
    hand.root.join(format!("repository of {}", who.to_string_lossy()))
}

fn git_commit(hand: &mut Hand, step: &Step) -> Done {
    git(hand, "status")?;
    for part in 0..3 {
        fs::write(repository(hand).join(format!("source {}", step.on[part] % 9)), content(step, part))?;
    }
    Ok(git(hand, "add -A")? && git(hand, "commit -q -m change")?)
}

fn git_checkout(hand: &mut Hand, step: &Step) -> Done {
    let branch = ["main", "topic", "other"][step.on[0] % 3];
    Ok(git(hand, &format!("checkout -q -f {branch}"))? || git(hand, &format!("checkout -q -f -b {branch}"))?)
}

fn git_stash(hand: &mut Hand, step: &Step) -> Done {
    if !repository(hand).exists() {
        return Ok(false);
    }
    fs::write(repository(hand).join(format!("source {}", step.on[0] % 9)), content(step, 0))?;
    let stashed = git(hand, "stash -q -u")?;
    Ok(stashed && git(hand, "stash pop -q")?)
}

fn git_clean(hand: &mut Hand, step: &Step) -> Done {
    if !repository(hand).exists() {
        return Ok(false);
    }
    fs::create_dir_all(repository(hand).join("built"))?;
    for part in 0..6 {
        fs::write(repository(hand).join(format!("built/{part}.o")), content(step, part))?;
    }
    pause([0, 300][step.on[0] % 2]);
    git(hand, "clean -q -f -d -x")
}

fn git_gc(hand: &mut Hand, _: &Step) -> Done {
    Ok(repository(hand).exists() && git(hand, "gc -q --prune=now")?)
}

fn ran(command: &mut Command) -> Done {
    Ok(command.output()?.status.success())
}

fn tar(hand: &mut Hand, step: &Step) -> Done {
    let (from, archive, to) = (directory(hand, step, 0), hand.outside.join("archive.tar"), hand.root.join("unpacked"));
    fs::create_dir_all(&to)?;
    Ok(ran(Command::new("tar").arg("-cf").arg(&archive).arg("-C").arg(from).arg("."))?
        && ran(Command::new("tar").arg("-xf").arg(&archive).arg("-C").arg(to))?)
}

fn copy(hand: &mut Hand, step: &Step) -> Done {
    let to = hand.root.join("copies");
    fs::create_dir_all(&to)?;
    ran(Command::new("cp").arg("-a").arg(directory(hand, step, 0)).arg(to.join(format!("copy {}", step.id))))
}

fn rsync(hand: &mut Hand, step: &Step) -> Done {
    let from = directory(hand, step, 0);
    ran(Command::new("rsync").arg("-a").arg("--delete").arg(from.join("")).arg(hand.root.join("mirrored")))
}

fn mount_over(world: &mut World, step: &Step) -> Done {
    world.mount_over(step.who, directory_name(step.on[0]))
}
