//! The steps of the demo.

use std::cell::Cell;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use syncit_engine::api::{Command, Reply};

use super::interrupt::{Interrupt, Stop};
use super::machines::{Machine, Machines};
use super::said::{Awaited, Doing, Done};
use super::screen::Screen;
use super::tree::{Source, Tree, copy, difference};
use crate::failure::{Failed, Failure, because};

/// How often the line of what is going on changes.
const REFRESH: Duration = Duration::from_millis(100);

/// The paths that the steps use.
struct Cast {
    edited: PathBuf,
    moved: PathBuf,
    deleted: PathBuf,
    fought_over: PathBuf,
}

/// Runs the whole demo.
pub fn play(machines: &mut Machines, source: &Source, screen: &mut Screen, interrupt: &Interrupt) -> Result<(), Stop> {
    set_up(machines, source, screen, interrupt)?;
    first_sync(machines, screen)?;
    let cast = cast(&Tree::read(&machines.laptop.folder));
    edit(machines, &cast, screen)?;
    rename(machines, &cast, screen)?;
    delete(machines, &cast, screen)?;
    conflict(machines, &cast, screen)?;
    offline(machines, screen)?;
    compare(machines, screen)
}

fn write(path: &Path, content: &[u8]) -> Result<(), Failure> {
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir).map_err(because(|cause| Failed::Make { path: dir.to_owned(), cause }))?;
    }
    fs::write(path, content).map_err(because(|cause| Failed::Write { path: path.to_owned(), cause }))
}

fn set_up(machines: &Machines, source: &Source, screen: &mut Screen, interrupt: &Interrupt) -> Result<(), Stop> {
    screen.doing(Doing::Copying);
    let files = source.paths.len() as u64;
    let shown = Cell::new(Instant::now());
    let progress = |done: u64| {
        interrupt.check().map_err(|_| io::ErrorKind::Interrupted)?;
        if shown.get().elapsed() > REFRESH {
            shown.set(Instant::now());
            screen.progress(Doing::CopyingSoFar { done, files });
        }
        Ok(())
    };
    let folder = &machines.laptop.folder;
    let copied = copy(source, folder, progress);
    interrupt.check()?;
    copied.map_err(because(|cause| Failed::Copy { path: folder.clone(), cause }))?;
    // A few files of the demo's own, so that every step has something to work on.
    for (name, content) in [
        ("notes.txt", "a shared note\n"),
        ("list.txt", "bread\nmilk\n"),
        ("old/plan.txt", "a plan\n"),
        ("old/draft.txt", "a draft\n"),
    ] {
        write(&folder.join("demo notes").join(name), content.as_bytes())?;
    }
    interrupt.check()?;

    screen.doing(Doing::Pairing);
    let address = machines.set_up_hub()?;
    let language = screen.language();
    screen.machine(machines.attic.name, &language.say("demo-hub", [("address", address.into())]));
    for client in [&machines.laptop, &machines.desktop] {
        let code = machines.pair(client)?;
        let code = format!("{} {}", &code[..3], &code[3..]);
        screen.machine(client.name, &language.say("demo-paired", [("code", code.into())]));
    }
    screen.origin(&source.origin);
    screen.gap();
    Ok(())
}

/// Waits until a machine shows what it should, and meanwhile shows how much is left.
fn watch(
    machines: &Machines,
    screen: &Screen,
    what: Awaited,
    on: &[&Machine],
    is_met: impl Fn() -> bool,
) -> Result<Duration, Stop> {
    let shown = Cell::new(Instant::now());
    machines.until(
        what.clone(),
        |_| {
            if shown.get().elapsed() > REFRESH {
                shown.set(Instant::now());
                let paths: u64 = on.iter().map(|machine| machine.pending()).max().unwrap_or(0);
                screen.progress(Doing::Awaiting { what: what.clone().into(), paths });
            }
        },
        is_met,
    )
}

fn first_sync(machines: &Machines, screen: &mut Screen) -> Result<(), Stop> {
    let (files, bytes) = Tree::read(&machines.laptop.folder).size();
    screen.doing(Doing::Sharing);
    let begun = Instant::now();
    machines.share()?;
    let target = &machines.desktop.folder;
    // Counting files repeatedly would slow down what is being timed, so the engines are asked instead.
    watch(machines, screen, Awaited::Tree, &[&machines.laptop, &machines.desktop], || {
        matches!(machines.desktop.ask(Command::Folders), Ok(Reply::Folders(folders))
            if folders.iter().any(|folder| folder.files >= files && folder.pending == 0))
    })?;
    let time = begun.elapsed();
    machines.settle(&machines.all())?;
    if let Some(what) = difference(&machines.laptop.folder, target) {
        return Err(Stop::Differ(what));
    }
    screen.step(Done::Shared { files, bytes }, time);
    Ok(())
}

/// Chooses the paths for the steps: a real file to edit and a real directory to move, if the tree has them.
fn cast(tree: &Tree) -> Cast {
    let own = Path::new("demo notes");
    let real = |path: &Path| !path.starts_with(own) && !path.starts_with(".git");
    let edited = tree.files().find(|(path, size)| real(path) && (1..1 << 20).contains(size));
    let edited = edited.map_or(own.join("list.txt"), |(path, _)| path.to_owned());
    let directories =
        tree.files().filter_map(|(path, _)| path.components().next().filter(|_| path.components().count() > 1));
    let mut moved = (0, own.join("old"));
    for directory in directories.map(|first| PathBuf::from(first.as_os_str())) {
        let holds = tree.files().filter(|(path, _)| path.starts_with(&directory)).count();
        let fits = real(&directory) && !edited.starts_with(&directory) && holds <= 2_000;
        if fits && holds > moved.0 {
            moved = (holds, directory);
        }
    }
    Cast { edited, moved: moved.1, deleted: own.join("list.txt"), fought_over: own.join("notes.txt") }
}

