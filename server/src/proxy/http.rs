//! HTTP by hyper: each request is the page's or the WebSocket's.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::{
    ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH,
};
use hyper::http::uri::PathAndQuery;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tracing::debug;

use super::limits::{MAX_HEAD_BYTES, MAX_HEAD_FIELDS};
use super::listen::Peer;
use super::write_timeout::WriteTimeout;
use super::{Shared, websocket};
use crate::assets;

/// Serves one connection to its end, or until its time is over or the proxy is stopped; then the
/// reply that is under way is the last. A WebSocket goes on in a task of its own.
pub(super) async fn serve(stream: TcpStream, peer: Peer, shared: Arc<Shared>) {
    let limits = &shared.proxy.limits;
    let remote = peer.address;
    let service = service_fn(|request| {
        let reply = answer(request, &peer, &shared);
        async { Ok::<_, Infallible>(reply) }
    });
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_buf_size(MAX_HEAD_BYTES)
        .max_headers(MAX_HEAD_FIELDS)
        .serve_connection(TokioIo::new(WriteTimeout::new(stream, limits.stall_time)), service)
        .with_upgrades();
    tokio::pin!(connection);
    let over = async {
        tokio::select! {
            () = shared.stop.cancelled() => {}
            () = tokio::time::sleep(limits.page_time) => {}
        }
    };
    let outcome = tokio::select! {
        outcome = &mut connection => outcome,
        () = over => {
            connection.as_mut().graceful_shutdown();
            let Ok(outcome) = tokio::time::timeout(limits.last_reply_time, connection).await else {
                debug!("{remote} took its reply too slowly");
                return;
            };
            outcome
        }
    };
    if let Err(error) = outcome {
        debug!("the connection from {remote} ended: {error}");
    }
}

/// All values of one field, joined by commas as RFC 9110 (section 5.3) says; values that are not
/// text are left out.
pub(super) fn joined(headers: &HeaderMap, name: HeaderName) -> String {
    headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).collect::<Vec<_>>().join(", ")
}

/// A reply that is only a status and a sentence.
pub(super) fn text(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(text));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

fn answer(request: Request<Incoming>, peer: &Peer, shared: &Arc<Shared>) -> Response<Full<Bytes>> {
    if websocket::is_wanted(&request) {
        return websocket::answer(request, peer, shared);
    }
    let method = request.method().as_str();
    let reply = shared.proxy.site.reply(&assets::Request {
        method,
        target: request.uri().path_and_query().map_or("/", PathAndQuery::as_str),
        accept_encoding: &joined(request.headers(), ACCEPT_ENCODING),
        if_none_match: &joined(request.headers(), IF_NONE_MATCH),
    });
    debug!("{method} from {} answered with {}", peer.address, reply.status);
    let body = if reply.sends_body(method) { reply.body.clone() } else { Bytes::new() };
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_LENGTH, HeaderValue::from(reply.body.len()));
    for (name, value) in &reply.headers {
        // The rules make every value from visible ASCII, and every name is a known one.
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(*name), HeaderValue::from_str(value)) {
            headers.insert(name, value);
        }
    }
    response
}
