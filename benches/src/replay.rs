//! A VNC server that sends one stream, an update for each request, and notes how quickly it is asked.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::mpsc::{Receiver, channel},
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result};
use rfb::{
    Rect,
    wire::{ClientMessage, Encoding, RectangleHeader, ServerMessage},
};

use crate::client_messages::ClientMessages;

/// What one client did with the stream.
pub(crate) struct Outcome {
    /// From its first request to the moment when it had shown that the last update was decoded, in seconds.
    pub(crate) seconds: f64,
    /// When it asked first, in milliseconds since 1970, as the browser's clock counts.
    pub(crate) started: f64,
}

/// Listens for one client at a time and sends each of them `handshake` and then `updates`.
pub(crate) struct Replay {
    /// Where.
    pub(crate) address: SocketAddr,
    outcomes: Receiver<Result<Outcome>>,
}

impl Replay {
    /// Starts to listen for one client.
    pub(crate) fn start(handshake: Vec<Vec<u8>>, updates: Vec<Vec<u8>>) -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let (sender, outcomes) = channel();
        std::thread::spawn(move || {
            let outcome = listener
                .accept()
                .context("no client came")
                .and_then(|(stream, _)| Session::new(stream).run(&handshake, &updates));
            // The benchmark may have given up.
            let _ = sender.send(outcome);
        });
        Ok(Self { address, outcomes })
    }

    /// Waits for the client to be through.
    pub(crate) fn wait(&self) -> Result<Outcome> {
        self.outcomes.recv_timeout(std::time::Duration::from_secs(120)).context("the page never finished")?
    }
}

struct Session {
    stream: TcpStream,
    messages: ClientMessages,
}

impl Session {
    fn new(stream: TcpStream) -> Self {
        Self { stream, messages: ClientMessages::behind(0) }
    }

    fn run(mut self, handshake: &[Vec<u8>], updates: &[Vec<u8>]) -> Result<Outcome> {
        self.stream.set_nodelay(true)?;
        // What the client answers to the server's version, security types and security result.
        for (turn, answer) in handshake.iter().zip([12, 1, 0]) {
            self.stream.write_all(turn)?;
            self.stream.read_exact(&mut vec![0; answer])?;
        }
        let mut client_init = [0];
        self.stream.read_exact(&mut client_init)?;
        self.stream.write_all(handshake.last().context("a ServerInit")?)?;
        self.wait_for_request()?;
        let (clock, started) = (Instant::now(), since_1970()?);
        for update in updates {
            self.stream.write_all(update)?;
            self.wait_for_request()?;
        }
        // A client that asks ahead asks when an update begins. That it asks for the one after the next says that all
        // before the next is done, whichever way it asks.
        self.stream.write_all(&speck())?;
        self.wait_for_request()?;
        let seconds = clock.elapsed().as_secs_f64();
        Ok(Outcome { seconds, started })
    }

    fn wait_for_request(&mut self) -> Result<()> {
        loop {
            match self.messages.next()? {
                Some(ClientMessage::FramebufferUpdateRequest(_)) => return Ok(()),
                Some(_) => {}
                None => {
                    let mut bytes = [0; 4096];
                    let length = self.stream.read(&mut bytes)?;
                    anyhow::ensure!(length > 0, "the page closed the connection");
                    self.messages.receive(&bytes[..length]);
                }
            }
        }
    }
}

/// Milliseconds since 1970, as the browser's clock counts.
pub(crate) fn since_1970() -> Result<f64> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs_f64() * 1000.0)
}

/// An update of one pixel.
fn speck() -> Vec<u8> {
    let mut update = Vec::new();
    ServerMessage::FramebufferUpdate { rectangles: 1 }.encode(&mut update);
    RectangleHeader { rect: Rect::new(0, 0, 1, 1), encoding: Encoding::RAW }.encode(&mut update);
    update.extend([0; 4]);
    update
}
