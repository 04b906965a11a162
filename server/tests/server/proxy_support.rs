//! A proxy in this process, targets for it, and a WebSocket client.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;

use futures_util::StreamExt as _;
use porthole::assets::Site;
use porthole::proxy::{
    Limits, OriginPolicy, Proxy, Refused, Resolving, SingleTarget, Target, Token, TokenSource,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_util::sync::CancellationToken;

use crate::support::{PATIENCE, site};

/// A proxy with a runtime of its own; it is stopped with the value.
pub(crate) struct BlockingProxy {
    pub(crate) address: SocketAddr,
    stop: CancellationToken,
    thread: Option<JoinHandle<anyhow::Result<()>>>,
}

impl BlockingProxy {
    pub(crate) fn start(site: Site, tokens: Arc<dyn TokenSource>) -> Self {
        Self::start_with(Proxy { site, tokens, origins: OriginPolicy::default(), limits: Limits::default() })
    }

    pub(crate) fn start_with(proxy: Proxy) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let stopped = stop.clone();
        let thread = std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
            runtime.block_on(proxy.serve(listener, stopped))
        });
        Self { address, stop, thread: Some(thread) }
    }

    /// Tells it to stop, as SIGTERM does.
    pub(crate) fn stop(&self) {
        self.stop.cancel();
    }

    /// Waits until it has stopped.
    pub(crate) fn join(mut self) {
        self.thread.take().unwrap().join().unwrap().unwrap();
    }
}

impl Drop for BlockingProxy {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// A proxy whose every session goes to `target`, with these limits.
pub(crate) fn proxy_to(target: SocketAddr, limits: Limits) -> BlockingProxy {
    proxy_to_target(target.to_string().parse().unwrap(), limits)
}

pub(crate) fn proxy_to_target(target: Target, limits: Limits) -> BlockingProxy {
    let tokens = Arc::new(SingleTarget(target));
    BlockingProxy::start_with(Proxy { site: site("", &[]), tokens, origins: OriginPolicy::default(), limits })
}

/// A token source that knows nobody.
pub(crate) fn refuse_all() -> Arc<dyn TokenSource> {
    struct RefuseAll;
    impl TokenSource for RefuseAll {
        fn resolve<'a>(&'a self, _token: Option<&'a Token>) -> Resolving<'a> {
            Box::pin(std::future::ready(Err::<Target, _>(Refused::Unknown)))
        }
    }
    Arc::new(RefuseAll)
}

/// A target that sends back what it receives.
pub(crate) async fn echo_target() -> SocketAddr {
    target(|mut stream| async move {
        let (mut from, mut to) = stream.split();
        // The proxy hangs up at the end of each session.
        let _ = tokio::io::copy(&mut from, &mut to).await;
        let _ = to.shutdown().await;
    })
    .await
}

/// A target that does `serve` with each connection.
pub(crate) async fn target<F: Future<Output = ()> + Send + 'static>(
    serve: impl Fn(TcpStream) -> F + Send + 'static,
) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    address
}

/// A port where nobody listens.
pub(crate) async fn dead_target() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

pub(crate) type Client = WebSocketStream<TcpStream>;

/// Opens a WebSocket to `path`, which may have a query, with additional header fields.
pub(crate) async fn open(address: SocketAddr, path: &str, fields: &[(&str, &str)]) -> Result<Client, Error> {
    let stream = TcpStream::connect(address).await.unwrap();
    open_over(stream, path, fields).await
}

pub(crate) async fn open_over(
    stream: TcpStream,
    path: &str,
    fields: &[(&str, &str)],
) -> Result<Client, Error> {
    let address = stream.peer_addr().unwrap();
    let mut request = format!("ws://{address}{path}").into_client_request().unwrap();
    for (name, value) in fields {
        let name = HeaderName::try_from(*name).unwrap();
        request.headers_mut().append(name, HeaderValue::from_str(value).unwrap());
    }
    let (client, _) = within(tokio_tungstenite::client_async(request, stream)).await?;
    Ok(client)
}

/// Reads to the close frame and returns its code and reason; panics if there is none.
pub(crate) async fn closing(client: &mut Client) -> (u16, String) {
    loop {
        match within(client.next()).await {
            Some(Ok(Message::Close(Some(frame)))) => return (frame.code.into(), frame.reason.to_string()),
            Some(Ok(Message::Close(None)) | Err(_)) | None => panic!("closed without a code"),
            Some(Ok(_)) => {}
        }
    }
}

/// Reads `len` bytes of binary messages.
pub(crate) async fn receive(client: &mut Client, len: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(len);
    while bytes.len() < len {
        match within(client.next()).await {
            Some(Ok(Message::Binary(message))) => bytes.extend_from_slice(&message),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
            other => panic!("{other:?} after {} of {len} bytes", bytes.len()),
        }
    }
    assert_eq!(bytes.len(), len);
    bytes
}

/// Opens a WebSocket by hand and returns the bare connection.
pub(crate) async fn open_raw(address: SocketAddr) -> TcpStream {
    open_raw_with(address, b"").await
}

/// The same, with bytes that follow the request at once.
pub(crate) async fn open_raw_with(address: SocketAddr, early: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    stream.write_all(&[head.as_bytes(), early].concat()).await.unwrap();
    let mut reply = Vec::new();
    while !reply.ends_with(b"\r\n\r\n") {
        reply.push(within(stream.read_u8()).await.unwrap());
    }
    assert!(reply.starts_with(b"HTTP/1.1 101 "), "{}", String::from_utf8_lossy(&reply));
    stream
}

/// The future's value, or a panic if it takes too long.
pub(crate) async fn within<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, future).await.expect("took too long")
}

/// Bytes that show when one is lost or moved.
pub(crate) fn pattern(len: usize) -> Vec<u8> {
    (0..len).map(|index| (index % 251) as u8).collect()
}
