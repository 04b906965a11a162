//! `porthole web`: the files alone, over blocking HTTP by tiny_http.
//!
//! Its limits, and what stands in front of it because of them: tiny_http gives every connection a
//! thread, however many there are, keeps a request head of any length, and waits for it for as long
//! as the client likes. So it belongs behind a reverse proxy that bounds connections and the size
//! and time of a head, and refuses large bodies; facing the internet alone is the work of `porthole proxy`. What can be
//! bounded here is: replies are written by a fixed number of threads, and a client that stops
//! reading is given up, as is one that reads for too long. What cannot: as many clients as there
//! are threads, each reading a little now and then, hold all others up until their time is over,
//! and whoever asks for /healthz with them; and one client that sends many requests ahead takes a
//! thread for each, as tiny_http hands them out at once and writes the replies in their order.
//!
//! Every reply asks the client to close its connection. tiny_http hands connections to threads by
//! a count of idle ones that lags behind, so some of a burst wait until another connection ends;
//! were they kept alive, that could be never. Connections that wait for a body are kept all the same.
//!
//! No request here needs a body, but tiny_http waits for a body that was announced when it forgets
//! a request, and sets as much memory aside for it as was announced. So a request with a body is
//! answered by a thread of its own, and one whose body could be too much for the memory is not
//! answered at all: it keeps its connection until the process ends, as to let go of it would need
//! that memory. When there are too many of those, the process ends itself, as it would otherwise
//! stop answering without a word once it has no file descriptors left.
//!
//! A client that resets its connection at once makes the thread that tiny_http gave it panic. So
//! the release profile must unwind: the panic then ends that thread and nothing else.

use std::io::{self, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, RecvError, Sender, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use anyhow::Context as _;
use tiny_http::Server;
use tracing::{debug, info, warn};

use crate::assets::{Reply, Request, Site};

/// Threads that write replies. Most replies fit into the socket's buffer at once, so a thread is
/// held only by a client that reads slowly; this many of those can wait without delaying others.
const WRITERS: usize = 32;

/// How long one write to a client may wait. A client that reads nothing is given up after two or
/// three of them, the first of which still fill the buffers in between.
const WRITE_TIME: Duration = Duration::from_secs(10);

/// How long a reply may take altogether, give or take one write. The largest file, uncompressed, then
/// travels at 11 kB a second, at which no console is of use.
const REPLY_TIME: Duration = Duration::from_secs(120);

/// The longest body that is waited for. tiny_http sets this much aside for it, though it uses only
/// what arrives. Nothing asks for a body, so an honest client sends none, or a short one by mistake.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// How many connections may be kept open by bodies that are too long. No browser sends one.
const MAX_LONG_BODIES: usize = 64;

/// How long to wait before listening again after accepting failed, most likely because this
/// process has too many files open.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);

/// How long after that the connections from before may be idle until they are forgotten.
const LAST_CALL: Duration = Duration::from_secs(30);

/// Serves `site` until the process is told to stop by SIGTERM or SIGINT.
///
/// # Errors
/// If the listener, the threads or the signals cannot be prepared.
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
    /// As many connections are kept open by bodies that are too long as may be.
    TooManyLongBodies,
    /// The process shall end.
    Stop,
}

/// Serves until [`Wake::Stop`] arrives through `woken`.
///
/// # Errors
/// If the listener or the threads cannot be prepared, or too many clients announce bodies that are
/// too long.
pub fn serve(
    listener: &TcpListener,
    site: &Arc<Site>,
    wake: &Sender<Wake>,
    woken: &Receiver<Wake>,
) -> anyhow::Result<()> {
    // On the systems that this is run on, connections take this over from their listener.
    socket2::SockRef::from(listener)
        .set_write_timeout(Some(WRITE_TIME))
        .context("cannot prepare the listener")?;
    let (requests, waiting) = mpsc::sync_channel(WRITERS);
    start_writers(waiting, site)?;
    info!("serving the page on http://{}", listener.local_addr()?);
    let long_bodies = Arc::new(AtomicUsize::new(0));
    loop {
        let long_bodies = long_bodies.clone();
        let desk = Desk { writers: requests.clone(), site: site.clone(), long_bodies, wake: wake.clone() };
        accept(listener.try_clone()?, desk, wake.clone())?;
        match woken.recv() {
            Ok(Wake::AcceptFailed(error)) => {
                warn!("cannot accept connections ({error}); trying again in {} s", ACCEPT_PAUSE.as_secs());
                std::thread::sleep(ACCEPT_PAUSE);
            }
            Ok(Wake::TooManyLongBodies) => anyhow::bail!(
                "{MAX_LONG_BODIES} requests announced long bodies, and each keeps its connection; start again, behind a \
                 reverse proxy that refuses them"
            ),
            Ok(Wake::Stop) | Err(RecvError) => {
                info!("stopped");
                return Ok(());
            }
        }
    }
}

