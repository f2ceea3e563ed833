//! Measures the transport on loopback: round trips, many small bodies, and large ones both ways. With the argument
//! `libssh2`, that carries the bulk lane.
#![allow(clippy::unwrap_used)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::time::Instant;

use support::{Hub, Memory, batch, bodies};
use syncit_core::Digest;
use syncit_core::message::{BodyOut, Lane, Piece, ToClient, ToHub};
use syncit_ssh::client::BulkCarrier;
use syncit_ssh::server::Limits;

fn main() {
    let mut content = Memory::default();
    let chunk: Vec<u8> = (0..1 << 20).map(|n: u32| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let large = content.keep(&chunk);
    let small = content.keep(&chunk[..4_096]);
    let hub = Hub::with(Limits::default(), content);
    let key = hub.pair();
    let start = Instant::now();
    let is_libssh2 = std::env::args().any(|word| word == "libssh2");
    let both = hub.join_on(&key, if is_libssh2 { BulkCarrier::Libssh2 } else { BulkCarrier::Fastest });
    println!("connect, three lanes                     {:7.1} ms", start.elapsed().as_secs_f64() * 1e3);

    let mut times = Vec::new();
    for _ in 0..2_000 {
        let start = Instant::now();
        both.machine.connection.send(Lane::Control, ToHub::Ping);
        hub.message();
        both.out.send(ToClient::Pong);
        both.machine.message();
        times.push(start.elapsed());
    }
    report("ping and pong", &mut times);

    let mut times = Vec::new();
    for n in 0..2_000 {
        let (id, bytes) = (batch(n), chunk[..4_096].to_vec());
        let start = Instant::now();
        both.machine.connection.send(Lane::Express, ToHub::Offer { batch: id, items: vec![] });
        both.machine.connection.send_bodies(Lane::Express, bodies(id, 1, move |_| bytes.clone()));
        while !matches!(hub.message().1, ToHub::BodiesEnd { .. }) {}
        both.out.send(ToClient::Verdicts { batch: id, verdicts: vec![] });
        both.machine.message();
        times.push(start.elapsed());
    }
    report("offer with 4 KiB to verdict", &mut times);

    for _ in 0..3 {
        push(&hub, &both, "push 10,000 x 4 KiB, 256 a batch", 10_000, 4_096, 256, &chunk);
    }
    for _ in 0..3 {
        push(&hub, &both, "push 1 GiB in 1 MiB bodies", 1_024, 1 << 20, 64, &chunk);
    }
    for _ in 0..3 {
        pull(&both, "pull 10,000 x 4 KiB, 256 a batch", small, 10_000, 4_096, 256);
    }
    for _ in 0..3 {
        pull(&both, "pull 1 GiB in 1 MiB bodies", large, 1_024, 1 << 20, 64);
    }
}

fn report(what: &str, times: &mut [std::time::Duration]) {
    times.sort();
    let at = |part: f64| times[(times.len() as f64 * part) as usize].as_secs_f64() * 1e6;
    println!("{what:40} {:7.0} us p50  {:5.0} us p95  {:5.0} us p99", at(0.5), at(0.95), at(0.99));
}

fn rate(what: &str, start: Instant, bytes: usize) {
    let time = start.elapsed().as_secs_f64();
    println!("{what:40} {time:7.3} s  {:6.0} MB/s", bytes as f64 / time / 1e6);
}

fn push(hub: &Hub, both: &support::Both, what: &str, count: u32, size: usize, per_batch: u32, chunk: &[u8]) {
    let start = Instant::now();
    let batches = count.div_ceil(per_batch);
    for n in 0..batches {
        let in_batch = per_batch.min(count - n * per_batch);
        let bytes = chunk[..size].to_vec();
        both.machine.connection.send_bodies(Lane::Bulk, bodies(batch(u64::from(n)), in_batch, move |_| bytes.clone()));
    }
    let mut ended = 0;
    while ended < batches {
        ended += u32::from(matches!(hub.message().1, ToHub::BodiesEnd { .. }));
    }
    rate(what, start, count as usize * size);
}

fn pull(both: &support::Both, what: &str, digest: Digest, count: u32, size: usize, per_batch: u32) {
    let start = Instant::now();
    let batches = count.div_ceil(per_batch);
    for n in 0..batches {
        let in_batch = per_batch.min(count - n * per_batch);
        let wanted = (0..in_batch).map(|item| BodyOut { item, piece: Piece::Chunk(0), digest }).collect();
        both.out.send_bodies(Lane::Bulk, batch(u64::from(n)), wanted, vec![]);
    }
    let mut ended = 0;
    while ended < batches {
        ended += u32::from(matches!(both.machine.message().1, ToClient::BodiesEnd { .. }));
    }
    rate(what, start, count as usize * size);
}
