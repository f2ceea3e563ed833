//! The file systems on which a storm's folders may be, as far as this kernel can make them.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::machines::until_within;
use crate::mounted::SOON;

/// A kind of file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileSystem {
    /// Where temporary files are; nothing is mounted.
    Plain,
    Tmpfs,
    Ext4,
    Btrfs,
    Xfs,
    Overlay,
    Exfat,
}

impl FileSystem {
    pub const ALL: [FileSystem; 7] = [
        FileSystem::Plain,
        FileSystem::Ext4,
        FileSystem::Tmpfs,
        FileSystem::Btrfs,
        FileSystem::Xfs,
        FileSystem::Overlay,
        FileSystem::Exfat,
    ];

    pub fn name(self) -> &'static str {
        match self {
            FileSystem::Plain => "plain",
            FileSystem::Tmpfs => "tmpfs",
            FileSystem::Ext4 => "ext4",
            FileSystem::Btrfs => "btrfs",
            FileSystem::Xfs => "xfs",
            FileSystem::Overlay => "overlay",
            FileSystem::Exfat => "exfat",
        }
    }

    /// Returns true if its contents are there again after it was unmounted and mounted.
    pub fn lasts(self) -> bool {
        !matches!(self, FileSystem::Plain | FileSystem::Tmpfs)
    }
}

/// A disk of a machine.
pub struct Disk {
    kind: FileSystem,
    /// Where it is mounted.
    at: PathBuf,
    /// A file with the file system, or a directory with an overlay's layers.
    image: PathBuf,
    /// The loop device of an exFAT, which `mount` does not make by itself.
    device: Option<String>,
    pub is_mounted: bool,
}

fn ran(command: &mut Command) -> Result<(), String> {
    said(command).map(|_| ())
}

/// Returns what a command prints.
fn said(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned()),
        false => Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr).trim())),
    }
}

impl Disk {
    /// Makes a disk at a directory. Returns the reason if it cannot.
    pub fn new(kind: FileSystem, at: &Path) -> Result<Self, String> {
        let image = at.with_extension("image");
        fs::create_dir_all(at).map_err(|error| error.to_string())?;
        let make = |program: &str, flags: &[&str], mebibytes: u64| {
            let file = File::create(&image).map_err(|error| error.to_string())?;
            file.set_len(mebibytes << 20).map_err(|error| error.to_string())?;
            ran(Command::new(program).args(flags).arg(&image))
        };
        match kind {
            FileSystem::Plain | FileSystem::Tmpfs => {}
            FileSystem::Ext4 => make("mkfs.ext4", &["-q", "-F"], 512)?,
            FileSystem::Btrfs => make("mkfs.btrfs", &["-q", "-f"], 512)?,
            FileSystem::Xfs => make("mkfs.xfs", &["-q", "-f"], 512)?,
            FileSystem::Exfat => make("mkfs.exfat", &[], 512)?,
            FileSystem::Overlay => {
                for layer in ["lower", "upper", "work"] {
                    fs::create_dir_all(image.join(layer)).map_err(|error| error.to_string())?;
                }
            }
        }
        let mut disk = Disk { kind, at: at.to_owned(), image, device: None, is_mounted: false };
        disk.mount()?;
        Ok(disk)
    }

    pub fn mount(&mut self) -> Result<(), String> {
        let mut command = Command::new("mount");
        match self.kind {
            FileSystem::Plain => {
                self.is_mounted = true;
                return Ok(());
            }
            FileSystem::Tmpfs => command.args(["-t", "tmpfs", "-o", "size=512m", "none"]),
            FileSystem::Ext4 | FileSystem::Btrfs | FileSystem::Xfs => command.args(["-o", "loop"]).arg(&self.image),
            FileSystem::Exfat => {
                let device = said(Command::new("losetup").args(["--find", "--show"]).arg(&self.image))?;
                self.device = Some(device.clone());
                command = Command::new("mount.exfat-fuse");
                command.arg(device)
            }
            FileSystem::Overlay => {
                let [lower, upper, work] = ["lower", "upper", "work"].map(|layer| self.image.join(layer));
                let layers =
                    format!("lowerdir={},upperdir={},workdir={}", lower.display(), upper.display(), work.display());
                command.args(["-t", "overlay", "overlay", "-o", &layers])
            }
        };
        ran(command.arg(&self.at))?;
        self.is_mounted = true;
        Ok(())
    }

    /// Unmounts it as soon as nobody uses it.
    pub fn unmount(&mut self) {
        until_within(SOON, &format!("{} can be unmounted", self.at.display()), || {
            ran(Command::new("umount").arg(&self.at)).is_ok().then_some(())
        });
        self.is_mounted = false;
        if let Some(device) = self.device.take() {
            // Nobody else uses it; if detaching fails, the computer's next start ends it.
            let _ = ran(Command::new("losetup").args(["--detach", &device]));
        }
    }
}

impl Drop for Disk {
    /// Unmounts lazily what is still mounted, so that what is below it can be removed.
    fn drop(&mut self) {
        if self.is_mounted && self.kind != FileSystem::Plain {
            let _ = ran(Command::new("umount").arg("--lazy").arg(&self.at));
        }
        if let Some(device) = self.device.take() {
            let _ = ran(Command::new("losetup").args(["--detach", &device]));
        }
    }
}
