//! One session from the 101 to its end: who may, whereto, and what the log says of it.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_tungstenite::tungstenite::Message;
use tracing::info;

use super::ending::Ending;
use super::listen::Peer;
use super::origin::OriginFields;
use super::places::Place;
use super::relay::{self, Traffic};
use super::target::{ByteStream, Target};
use super::token::Token;
use super::websocket::Browser;
use super::{Refused, Shared};

/// What a browser shows at the door.
#[derive(Debug)]
pub(super) struct Ticket {
    pub(super) token: Option<Token>,
    pub(super) origin: OriginFields,
}

/// Runs a session to its end and closes the WebSocket with the reason. Until that is done it keeps its
/// place, which is one among the sessions once it may be one.
pub(super) async fn run(mut browser: Browser, ticket: Ticket, peer: Peer, shared: &Shared) {
    let Peer { address: remote, mut place } = peer;
    let id = shared.next_session_id();
    let traffic = Traffic::default();
    let opened = tokio::select! {
        opened = open(&ticket, &mut place, shared) => opened,
        () = shared.stop.cancelled() => Err(Ending::ShuttingDown),
    };
    let ending = match opened {
        Ok((stream, target)) => {
            let began = Instant::now();
            info!("session {id} started: {remote} to {target}");
            let ending = relay::run(&mut browser, stream, &shared.stop, &shared.proxy.limits, &traffic).await;
            info!(
                "session {id} ended: {remote}, {}, {:.1} s, {ending}",
                traffic,
                began.elapsed().as_secs_f32()
            );
            ending
        }
        Err(ending) => {
            info!("session {id} refused: {remote}, {ending}");
            ending
        }
    };
    close(browser, &ending, shared).await;
}

/// In the order of nova-novncproxy: the token, then the Origin, then the target.
async fn open(
    ticket: &Ticket,
    place: &mut Place,
    shared: &Shared,
) -> Result<(Box<dyn ByteStream>, Target), Ending> {
    let (proxy, limits) = (&shared.proxy, &shared.proxy.limits);
    let target = tokio::time::timeout(limits.lookup_time, proxy.tokens.resolve(ticket.token.as_ref()))
        .await
        .unwrap_or_else(|_| Err(Refused::Unavailable("the lookup took too long".to_owned())))
        .map_err(Ending::Token)?;
    proxy.origins.check(&ticket.origin).map_err(Ending::Origin)?;
    let among_sessions = shared.sessions.clone().try_acquire_owned().map_err(|_| Ending::TooManySessions)?;
    *place = Arc::new(among_sessions);
    match target.connect(limits.connect_time).await {
        Ok(stream) => Ok((stream, target)),
        Err(error) => Err(Ending::not_connected(target, error)),
    }
}

/// Sends the close frame, or the answer to the browser's, and waits a while for the browser to go.
async fn close(mut browser: Browser, ending: &Ending, shared: &Shared) {
    let goodbye = async {
        if let Some(frame) = ending.close_frame()
            && browser.send(Message::Close(Some(frame))).await.is_err()
        {
            return;
        }
        // The library answers a close frame while it is asked for what comes next.
        while let Some(Ok(_)) = browser.next().await {}
        // Closing a socket with unread bytes resets it, and the browser would not see the frame:
        // what is still under way is read and forgotten.
        let stream = browser.get_mut();
        let _ = stream.shutdown().await;
        let mut rest = [0; 4096];
        while stream.read(&mut rest).await.is_ok_and(|len| len > 0) {}
    };
    // A browser that does not answer in time is disconnected all the same.
    let _ = tokio::time::timeout(shared.proxy.limits.close_time, goodbye).await;
}

impl fmt::Display for Traffic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (up, down) = (self.to_target(), self.to_browser());
        write!(f, "{up} bytes from and {down} bytes to the browser")
    }
}
