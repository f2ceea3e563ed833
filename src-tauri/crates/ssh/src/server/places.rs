//! The places of connections while the server runs, and what a connection may say before it has logged in.

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Instant;

use syncit_core::MachineId;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::Notify;

use super::admission::{Admission, Place};
use super::limits::Limits;

/// Bytes that a connection may send, and be sent, before it has logged in. A login takes half of either. A client may ask for new keys
/// at any moment, which costs the hub as much as the first ones, and it answers with more than 800 bytes.
const BEFORE_LOGIN: (u64, u64) = (8 << 10, 4 << 10);
/// The same for what pairing takes more.
const FOR_PAIRING: (u64, u64) = (8 << 10, 4 << 10);
/// Of a paired machine, nothing is counted any more.
const UNLIMITED: u64 = u64::MAX;

/// All places.
pub(super) struct Places {
    began: Instant,
    inside: Mutex<Inside>,
}

struct Inside {
    admission: Admission,
    /// To be woken when their place is taken away.
    cuts: HashMap<Place, Arc<Notify>>,
}

impl Inside {
    fn cut(&self, place: Option<Place>) {
        if let Some(cut) = place.and_then(|place| self.cuts.get(&place)) {
            cut.notify_one();
        }
    }
}

impl Places {
    pub fn new(limits: &Limits) -> Arc<Self> {
        let inside = Inside { admission: Admission::new(limits), cuts: HashMap::new() };
        Arc::new(Places { began: Instant::now(), inside: Mutex::new(inside) })
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for a connection from this address, or none if it is to be turned away. `is_known` says that a paired machine has logged in
    /// from there lately.
    pub fn take(self: &Arc<Self>, address: IpAddr, is_known: bool) -> Option<Arc<Taken>> {
        let mut inside = self.lock();
        let entered = inside.admission.knock(address, is_known, self.began.elapsed())?;
        inside.cut(entered.instead_of);
        let cut = Arc::new(Notify::new());
        inside.cuts.insert(entered.place, cut.clone());
        drop(inside);
        let [heard, said] = [BEFORE_LOGIN.0, BEFORE_LOGIN.1].map(AtomicU64::new);
        Some(Arc::new(Taken { places: self.clone(), place: entered.place, address, cut, heard, said }))
    }
}

/// The place of one connection; dropping it gives it back.
pub(super) struct Taken {
    places: Arc<Places>,
    place: Place,
    /// Where the connection comes from.
    pub address: IpAddr,
    cut: Arc<Notify>,
    /// What may still be heard and said, in bytes.
    heard: AtomicU64,
    said: AtomicU64,
}

impl Taken {
    /// Waits until the place is taken away, which may never happen.
    pub async fn taken_away(&self) {
        self.cut.notified().await;
    }

    /// The connection has proved a machine's key.
    pub fn log_in(&self, machine: MachineId) {
        let mut inside = self.places.lock();
        let instead_of = inside.admission.log_in(self.place, machine);
        inside.cut(instead_of);
        self.heard.store(UNLIMITED, Ordering::Relaxed);
        self.said.store(UNLIMITED, Ordering::Relaxed);
    }

    /// The connection may speak of pairing from now on, and keeps its place among those that have not logged in.
    pub fn may_pair(&self) {
        self.heard.fetch_add(FOR_PAIRING.0, Ordering::Relaxed);
        self.said.fetch_add(FOR_PAIRING.1, Ordering::Relaxed);
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        let mut inside = self.places.lock();
        inside.admission.leave(self.place);
        inside.cuts.remove(&self.place);
    }
}

/// Counts what is heard and said; too much is an error.
fn spend(left: &AtomicU64, bytes: usize) -> io::Result<()> {
    let before = left.load(Ordering::Relaxed);
    if before == UNLIMITED {
        return Ok(());
    }
    // Only the connection's own task counts; a login that comes in between is not undone.
    match before.checked_sub(bytes as u64) {
        Some(after) => {
            let _ = left.compare_exchange(before, after, Ordering::Relaxed, Ordering::Relaxed);
            Ok(())
        }
        None => Err(io::Error::other("it said more than a login takes")),
    }
}

/// A connection's bytes, counted until it has logged in.
pub(super) struct Counted {
    stream: TcpStream,
    place: Arc<Taken>,
}

impl Counted {
    pub fn new(stream: TcpStream, place: Arc<Taken>) -> Self {
        Counted { stream, place }
    }
}

impl AsyncRead for Counted {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        match Pin::new(&mut self.stream).poll_read(cx, buf) {
            Poll::Ready(Ok(())) => Poll::Ready(spend(&self.place.heard, buf.filled().len() - before)),
            other => other,
        }
    }
}

impl AsyncWrite for Counted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match Pin::new(&mut self.stream).poll_write(cx, buf) {
            Poll::Ready(Ok(count)) => Poll::Ready(spend(&self.place.said, count).map(|()| count)),
            other => other,
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