/// Starts a tiny_http server and a thread that hands its requests on. tiny_http accepts nothing
/// more after the first error; then the thread asks for a successor and serves the connections
/// there are until they fall idle.
fn accept(listener: TcpListener, desk: Desk, wake: Sender<Wake>) -> anyhow::Result<()> {
    let server =
        Server::from_listener(listener, None).map_err(|error| anyhow::anyhow!("cannot serve: {error}"))?;
    let pump = move || {
        let mut is_accepting = true;
        loop {
            match server.recv_timeout(LAST_CALL) {
                Ok(Some(request)) => {
                    if desk.take(request).is_err() {
                        return;
                    }
                }
                Ok(None) if !is_accepting => return,
                Ok(None) => {}
                Err(error) => {
                    is_accepting = false;
                    // Nobody listens once the process is stopping.
                    let _ = wake.send(Wake::AcceptFailed(error));
                }
            }
        }
    };
    std::thread::Builder::new().name("requests".to_owned()).spawn(pump).context("cannot start a thread")?;
    Ok(())
}

/// Where requests are given to the threads that answer them.
struct Desk {
    writers: SyncSender<tiny_http::Request>,
    site: Arc<Site>,
    long_bodies: Arc<AtomicUsize>,
    wake: Sender<Wake>,
}

/// There are no writers any more: the server has ended.
struct Closed;

impl Desk {
    fn take(&self, request: tiny_http::Request) -> Result<(), Closed> {
        match request.body_length() {
            // Of a chunked body, whose length is not announced, nothing is waited for.
            None | Some(0) => self.writers.send(request).map_err(|_| Closed),
            Some(len) if len <= MAX_BODY_BYTES => {
                let site = self.site.clone();
                let thread = std::thread::Builder::new().name("body".to_owned());
                if let Err(error) = thread.spawn(move || answer(&site, request)) {
                    warn!("cannot start a thread for a request with a body: {error}");
                }
                Ok(())
            }
            Some(len) => {
                warn!("a request announces a body of {len} bytes; it stays unanswered, its connection open");
                // To drop it would set that much memory aside, and end the process where there is less.
                std::mem::forget(request);
                if self.long_bodies.fetch_add(1, Ordering::Relaxed) + 1 == MAX_LONG_BODIES {
                    // Nobody listens once the process is stopping.
                    let _ = self.wake.send(Wake::TooManyLongBodies);
                }
                Ok(())
            }
        }
    }
}

fn start_writers(waiting: Receiver<tiny_http::Request>, site: &Arc<Site>) -> anyhow::Result<()> {
    let waiting = Arc::new(Mutex::new(waiting));
    for _ in 0..WRITERS {
        let (waiting, site) = (waiting.clone(), site.clone());
        let write = move || {
            loop {
                // The lock is held by the one writer whose turn is next. A panic cannot harm a receiver.
                let request = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok(request) = request else { return };
                answer(&site, request);
            }
        };
        std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(write)
            .context("cannot start a thread")?;
    }
    Ok(())
}

fn answer(site: &Site, request: tiny_http::Request) {
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
    let mut writer = Timed { writer: request.into_writer(), until: Instant::now() + REPLY_TIME };
    if let Err(error) = write_reply(&mut writer, &reply, &method) {
        debug!("a client was given up before its reply was written: {error}");
    }
}

/// All fields of one name, joined as RFC 9110 (section 5.3) says.
fn joined(request: &tiny_http::Request, name: &'static str) -> String {
    let values = request.headers().iter().filter(|header| header.field.equiv(name));
    values.map(|header| header.value.as_str()).collect::<Vec<_>>().join(", ")
}

/// Writes the reply in full. tiny_http's own writer is passed over: it sorts the weights of the
/// request's `TE` field by an order that `NaN` breaks, and a sort may panic on such an order.
fn write_reply(writer: &mut impl Write, reply: &Reply, method: &str) -> io::Result<()> {
    let reason = match reply.status {
        200 => "OK",
        301 => "Moved Permanently",
        304 => "Not Modified",
        404 => "Not Found",
        _ => "Method Not Allowed",
    };
    let date = httpdate::fmt_http_date(SystemTime::now());
    let mut head = format!("HTTP/1.1 {} {reason}\r\nDate: {date}\r\n", reply.status);
    head.push_str(&format!("Content-Length: {}\r\n", reply.body.len()));
    for (name, value) in &reply.headers {
        head.extend([name, ": ", value, "\r\n"]);
    }
    head.push_str("Connection: close\r\n\r\n");
    writer.write_all(head.as_bytes())?;
    if reply.sends_body(method) {
        writer.write_all(&reply.body)?;
    }
    writer.flush()
}

/// A writer whose time is limited: the socket's own limit counts anew for each write.
struct Timed<W> {
    writer: W,
    until: Instant,
}

impl<W: Write> Write for Timed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if Instant::now() >= self.until {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::time::{Duration, Instant};

    use super::{Timed, write_reply};
    use crate::assets::Reply;

    /// Takes a byte at a time, and a moment for each.
    struct Trickle(usize);

    impl Write for Trickle {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            std::thread::sleep(Duration::from_millis(1));
            self.0 += bytes.len().min(1);
            Ok(bytes.len().min(1))
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_client_that_takes_its_reply_byte_by_byte_is_given_up() {
        let body = vec![0; 100_000];
        let reply = Reply { status: 200, headers: Vec::new(), body: body.into() };
        let mut client = Timed { writer: Trickle(0), until: Instant::now() + Duration::from_millis(50) };
        let outcome = write_reply(&mut client, &reply, "GET");
        assert_eq!(outcome.map_err(|error| error.kind()), Err(io::ErrorKind::TimedOut));
        assert!(client.writer.0 < 100, "{} bytes in 50 ms, a millisecond each", client.writer.0);
    }
}