fn edit(machines: &Machines, cast: &Cast, screen: &mut Screen) -> Result<(), Stop> {
    let path = &cast.edited;
    screen.doing(Doing::Editing);
    let (from, to) = (machines.laptop.folder.join(path), machines.desktop.folder.join(path));
    let mut content = fs::read(&from).map_err(because(|cause| Failed::Read { path: from.clone(), cause }))?;
    content.extend_from_slice(b"\nA line more.\n");
    write(&from, &content)?;
    let is_there = || fs::metadata(&to).is_ok_and(|data| data.len() == content.len() as u64);
    let time = watch(machines, screen, Awaited::Edit, &[&machines.desktop], is_there)?;
    screen.step(Done::Edited { path: path.clone() }, time);
    Ok(())
}

fn rename(machines: &Machines, cast: &Cast, screen: &mut Screen) -> Result<(), Stop> {
    screen.doing(Doing::Moving);
    let mut new = cast.moved.as_os_str().to_owned();
    new.push(" moved");
    let new = PathBuf::from(new);
    let holds = Tree::read(&machines.desktop.folder.join(&cast.moved));
    let (old_path, new_path) = (machines.desktop.folder.join(&cast.moved), machines.desktop.folder.join(&new));
    fs::rename(&old_path, &new_path).map_err(because(|cause| Failed::Move { path: old_path, cause }))?;
    let (gone, come) = (machines.laptop.folder.join(&cast.moved), machines.laptop.folder.join(&new));
    let is_there = || !gone.exists() && Tree::read(&come) == holds;
    let time = watch(machines, screen, Awaited::Move, &[&machines.laptop], is_there)?;
    screen.step(Done::Moved { from: cast.moved.clone(), to: new, files: holds.size().0 }, time);
    Ok(())
}

fn delete(machines: &Machines, cast: &Cast, screen: &mut Screen) -> Result<(), Stop> {
    screen.doing(Doing::Deleting);
    let path = machines.attic.folder.join(&cast.deleted);
    fs::remove_file(&path).map_err(because(|cause| Failed::Delete { path, cause }))?;
    let (laptop, desktop) = (machines.laptop.folder.join(&cast.deleted), machines.desktop.folder.join(&cast.deleted));
    let is_gone = || !laptop.exists() && !desktop.exists();
    let time = watch(machines, screen, Awaited::Deletion, &[&machines.laptop], is_gone)?;
    screen.step(Done::Deleted { path: cast.deleted.clone() }, time);
    Ok(())
}

fn conflict(machines: &Machines, cast: &Cast, screen: &mut Screen) -> Result<(), Stop> {
    screen.doing(Doing::Conflicting);
    let both = [&machines.laptop, &machines.desktop];
    machines.settle(&machines.all())?;
    for machine in both {
        machine.ask(Command::Pause { folder: None, seconds: None })?;
    }
    for machine in both {
        write(&machine.folder.join(&cast.fought_over), format!("a note written on {}\n", machine.name).as_bytes())?;
    }
    let begun = Instant::now();
    for machine in both {
        machine.ask(Command::Resume { folder: None })?;
    }
    let copies = |machine: &Machine| match machine.ask(Command::Conflicts { folder: None, copy: None, diff: false }) {
        Ok(Reply::Conflicts(lines)) => lines,
        _ => Vec::new(),
    };
    watch(machines, screen, Awaited::Conflict, &both, || both.iter().all(|machine| copies(machine).len() == 1))?;
    machines.settle(&machines.all())?;
    screen.step(Done::Conflicted { path: cast.fought_over.clone() }, begun.elapsed());
    if let Some(line) = copies(&machines.laptop).first() {
        screen.note(&screen.language().say("demo-conflict-copy", [("copy", line.copy.clone().into())]));
    }
    Ok(())
}

fn offline(machines: &mut Machines, screen: &mut Screen) -> Result<(), Stop> {
    screen.doing(Doing::SwitchingOff);
    machines.desktop.stop();
    let (laptop, desktop) = (machines.laptop.folder.clone(), machines.desktop.folder.clone());
    for number in 1..=20 {
        write(&laptop.join(format!("demo notes/while away/{number}.txt")), format!("note {number}\n").as_bytes())?;
    }
    write(&laptop.join("demo notes/notes.txt"), b"changed while desktop was away\n")?;
    let draft = desktop.join("demo notes/written offline.txt");
    write(&draft, b"desktop had no network\n")?;
    machines.settle(&[&machines.attic, &machines.laptop])?;
    let begun = Instant::now();
    machines.desktop.start()?;
    let (away, back) = (desktop.join("demo notes/while away/20.txt"), laptop.join("demo notes/written offline.txt"));
    watch(machines, screen, Awaited::Desktop, &[&machines.desktop], || away.exists() && back.exists())?;
    machines.settle(&machines.all())?;
    screen.step(Done::CaughtUp, begun.elapsed());
    Ok(())
}

fn compare(machines: &Machines, screen: &mut Screen) -> Result<(), Stop> {
    screen.doing(Doing::Comparing);
    let begun = Instant::now();
    let [attic, laptop, desktop] = machines.all();
    for other in [attic, desktop] {
        if let Some(what) = difference(&laptop.folder, &other.folder) {
            return Err(Stop::Differ(what));
        }
    }
    let (files, bytes) = Tree::read(&laptop.folder).size();
    screen.step(Done::Equal { files, bytes }, begun.elapsed());
    Ok(())
}
