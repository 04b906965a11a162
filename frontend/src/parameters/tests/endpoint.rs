//! Where the WebSocket is, and whether the page may go there.

use super::*;

/// The WebSocket of the page at `href`.
pub(super) fn websocket(href: &str) -> Address {
    PageAddress::parse(href).expect("a page's address").websocket(&read(href))
}

#[test]
fn the_websocket_is_where_the_page_says() {
    let rows: &[(&str, &str)] = &[
        // What noVNC 1.7.0 was observed to do.
        ("http://host:6080/vnc_lite.html?path=%3Ftoken%3Dxyz", "ws://host:6080/?token=xyz"),
        ("http://host:6080/vnc_lite.html?path=?token=xyz", "ws://host:6080/?token=xyz"),
        (
            "http://host:6080/vnc_lite.html?path=websockify%3Ftoken%3Dxyz",
            "ws://host:6080/websockify?token=xyz",
        ),
        ("http://host:6080/vnc.html?path=%3Ftoken%3Dxyz", "ws://host:6080/vnc.html?token=xyz"),
        ("http://host:6080/vnc.html?path=websockify%3Ftoken%3Dxyz", "ws://host:6080/websockify?token=xyz"),
        ("https://h/console/novnc/vnc.html", "wss://h/console/novnc/websockify"),
        ("https://h/vnc.html?host=other&port=6080&path=%3Ftoken%3Dxyz", "wss://other:6080/?token=xyz"),
        ("https://h/vnc.html?path=wss%3A%2F%2Fa.example%2Fws", "wss://a.example/ws"),
        ("https://h/vnc.html?path=%2F%2Fa.example%2Fws", "wss://a.example/ws"),
        ("https://h/vnc.html?host=other&path=%2F%2Fevil%2Fx", "wss://other///evil/x"),
        ("https://h/vnc.html?port=9000", "wss://h/websockify"),
        ("https://h/vnc.html?host=other&encrypt=0", "ws://other/websockify"),
        ("https://h/vnc.html?path=ws?host=evil", "wss://evil/ws?host=evil"),
        // The two rows of that table where later releases of noVNC (and this page) do better: no doubled slash, no lost directory.
        (
            "http://host:6080/vnc_lite.html?path=%2Fwebsockify%3Ftoken%3Dx",
            "ws://host:6080/websockify?token=x",
        ),
        ("https://h/console/novnc/vnc_lite.html", "wss://h/console/novnc/websockify"),
        // Nova's forms, on each page.
        ("http://127.0.0.1:6080/vnc_auto.html?path=%3Ftoken%3D5c1f", "ws://127.0.0.1:6080/?token=5c1f"),
        ("https://h/vnc_auto.html?path=%3Ftoken%3D5c1f&title=vm%28id%29", "wss://h/?token=5c1f"),
        ("https://h/vnc_auto.html?path=%3Ftoken%3D5c1f&language=zh-hans", "wss://h/?token=5c1f"),
        ("http://h/novnc/vnc_auto.html?path=novnc%3Ftoken%3D5c1f", "ws://h/novnc?token=5c1f"),
        ("http://h/novnc/vnc_lite.html?path=novnc/ws%3Ftoken%3D5c1f", "ws://h/novnc/ws?token=5c1f"),
        ("http://h/novnc/vnc_lite.html?path=novncs%3Ftoken%3D5c1f", "ws://h/novnc/novncs?token=5c1f"),
        ("https://h/console/novnc/vnc_lite.html?path=%3Ftoken%3Dx", "wss://h/console/novnc/?token=x"),
        ("https://h/console/novnc/vnc_lite.html?path=console/novnc/ws", "wss://h/console/novnc/ws"),
        ("https://h/console/novnc/vnc_lite.html?path=%2Fwebsockify", "wss://h/websockify"),
        ("https://h/console/novnc/vnc_lite.html?path=", "wss://h/console/novnc/"),
        ("https://h/console/novnc/?path=%3Ftoken%3Dx", "wss://h/console/novnc/?token=x"),
        ("https://h/console/novnc/vnc.html?path=%3Ftoken%3Dx", "wss://h/console/novnc/vnc.html?token=x"),
        ("https://h/console/novnc/vnc.html?path=%2Fws", "wss://h/ws"),
        ("https://h/console/novnc/vnc.html?path=novnc%3Ftoken%3Dx", "wss://h/console/novnc/novnc?token=x"),
        ("https://h/a/vnc.html?path=../ws", "wss://h/a/../ws"),
        ("http://h", "ws://h/websockify"),
        ("http://h/", "ws://h/websockify"),
        ("http://h?path=%3Ftoken%3Dx", "ws://h/?token=x"),
        ("HTTP://H/vnc.html", "ws://h/websockify"),
        ("http://user:pass@h/vnc.html", "ws://h/websockify"),
        ("http://[::1]:6080/vnc.html", "ws://[::1]:6080/websockify"),
        // The page's own query does not travel along.
        ("http://h/vnc.html?path=&password=s", "ws://h/vnc.html"),
        ("http://h/vnc_lite.html?path=&password=s", "ws://h/"),
        // The token as older releases took it.
        ("http://h/vnc_lite.html?token=xyz", "ws://h/websockify?token=xyz"),
        ("http://h/vnc.html?token=xyz", "ws://h/websockify?token=xyz"),
        ("http://h/vnc.html?token=a%20b%26c", "ws://h/websockify?token=a%20b%26c"),
        ("http://h/vnc_lite.html?token=xyz&path=%3Ftoken%3Dabc", "ws://h/?token=abc"),
        ("http://h/vnc_lite.html?path=ws%3Fa%3Db&token=xyz", "ws://h/ws?a=b&token=xyz"),
        ("http://h/vnc_lite.html?path=%3Fntoken%3Db&token=xyz", "ws://h/?ntoken=b&token=xyz"),
        ("http://h/vnc_lite.html?path=&token=xyz", "ws://h/?token=xyz"),
        // host, port and encrypt.
        ("http://h:80/vnc.html?host=other", "ws://other/websockify"),
        ("http://h/vnc.html?host=other&encrypt=1", "wss://other/websockify"),
        ("http://h/vnc.html?host=other&encrypt=1&port=443", "wss://other/websockify"),
        ("http://h/vnc.html?host=other&port=443", "ws://other:443/websockify"),
        ("http://h/vnc.html?host=other:7000", "ws://other:7000/websockify"),
        ("http://h/vnc.html?host=other:7000&port=8000", "ws://other:8000/websockify"),
        ("http://h/vnc.html?host=OTHER&port=0", "ws://other/websockify"),
        ("http://h/vnc.html?host=%5B::1%5D&port=1", "ws://[::1]:1/websockify"),
        ("http://h/vnc.html?host=&port=5", "ws://h/websockify"),
        ("http://h/vnc.html?encrypt=1", "ws://h/websockify"),
        ("http://h/vnc.html?host=other&path=wss://x/", "ws://other/wss://x/"),
        ("http://h/vnc_lite.html?port=9000", "ws://h:9000/websockify"),
        ("http://h/vnc_lite.html?host=other", "ws://other/websockify"),
        ("http://h:6080/vnc_lite.html?host=other", "ws://other:6080/websockify"),
        ("http://h:6080/vnc_lite.html?host=other&port=1", "ws://other:1/websockify"),
        ("http://h:6080/a/vnc_lite.html?host=h&port=6080", "ws://h:6080/a/websockify"),
        ("http://h:6080/a/vnc_lite.html?port=6081", "ws://h:6081/websockify"),
        ("http://h/vnc_lite.html?host=other&path=/ws", "ws://other/ws"),
        ("http://h/vnc_lite.html?host=other&path=%3Ftoken%3Dx", "ws://other/?token=x"),
        // Whole URLs: encryption is kept, and never given up on an encrypted page.
        ("http://h/vnc.html?path=wss://a.example/ws", "wss://a.example/ws"),
        ("http://h/vnc.html?path=ws://a.example/ws", "ws://a.example/ws"),
        ("http://h/vnc.html?path=https://a.example/ws", "wss://a.example/ws"),
        ("https://h/vnc.html?path=ws://a.example/ws", "wss://a.example/ws"),
        ("http://h/vnc_lite.html?path=wss://a.example:1/ws", "wss://a.example:1/ws"),
        ("http://h/vnc_lite.html?path=//a.example", "ws://a.example/"),
        ("http://h/vnc_lite.html?path=//a.example?token=x", "ws://a.example/?token=x"),
        ("http://h/vnc_lite.html?path=WSS://A.Example/X", "wss://a.example/X"),
        ("http://h/vnc_lite.html?path=wss:%5C%5Ca.example%5Cx", "wss://a.example\\x"),
        // What browsers take out of a URL cannot hide a host, and a fragment is not sent.
        ("http://h/vnc.html?path=%09/%0A/a.example/ws", "ws://a.example/ws"),
        ("http://h/vnc.html?path=%20//a.example/ws", "ws://a.example/ws"),
        ("http://h/vnc.html?path=%5C%5Ca.example/ws", "ws://a.example/ws"),
        ("http://h/vnc.html?path=/%5Ca.example/ws", "ws://a.example/ws"),
        ("http://h/vnc.html?path=ws%23x", "ws://h/ws"),
        ("http://h/vnc_lite.html?path=w:s%3Fx%3Dy%3Az&path=w%3Fx%3Dy%3Az", "ws://h/w?x=y:z"),
        // Paths that name no proper host fall back to the usual one.
        ("http://h/vnc.html?path=javascript:alert(1)", "ws://h/websockify"),
        ("http://h/vnc.html?path=ftp://a/b", "ws://h/websockify"),
        ("http://h/vnc.html?path=ws://user@a/b", "ws://h/websockify"),
        ("http://h/vnc.html?path=ws://", "ws://h/websockify"),
        ("http://h/vnc.html?path=//", "ws://h/websockify"),
        ("http://h/vnc.html?path=//a b/", "ws://h/websockify"),
        ("http://h/vnc.html?path=//a%25b/", "ws://h/websockify"),
        ("http://h/vnc.html?path=//a:99999/", "ws://h/websockify"),
        ("http://h/vnc.html?path=//b%C3%BCcher/", "ws://h/websockify"),
        ("http://h/vnc.html?path=%zz", "ws://h/websockify"),
        ("http://h/vnc.html?host=a/b", "ws://h/websockify"),
        ("http://h/vnc.html?host=a@b", "ws://h/websockify"),
        ("http://h/vnc.html?host=a%23b", "ws://h/websockify"),
        ("http://h/vnc.html?host=a%5Cb", "ws://h/websockify"),
        ("http://h/vnc.html?host=%5B::zz%5D", "ws://h/websockify"),
        // The fragment wins over the query.
        ("http://h/vnc.html?path=a#path=b", "ws://h/b"),
        ("http://h/vnc_lite.html#path=%3Ftoken%3Dx", "ws://h/?token=x"),
        ("http://h/vnc_lite.html?path=a&path=b", "ws://h/b"),
    ];
    for (href, expected) in rows {
        assert_eq!(websocket(href).url.reveal(), *expected, "{href}");
    }
}

