//! The synthetic desktop's server behind a pair of eyes that counts what a page asks for.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::Result;
use desktop::{Config, Server, scene::Film, serve::Listener};
use rfb::wire::ClientMessage;

use crate::{client_messages::ClientMessages, content::Content, workload::SCREEN};

/// The bytes that a client sends before its first message: version, security type, ClientInit.
const HANDSHAKE: usize = 12 + 1 + 1;

/// A running server that draws a film as fast as a page asks for it, in the encoding that the page likes best.
pub(crate) struct Live {
    /// Where pages connect.
    pub(crate) address: SocketAddr,
    requests: Arc<AtomicUsize>,
    _desktop: Listener,
}

impl Live {
    /// Starts to serve this content.
    pub(crate) fn start(content: Content) -> Result<Self> {
        let frames = content.frames(SCREEN, 8);
        let desktop = Listener::start((Ipv4Addr::LOCALHOST, 0), move || {
            let film = Film::new(SCREEN, frames.clone(), Duration::from_millis(1));
            // Without requests there would be no telling what a page has shown from what it has yet to read.
            let config =
                Config { frame_interval: Duration::ZERO, continuous_updates: false, ..Config::default() };
            Server::new(config, Box::new(film))
        })?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let (address, target) = (listener.local_addr()?, desktop.address());
        let requests = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&requests);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let counter = Arc::clone(&counter);
                // A page that leaves ends both directions; there is nobody left to tell.
                std::thread::spawn(move || drop(relay(client, target, &counter)));
            }
        });
        Ok(Self { address, requests, _desktop: desktop })
    }

    /// How many updates have been asked for so far.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }
}

fn relay(mut client: TcpStream, target: SocketAddr, requests: &AtomicUsize) -> Result<()> {
    let mut server = TcpStream::connect(target)?;
    for stream in [&client, &server] {
        stream.set_nodelay(true)?;
    }
    let (mut from_server, mut to_client) = (server.try_clone()?, client.try_clone()?);
    std::thread::spawn(move || {
        // Ends when either side hangs up, and takes the other with it.
        drop(std::io::copy(&mut from_server, &mut to_client));
        drop(to_client.shutdown(Shutdown::Both));
    });
    let mut messages = ClientMessages::behind(HANDSHAKE);
    let mut bytes = [0; 4096];
    loop {
        let length = client.read(&mut bytes)?;
        if length == 0 {
            return Ok(server.shutdown(Shutdown::Both)?);
        }
        server.write_all(&bytes[..length])?;
        messages.receive(&bytes[..length]);
        while let Some(message) = messages.next()? {
            if matches!(message, ClientMessage::FramebufferUpdateRequest(_)) {
                requests.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}
