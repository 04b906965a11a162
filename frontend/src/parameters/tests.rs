//! Whole addresses in, typed parameters and WebSocket URLs out.

use super::table::Support;
use super::*;

fn read(href: &str) -> Parameters {
    Parameters::read(&Sources { href: href.to_owned(), ..Sources::default() }).0
}

fn complaints(href: &str) -> Vec<String> {
    Parameters::read(&Sources { href: href.to_owned(), ..Sources::default() }).1
}

fn websocket(href: &str) -> Address {
    PageAddress::parse(href).expect("a page's address").websocket(&read(href))
}

fn file(entries: &[(&str, &str)], allowed_hosts: &[&str]) -> OperatorFile {
    OperatorFile {
        entries: entries.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        allowed_hosts: allowed_hosts.iter().map(|h| (*h).to_owned()).collect(),
    }
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

/// Asserts one field for rows of address tails; each tail is tried as a query and as a fragment, on the page of that name.
fn field<T: PartialEq + std::fmt::Debug>(page: &str, get: impl Fn(&Parameters) -> T, rows: &[(&str, T)]) {
    for (tail, expected) in rows {
        for opener in ['?', '#'] {
            let href = format!("http://h/{page}{opener}{tail}");
            assert_eq!(get(&read(&href)), *expected, "{href}");
        }
    }
}

#[test]
fn each_page_connects_when_novnc_s_does() {
    let connects = |p: &Parameters| p.autoconnect;
    field(
        "vnc.html",
        connects,
        &[
            ("", false),
            ("autoconnect", false),
            ("autoconnect=", false),
            ("autoconnect=true", true),
            ("autoconnect=1", true),
            ("autoconnect=TRUE", false),
            ("autoconnect=yes", false),
            ("autoconnect=2", false),
            ("autoconnect=false", false),
            ("autoconnect=0", false),
            ("autoconnect=true&autoconnect=0", false),
            ("autoconnect=%zz", false),
        ],
    );
    for page in ["vnc_lite.html", "vnc_auto.html", "", "index.html", "other/"] {
        field(
            page,
            connects,
            &[
                ("", true),
                ("autoconnect=", true),
                ("autoconnect=true", true),
                ("autoconnect=1", true),
                ("autoconnect=yes", true),
                ("autoconnect=false", false),
                ("autoconnect=0", false),
                ("autoconnect=no", false),
            ],
        );
    }
}

#[test]
fn switches_understand_every_way_of_saying_no() {
    type Switch = (&'static str, fn(&Parameters) -> bool, bool);
    let switches: [Switch; 5] = [
        ("shared", |p| p.shared, true),
        ("view_only", |p| p.view_only, false),
        ("view_clip", |p| p.view_clip, false),
        ("show_dot", |p| p.show_dot, false),
        ("reconnect", |p| p.reconnect, false),
    ];
    for (name, get, default) in switches {
        for (page, empty) in [("vnc.html", true), ("vnc_lite.html", false), ("vnc_auto.html", false)] {
            let tail = |value: &str| format!("{name}={value}");
            let mut rows = vec![(String::new(), default), (name.to_owned(), default), (tail(""), empty)];
            rows.extend(["1", "true", "TRUE", "yes", "on", "2", "anything"].map(|v| (tail(v), true)));
            rows.extend(["0", "false", "False", "FALSE", "no", "NO", "off"].map(|v| (tail(v), false)));
            rows.extend(["%", "%F", "%ff"].map(|v| (tail(v), default)));
            for (tail, expected) in rows {
                field(page, get, &[(tail.as_str(), expected)]);
            }
        }
    }
}

#[test]
fn levels_are_digits_and_anything_else_is_the_default() {
    type Level = (&'static str, fn(&Parameters) -> u8, u8);
    let levels: [Level; 2] = [("quality", |p| p.quality, 6), ("compression", |p| p.compression, 2)];
    for (name, get, default) in levels {
        for level in 0..=9 {
            field("vnc.html", get, &[(format!("{name}={level}").as_str(), level)]);
        }
        for bad in ["", "10", "-1", "+5", "1.5", "six", "99999999999999999999", " 5", "5 ", "%35%35", "٣"] {
            field("vnc.html", get, &[(format!("{name}={bad}").as_str(), default)]);
        }
    }
}

#[test]
fn the_resize_mode_is_a_word_and_scale_is_its_older_name() {
    for page in ["vnc.html", "vnc_lite.html", "vnc_auto.html"] {
        field(
            page,
            |p| p.resize,
            &[
                ("", Resize::Off),
                ("resize=off", Resize::Off),
                ("resize=scale", Resize::Scale),
                ("resize=remote", Resize::Remote),
                ("resize=Scale", Resize::Scale),
                ("resize=downscale", Resize::Off),
                ("resize=", Resize::Off),
                ("scale=true", Resize::Scale),
                ("scale=1", Resize::Scale),
                ("scale=false", Resize::Off),
                ("scale=0", Resize::Off),
                ("scale=1&resize=remote", Resize::Remote),
                ("resize=remote&scale=1", Resize::Remote),
                ("resize=off&scale=1", Resize::Off),
            ],
        );
    }
}

#[test]
fn words_and_numbers_of_the_rest_are_read() {
    field(
        "vnc.html",
        |p| p.bell,
        &[
            ("", true),
            ("bell=on", true),
            ("bell=off", false),
            ("bell=false", false),
            ("bell=0", false),
            ("bell=true", true),
            ("bell=loud", true),
            ("bell=", true),
        ],
    );
    field(
        "vnc.html",
        |p| p.reconnect_delay_ms,
        &[
            ("", 5000),
            ("reconnect_delay=1000", 1000),
            ("reconnect_delay=0", 250),
            ("reconnect_delay=4294967295", 86_400_000),
            ("reconnect_delay=4294967296", 5000),
            ("reconnect_delay=-1", 5000),
            ("reconnect_delay=1e3", 5000),
            ("reconnect_delay=", 5000),
        ],
    );
    field(
        "vnc.html",
        |p| p.logging,
        &[
            ("", Level::Warn),
            ("logging=none", Level::None),
            ("logging=error", Level::Error),
            ("logging=warn", Level::Warn),
            ("logging=INFO", Level::Info),
            ("logging=debug", Level::Debug),
            ("logging=all", Level::Warn),
        ],
    );
    field(
        "vnc.html",
        |p| p.endpoint.port,
        &[("", 0), ("port=5", 5), ("port=65536", 0), ("port=-5", 0), ("port=", 0)],
    );
    field(
        "vnc_lite.html",
        |p| p.view_clip,
        &[("clip=true", true), ("clip=1&view_clip=0", false), ("clip=0", false)],
    );
}

#[test]
fn texts_are_taken_as_they_are() {
    let some = |text: &str| Some(text.to_owned());
    field(
        "vnc_auto.html",
        |p| p.title.clone(),
        &[
            ("", None),
            ("title=", None),
            ("title=web-1%2842%29", some("web-1(42)")),
            ("title=a+b%20c", some("a+b c")),
            ("title=%E4%BB%AE%E6%83%B3", some("仮想")),
            ("title=<b>x</b>", some("<b>x</b>")),
            ("title=100%", None),
        ],
    );
    field(
        "vnc_auto.html",
        |p| p.language.clone(),
        &[("", None), ("language=zh-hans", some("zh-hans")), ("language=", None)],
    );
    field("vnc.html", |p| p.username.clone(), &[("", None), ("username=alice", some("alice"))]);
    field(
        "vnc.html",
        |p| p.password.as_ref().map(|secret| secret.reveal().to_owned()),
        &[("", None), ("password=", some("")), ("password=a%26b+c", some("a&b+c")), ("password=%", None)],
    );
}

#[test]
fn the_strongest_source_wins() {
    // mandatory, fragment, query, stored, defaults: the quality each gives, if it does.
    type Qualities = [Option<&'static str>; 5];
    let rows: &[(Qualities, u8)] = &[
        ([None, None, None, None, None], 6),
        ([None, None, None, None, Some("1")], 1),
        ([None, None, None, Some("2"), Some("1")], 2),
        ([None, None, Some("3"), Some("2"), Some("1")], 3),
        ([None, Some("4"), Some("3"), Some("2"), Some("1")], 4),
        ([Some("5"), Some("4"), Some("3"), Some("2"), Some("1")], 5),
        ([Some("x"), Some("4"), Some("3"), Some("2"), Some("1")], 4),
        ([Some("x"), Some("%"), Some("3"), Some("2"), Some("1")], 3),
        ([Some("x"), Some("%"), Some(""), Some("2"), Some("1")], 2),
        ([Some("x"), Some("%"), Some(""), Some("-"), Some("1")], 1),
        ([Some("x"), Some("%"), Some(""), Some("-"), Some("y")], 6),
    ];
    for ([mandatory, fragment, query, stored, defaults], expected) in rows {
        let give = |value: &Option<&str>, opener: &str| {
            value.map(|value| format!("{opener}quality={value}")).unwrap_or_default()
        };
        let json =
            |value: &Option<&str>| value.map(|value| file(&[("quality", value)], &[])).unwrap_or_default();
        let sources = Sources {
            mandatory: json(mandatory),
            href: format!("http://h/vnc.html{}{}", give(query, "?"), give(fragment, "#")),
            stored: give(stored, ""),
            defaults: json(defaults),
        };
        let (parameters, _) = Parameters::read(&sources);
        assert_eq!(parameters.quality, *expected, "{sources:?}");
        assert_eq!(parameters.is_locked("quality"), *mandatory == Some("5"), "{sources:?}");
    }
}

#[test]
fn an_older_name_in_a_stronger_place_wins_over_the_name_itself() {
    let sources = Sources {
        href: "http://h/vnc_lite.html?scale=true".to_owned(),
        stored: "resize=remote".to_owned(),
        defaults: file(&[("resize", "off")], &[]),
        ..Sources::default()
    };
    assert_eq!(Parameters::read(&sources).0.resize, Resize::Scale);
}

#[test]
fn only_what_has_a_control_is_taken_from_storage() {
    let sources = Sources {
        href: "http://h/vnc.html".to_owned(),
        stored: "host=evil&path=//evil&password=x&view_only=1&autoconnect=1&title=x&quality=9".to_owned(),
        ..Sources::default()
    };
    let expected = Parameters { quality: 9, ..Parameters::new(Page::Full) };
    assert_eq!(Parameters::read(&sources).0, expected);
}

#[test]
fn what_cannot_be_read_or_does_nothing_is_reported_once() {
    let rows: &[(&str, &[&str])] = &[
        ("", &[]),
        ("?unknown=1&quality=5", &[]),
        (
            "?quality=high",
            &["The parameter quality in the address' query: “high” is not a level from 0 to 9."],
        ),
        (
            "?resize=x#resize=%",
            &[
                "The parameter resize in the address' fragment: its value is not correctly percent-encoded.",
                "The parameter resize in the address' query: “x” is not off, scale or remote.",
            ],
        ),
        ("?keep_device_awake=1", &["The parameter keep_device_awake is not yet supported."]),
        ("?repeaterID=7#repeaterID=8", &["The parameter repeaterID is not yet supported."]),
        (
            "?true_color=1&cursor=1",
            &[
                "The parameter cursor no longer has a meaning.",
                "The parameter true_color no longer has a meaning.",
            ],
        ),
    ];
    for (tail, expected) in rows {
        assert_eq!(complaints(&format!("http://h/vnc.html{tail}")), *expected, "{tail}");
    }
}

#[test]
fn no_secret_reaches_a_complaint_or_debug_output() {
    let href = "http://h/vnc.html?path=x:secret1&password=secret2&token=secret3&username=%secret4&repeaterID=secret5";
    let (parameters, complaints) = Parameters::read(&Sources { href: href.to_owned(), ..Sources::default() });
    assert_eq!(complaints.len(), 3, "{complaints:?}");
    let said = format!("{complaints:?} {parameters:?} {:?}", websocket(href));
    assert!(!said.contains("secret"), "{said}");
}

#[test]
fn the_table_is_sound() {
    let mut names: Vec<&str> = TABLE.iter().map(|row| row.name).collect();
    names.sort_unstable();
    let all = names.len();
    names.dedup();
    assert_eq!(names.len(), all, "a name is in the table twice");
    for row in TABLE {
        assert!(!(row.secret && row.stored), "{} must not be stored", row.name);
        assert!(row.support == Support::Works || !row.stored, "{} has no effect to store", row.name);
    }
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
