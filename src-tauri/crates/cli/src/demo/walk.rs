//! The steps of the demo.

use std::cell::Cell;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use syncit_core::units::show_bytes;
use syncit_engine::api::{Command, Reply};

use super::interrupt::{Interrupt, Stop};
use super::machines::{Machine, Machines};
use super::screen::Screen;
use super::tree::{Source, Tree, copy, difference};
use crate::failure::Failure;
use crate::output::{count, counted};

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

fn failed(doing: &str, path: &Path) -> impl Fn(std::io::Error) -> Failure {
    let what = format!("{doing} {}", path.display());
    move |cause| Failure::local("disk", format!("cannot {what}: {cause}"), None)
}

fn write(path: &Path, content: &[u8]) -> Result<(), Failure> {
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir).map_err(failed("make", dir))?;
    }
    fs::write(path, content).map_err(failed("write", path))
}

fn set_up(machines: &Machines, source: &Source, screen: &mut Screen, interrupt: &Interrupt) -> Result<(), Stop> {
    screen.doing("Copying a tree to sync");
    let all = source.paths.len() as u64;
    let shown = Cell::new(Instant::now());
    let progress = |done: u64| {
        interrupt.check().map_err(|_| io::ErrorKind::Interrupted)?;
        if shown.get().elapsed() > REFRESH {
            shown.set(Instant::now());
            screen.progress(&format!("Copying a tree to sync: {} of {}", count(done), counted(all, "file")));
        }
        Ok(())
    };
    let folder = &machines.laptop.folder;
    let copied = copy(source, folder, progress);
    interrupt.check()?;
    copied.map_err(failed("copy the tree to", folder))?;
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

    screen.doing("Pairing");
    let address = machines.set_up_hub()?;
    screen.machine(machines.attic.name, &format!("the hub, listening on {address}, with a copy of its own"));
    for client in [&machines.laptop, &machines.desktop] {
        let code = machines.pair(client)?;
        screen.machine(client.name, &format!("paired with the code {} {}", &code[..3], &code[3..]));
    }
    screen.machine("", &format!("The folder is {}.", source.described));
    screen.gap();
    Ok(())
}

/// Waits until a machine shows what it should, and meanwhile shows how much is left.
fn watch(
    machines: &Machines,
    screen: &Screen,
    what: &str,
    on: &[&Machine],
    is_met: impl Fn() -> bool,
) -> Result<Duration, Stop> {
    let shown = Cell::new(Instant::now());
    machines.until(
        what,
        |_| {
            if shown.get().elapsed() > REFRESH {
                shown.set(Instant::now());
                let left: u64 = on.iter().map(|machine| machine.pending()).max().unwrap_or(0);
                screen.progress(&format!("{what}: {} to go", counted(left, "path")));
            }
        },
        is_met,
    )
}

fn first_sync(machines: &Machines, screen: &mut Screen) -> Result<(), Stop> {
    let (files, size) = Tree::read(&machines.laptop.folder).size();
    screen.doing("Sharing laptop's folder, keeping it on desktop too");
    let begun = Instant::now();
    machines.share()?;
    let target = &machines.desktop.folder;
    // Counting files repeatedly would slow down what is being timed, so the engines are asked instead.
    watch(machines, screen, "laptop → attic → desktop", &[&machines.laptop, &machines.desktop], || {
        matches!(machines.desktop.ask(Command::Folders), Ok(Reply::Folders(folders))
            if folders.iter().any(|folder| folder.files >= files && folder.pending == 0))
    })?;
    let time = begun.elapsed();
    machines.settle(&machines.all())?;
    if let Some(what) = difference(&machines.laptop.folder, target) {
        return Err(Stop::Differ(what));
    }
    screen.step(&format!("{}, {}: laptop → attic → desktop", counted(files, "file"), show_bytes(size)), time);
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
    screen.doing("Editing");
    let (from, to) = (machines.laptop.folder.join(path), machines.desktop.folder.join(path));
    let mut content = fs::read(&from).map_err(failed("read", &from))?;
    content.extend_from_slice(b"\nA line more.\n");
    write(&from, &content)?;
    let is_there = || fs::metadata(&to).is_ok_and(|data| data.len() == content.len() as u64);
    let time = watch(machines, screen, "the edit reaches desktop", &[&machines.desktop], is_there)?;
    screen.step(&format!("edited {} on laptop, there on desktop", path.display()), time);
    Ok(())
}