#[test]
fn a_page_without_a_host_has_no_websocket() {
    for href in ["", "file:///tmp/vnc.html", "about:blank", "http://", "https:///x", "data:text/html,x"] {
        assert_eq!(PageAddress::parse(href), None, "{href}");
    }
}

#[test]
fn a_link_that_leaves_the_page_s_host_is_asked_about() {
    let rows: &[(&str, Trust)] = &[
        ("http://h/vnc.html", Trust::Granted),
        ("http://h/vnc.html?path=/x", Trust::Granted),
        ("http://h/vnc.html?path=//h/x", Trust::Granted),
        ("http://h/vnc.html?path=//H:99/x", Trust::Granted),
        ("http://h/vnc.html?host=h&port=1", Trust::Granted),
        ("http://h/vnc_lite.html?port=9000", Trust::Granted),
        ("http://h/vnc.html?host=evil", Trust::Ask),
        ("http://h/vnc.html#host=evil", Trust::Ask),
        ("http://h/vnc_lite.html?host=evil", Trust::Ask),
        ("http://h/vnc.html?host=h.evil", Trust::Ask),
        ("http://h/vnc.html?host=evil.h", Trust::Ask),
        ("http://h/vnc.html?path=//evil", Trust::Ask),
        ("http://h/vnc.html?path=wss://evil/x", Trust::Ask),
        ("http://h/vnc_lite.html?path=wss://evil/x", Trust::Ask),
        ("http://h/vnc.html?path=%5C/evil", Trust::Ask),
        ("http://h/vnc.html?path=%09//evil", Trust::Ask),
        ("http://h/vnc.html?path=ws?host=evil", Trust::Ask),
        ("http://h/vnc.html?host=good", Trust::Granted),
        ("http://h/vnc.html?host=GOOD&port=7", Trust::Granted),
        ("http://h/vnc.html?host=with.port&port=7", Trust::Granted),
        ("http://h/vnc.html?host=with.port&port=8", Trust::Ask),
        ("http://h/vnc.html?host=with.port", Trust::Ask),
        ("http://h/vnc.html?path=//Good/x", Trust::Granted),
    ];
    for (href, expected) in rows {
        let sources = Sources {
            href: (*href).to_owned(),
            mandatory: file(&[], &["Good"]),
            defaults: file(&[], &["with.port:7", "not a host"]),
            ..Sources::default()
        };
        let (parameters, _) = Parameters::read(&sources);
        let address = PageAddress::parse(href).expect("a page's address").websocket(&parameters);
        assert_eq!(address.trust, *expected, "{href}");
    }
}

