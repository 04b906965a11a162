//! The WebSocket handshake (RFC 6455, section 4.2), as forgiving as websockify's where clients
//! depend on it: any path, and a subprotocol that is `binary` or none.
//!
//! tokio-tungstenite carries the frames. Of the crates at hand it refuses unmasked frames, bounds
//! frames before it keeps them and its own write buffer at all times, unmasks a word at a time,
//! and can be dropped in the middle of a read without losing bytes, which a relay that listens to
//! two sides at once depends on. fastwebsockets copies less but accepts unmasked frames and loses
//! its place when a read is dropped. The relay is not where a console's time goes.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{
    ALLOW, CONNECTION, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN, SEC_WEBSOCKET_ACCEPT,
    SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION, UPGRADE,
};
use hyper::upgrade::Upgraded;
use hyper::{Method, Request, Response, StatusCode, Version};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use tracing::{debug, error};

use super::Shared;
use super::http::{joined, text};
use super::limits::{BROWSER_READ_BYTES, CHUNK_BYTES, MAX_MESSAGE_BYTES};
use super::listen::Peer;
use super::origin::OriginFields;
use super::session::{self, Ticket};
use super::token;
use super::write_timeout::WriteTimeout;

/// The WebSocket to a browser.
pub(super) type Browser = WebSocketStream<TcpStream>;

/// Whether a request asks for a WebSocket at all, rightly or not.
pub(super) fn is_wanted(request: &Request<Incoming>) -> bool {
    has_item(&joined(request.headers(), UPGRADE), "websocket")
}

/// Answers the handshake, and starts the session if it is a good one.
pub(super) fn answer(
    mut request: Request<Incoming>,
    peer: &Peer,
    shared: &Arc<Shared>,
) -> Response<Full<Bytes>> {
    let agreed = match agree(&request) {
        Ok(agreed) => agreed,
        Err(refusal) => {
            debug!("handshake from {} refused with {}", peer.address, refusal.status().as_u16());
            return *refusal;
        }
    };
    let ticket = ticket(&request);
    let upgrade = hyper::upgrade::on(&mut request);
    let (peer, task_shared) = (peer.clone(), shared.clone());
    shared.tasks.spawn(async move {
        match upgrade.await {
            Ok(upgraded) => match browser(upgraded).await {
                Some(browser) => session::run(browser, ticket, peer, &task_shared).await,
                None => error!("no session for {}: its connection is of an unknown type", peer.address),
            },
            Err(error) => debug!("{} left during the handshake: {error}", peer.address),
        }
    });
    agreed
}

/// The WebSocket over what was a connection of HTTP, without the time-out of that: a session has its
/// own way to tell whether its browser lives. None if that is not the type that all connections have here.
async fn browser(upgraded: Upgraded) -> Option<Browser> {
    let parts = upgraded.downcast::<TokioIo<WriteTimeout<TcpStream>>>().ok()?;
    let stream = parts.io.into_inner().into_inner();
    let early = parts.read_buf.into();
    Some(WebSocketStream::from_partially_read(stream, early, Role::Server, Some(config())).await)
}

/// The 101, or the reply that says what is wrong with the handshake.
fn agree(request: &Request<Incoming>) -> Result<Response<Full<Bytes>>, Box<Response<Full<Bytes>>>> {
    let refuse = |status, sentence| Err(Box::new(text(status, sentence)));
    if request.method() != Method::GET {
        let mut refusal = text(StatusCode::METHOD_NOT_ALLOWED, "A WebSocket begins with GET.\n");
        refusal.headers_mut().insert(ALLOW, HeaderValue::from_static("GET"));
        return Err(Box::new(refusal));
    }
    if request.version() < Version::HTTP_11 {
        return refuse(StatusCode::BAD_REQUEST, "A WebSocket needs HTTP/1.1.\n");
    }
    let headers = request.headers();
    let version = headers.get(SEC_WEBSOCKET_VERSION).map_or(b"".as_slice(), HeaderValue::as_bytes);
    if !ACCEPTED_VERSIONS.contains(&version) {
        let mut refusal = text(StatusCode::UPGRADE_REQUIRED, "Unsupported WebSocket version.\n");
        refusal.headers_mut().insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
        refusal.headers_mut().insert(UPGRADE, HeaderValue::from_static("websocket"));
        refusal.headers_mut().insert(CONNECTION, HeaderValue::from_static("upgrade"));
        return Err(Box::new(refusal));
    }
    let Some(key) = headers.get(SEC_WEBSOCKET_KEY) else {
        return refuse(StatusCode::BAD_REQUEST, "Sec-WebSocket-Key is missing.\n");
    };
    let Some(accept) = accept(key.as_bytes()) else {
        return refuse(StatusCode::BAD_REQUEST, "Sec-WebSocket-Key is not a key.\n");
    };
    let offered = joined(headers, SEC_WEBSOCKET_PROTOCOL);
    let subprotocol_offered = headers.contains_key(SEC_WEBSOCKET_PROTOCOL);
    // Subprotocol names are compared exactly, unlike most else in a head.
    if subprotocol_offered && !offered.split(',').any(|name| name.trim() == SUBPROTOCOL) {
        return refuse(StatusCode::BAD_REQUEST, "Of subprotocols only `binary` is spoken here.\n");
    }

    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let reply = response.headers_mut();
    reply.insert(UPGRADE, HeaderValue::from_static("websocket"));
    reply.insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    reply.insert(SEC_WEBSOCKET_ACCEPT, accept);
    if subprotocol_offered {
        reply.insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(SUBPROTOCOL));
    }
    Ok(response)
}

/// The answer to a key, which is 16 bytes in base64 (RFC 6455, section 4.2.1); none to anything else.
fn accept(key: &[u8]) -> Option<HeaderValue> {
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let is_key =
        matches!(key, [digits @ .., b'=', b'='] if digits.len() == 22 && digits.iter().all(is_digit));
    is_key.then(|| HeaderValue::from_str(&derive_accept_key(key)).ok()).flatten()
}

/// What the session has to judge, taken from the request head.
fn ticket(request: &Request<Incoming>) -> Ticket {
    let headers = request.headers();
    let one = |name: HeaderName| single(headers, &name);
    Ticket {
        token: token::from_request(request.uri().query(), headers),
        origin: OriginFields {
            // An Origin that is given twice, or is no text, is there but names no host.
            origin: headers.contains_key(ORIGIN).then(|| one(ORIGIN).unwrap_or_default()),
            host: one(HOST),
            forwarded_proto: one(HeaderName::from_static("x-forwarded-proto")),
        },
    }
}

fn single(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok().map(str::to_owned),
        _ => None,
    }
}

fn has_item(list: &str, item: &str) -> bool {
    list.split(',').any(|candidate| candidate.trim().eq_ignore_ascii_case(item))
}

fn config() -> WebSocketConfig {
    WebSocketConfig::default()
        .read_buffer_size(BROWSER_READ_BYTES)
        .write_buffer_size(CHUNK_BYTES)
        // One message that waits, one that is added, and control frames.
        .max_write_buffer_size(4 * CHUNK_BYTES)
        .max_message_size(Some(MAX_MESSAGE_BYTES))
        .max_frame_size(Some(MAX_MESSAGE_BYTES))
}

/// The final version and the two drafts with the same frames, which websockify also accepts.
const ACCEPTED_VERSIONS: [&[u8]; 3] = [b"13", b"8", b"7"];

/// The name under which noVNC and its kin ask for plain bytes.
const SUBPROTOCOL: &str = "binary";
