//! Real directories that count the calls, and can crash, fail or be changed before each of them.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use syncit_core::replica_store::RootId;
use syncit_core::{RelPath, Timestamp};
use syncit_replica::disk::linux::{LinuxDisk, Reader};
use syncit_replica::disk::{DirEntry, Disk, DiskError, DiskErrorKind, DiskResult, Permissions, Place, Stat};
use syncit_replica::event::Hint;
use syncit_testkit::{Clock, Fuse};
use tempfile::TempDir;

use super::{House, Machine, Watched};

type Act = Box<dyn FnOnce() + Send>;

/// A folder in a temporary directory.
#[derive(Clone)]
pub struct RealDisk {
    disk: LinuxDisk,
    root: Arc<TempDir>,
    /// Burns with every call.
    pub fuse: Fuse,
    opens: Arc<AtomicU64>,
    fails: Arc<Mutex<Option<u32>>>,
    before_rename: Arc<Mutex<Option<Act>>>,
    exchanges: bool,
    /// A path that seems to be on another file system, with everything below it.
    mounted: Arc<Mutex<Option<RelPath>>>,
}

impl RealDisk {
    /// Makes a folder in memory, where the system has such a file system.
    pub fn new_in_memory() -> Self {
        let memory = Path::new("/dev/shm");
        RealDisk::new_in(if memory.is_dir() { memory } else { Path::new("/tmp") })
    }

    /// Makes a folder in a fresh directory below this one.
    pub fn new_in(dir: &Path) -> Self {
        let root = Arc::new(tempfile::tempdir_in(dir).unwrap());
        let disk = LinuxDisk::open(root.path()).unwrap();
        disk.init_own_dir().unwrap();
        RealDisk {
            disk,
            root,
            fuse: Fuse::default(),
            opens: Arc::default(),
            fails: Arc::default(),
            before_rename: Arc::default(),
            exchanges: true,
            mounted: Arc::default(),
        }
    }

