//! Where a token leads: how it is written, and how it is reached.

use std::fmt;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};

/// A display server.
#[derive(Clone)]
pub enum Target {
    /// At a TCP port.
    Tcp {
        /// A name or an address, without brackets.
        host: String,
        /// Its port.
        port: u16,
    },
    /// At a Unix domain socket.
    Unix(PathBuf),
    /// In this process.
    InProcess(Arc<dyn InProcess>),
}

/// A display server in this process.
pub trait InProcess: Send + Sync {
    /// Opens a connection to it. Called inside the runtime, so it may start tasks.
    fn connect(&self) -> Box<dyn ByteStream>;
}

/// What the relay needs of a connection to a target.
pub trait ByteStream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> ByteStream for S {}

impl Target {
    /// Connects, trying all addresses of a name.
    ///
    /// # Errors
    /// That of the address tried last, or `TimedOut` after `limit`.
    pub async fn connect(&self, limit: Duration) -> io::Result<Box<dyn ByteStream>> {
        let connecting = async {
            Ok(match self {
                Self::Tcp { host, port } => Box::new(connect_tcp(host, *port).await?) as Box<dyn ByteStream>,
                Self::Unix(path) => Box::new(UnixStream::connect(path).await?),
                Self::InProcess(server) => server.connect(),
            })
        };
        let too_late = |_| Err(io::Error::new(ErrorKind::TimedOut, format!("no answer within {limit:?}")));
        tokio::time::timeout(limit, connecting).await.unwrap_or_else(too_late)
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Target({self})")
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { host, port } if host.contains(':') => write!(f, "[{host}]:{port}"),
            Self::Tcp { host, port } => write!(f, "{host}:{port}"),
            Self::Unix(path) => write!(f, "{UNIX_PREFIX}{}", path.display()),
            Self::InProcess(_) => f.write_str("the built-in desktop"),
        }
    }
}

impl PartialEq for Target {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Tcp { host, port }, Self::Tcp { host: other_host, port: other_port }) => {
                host == other_host && port == other_port
            }
            (Self::Unix(path), Self::Unix(other)) => path == other,
            (Self::InProcess(server), Self::InProcess(other)) => Arc::ptr_eq(server, other),
            _ => false,
        }
    }
}

impl FromStr for Target {
    type Err = String;

    /// Reads `HOST:PORT`, with an IPv6 address in brackets or not, or `unix_socket:/path`, as
    /// websockify's token files have them.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(path) = text.strip_prefix(UNIX_PREFIX) {
            return match path.starts_with('/') {
                true => Ok(Self::Unix(PathBuf::from(path))),
                false => Err("write the whole path of the socket, as in unix_socket:/run/vm.sock".to_owned()),
            };
        }
        let (host, port) = text.rsplit_once(':').unwrap_or_default();
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        match port.parse() {
            Ok(port) if port > 0 && is_host(host) => Ok(Self::Tcp { host: host.to_owned(), port }),
            _ => Err("write HOST:PORT, as in 192.0.2.7:5900 or [2001:db8::7]:5900".to_owned()),
        }
    }
}

/// websockify's word for a Unix domain socket in place of a host.
const UNIX_PREFIX: &str = "unix_socket:";

/// How long one address may keep the next one waiting (RFC 8305, section 5).
const ATTEMPT_DELAY: Duration = Duration::from_millis(250);

/// Finds out within a few minutes that a hypervisor has vanished without a word.
const KEEPALIVE: TcpKeepalive =
    TcpKeepalive::new().with_time(Duration::from_secs(60)).with_interval(Duration::from_secs(20));

fn is_host(host: &str) -> bool {
    !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_graphic() && !b"[]/\"".contains(&byte))
}

/// Tries the addresses one after the other, each when the one before has failed or taken its
/// time, and takes the first that answers.
async fn connect_tcp(host: &str, port: u16) -> io::Result<TcpStream> {
    let mut addresses = tokio::net::lookup_host((host, port)).await?.collect::<Vec<_>>().into_iter();
    let mut attempts = FuturesUnordered::new();
    let mut failure = io::Error::new(ErrorKind::NotFound, "the name has no address");
    loop {
        match addresses.next() {
            Some(address) => attempts.push(connect_address(address)),
            None if attempts.is_empty() => return Err(failure),
            None => {}
        }
        tokio::select! {
            Some(attempt) = attempts.next() => match attempt {
                Ok(stream) => return Ok(stream),
                Err(error) => failure = error,
            },
            () = tokio::time::sleep(ATTEMPT_DELAY), if addresses.len() > 0 => {}
        }
    }
}

async fn connect_address(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address).await?;
    // A key press must not wait for the acknowledgement of the one before it.
    stream.set_nodelay(true)?;
    SockRef::from(&stream).set_tcp_keepalive(&KEEPALIVE)?;
    Ok(stream)
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[tokio::test]
    async fn all_addresses_of_a_name_are_tried() {
        // `localhost` is ::1 as well on most systems, and nobody listens there.
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let target: Target = format!("localhost:{port}").parse().unwrap();
        assert!(target.connect(std::time::Duration::from_secs(60)).await.is_ok());
        drop(listener);
        assert!(target.connect(std::time::Duration::from_secs(60)).await.is_err());
    }

    #[test]
    fn targets_are_read_as_websockify_writes_them() {
        for (text, shown) in [
            ("127.0.0.1:5900", "127.0.0.1:5900"),
            ("compute-1.example:5901", "compute-1.example:5901"),
            ("[2001:db8::7]:5900", "[2001:db8::7]:5900"),
            ("2001:db8::7:5900", "[2001:db8::7]:5900"),
            ("unix_socket:/run/vm.sock", "unix_socket:/run/vm.sock"),
        ] {
            assert_eq!(text.parse::<Target>().unwrap().to_string(), shown);
        }
    }

    #[test]
    fn what_is_no_target_is_refused() {
        for text in
            ["", ":", "host", "host:", ":5900", "host:0", "host:65536", "ho st:1", "unix_socket:rel", "[]:1"]
        {
            assert!(text.parse::<Target>().is_err(), "{text}");
        }
    }
}
