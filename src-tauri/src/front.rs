//! One app on a home: the first one listens; a second start passes its errand to it, and ends.
//!
//! This needs no session bus: the socket has an abstract name, which disappears with its process, however that ends. It
//! says nothing about the engine, which may be in another process. If another user has taken the name, nobody uses it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use syncit_engine::Home;
use syncit_engine::platform::{is_same_user, user_id};

use crate::errand::{Errand, MAX_LINE};

/// How long a first app may take to answer: one that is starting or ending needs some seconds.
const PATIENCE: Duration = Duration::from_secs(30);
/// The time before a retry after the other end has hung up.
const AGAIN: Duration = Duration::from_millis(50);
/// The answer to a second start.
const DONE: &str = "done\n";

/// The role of this process on its home.
pub enum Front {
    /// The first one; it listens for second starts here.
    First(Ears),
    /// A second one: the first has been told.
    Second,
    /// A second one, but the first does not answer.
    Unheard,
}

/// Listens for second starts; `None` if the socket is not available.
pub struct Ears(Option<UnixListener>);

/// Finds out the role of this process. A second one passes its errand to the first.
pub fn claim(home: &Home, errand: &Errand) -> Front {
    claim_as(&format!("org.syncit.SyncIt/{}/{}", user_id(), hash(home)), errand, PATIENCE)
}

/// Returns a hash that identifies a home, whatever path is used for it.
pub fn hash(home: &Home) -> String {
    blake3::hash(real(home.data()).as_os_str().as_encoded_bytes()).to_hex()[..16].to_owned()
}

/// Returns the real path, even if its end does not exist yet.
fn real(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(above), Some(name)) => real(above).join(name),
        _ => path.to_owned(),
    }
}

fn claim_as(name: &str, errand: &Errand, patience: Duration) -> Front {
    let begun = Instant::now();
    loop {
        let bound = SocketAddr::from_abstract_name(name).and_then(|address| UnixListener::bind_addr(&address));
        match bound {
            Ok(listener) => return Front::First(Ears(Some(listener))),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => {
                tracing::warn!("second starts will not be heard of: {error}");
                return Front::First(Ears(None));
            }
        }
        match ask(name, errand, patience.saturating_sub(begun.elapsed())) {
            Ok(Answer::Done) => return Front::Second,
            Ok(Answer::Stranger) => {
                tracing::warn!("second starts will not be heard of: another user has taken the name {name}");
                return Front::First(Ears(None));
            }
            // The other app hung up: it is ending, and the home will soon be free.
            Err(_) if begun.elapsed() < patience => std::thread::sleep(AGAIN),
            Err(_) => return Front::Unheard,
        }
    }
}

enum Answer {
    Done,
    Stranger,
}

fn ask(name: &str, errand: &Errand, patience: Duration) -> io::Result<Answer> {
    let mut stream = UnixStream::connect_addr(&SocketAddr::from_abstract_name(name)?)?;
    if !is_same_user(&stream) {
        return Ok(Answer::Stranger);
    }
    // A zero timeout is an error, and no timeout would wait for ever.
    stream.set_read_timeout(Some(patience.max(AGAIN)))?;
    stream.write_all(errand.to_line().as_bytes())?;
    match read_line(&stream)?.as_deref() == Some(DONE) {
        true => Ok(Answer::Done),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

impl Ears {
    /// Listens until this process ends, and calls `run` with the errand of each second start. Once `is_ending` is set,
    /// nobody gets an answer: a second start then finds the home free when this process is gone.
    pub fn listen(self, is_ending: &AtomicBool, run: impl Fn(Errand)) {
        let Some(listener) = self.0 else { return };
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            if !is_same_user(&stream) || stream.set_read_timeout(Some(PATIENCE)).is_err() {
                continue;
            }
            let Ok(Some(line)) = read_line(&stream) else { continue };
            if is_ending.load(Ordering::SeqCst) {
                continue;
            }
            // The window is the least that a start of another version asks for.
            run(Errand::from_line(&line).unwrap_or(Errand::Show));
            let _ = stream.write_all(DONE.as_bytes());
        }
    }
}

/// Reads a line with its end. Returns none if it has no end within its limit.
fn read_line(stream: &UnixStream) -> io::Result<Option<String>> {
    let mut line = String::new();
    BufReader::new(stream.take(MAX_LINE as u64)).read_line(&mut line)?;
    Ok(Some(line).filter(|line| line.ends_with('\n')))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::sync::Arc;
    use std::sync::mpsc::channel;

    /// Returns a name of this process's own.
    fn name(of: &str) -> String {
        format!("org.syncit.SyncIt/test/{}/{of}", std::process::id())
    }

    fn first(name: &str) -> Ears {
        match claim_as(name, &Errand::Show, PATIENCE) {
            Front::First(ears) => ears,
            Front::Second | Front::Unheard => panic!("{name} is taken"),
        }
    }

    #[test]
    fn a_second_start_passes_its_errand_to_the_first() {
        let name = name("second");
        let (ears, (told, errands)) = (first(&name), channel());
        std::thread::spawn(move || ears.listen(&AtomicBool::new(false), |errand| told.send(errand).unwrap()));
        for errand in [Errand::Stay, Errand::Show, Errand::Share("/home/ada/a b".into())] {
            assert!(matches!(claim_as(&name, &errand, PATIENCE), Front::Second));
            assert_eq!(errands.try_recv().unwrap(), errand);
        }
    }

    #[test]
    fn a_start_while_the_first_ends_waits_until_it_is_gone_and_is_the_first_then() {
        let name = name("ending");
        let (ears, is_ending) = (first(&name), Arc::new(AtomicBool::new(true)));
        let listener = ears.0.as_ref().unwrap().try_clone().unwrap();
        let ended = is_ending.clone();
        let listening = std::thread::spawn(move || ears.listen(&ended, |_| panic!("it ends")));
        assert!(matches!(claim_as(&name, &Errand::Show, AGAIN * 2), Front::Unheard), "it is not gone yet");
        let waiting = std::thread::spawn({
            let name = name.clone();
            move || claim_as(&name, &Errand::Show, PATIENCE)
        });
        rustix::net::shutdown(&listener, rustix::net::Shutdown::Both).unwrap();
        listening.join().unwrap();
        drop(listener);
        assert!(matches!(waiting.join().unwrap(), Front::First(_)));
    }

    #[test]
    fn a_home_is_the_same_by_whatever_way_it_is_named_and_before_it_is_there() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("real")).unwrap();
        std::os::unix::fs::symlink("real", dir.path().join("link")).unwrap();
        let by = |way: &str| hash(&Home::at(&dir.path().join(way)).unwrap());
        let before = by("link/syncit/home");
        std::fs::create_dir_all(dir.path().join("real/syncit/home")).unwrap();
        assert_eq!(before, by("real/syncit/home"));
        assert_eq!(before, by("link/syncit/home"));
        assert_ne!(before, by("real/syncit/other"));
    }

    #[test]
    fn a_line_without_an_end_is_read_no_further_than_its_limit_and_is_no_line() {
        let (mut here, there) = UnixStream::pair().unwrap();
        here.write_all(&[b'x'; 10_000]).unwrap();
        assert_eq!(read_line(&there).unwrap(), None);
    }
}