#[test]
fn the_operator_may_name_a_host_and_a_link_may_not_borrow_that() {
    let rows: &[(&str, &str, Trust)] = &[
        ("http://h/vnc.html", "ws://vnc.example/websockify", Trust::Granted),
        ("http://h/vnc.html?path=//evil/x", "ws://vnc.example///evil/x", Trust::Granted),
        ("http://h/vnc.html?host=evil", "ws://evil/websockify", Trust::Ask),
    ];
    for (href, url, trust) in rows {
        let sources = Sources {
            href: (*href).to_owned(),
            defaults: file(&[("host", "vnc.example")], &[]),
            ..Sources::default()
        };
        let (parameters, _) = Parameters::read(&sources);
        let address = PageAddress::parse(href).expect("a page's address").websocket(&parameters);
        assert_eq!((address.url.reveal(), address.trust), (*url, *trust), "{href}");
    }
}

#[test]
fn the_host_is_shown_with_a_port_that_is_not_the_usual_one() {
    assert_eq!(websocket("http://h/vnc.html?host=other").host, "other");
    assert_eq!(websocket("http://h/vnc.html?host=Other&port=99").host, "other:99");
    assert_eq!(websocket("https://h/vnc.html?host=other&port=443").host, "other");
}

#[test]
fn no_address_however_mangled_makes_the_reader_panic() {
    let pieces = [
        "", "?", "#", "&", "=", "%", "%2", "%41", "path", "host", "//", "\\", ":", "é", "[", "]", "quality",
        "ws:", "@", ".",
    ];
    for a in pieces {
        for b in pieces {
            for c in pieces {
                let href = format!("http://h/vnc_lite.html?path={a}{b}{c}&host={c}{b}{a}");
                let address = websocket(&href);
                assert!(address.url.reveal().starts_with("ws"), "{href}");
                PageAddress::parse(&format!("{a}http://{b}{c}"));
            }
        }
    }
}
