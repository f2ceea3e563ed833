//! Sockets between the processes of one user on this computer.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
pub(crate) use std::os::unix::net::{UnixListener as Listener, UnixStream as Stream};
use std::path::Path;

use super::host::user_id;

/// The longest path of a Unix socket on Linux, in bytes, without the final NUL.
pub(crate) const MAX_SOCKET_PATH: usize = 107;

/// Returns the name of the socket of what lies in a directory. It is a hash of the directory's real path, so it is short
/// however long that is.
pub(crate) fn socket_name(dir: &Path) -> String {
    format!("{}.sock", &blake3::hash(dir.as_os_str().as_bytes()).to_hex()[..16])
}

/// Listens at a path at which nothing is; only its owner can connect.
pub(crate) fn listen(path: &Path) -> io::Result<Listener> {
    let listener = Listener::bind(path)?;
    fs::set_permissions(path, Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Ends a listener while another thread waits in its `accept`, which then fails.
pub(crate) fn close(listener: &Listener) {
    let _ = rustix::net::shutdown(listener, rustix::net::Shutdown::Both);
}

/// Returns true if the process at the other end runs as the same user.
pub fn is_same_user(stream: &Stream) -> bool {
    rustix::net::sockopt::socket_peercred(stream).is_ok_and(|peer| peer.uid.as_raw() == user_id())
}
