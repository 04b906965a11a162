//! The rules of delivery, asked of `web` and of `proxy` alike.

use std::io::{Read as _, Write as _};
use std::net::SocketAddr;
use std::time::Duration;

use crate::support::{HTML, Response, WebServer, connect, read_response, request, site};

/// Runs `check` against each server with the same site.
fn on_each_server(mount_point: &str, frame_ancestors: &[&str], check: impl Fn(&str, SocketAddr)) {
    let web = WebServer::start(site(mount_point, frame_ancestors));
    check("web", web.address);
    #[cfg(feature = "proxy")]
    {
        use crate::proxy_support::{BlockingProxy, refuse_all};
        let proxy = BlockingProxy::start(site(mount_point, frame_ancestors), refuse_all());
        check("proxy", proxy.address);
    }
}

#[test]
fn files_are_found_by_their_exact_names_and_nothing_else_is() {
    on_each_server("", &[], |server, address| {
        for (head, status, body) in [
            ("GET /vnc.html", 200, HTML),
            ("GET /vnc.html?path=%3Ftoken%3Dx", 200, HTML),
            ("HEAD /vnc.html", 200, ""),
            ("GET /icons/logo.svg", 200, "<svg/>"),
            ("GET /healthz", 200, "ok\n"),
            ("HEAD /healthz", 200, ""),
            ("GET /defaults.json", 200, "{}\n"),
            ("GET /mandatory.json", 200, "{}\n"),
            ("GET http://example.com/vnc.html", 200, HTML),
            ("GET /", 404, "There is no such file here.\n"),
            ("GET /icons", 404, "There is no such file here.\n"),
            ("GET /icons/", 404, "There is no such file here.\n"),
            ("GET //vnc.html", 404, "There is no such file here.\n"),
            ("GET /../vnc.html", 404, "There is no such file here.\n"),
            ("GET /icons/../vnc.html", 404, "There is no such file here.\n"),
            ("GET /%2e%2e/etc/passwd", 404, "There is no such file here.\n"),
            ("GET /vnc.html%00", 404, "There is no such file here.\n"),
            ("GET /VNC.HTML", 404, "There is no such file here.\n"),
            ("HEAD /nothing", 404, ""),
            ("POST /vnc.html", 405, "Only GET and HEAD are understood here.\n"),
            ("OPTIONS /vnc.html", 405, "Only GET and HEAD are understood here.\n"),
            ("DELETE /nothing", 405, "Only GET and HEAD are understood here.\n"),
        ] {
            let response = request(address, head);
            assert_eq!(response.status, status, "{server}: {head}");
            assert_eq!(String::from_utf8_lossy(&response.body), body, "{server}: {head}");
            assert_eq!(response.header("allow"), (status == 405).then_some("GET, HEAD"), "{server}: {head}");
        }
    });
}

#[test]
fn the_operators_prefix_is_where_the_page_is() {
    on_each_server("/novnc", &[], |server, address| {
        for (path, status) in
            [("/novnc/vnc.html", 200), ("/vnc.html", 404), ("/novncvnc.html", 404), ("/healthz", 200)]
        {
            assert_eq!(request(address, &format!("GET {path}")).status, status, "{server}: {path}");
        }
    });
}