    /// Makes the disk behave like a file system that cannot exchange two files.
    pub fn without_exchange(self) -> Self {
        RealDisk { exchanges: false, ..self }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// Writes a file in place, as most programs do, and makes the directories above it.
    pub fn write(&self, name: &str, content: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Returns how many files were opened for reading.
    pub fn opens(&self) -> u64 {
        self.opens.load(Ordering::SeqCst)
    }

    /// Makes one call fail after this many more calls.
    pub fn fail_after(&self, calls: u32) {
        *self.fails.lock().unwrap() = Some(calls);
    }

    /// Returns true if the requested failure has not happened yet, and cancels it.
    pub fn take_failure(&self) -> bool {
        self.fails.lock().unwrap().take().is_some()
    }

    /// Calls `act` right before the next rename or exchange that touches what a person sees.
    pub fn before_rename(&self, act: impl FnOnce() + Send + 'static) {
        *self.before_rename.lock().unwrap() = Some(Box::new(act));
    }

    /// Returns all files that a person sees, with their content.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        collect(self.root.path(), self.root.path(), &mut found);
        found.retain(|name, _| !name.starts_with(".syncit/"));
        found
    }

    /// Returns what is left in `.syncit/staging` and `.syncit/partial`.
    pub fn leftovers(&self) -> Vec<String> {
        let mut found = BTreeMap::new();
        for dir in ["staging", "partial"] {
            collect(self.root.path(), &self.path(".syncit").join(dir), &mut found);
        }
        found.into_keys().collect()
    }

    fn call(&self, doing: &'static str, place: &Place) -> DiskResult<()> {
        self.fuse.burn();
        let mut fails = self.fails.lock().unwrap();
        let left = fails.take();
        if left == Some(0) {
            let kind = DiskErrorKind::Other("input/output error".into());
            return Err(DiskError { doing, place: format!("{place:?}"), kind });
        }
        *fails = left.map(|left| left - 1);
        Ok(())
    }

    fn interfere(&self, a: &Place, b: &Place) {
        if !matches!((a, b), (Place::Path(_), _) | (_, Place::Path(_))) {
            return;
        }
        let act = self.before_rename.lock().unwrap().take();
        if let Some(act) = act {
            act();
        }
    }
}

/// A mount over a directory of a disk, until it is dropped.
pub struct Mount {
    path: PathBuf,
    disk: RealDisk,
    is_real: bool,
}

impl Mount {
    /// Mounts an empty file system there. Where that is not allowed, the directory only seems to be on another one.
    pub fn over(disk: &RealDisk, name: &str) -> Self {
        let path = disk.path(name);
        let command = Command::new("mount").args(["-t", "tmpfs", "none"]).arg(&path).output();
        let is_real = command.is_ok_and(|output| output.status.success());
        if !is_real {
            *disk.mounted.lock().unwrap() = Some(RelPath::new(name).unwrap());
        }
        Mount { path, disk: disk.clone(), is_real }
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        *self.disk.mounted.lock().unwrap() = None;
        if self.is_real {
            let unmounted = Command::new("umount").arg(&self.path).status();
            let is_done = unmounted.is_ok_and(|status| status.success());
            assert!(is_done || std::thread::panicking(), "{} stays mounted", self.path.display());
        }
    }
}

/// Runs a test of this binary again, in a process of a user without rights.
pub fn run_without_rights(test: &str) {
    const NOBODY: u32 = 65_534;
    // The binary's directory may be closed to others, so a copy is run.
    let dir = tempfile::tempdir().unwrap();
    let (copy, work) = (dir.path().join("tests"), dir.path().join("work"));
    fs::copy(std::env::current_exe().unwrap(), &copy).unwrap();
    fs::create_dir(&work).unwrap();
    for (path, mode) in [(dir.path(), 0o755), (&copy, 0o755), (&work, 0o777)] {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
    let mut process = Command::new(copy);
    process.args(["--exact", test, "--nocapture"]).env("TMPDIR", &work).current_dir(&work).gid(NOBODY).uid(NOBODY);
    let output = process.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}{errors}");
}

fn collect(root: &Path, dir: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(dir).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.is_symlink() {
            collect(root, &path, found);
        } else if let Ok(content) = fs::read(&path) {
            found.insert(path.strip_prefix(root).unwrap().display().to_string(), content);
        }
    }
}

impl Watched for RealDisk {
    fn take_hints(&self) -> Vec<Hint> {
        Vec::new()
    }
}

impl Disk for RealDisk {
    type Reader = Reader;

    fn init_own_dir(&self) -> DiskResult<()> {
        self.disk.init_own_dir()
    }

    fn root_id(&self) -> DiskResult<RootId> {
        self.disk.root_id()
    }

