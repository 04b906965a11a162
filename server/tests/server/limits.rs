//! Limits and time-outs, and the end of the proxy itself.

use std::io::{Read as _, Write as _};
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use porthole::assets::{File, MountPoint, Page, Site};
use porthole::proxy::{Limits, OriginPolicy, Proxy};
use tokio::io::AsyncReadExt as _;
use tokio_tungstenite::tungstenite::Message;

use crate::proxy_support::{
    BlockingProxy, closing, dead_target, echo_target, open, open_raw, proxy_to, receive, refuse_all, within,
};
use crate::support::{PATIENCE, connect, read_response, request};

/// Short enough for a test to wait for it.
const SOON: Duration = Duration::from_millis(200);

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_does_not_come_is_not_waited_for() {
    let proxy = proxy_to(dead_target().await, Limits { head_time: SOON, ..Limits::default() });
    for beginning in ["", "GET / HTTP/1.1\r\nHost: local"] {
        let mut stream = connect(proxy.address);
        stream.write_all(beginning.as_bytes()).unwrap();
        let mut reply = Vec::new();
        // It ends; whether with a word of farewell is no matter.
        stream.read_to_end(&mut reply).unwrap();
        assert!(!reply.starts_with(b"HTTP/1.1 200"), "{beginning:?}");
    }
    let mut stream = connect(proxy.address);
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    assert_eq!(read_response(&mut stream, false).status, 200);
    assert_eq!(stream.read_to_end(&mut Vec::new()).unwrap(), 0, "nor is a second request");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_does_not_end_is_refused() {
    let proxy = proxy_to(dead_target().await, Limits::default());
    let mut stream = connect(proxy.address);
    // The proxy hangs up somewhere in the middle, and may do so before its reply is read.
    let _ = write!(stream, "GET /vnc.html HTTP/1.1\r\nX-Long: {}", "x".repeat(1024 * 1024));
    let mut reply = Vec::new();
    let _ = stream.read_to_end(&mut reply);
    assert!(reply.is_empty() || reply.starts_with(b"HTTP/1.1 431 "), "{}", String::from_utf8_lossy(&reply));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_not_used_for_ever() {
    let limits = Limits { head_time: Duration::from_secs(3600), page_time: SOON, ..Limits::default() };
    let proxy = proxy_to(echo_target().await, limits);
    let mut stream = connect(proxy.address);
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    assert_eq!(read_response(&mut stream, false).status, 200);
    assert_eq!(stream.read_to_end(&mut Vec::new()).unwrap(), 0);

    let mut client = open(proxy.address, "/", &[]).await.unwrap();
    tokio::time::sleep(2 * SOON).await;
    client.send(Message::Binary("here".into())).await.unwrap();
    assert_eq!(receive(&mut client, 4).await, b"here", "a session is no page load");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_sessions_than_allowed_are_told_to_come_again() {
    let proxy = proxy_to(echo_target().await, Limits { sessions: 1, ..Limits::default() });
    let mut first = open(proxy.address, "/", &[]).await.unwrap();
    first.send(Message::Binary("here".into())).await.unwrap();
    receive(&mut first, 4).await;

    let mut second = open(proxy.address, "/", &[]).await.unwrap();
    let (code, reason) = closing(&mut second).await;
    assert_eq!((code, reason.contains("Too many")), (4503, true), "{reason}");
    assert_eq!(request(proxy.address, "GET /vnc.html").status, 200, "the page is still there");

    first.close(None).await.unwrap();
    while within(first.next()).await.is_some() {}
    // The place is free once the proxy has noticed, which it does in its own time.
    within(async {
        loop {
            let mut third = open(proxy.address, "/", &[]).await.unwrap();
            let _ = third.send(Message::Binary("here".into())).await;
            if let Some(Ok(Message::Binary(_))) = third.next().await {
                return;
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn page_loads_and_sessions_have_limits_of_their_own() {
    let head_time = Duration::from_secs(3600);
    let limits = Limits { sessions: 2, other_connections: 1, head_time, ..Limits::default() };
    let proxy = proxy_to(echo_target().await, limits);
    let mut sessions = Vec::new();
    for _ in 0..2 {
        let mut client = open(proxy.address, "/", &[]).await.unwrap();
        client.send(Message::Binary("here".into())).await.unwrap();
        receive(&mut client, 4).await;
        sessions.push(client);
    }
    let get = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let mut first = connect(proxy.address);
    first.write_all(get).unwrap();
    assert_eq!(read_response(&mut first, false).status, 200, "sessions take no place of a page load");

    sessions.clear();
    let mut second = connect(proxy.address);
    second.write_all(get).unwrap();
    second.set_read_timeout(Some(SOON)).unwrap();
    assert!(second.read(&mut [0]).is_err(), "nor does a page load take one of a session");
    drop(first);
    second.set_read_timeout(Some(PATIENCE)).unwrap();
    assert_eq!(read_response(&mut second, false).status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_that_is_not_read_is_given_up() {
    let large = File { plain: vec![b' '; 64 * 1024 * 1024].into(), ..File::default() };
    let page = Page::new([("large.js".to_owned(), large)]);
    let proxy = BlockingProxy::start_with(Proxy {
        site: Site::new(page, MountPoint::default(), &[]),
        tokens: refuse_all(),
        origins: OriginPolicy::default(),
        limits: Limits { other_connections: 1, stall_time: SOON, ..Limits::default() },
    });
    let mut stream = connect(proxy.address);
    stream.write_all(b"GET /large.js HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    assert_eq!(stream.read(&mut [0]).unwrap(), 1);
    assert_eq!(request(proxy.address, "GET /healthz").status, 200, "the only place is free again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_of_sessions_that_is_no_limit_is_taken_as_that() {
    let proxy = proxy_to(echo_target().await, Limits { sessions: usize::MAX, ..Limits::default() });
    let mut client = open(proxy.address, "/", &[]).await.unwrap();
    client.send(Message::Binary("here".into())).await.unwrap();
    assert_eq!(receive(&mut client, 4).await, b"here");
}

#[tokio::test(flavor = "multi_thread")]
async fn browsers_are_pinged() {
    let proxy = proxy_to(echo_target().await, Limits { ping_interval: SOON, ..Limits::default() });
    let mut client = open(proxy.address, "/", &[]).await.unwrap();
    assert!(matches!(within(client.next()).await, Some(Ok(Message::Ping(_)))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_is_silent_for_too_long_is_given_up() {
    let limits = Limits { ping_interval: SOON, silence: 3 * SOON, ..Limits::default() };
    let proxy = proxy_to(echo_target().await, limits);
    // This client answers no ping.
    let mut stream = open_raw(proxy.address).await;
    let mut received = Vec::new();
    within(stream.read_to_end(&mut received)).await.unwrap();
    assert!(received.starts_with(b"\x89\0"), "pings came first: {received:x?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_is_stopped_says_goodbye_and_ends() {
    let proxy = proxy_to(echo_target().await, Limits::default());
    let mut client = open(proxy.address, "/", &[]).await.unwrap();
    client.send(Message::Binary("here".into())).await.unwrap();
    receive(&mut client, 4).await;
    let idle = connect(proxy.address);

    proxy.stop();
    let (code, reason) = closing(&mut client).await;
    assert_eq!((code, reason.contains("being stopped")), (1001, true), "{reason}");
    while within(client.next()).await.is_some() {}
    let address = proxy.address;
    within(tokio::task::spawn_blocking(move || proxy.join())).await.unwrap();
    assert!(std::net::TcpStream::connect(address).is_err(), "nobody listens any more");
    drop(idle);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_does_not_answer_goodbye_holds_nothing_up() {
    let limits = Limits { close_time: SOON, ..Limits::default() };
    let proxy = proxy_to(echo_target().await, limits);
    let stream = open_raw(proxy.address).await;
    proxy.stop();
    within(tokio::task::spawn_blocking(move || proxy.join())).await.unwrap();
    drop(stream);
}