#[test]
fn the_prefix_without_its_slash_leads_to_the_page_and_keeps_the_query() {
    on_each_server("/novnc", &[], |server, address| {
        for (target, location) in [
            ("/novnc", Some("/novnc/")),
            ("/novnc?path=%3Ftoken%3Dx", Some("/novnc/?path=%3Ftoken%3Dx")),
            ("/novnc?", Some("/novnc/?")),
            ("http://elsewhere.example/novnc?a", Some("/novnc/?a")),
            ("//novnc", None),
            ("/novnc2", None),
            ("/novnc?a\nSet-Cookie:b=c", None),
        ] {
            for method in ["GET", "HEAD"] {
                let mut stream = connect(address);
                write!(stream, "{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .unwrap();
                let response = read_response(&mut stream, method == "HEAD");
                assert_eq!(response.header("location"), location, "{server}: {target}");
                assert_eq!(response.header("set-cookie"), None, "{server}: {target}");
                let expected: &[u16] = if location.is_some() { &[301] } else { &[400, 404] };
                assert!(expected.contains(&response.status), "{server}: {target}: {}", response.status);
            }
        }
        assert_eq!(request(address, "POST /novnc").status, 405, "{server}");
    });
    on_each_server("", &[], |server, address| {
        assert_eq!(request(address, "GET /").header("location"), None, "{server}");
    });
}

#[test]
fn each_kind_of_file_has_its_type_and_its_time_in_caches() {
    on_each_server("", &[], |server, address| {
        for (path, media_type, cache) in [
            ("/vnc.html", "text/html; charset=utf-8", "no-cache"),
            ("/app-0123abcd.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
            ("/app-0123abcd_bg.wasm", "application/wasm", "public, max-age=31536000, immutable"),
            ("/icons/logo.svg", "image/svg+xml; charset=utf-8", "no-cache"),
            ("/mandatory.json", "application/json", "no-cache"),
            ("/healthz", "text/plain; charset=utf-8", "no-store"),
        ] {
            let response = request(address, &format!("GET {path}"));
            assert_eq!(response.header("content-type"), Some(media_type), "{server}: {path}");
            assert_eq!(response.header("cache-control"), Some(cache), "{server}: {path}");
        }
    });
}

#[test]
fn every_reply_is_safe_to_open_and_has_a_date() {
    on_each_server("", &["self", "https://dashboard.example"], |server, address| {
        for head in ["GET /vnc.html", "GET /app-0123abcd.js", "GET /nothing", "POST /", "HEAD /healthz"] {
            let response = request(address, head);
            for (name, value) in [
                (
                    "content-security-policy",
                    "default-src 'none'; script-src 'self'; frame-ancestors 'self' https://dashboard.example",
                ),
                ("referrer-policy", "no-referrer"),
                ("x-content-type-options", "nosniff"),
            ] {
                assert_eq!(response.header(name), Some(value), "{server}: {head}: {name}");
            }
            assert_eq!(response.header("x-frame-options"), None, "{server}: {head}");
            let date = response.header("date").unwrap_or_default();
            assert!(httpdate::parse_http_date(date).is_ok(), "{server}: {head}: {date}");
        }
    });
    on_each_server("", &[], |server, address| {
        let policy = request(address, "GET /vnc.html").header("content-security-policy").map(str::to_owned);
        assert!(!policy.unwrap().contains("frame-ancestors"), "{server}");
    });
}

#[test]
fn the_form_that_the_client_wants_most_is_sent() {
    on_each_server("", &[], |server, address| {
        for (accept_encoding, coding, body) in [
            ("", None, "plain javascript"),
            ("deflate", None, "plain javascript"),
            ("gzip, deflate, br, zstd", Some("br"), "br"),
            ("gzip", Some("gzip"), "gzip"),
            ("br;q=0.2, gzip;q=0.8", Some("gzip"), "gzip"),
            ("br;q=0, gzip", Some("gzip"), "gzip"),
            ("*", Some("br"), "br"),
            ("br;q=0.5, identity", None, "plain javascript"),
            ("identity;q=0", None, "plain javascript"),
        ] {
            let head = format!("GET /app-0123abcd.js\nAccept-Encoding: {accept_encoding}");
            let response = request(address, &head);
            assert_eq!(response.header("content-encoding"), coding, "{server}: {accept_encoding}");
            assert_eq!(String::from_utf8_lossy(&response.body), body, "{server}: {accept_encoding}");
            assert_eq!(response.header("vary"), Some("Accept-Encoding"), "{server}: {accept_encoding}");
            let to_head = request(address, &head.replacen("GET", "HEAD", 1));
            assert_eq!(to_head.header("content-length"), Some(body.len().to_string().as_str()), "{server}");
        }
        // A file without other forms is the same for everyone.
        let response = request(address, "GET /vnc.html\nAccept-Encoding: br, gzip");
        assert_eq!((response.header("content-encoding"), response.header("vary")), (None, None), "{server}");
    });
}

#[test]
fn a_form_that_the_client_has_is_not_sent_again() {
    on_each_server("", &[], |server, address| {
        let tag = |fields: &str| {
            let response: Response = request(address, &format!("GET /app-0123abcd.js\n{fields}"));
            response.header("etag").unwrap().to_owned()
        };
        let (plain, brotli) = (tag(""), tag("Accept-Encoding: br"));
        assert_ne!(plain, brotli, "{server}: two forms, two strong tags");
        for (if_none_match, status) in [
            (plain.clone(), 304),
            (format!("W/{plain}"), 304),
            (format!("\"other\", {plain}"), 304),
            (format!("\"other\"\nIf-None-Match: {plain}"), 304),
            ("*".to_owned(), 304),
            (brotli.clone(), 200),
            ("\"other\"".to_owned(), 200),
            (plain.trim_matches('"').to_owned(), 200),
        ] {
            for method in ["GET", "HEAD"] {
                let response =
                    request(address, &format!("{method} /app-0123abcd.js\nIf-None-Match: {if_none_match}"));
                assert_eq!(response.status, status, "{server}: {if_none_match}");
                assert_eq!(response.header("etag"), Some(plain.as_str()), "{server}: {if_none_match}");
                assert_eq!(response.header("vary"), Some("Accept-Encoding"), "{server}: {if_none_match}");
                assert!(response.header("cache-control").is_some(), "{server}: {if_none_match}");
                assert_eq!(
                    response.header("content-type").is_some(),
                    status == 200,
                    "{server}: {if_none_match}"
                );
            }
        }
    });
}

#[cfg(feature = "proxy")]
#[test]
fn a_connection_to_the_proxy_serves_many_requests() {
    use crate::proxy_support::{BlockingProxy, refuse_all};
    let proxy = BlockingProxy::start(site("", &[]), refuse_all());
    let mut stream = connect(proxy.address);
    for (path, status) in [("/vnc.html", 200), ("/nothing", 404), ("/app-0123abcd.js", 200)] {
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        assert_eq!(read_response(&mut stream, false).status, status, "{path}");
    }
}

#[test]
fn a_burst_of_connections_is_served_to_the_last() {
    on_each_server("", &[], |server, address| {
        std::thread::scope(|scope| {
            for _ in 0..64 {
                scope.spawn(|| {
                    let response = request(address, "GET /vnc.html");
                    assert_eq!(response.status, 200, "{server}");
                    assert_eq!(response.header("connection"), Some("close"), "{server}");
                });
            }
        });
    });
}

#[test]
fn a_transfer_coding_that_makes_no_sense_harms_nobody() {
    on_each_server("", &[], |server, address| {
        let weights: Vec<_> =
            (0..64).map(|n| format!("x{n};q={}", if n % 2 == 0 { "NaN" } else { "1" })).collect();
        let head = format!("GET /vnc.html\nTE: {}", weights.join(","));
        assert_eq!(request(address, &head).status, 200, "{server}");
        assert_eq!(request(address, "GET /vnc.html").status, 200, "{server} is still there");
    });
}

#[test]
fn a_body_that_never_comes_holds_nothing_up_and_takes_no_memory() {
    on_each_server("", &[], |server, address| {
        // More of the first than `web` has threads to write replies; the others are more than any memory.
        let announced = [("GET", "1000000"); 40].into_iter().chain([
            ("POST", "1000000"),
            ("POST", "99999999999999"),
            ("GET", "9223372036854775808"),
            ("GET", "18446744073709551615"),
        ]);
        let waiting: Vec<_> = announced
            .map(|(method, len)| {
                let mut stream = connect(address);
                let head = format!("{method} / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len}\r\n\r\n");
                stream.write_all(head.as_bytes()).unwrap();
                stream
            })
            .collect();
        // tiny_http lets some of a burst wait until another connection ends. So this asks by one after another.
        let is_served = || {
            let mut stream = connect(address);
            stream.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
            stream.write_all(b"GET /vnc.html HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
            let mut status = [0; 12];
            stream.read_exact(&mut status).is_ok() && status == *b"HTTP/1.1 200"
        };
        let mut attempts = std::iter::repeat_with(is_served).take(60);
        assert!(attempts.any(|is_served| is_served), "{server}");
        drop(waiting);
    });
}

#[test]
fn a_body_that_comes_is_let_pass() {
    let server = WebServer::start(site("", &[]));
    for (line, status) in [("POST /vnc.html", 405), ("GET /vnc.html", 200)] {
        for len in [1, 1024, 100_000] {
            let mut stream = connect(server.address);
            write!(stream, "{line} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len}\r\n\r\n").unwrap();
            stream.write_all(&vec![b'x'; len]).unwrap();
            assert_eq!(read_response(&mut stream, false).status, status, "{line} with {len} bytes");
        }
    }
}
