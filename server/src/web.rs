//! `porthole web`: the files alone, over blocking HTTP by tiny_http.
//!
//! Its limits, and what stands in front of it because of them: tiny_http gives every connection a
//! thread, however many there are, and waits for a request head for as long as the client likes.
//! So it belongs behind a reverse proxy that bounds connections and the time a head may take;
//! facing the internet alone is the work of `porthole proxy`. What can be bounded here is: replies
//! are written by a fixed number of threads, and a client that stops reading is given up.

use std::io::{self, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::Context as _;
use tiny_http::Server;
use tracing::{debug, info, warn};

use crate::assets::{Reply, Request, Site};

/// Threads that write replies. Most replies fit into the socket's buffer at once, so a thread is
/// held only by a client that reads slowly; this many of those can wait without delaying others.
const WRITERS: usize = 32;

/// How often a writer whose listener has failed looks whether it may leave.
const IDLE: Duration = Duration::from_secs(30);

/// How long to wait before listening again after accepting failed, most likely because this
/// process has too many files open.
const ACCEPT_PAUSE: Duration = Duration::from_millis(500);

/// Serves `site` until the process is told to stop by SIGTERM or SIGINT.
///
/// # Errors
/// If the listener cannot be prepared.
pub fn run(listener: &TcpListener, site: Site) -> anyhow::Result<()> {
    let (wake, woken) = mpsc::channel();
    let on_signal = wake.clone();
    let mut signals =
        signal_hook::iterator::Signals::new([signal_hook::consts::SIGTERM, signal_hook::consts::SIGINT])
            .context("cannot listen for signals")?;
    std::thread::spawn(move || {
        if signals.forever().next().is_some() {
            let _ = on_signal.send(Wake::Stop);
        }
    });
    serve(listener, &Arc::new(site), &wake, &woken)
}

/// Why the main thread, which otherwise sleeps, is wanted.
#[derive(Debug)]
pub enum Wake {
    /// tiny_http has stopped accepting after an error; it needs a new start.
    AcceptFailed(io::Error),
    /// The process shall end.
    Stop,
}

/// Serves until [`Wake::Stop`] arrives through `woken`.
///
/// # Errors
/// If the listener cannot be prepared.
pub fn serve(
    listener: &TcpListener,
    site: &Arc<Site>,
    wake: &mpsc::Sender<Wake>,
    woken: &mpsc::Receiver<Wake>,
) -> anyhow::Result<()> {
    info!("serving the page on http://{}", listener.local_addr()?);
    loop {
        // tiny_http ends its accepting thread at the first error. Connections it has are served
        // on by the writers of that generation, and a new generation takes over the listener.
        start_generation(listener.try_clone()?, site, wake)?;
        match woken.recv() {
            Ok(Wake::AcceptFailed(error)) => {
                warn!("cannot accept connections ({error}); trying again in {} ms", ACCEPT_PAUSE.as_millis());
                std::thread::sleep(ACCEPT_PAUSE);
            }
            Ok(Wake::Stop) | Err(mpsc::RecvError) => {
                info!("stopped");
                return Ok(());
            }
        }
    }
}

fn start_generation(listener: TcpListener, site: &Arc<Site>, wake: &mpsc::Sender<Wake>) -> anyhow::Result<()> {
    let server = Server::from_listener(listener, None).map_err(|error| anyhow::anyhow!("cannot serve: {error}"))?;
    let server = Arc::new(server);
    let retired = Arc::new(AtomicBool::new(false));
    for _ in 0..WRITERS {
        let (server, site, retired, wake) = (server.clone(), site.clone(), retired.clone(), wake.clone());
        std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || write_replies(&server, &site, &retired, &wake))
            .context("cannot start a thread")?;
    }
    Ok(())
}

fn write_replies(server: &Server, site: &Site, retired: &AtomicBool, wake: &mpsc::Sender<Wake>) {
    loop {
        match server.recv_timeout(IDLE) {
            Ok(Some(request)) => {
                if let Err(error) = answer(site, request) {
                    debug!("a client left before its reply was written: {error}");
                }
            }
            Ok(None) if retired.load(Ordering::Relaxed) => return,
            Ok(None) => {}
            Err(error) => {
                retired.store(true, Ordering::Relaxed);
                // Nobody listens once the process is stopping.
                let _ = wake.send(Wake::AcceptFailed(error));
            }
        }
    }
}

fn answer(site: &Site, request: tiny_http::Request) -> io::Result<()> {
    let method = request.method().as_str().to_owned();
    let accept_encoding = joined(&request, "Accept-Encoding");
    let if_none_match = joined(&request, "If-None-Match");
    let reply = site.reply(&Request {
        method: &method,
        target: request.url(),
        accept_encoding: &accept_encoding,
        if_none_match: &if_none_match,
    });
    debug!("{method} answered with {}", reply.status);
    // Where a body begins and ends is tiny_http's guess; a reverse proxy must not rely on it for
    // the next request, so the connection is not offered again.
    let has_body = request.headers().iter().any(|header| {
        header.field.equiv("Content-Length") || header.field.equiv("Transfer-Encoding")
    });
    let mut writer = request.into_writer();
    write_reply(&mut writer, &reply, &method, has_body)
}

/// All fields of one name, joined as RFC 9110 (section 5.3) says.
fn joined(request: &tiny_http::Request, name: &'static str) -> String {
    let values = request.headers().iter().filter(|header| header.field.equiv(name));
    values.map(|header| header.value.as_str()).collect::<Vec<_>>().join(", ")
}

/// Writes the reply in full. tiny_http's own writer is passed over: it sorts the weights of the
/// request's `TE` field by an order that `NaN` breaks, and a sort may panic on such an order.
fn write_reply(writer: &mut impl Write, reply: &Reply, method: &str, close: bool) -> io::Result<()> {
    let reason = match reply.status {
        200 => "OK",
        304 => "Not Modified",
        404 => "Not Found",
        _ => "Method Not Allowed",
    };
    let mut head = format!("HTTP/1.1 {} {reason}\r\nContent-Length: {}\r\n", reply.status, reply.body.len());
    for (name, value) in &reply.headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    head.push_str(if close { "Connection: close\r\n\r\n" } else { "\r\n" });
    writer.write_all(head.as_bytes())?;
    if reply.sends_body(method) {
        writer.write_all(&reply.body)?;
    }
    writer.flush()
}
