//! A small page, and an HTTP client that hides nothing.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Child;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use porthole::assets::{File, FrameAncestor, MountPoint, Page, Site};
use porthole::web::{self, Wake};

/// How long anything that should happen may take before a test gives up: much longer than it ever
/// takes, so that a busy machine does not matter.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) const HTML: &str = "<!doctype html><meta charset=\"utf-8\">\
    <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'\">";

/// A page with one file of each kind that the rules tell apart. The compressed forms are marked
/// bytes: no rule looks into them.
pub(crate) fn page() -> Page {
    let file = |plain: &'static str| File { plain: plain.as_bytes().into(), ..File::default() };
    Page::new([
        ("vnc.html".to_owned(), file(HTML)),
        (
            "app-0123abcd.js".to_owned(),
            File {
                plain: "plain javascript".as_bytes().into(),
                brotli: Some("br".as_bytes().into()),
                gzip: Some("gzip".as_bytes().into()),
            },
        ),
        ("app-0123abcd_bg.wasm".to_owned(), file("\0asm")),
        ("icons/logo.svg".to_owned(), file("<svg/>")),
    ])
}

pub(crate) fn site(mount_point: &str, frame_ancestors: &[&str]) -> Site {
    let mount_point: MountPoint = mount_point.parse().unwrap();
    let ancestors: Vec<FrameAncestor> = frame_ancestors.iter().map(|text| text.parse().unwrap()).collect();
    Site::new(page(), mount_point, &ancestors)
}

/// `porthole web` in this process; it ends with the value.
pub(crate) struct WebServer {
    pub(crate) address: SocketAddr,
    wake: mpsc::Sender<Wake>,
}

impl WebServer {
    pub(crate) fn start(site: Site) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (wake, woken) = mpsc::channel();
        let waker = wake.clone();
        std::thread::spawn(move || web::serve(&listener, &Arc::new(site), &waker, &woken));
        Self { address, wake }
    }
}

impl Drop for WebServer {
    fn drop(&mut self) {
        let _ = self.wake.send(Wake::Stop);
    }
}

/// A reply as it came over the wire.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(candidate, _)| candidate.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

pub(crate) fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Sends one request on a connection of its own. `head` is the request line without the version,
/// and perhaps fields.
pub(crate) fn request(address: SocketAddr, head: &str) -> Response {
    let mut stream = connect(address);
    let (line, fields) = head.split_once('\n').unwrap_or((head, ""));
    write!(stream, "{line} HTTP/1.1\r\nHost: localhost\r\n").unwrap();
    for field in fields.lines() {
        write!(stream, "{}\r\n", field.trim()).unwrap();
    }
    stream.write_all(b"Connection: close\r\n\r\n").unwrap();
    read_response(&mut stream, line.starts_with("HEAD"))
}

/// Reads one reply; the connection may stay open.
pub(crate) fn read_response(stream: &mut TcpStream, to_head: bool) -> Response {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let mut lines = head.trim_end().split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers: Vec<_> =
        lines.map(|line| line.split_once(": ").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap()).collect();
    let mut response = Response { status, headers, body: Vec::new() };
    if !to_head && status >= 200 && status != 304 {
        let len = response.header("content-length").unwrap_or("0").parse().unwrap();
        response.body.resize(len, 0);
        stream.read_exact(&mut response.body).unwrap();
    }
    response
}

/// A process that is ended even if the test panics.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
