//! A wire to a server on which the test listens.

use std::{
    io::{self, Read, Write},
    net::{Ipv4Addr, Shutdown, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// Passes every client on to a server, and keeps what the latest of them says. It listens as long as the tests run.
pub(crate) struct Tap {
    /// Where clients are to connect.
    pub(crate) port: u16,
    said: Arc<Mutex<Vec<u8>>>,
    latest: Arc<Mutex<Option<TcpStream>>>,
}

impl Tap {
    /// A wire to the server on this port.
    pub(crate) fn to(server: u16) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let said = Arc::<Mutex<Vec<u8>>>::default();
        let latest = Arc::<Mutex<Option<TcpStream>>>::default();
        thread::spawn({
            let (said, latest) = (Arc::clone(&said), Arc::clone(&latest));
            move || {
                for client in listener.incoming().flatten() {
                    let server = TcpStream::connect((Ipv4Addr::LOCALHOST, server)).unwrap();
                    let back = (server.try_clone().unwrap(), client.try_clone().unwrap());
                    let said = Arc::clone(&said);
                    said.lock().unwrap().clear();
                    *latest.lock().unwrap() = Some(client.try_clone().unwrap());
                    // Either side may leave when it likes.
                    thread::spawn(move || pass(client, server, |bytes| said.lock().unwrap().extend(bytes)));
                    thread::spawn(move || pass(back.0, back.1, |_| {}));
                }
            }
        });
        Self { port, said, latest }
    }

    /// What the latest client has said so far.
    pub(crate) fn said(&self) -> Vec<u8> {
        self.said.lock().unwrap().clone()
    }

    /// Cuts the wire of the latest client.
    pub(crate) fn cut(&self) {
        let latest = self.latest.lock().unwrap().take().expect("a client");
        latest.shutdown(Shutdown::Both).unwrap();
    }
}

/// Passes on what comes from one side until it has no more.
fn pass(mut from: TcpStream, mut to: TcpStream, listen: impl Fn(&[u8])) -> io::Result<()> {
    let mut bytes = [0; 16 * 1024];
    loop {
        let length = from.read(&mut bytes)?;
        if length == 0 {
            return to.shutdown(Shutdown::Write);
        }
        listen(&bytes[..length]);
        to.write_all(&bytes[..length])?;
    }
}