    fn stat(&self, place: &Place) -> DiskResult<Stat> {
        self.call("look at", place)?;
        let stat = self.disk.stat(place)?;
        let mounted = self.mounted.lock().unwrap();
        let is_mounted =
            matches!((place, &*mounted), (Place::Path(path), Some(dir)) if path == dir || path.is_below(dir));
        Ok(Stat { is_elsewhere: stat.is_elsewhere || is_mounted, ..stat })
    }
    fn read_dir(&self, place: &Place) -> DiskResult<Vec<DirEntry>> {
        self.call("list", place)?;
        self.disk.read_dir(place)
    }
    fn read_link(&self, place: &Place) -> DiskResult<String> {
        self.call("read", place)?;
        self.disk.read_link(place)
    }
    fn open(&self, place: &Place) -> DiskResult<(Reader, Stat)> {
        self.call("open", place)?;
        self.opens.fetch_add(1, Ordering::SeqCst);
        self.disk.open(place)
    }
    fn read_at(&self, reader: &Reader, offset: u64, buffer: &mut [u8]) -> DiskResult<usize> {
        self.call("read", &Place::Root)?;
        self.disk.read_at(reader, offset, buffer)
    }
    fn stat_reader(&self, reader: &Reader) -> DiskResult<Stat> {
        self.call("look at", &Place::Root)?;
        self.disk.stat_reader(reader)
    }
    fn set_dir_private(&self, place: &Place, private: bool) -> DiskResult<()> {
        self.call("set the permissions of", place)?;
        self.disk.set_dir_private(place, private)
    }
    fn make_dir(&self, place: &Place, private: bool) -> DiskResult<()> {
        self.call("make", place)?;
        self.disk.make_dir(place, private)
    }
    fn remove_dir(&self, place: &Place) -> DiskResult<()> {
        self.call("remove", place)?;
        self.disk.remove_dir(place)
    }
    fn remove_file(&self, place: &Place) -> DiskResult<()> {
        self.call("remove", place)?;
        self.disk.remove_file(place)
    }
    fn make_link(&self, place: &Place, target: &str) -> DiskResult<()> {
        self.call("make", place)?;
        self.disk.make_link(place, target)
    }
    fn write_at(&self, place: &Place, offset: u64, bytes: &[u8]) -> DiskResult<()> {
        self.call("write", place)?;
        self.disk.write_at(place, offset, bytes)
    }
    fn finish_file(&self, place: &Place, size: u64, executable: bool, mtime: Timestamp) -> DiskResult<()> {
        self.call("finish", place)?;
        self.disk.finish_file(place, size, executable, mtime)
    }
    fn permissions(&self, place: &Place) -> DiskResult<Permissions> {
        self.call("read the permissions of", place)?;
        self.disk.permissions(place)
    }
    fn new_permissions(&self, dir: &Place) -> DiskResult<Permissions> {
        self.call("read the permissions of", dir)?;
        self.disk.new_permissions(dir)
    }
    fn set_permissions(&self, place: &Place, wanted: &Permissions, executable: bool) -> DiskResult<()> {
        self.call("set the permissions of", place)?;
        self.disk.set_permissions(place, wanted, executable)
    }
    fn copy_file(&self, from: &Place, to: &Place) -> DiskResult<()> {
        self.call("copy", from)?;
        self.disk.copy_file(from, to)
    }
    fn rename(&self, from: &Place, to: &Place) -> DiskResult<()> {
        self.call("rename", from)?;
        self.interfere(from, to);
        self.disk.rename(from, to)
    }
    fn exchange(&self, a: &Place, b: &Place) -> DiskResult<()> {
        self.call("exchange", a)?;
        if !self.exchanges {
            return Err(DiskError { doing: "exchange", place: format!("{a:?}"), kind: DiskErrorKind::Unsupported });
        }
        self.interfere(a, b);
        self.disk.exchange(a, b)
    }
    fn sync(&self, files: &[Place], directories: &[Place]) -> DiskResult<()> {
        self.call("sync", files.first().or(directories.first()).unwrap_or(&Place::Root))?;
        self.disk.sync(files, directories)
    }
    fn is_open_for_writing(&self, place: &Place) -> DiskResult<bool> {
        self.call("ask about", place)?;
        self.disk.is_open_for_writing(place)
    }
    fn free_bytes(&self) -> DiskResult<u64> {
        self.call("measure", &Place::Root)?;
        self.disk.free_bytes()
    }
}

impl House<RealDisk> {
    /// Makes this many machines with empty folders in temporary directories, connected and settled.
    pub fn real(count: usize) -> Self {
        House::real_on(count, || RealDisk::new_in(&std::env::temp_dir()))
    }

    /// Like `real`, in memory where the system has such a file system: in these many runs a crash loses only calls
    /// that were not made yet, so they need no disk that syncs.
    pub fn real_in_memory(count: usize) -> Self {
        House::real_on(count, RealDisk::new_in_memory)
    }

    pub fn real_on(count: usize, disk: impl Fn() -> RealDisk) -> Self {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        let begin = i64::try_from(now.as_nanos()).unwrap();
        let machine = |number| {
            let clock = Clock::default();
            clock.set(Timestamp(begin));
            Machine::over(number, disk(), clock)
        };
        let mut house = House::of((0..count).map(machine).collect(), begin);
        (0..count).for_each(|number| house.connect(number));
        house.settle();
        house
    }

    /// Makes a machine rescan, and works until nothing is left.
    pub fn rescan(&mut self, number: usize) {
        self.command(number, syncit_replica::event::FolderCommand::Rescan);
        self.settle();
    }
}
