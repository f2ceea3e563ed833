//! One hop of `rsync -a -e ssh` to an sshd of our own on loopback.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::machines::until;
use crate::work::flush;

/// A running sshd, and how to reach it.
pub struct Peer {
    dir: PathBuf,
    port: u16,
    sshd: Child,
}

impl Peer {
    /// Starts an sshd with keys of its own; none where that is not possible.
    pub fn start(dir: &Path) -> Option<Self> {
        let sshd = Path::new("/usr/sbin/sshd");
        Command::new("rsync").arg("--version").stdout(Stdio::null()).status().ok().filter(|_| sshd.exists())?;
        fs::create_dir_all(dir).ok()?;
        fs::set_permissions(dir, fs::Permissions::from_mode(0o700)).ok()?;
        for name in ["host", "client"] {
            let key = dir.join(name);
            Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f"])
                .arg(&key)
                .status()
                .ok()
                .filter(|it| it.success())?;
        }
        fs::copy(dir.join("client.pub"), dir.join("authorized_keys")).ok()?;
        // sshd separates its privileges through this directory; its service would make it.
        let _ = fs::create_dir_all("/run/sshd");
        let port = TcpListener::bind("127.0.0.1:0").ok()?.local_addr().ok()?.port();
        let shown = |name: &str| dir.join(name).display().to_string();
        let options = [
            format!("HostKey={}", shown("host")),
            format!("AuthorizedKeysFile={}", shown("authorized_keys")),
            format!("Port={port}"),
            "ListenAddress=127.0.0.1".into(),
            "StrictModes=no".into(),
            "PidFile=none".into(),
            "PermitRootLogin=prohibit-password".into(),
            "UsePAM=no".into(),
        ];
        let mut command = Command::new(sshd);
        command.args(["-D", "-q", "-f", "/dev/null"]).stdin(Stdio::null());
        for option in options {
            command.args(["-o", &option]);
        }
        let sshd = command.spawn().ok()?;
        let peer = Peer { dir: dir.to_owned(), port, sshd };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if begun.elapsed() > Duration::from_secs(5) {
                return None;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        peer.copy(&dir.join("authorized_keys"), &dir.join("probe")).map(|_| peer)
    }

    /// Copies a file, or the inside of a directory, as `rsync -a` does; returns the time, or none if it failed.
    pub fn copy(&self, from: &Path, to: &Path) -> Option<Duration> {
        let ssh = format!(
            "ssh -p {} -i {} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -c aes128-gcm@openssh.com",
            self.port,
            self.dir.join("client").display()
        );
        let from = if from.is_dir() { format!("{}/", from.display()) } else { from.display().to_string() };
        flush(&self.dir);
        let begun = Instant::now();
        let mut command = Command::new("rsync");
        command.args(["-a", "--delete", "-e", &ssh, &from]).arg(format!("127.0.0.1:{}", to.display()));
        command.stdout(Stdio::null()).stdin(Stdio::null()).status().ok().filter(|it| it.success())?;
        Some(begun.elapsed())
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.sshd.kill();
        let _ = self.sshd.wait();
        until("sshd is gone", || TcpStream::connect(("127.0.0.1", self.port)).is_err());
    }
}
