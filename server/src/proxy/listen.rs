//! The accept loop: a bounded number of connections, each with the right socket options.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::net::{TcpListener, TcpStream};
use tracing::{debug, info, warn};

use super::places::{Place, Places};
use super::{Shared, http};

/// Accepts connections until the proxy is stopped.
pub(super) async fn accept(listener: std::net::TcpListener, shared: &Arc<Shared>) -> anyhow::Result<()> {
    listener.set_nonblocking(true).context("cannot prepare the listener")?;
    let listener = TcpListener::from_std(listener).context("cannot prepare the listener")?;
    info!("listening on http://{}", listener.local_addr()?);

    let mut places = Places::new(shared.proxy.limits.other_connections);
    let mut pause = FIRST_PAUSE;
    loop {
        // Without a place nothing is accepted: the rest waits in the kernel's queue.
        let next = async { (places.take().await, listener.accept().await) };
        let (place, accepted) = tokio::select! {
            () = shared.stop.cancelled() => return Ok(()),
            next = next => next,
        };
        match (place, accepted) {
            (Some(place), Ok((stream, address))) => {
                pause = FIRST_PAUSE;
                if let Err(error) = set_options(&stream) {
                    warn!("cannot serve {address} without delaying its key presses: {error}");
                    continue;
                }
                shared.tasks.spawn(http::serve(stream, Peer { address, place }, shared.clone()));
            }
            (_, Err(error)) if concerns_one_connection(&error) => debug!("a client left early: {error}"),
            (_, Err(error)) => {
                warn!("cannot accept connections ({error}); trying again in {} ms", pause.as_millis());
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            // There are places for as long as this waits for them.
            (None, Ok(_)) => return Ok(()),
        }
    }
}

/// Who is at the other end of a connection, and the connection's place among all.
#[derive(Clone, Debug)]
pub(super) struct Peer {
    pub(super) address: SocketAddr,
    pub(super) place: Place,
}

/// After the first failure to accept, for lack of file descriptors most likely.
const FIRST_PAUSE: Duration = Duration::from_millis(20);

/// However long the lack lasts, a freed descriptor is noticed this soon.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

fn concerns_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted | ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset
    )
}

/// Sets what no connection can do without, and what is good to have.
fn set_options(stream: &TcpStream) -> io::Result<()> {
    // A key press must not wait for the acknowledgement of the one before it.
    stream.set_nodelay(true)?;
    #[cfg(any(target_os = "linux", target_os = "android"))]
    if let Err(error) = socket2::SockRef::from(stream).set_tcp_notsent_lowat(super::limits::UNSENT_BYTES) {
        // Not every sandbox knows it, and consoles work without it.
        static WARNED: std::sync::Once = std::sync::Once::new();
        WARNED.call_once(|| warn!("slow browsers will lag behind, as TCP_NOTSENT_LOWAT is refused: {error}"));
    }
    Ok(())
}
