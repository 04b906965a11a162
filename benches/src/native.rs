//! Decoding in native code, on this thread.

use std::time::{Duration, Instant};

use anyhow::Result;
use rfb::Connection;

use crate::workload::Workload;

/// As large as the WebSocket messages that proxies make of a busy TCP stream.
pub(crate) const CHUNK: usize = 64 * 1024;

/// How long the updates of `workload` take to decode: the median of so many rounds.
pub(crate) fn decode(workload: &Workload, rounds: usize) -> Result<Duration> {
    let mut times = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let mut connection = Connection::new(workload.config());
        let mut events = Vec::new();
        for turn in &workload.handshake {
            connection.receive(turn, &mut events)?;
        }
        for update in &workload.before {
            connection.receive(update, &mut events)?;
        }
        let started = Instant::now();
        for chunk in workload.updates.iter().flat_map(|update| update.chunks(CHUNK)) {
            events.clear();
            connection.receive(chunk, &mut events)?;
            connection.output().clear();
        }
        times.push(started.elapsed());
    }
    times.sort();
    Ok(times[times.len() / 2])
}

/// How long it takes to copy memory of the size of a screen: the median of so many rounds.
pub(crate) fn copy(bytes: usize, rounds: usize) -> Duration {
    let (source, mut target) = (vec![1_u8; bytes], vec![0; bytes]);
    let mut times = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let started = Instant::now();
        target.copy_from_slice(std::hint::black_box(&source));
        std::hint::black_box(&mut target);
        times.push(started.elapsed());
    }
    times.sort();
    times[times.len() / 2]
}
