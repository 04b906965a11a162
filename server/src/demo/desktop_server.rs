//! The synthetic desktop as a target: each connection has a desktop of its own.

use std::io;
use std::time::{Duration, SystemTime};

use desktop::scene::{Desktop, DesktopOptions};
use desktop::{Config, Server};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};
use tokio::time::{Instant, timeout_at};
use tracing::debug;

use crate::proxy::{ByteStream, InProcess};

/// Starts a desktop for each connection.
pub(super) struct DesktopServer;

impl InProcess for DesktopServer {
    fn connect(&self) -> Box<dyn ByteStream> {
        let (near, far) = tokio::io::duplex(PIPE_BYTES);
        tokio::spawn(async move {
            if let Err(error) = serve(far).await {
                debug!("a desktop ended: {error}");
            }
        });
        Box::new(near)
    }
}

/// As much as the relay takes at once.
const PIPE_BYTES: usize = 64 * 1024;

/// A client says little.
const READ_BYTES: usize = 8 * 1024;

/// Drives one desktop, as the description of [`desktop::server`] asks, until its client leaves.
async fn serve(mut stream: DuplexStream) -> io::Result<()> {
    let start = Instant::now();
    // Drawing and encoding take milliseconds, for which this thread is lost to other tasks.
    let mut server = tokio::task::block_in_place(new_server);
    let mut output = Vec::new();
    let mut input = [0; READ_BYTES];
    loop {
        let next = tokio::task::block_in_place(|| server.poll(start.elapsed(), &mut output));
        if !output.is_empty() {
            stream.write_all(&output).await?;
            output.clear();
            // There may be more to say to a client that has asked for it already.
            if next.is_none() && server.is_connected() {
                continue;
            }
        }
        let read = stream.read(&mut input);
        let len = match next {
            None => read.await?,
            Some(next) => match timeout_at(start + next, read).await {
                Ok(len) => len?,
                Err(_) => continue,
            },
        };
        if len == 0 {
            return Ok(());
        }
        if let Err(error) = server.receive(&input[..len], start.elapsed(), &mut output) {
            // What the client did wrong is in the output too.
            stream.write_all(&output).await?;
            return Err(io::Error::other(error.to_string()));
        }
    }
}

fn new_server() -> Server {
    let wall_clock = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
    let scene = Desktop::new(DesktopOptions { wall_clock, ..DesktopOptions::default() });
    Server::new(
        Config { name: "Porthole demo".to_owned(), power: true, ..Config::default() },
        Box::new(scene),
    )
}