fn rename(machines: &Machines, cast: &Cast, screen: &mut Screen) -> Result<(), Stop> {
    screen.doing("Moving");
    let mut new = cast.moved.as_os_str().to_owned();
    new.push(" moved");
    let new = PathBuf::from(new);
    let holds = Tree::read(&machines.desktop.folder.join(&cast.moved));
    let (old_path, new_path) = (machines.desktop.folder.join(&cast.moved), machines.desktop.folder.join(&new));
    fs::rename(&old_path, &new_path).map_err(failed("move", &old_path))?;
    let (gone, come) = (machines.laptop.folder.join(&cast.moved), machines.laptop.folder.join(&new));
    let is_there = || !gone.exists() && Tree::read(&come) == holds;
    let time = watch(machines, screen, "the move reaches laptop", &[&machines.laptop], is_there)?;
    let what =
        format!("moved {} to {} on desktop ({})", cast.moved.display(), new.display(), counted(holds.size().0, "file"));
    screen.step(&what, time);
    Ok(())
}

fn delete(machines: &Machines, cast: &Cast, screen: &mut Screen) -> Result<(), Stop> {
    screen.doing("Deleting");
    let path = machines.attic.folder.join(&cast.deleted);
    fs::remove_file(&path).map_err(failed("delete", &path))?;
    let (laptop, desktop) = (machines.laptop.folder.join(&cast.deleted), machines.desktop.folder.join(&cast.deleted));
    let is_gone = || !laptop.exists() && !desktop.exists();
    let time = watch(machines, screen, "the deletion reaches laptop and desktop", &[&machines.laptop], is_gone)?;
    screen.step(&format!("deleted {} on attic, gone everywhere", cast.deleted.display()), time);
    Ok(())
}

fn conflict(machines: &Machines, cast: &Cast, screen: &mut Screen) -> Result<(), Stop> {
    screen.doing("Editing the same file on two machines at once");
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
    watch(machines, screen, "both machines know of the conflict", &both, || {
        both.iter().all(|machine| copies(machine).len() == 1)
    })?;
    machines.settle(&machines.all())?;
    screen.step(
        &format!("{} edited on laptop and desktop at once: both kept", cast.fought_over.display()),
        begun.elapsed(),
    );
    if let Some(line) = copies(&machines.laptop).first() {
        screen.note(&format!("the other one is {}", line.copy));
    }
    Ok(())
}

fn offline(machines: &mut Machines, screen: &mut Screen) -> Result<(), Stop> {
    screen.doing("Switching desktop off, changing files on both sides");
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
    watch(machines, screen, "desktop catches up", &[&machines.desktop], || away.exists() && back.exists())?;
    machines.settle(&machines.all())?;
    screen.step("desktop was off while both sides changed: caught up after its start", begun.elapsed());
    Ok(())
}

fn compare(machines: &Machines, screen: &mut Screen) -> Result<(), Stop> {
    screen.doing("Comparing");
    let begun = Instant::now();
    let [attic, laptop, desktop] = machines.all();
    for other in [attic, desktop] {
        if let Some(what) = difference(&laptop.folder, &other.folder) {
            return Err(Stop::Differ(what));
        }
    }
    let (files, size) = Tree::read(&laptop.folder).size();
    screen.step(
        &format!("all three are equal, byte by byte: {}, {}", counted(files, "file"), show_bytes(size)),
        begun.elapsed(),
    );
    Ok(())
}
