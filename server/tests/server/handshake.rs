//! The way into a session: the handshake's form, tokens, Origins, and how each refusal is told.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;

use porthole::proxy::{Limits, OriginPolicy, Proxy, TokenFile};

use crate::proxy_support::{BlockingProxy, closing, dead_target, echo_target, open, refuse_all};
use crate::support::{connect, read_response, site};

#[test]
fn the_handshake_is_as_strict_as_websockifys() {
    const KEY: &str = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    const GOOD: &str = "Connection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\n\
                        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    let proxy = BlockingProxy::start(site("", &[]), refuse_all());
    for (line, fields, status, protocol) in [
        ("GET / HTTP/1.1", GOOD.to_owned(), 101, None),
        ("GET /any/path?token=x HTTP/1.1", GOOD.to_owned(), 101, None),
        ("GET /vnc.html?token=x HTTP/1.1", GOOD.to_owned(), 101, None),
        ("GET / HTTP/1.1", format!("{GOOD}\nSec-WebSocket-Protocol: binary"), 101, Some("binary")),
        ("GET / HTTP/1.1", format!("{GOOD}\nSec-WebSocket-Protocol: binary, base64"), 101, Some("binary")),
        ("GET / HTTP/1.1", format!("{GOOD}\nSec-WebSocket-Protocol: base64, binary"), 101, Some("binary")),
        ("GET / HTTP/1.1", format!("{GOOD}\nSec-WebSocket-Protocol: base64"), 400, None),
        ("GET / HTTP/1.1", format!("{GOOD}\nSec-WebSocket-Protocol: Binary"), 400, None),
        ("GET / HTTP/1.1", format!("{GOOD}\nSec-WebSocket-Extensions: permessage-deflate"), 101, None),
        ("GET / HTTP/1.1", GOOD.replace("websocket", "WebSocket"), 101, None),
        ("GET / HTTP/1.1", GOOD.replace("Upgrade\n", "keep-alive, Upgrade\n"), 101, None),
        ("GET / HTTP/1.1", GOOD.replace("13", "8"), 101, None),
        ("GET / HTTP/1.1", GOOD.replace("13", "12"), 426, None),
        ("GET / HTTP/1.1", GOOD.replace("Sec-WebSocket-Version: 13\n", ""), 426, None),
        ("GET / HTTP/1.1", GOOD.replace(KEY, "X: y"), 400, None),
        ("GET / HTTP/1.1", GOOD.replace("dGhlIHNhbXBsZSBub25jZQ==", "abcd"), 400, None),
        ("GET / HTTP/1.1", GOOD.replace("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ"), 400, None),
        ("GET / HTTP/1.1", GOOD.replace("dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZS!ub25jZQ=="), 400, None),
        ("GET / HTTP/1.0", GOOD.to_owned(), 400, None),
        ("POST / HTTP/1.1", GOOD.to_owned(), 405, None),
        ("GET /vnc.html HTTP/1.1", "Connection: Upgrade\nUpgrade: h2c".to_owned(), 200, None),
    ] {
        let mut stream = connect(proxy.address);
        let mut head = format!("{line}\r\nHost: localhost\r\n");
        for field in fields.lines() {
            write!(head, "{field}\r\n").unwrap();
        }
        write!(stream, "{head}\r\n").unwrap();
        let response = read_response(&mut stream, false);
        assert_eq!(response.status, status, "{head}");
        assert_eq!(response.header("sec-websocket-protocol"), protocol, "{head}");
        assert_eq!(response.header("sec-websocket-extensions"), None, "{head}");
        if status == 101 {
            let accept = response.header("sec-websocket-accept");
            assert_eq!(accept, Some("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "the example of RFC 6455");
        }
    }
}

/// A proxy with the tokens `good` and `dead`.
async fn proxy(origins: OriginPolicy, dir: &tempfile::TempDir) -> BlockingProxy {
    let file = dir.path().join("tokens");
    let lines = format!("good: {}\ndead: {}\n", echo_target().await, dead_target().await);
    std::fs::write(&file, lines).unwrap();
    let tokens = Arc::new(TokenFile::open(&file).unwrap());
    BlockingProxy::start_with(Proxy { site: site("", &[]), tokens, origins, limits: Limits::default() })
}

/// The code and reason with which an attempt is refused, or `None` if it is let in.
async fn outcome(address: SocketAddr, path: &str, fields: &[(&str, &str)]) -> Option<(u16, String)> {
    use futures_util::{SinkExt as _, StreamExt as _};
    use tokio_tungstenite::tungstenite::Message;
    let mut client = open(address, path, fields).await.unwrap();
    // Whoever is refused may find the connection closed already.
    let _ = client.send(Message::Binary("hello".into())).await;
    match client.next().await.unwrap().unwrap() {
        Message::Binary(echo) => {
            assert_eq!(&echo[..], b"hello");
            None
        }
        Message::Close(Some(frame)) => Some((frame.code.into(), frame.reason.to_string())),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_token_comes_from_the_query_or_a_cookie() {
    let dir = tempfile::tempdir().unwrap();
    let proxy = proxy(OriginPolicy::default(), &dir).await;
    for (path, cookie, code) in [
        ("/?token=good", None, None),
        ("/websockify?token=good", None, None),
        ("/?token=bad&token=good", None, None),
        ("/?token=%67ood", None, None),
        ("/", Some("token=good"), None),
        ("/", Some("a=b; token=good"), None),
        ("/?token=good&token=bad", None, Some(4401)),
        ("/?token=bad", Some("token=good"), Some(4401)),
        ("/?token=", None, Some(4401)),
        ("/", None, Some(4401)),
        ("/good", None, Some(4401)),
        ("/", Some("token=bad"), Some(4401)),
        ("/?token=dead", None, Some(4502)),
    ] {
        let fields: Vec<_> = cookie.iter().map(|cookie| ("cookie", *cookie)).collect();
        let outcome = outcome(proxy.address, path, &fields).await;
        assert_eq!(outcome.as_ref().map(|(code, _)| *code), code, "{path} {cookie:?}");
    }
}

#[tokio::test]
async fn a_refusal_tells_the_user_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let proxy = proxy(OriginPolicy::default(), &dir).await;
    for (path, fields, code, words) in [
        ("/", &[][..], 4401, "carries no token"),
        ("/?token=bad", &[], 4401, "expired"),
        ("/?token=good", &[("origin", "http://evil.example")], 4403, "this web address"),
        ("/?token=dead", &[], 4502, "cannot be reached"),
    ] {
        let mut client = open(proxy.address, path, fields).await.unwrap();
        let (got, reason) = closing(&mut client).await;
        assert_eq!(got, code, "{path}");
        assert!(reason.contains(words), "{path}: {reason}");
    }
    std::fs::remove_file(dir.path().join("tokens")).unwrap();
    let mut client = open(proxy.address, "/?token=good", &[]).await.unwrap();
    let (code, reason) = closing(&mut client).await;
    assert_eq!((code, reason.contains("cannot check links at present")), (4500, true), "{reason}");
}

#[tokio::test]
async fn pages_of_other_hosts_are_refused_after_the_token() {
    let dir = tempfile::tempdir().unwrap();
    let policy = OriginPolicy {
        allowed_hosts: vec!["dashboard.example".parse().unwrap()],
        base_url: Some("https://console.example/vnc_auto.html".parse().unwrap()),
        ..OriginPolicy::default()
    };
    let proxy = proxy(policy, &dir).await;
    for (path, fields, code) in [
        ("/?token=good", &[][..], None),
        ("/?token=good", &[("origin", "https://127.0.0.1:1")], None),
        ("/?token=good", &[("origin", "https://dashboard.example")], None),
        ("/?token=good", &[("origin", "http://127.0.0.1"), ("x-forwarded-proto", "https")], None),
        ("/?token=good", &[("origin", "http://127.0.0.1")], Some(4403)),
        ("/?token=good", &[("origin", "https://evil.example")], Some(4403)),
        ("/?token=good", &[("origin", "null")], Some(4403)),
        ("/?token=good", &[("origin", "https://127.0.0.1"), ("origin", "https://evil.example")], Some(4403)),
        ("/?token=bad", &[("origin", "https://evil.example")], Some(4401)),
        ("/?token=dead", &[("origin", "https://evil.example")], Some(4403)),
    ] {
        let outcome = outcome(proxy.address, path, fields).await;
        assert_eq!(outcome.map(|(code, _)| code), code, "{path} {fields:?}");
    }
}
