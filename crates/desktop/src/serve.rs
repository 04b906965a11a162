//! Drives servers over TCP with blocking calls, a thread for each client: for tests and measurements.

use std::{
    io::{self, ErrorKind, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream, ToSocketAddrs},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use crate::server::Server;

/// Bytes read at a time; a client says little.
const READ: usize = 16 * 1024;

/// The shortest wait for bytes: a time-out of zero would mean to wait for ever.
const SHORTEST_WAIT: Duration = Duration::from_millis(1);

/// Serves one client until it leaves or is sent away. Its time begins now.
///
/// # Errors
/// What the transport reports, but for a client that leaves without a word, which is an ordinary end.
pub fn serve(mut stream: &TcpStream, mut server: Server) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let start = Instant::now();
    let mut output = Vec::new();
    let mut bytes = [0; READ];
    loop {
        let next = server.poll(start.elapsed(), &mut output);
        if !output.is_empty() {
            if ended(stream.write_all(&output))?.is_none() {
                return Ok(());
            }
            output.clear();
            // There may be more to say to a client that has asked for it already.
            if next.is_none() && server.is_connected() {
                continue;
            }
        }
        let wait = next.map(|next| next.saturating_sub(start.elapsed()).max(SHORTEST_WAIT));
        stream.set_read_timeout(wait)?;
        let length = match stream.read(&mut bytes) {
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => continue,
            outcome => ended(outcome)?.unwrap_or(0),
        };
        if length == 0 {
            return Ok(());
        }
        if server.receive(&bytes[..length], start.elapsed(), &mut output).is_err() {
            // Its reason is in the output; a client that does not wait for it has left.
            ended(stream.write_all(&output))?;
            ended(stream.shutdown(Shutdown::Write))?;
            return Ok(());
        }
    }
}

/// `None` for the errors that mean that the other side has left.
fn ended<T>(outcome: io::Result<T>) -> io::Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::BrokenPipe
                    | ErrorKind::ConnectionAborted
                    | ErrorKind::ConnectionReset
                    | ErrorKind::NotConnected
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Listens and serves every client with a server of its own, until it is dropped.
#[derive(Debug)]
pub struct Listener {
    address: SocketAddr,
    over: Arc<AtomicBool>,
}

impl Listener {
    /// Starts to listen on an address; port 0 picks a free one. `new_server` makes the server for each
    /// client.
    ///
    /// # Errors
    /// If the address cannot be listened on.
    pub fn start(
        address: impl ToSocketAddrs,
        new_server: impl Fn() -> Server + Send + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        let address = listener.local_addr()?;
        let over = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&over);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let server = new_server();
                // A transport that fails ends its client only.
                thread::spawn(move || serve(&stream, server));
            }
        });
        Ok(Self { address, over })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Listener {
    /// Stops listening; clients that are connected stay so.
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        // Wakes the thread that accepts; if nobody listens any more, so much the better.
        drop(TcpStream::connect(self.address));
    }
}
