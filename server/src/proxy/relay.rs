//! The relay: bytes from the browser to the display server and back, with nothing kept between
//! that is not on its way.
//!
//! Each direction reads only after it has written what it read before. So a browser that takes its
//! time leaves the display server's bytes in the display server's hands, and the other way round.

use std::io;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::{Bytes, BytesMut};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, ReadHalf, WriteHalf};
use tokio::time::{Instant, MissedTickBehavior};
use tokio_tungstenite::tungstenite::Message;
use tokio_util::sync::CancellationToken;

use super::ending::Ending;
use super::limits::{CHUNK_BYTES, Limits};
use super::pulse::Pulse;
use super::target::ByteStream;
use super::websocket::Browser;

/// How many bytes have passed.
#[derive(Debug, Default)]
pub(super) struct Traffic {
    to_target: AtomicU64,
    to_browser: AtomicU64,
}

impl Traffic {
    pub(super) fn to_target(&self) -> u64 {
        self.to_target.load(Ordering::Relaxed)
    }

    pub(super) fn to_browser(&self) -> u64 {
        self.to_browser.load(Ordering::Relaxed)
    }
}

/// Relays until one side ends, the browser falls silent, or the proxy is stopped. The browser's
/// WebSocket is left open for the close frame.
pub(super) async fn run(
    browser: &mut Browser,
    target: Box<dyn ByteStream>,
    stop: &CancellationToken,
    limits: &Limits,
    traffic: &Traffic,
) -> Ending {
    let (to_browser, from_browser) = browser.split();
    let (from_target, mut to_target) = tokio::io::split(target);
    let pulse = Pulse::new();
    let relay = async {
        let mut downward = pin!(downward(from_target, to_browser, &pulse, limits, traffic));
        tokio::select! {
            upward = upward(from_browser, &mut to_target, &pulse, traffic) => match upward {
                Ok(ending) => ending,
                // What it said before is still to be read.
                Err(error) => match tokio::time::timeout(limits.last_words_time, downward).await {
                    Ok(Ending::TargetClosed) => end_after(error),
                    Ok(ending) => ending,
                    Err(_) => Ending::TargetLost(error),
                },
            },
            ending = &mut downward => ending,
        }
    };
    let ending = tokio::select! {
        ending = relay => ending,
        () = watch(&pulse, limits) => Ending::BrowserSilent,
        () = stop.cancelled() => Ending::ShuttingDown,
    };
    // The target may be gone already, which is as good.
    let _ = to_target.shutdown().await;
    ending
}

/// What the end of a target's words means after writing to it failed. A connection that broke says so only once, and
/// the write may have been told: what is read then ends as if the target had hung up. If it did hang up, the pipe is
/// what broke.
fn end_after(error: io::Error) -> Ending {
    match error.kind() {
        io::ErrorKind::BrokenPipe => Ending::TargetClosed,
        _ => Ending::TargetLost(error),
    }
}

/// Fails if the target takes no more.
async fn upward(
    mut browser: SplitStream<&mut Browser>,
    target: &mut WriteHalf<Box<dyn ByteStream>>,
    pulse: &Pulse,
    traffic: &Traffic,
) -> io::Result<Ending> {
    loop {
        let message = match browser.next().await {
            Some(Ok(message)) => message,
            Some(Err(error)) => return Ok(error.into()),
            None => return Ok(Ending::BrowserClosed(None)),
        };
        match message {
            Message::Binary(bytes) => {
                pulse.set_listening(false);
                target.write_all(&bytes).await?;
                pulse.set_listening(true);
                traffic.to_target.fetch_add(bytes.len() as u64, Ordering::Relaxed);
            }
            Message::Text(_) => return Ok(Ending::BrowserSentText),
            Message::Close(frame) => {
                return Ok(Ending::BrowserClosed(frame.map(|frame| frame.code.into())));
            }
            // A ping is answered by the library at the next read or write.
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => pulse.heard(),
        }
    }
}

async fn downward(
    mut target: ReadHalf<Box<dyn ByteStream>>,
    mut browser: SplitSink<&mut Browser, Message>,
    pulse: &Pulse,
    limits: &Limits,
    traffic: &Traffic,
) -> Ending {
    let mut pings = tokio::time::interval_at(Instant::now() + limits.ping_interval, limits.ping_interval);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut buffer = BytesMut::new();
    loop {
        // The message before has left, so this takes its memory again.
        buffer.reserve(CHUNK_BYTES);
        let message = tokio::select! {
            read = target.read_buf(&mut buffer) => match read {
                Ok(0) => return Ending::TargetClosed,
                Ok(len) => {
                    traffic.to_browser.fetch_add(len as u64, Ordering::Relaxed);
                    Message::Binary(buffer.split().freeze())
                }
                Err(error) => return Ending::TargetLost(error),
            },
            _ = pings.tick() => Message::Ping(Bytes::new()),
        };
        pulse.sending();
        if let Err(error) = browser.send(message).await {
            return error.into();
        }
        pulse.sent();
    }
}

/// Returns when the browser has been silent for too long.
async fn watch(pulse: &Pulse, limits: &Limits) {
    loop {
        match limits.silence.checked_sub(pulse.silence()) {
            Some(rest) if !rest.is_zero() => tokio::time::sleep(rest).await,
            _ => return,
        }
    }
}
