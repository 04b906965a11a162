//! Whole addresses in, typed parameters out.

use super::table::Support;
use super::*;

mod endpoint;

fn read(href: &str) -> Parameters {
    Parameters::read(&Sources { href: href.to_owned(), ..Sources::default() }).0
}

fn complaints(href: &str) -> Vec<String> {
    Parameters::read(&Sources { href: href.to_owned(), ..Sources::default() }).1
}

fn file(entries: &[(&str, &str)], allowed_hosts: &[&str]) -> OperatorFile {
    OperatorFile {
        entries: entries.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        allowed_hosts: allowed_hosts.iter().map(|h| (*h).to_owned()).collect(),
        odd: Vec::new(),
    }
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
    let switches: [Switch; 6] = [
        ("shared", |p| p.shared, true),
        ("view_only", |p| p.view_only, false),
        ("view_clip", |p| p.view_clip, false),
        ("show_dot", |p| p.show_dot, false),
        ("lossless", |p| p.lossless, false),
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
    field(
        "vnc.html",
        |p| p.username.as_ref().map(|secret| secret.reveal().to_owned()),
        &[("", None), ("username=alice", some("alice"))],
    );
    field(
        "vnc.html",
        |p| p.repeater_id.as_ref().map(|secret| secret.reveal().to_owned()),
        &[("", None), ("repeaterID=", None), ("repeaterID=4711", some("4711"))],
    );
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
        ([None, Some("%"), Some("3"), Some("2"), Some("1")], 3),
        ([None, Some("%"), Some(""), Some("2"), Some("1")], 2),
        ([None, Some("%"), Some(""), Some("-"), Some("1")], 1),
        ([None, Some("%"), Some(""), Some("-"), Some("y")], 6),
        // Nothing takes the place of a rule that is not understood.
        ([Some("x"), Some("4"), Some("3"), Some("2"), Some("1")], 6),
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
fn a_rule_that_is_not_understood_is_named() {
    let rows: &[(&str, &str, Option<&str>)] = &[
        ("security", "encryption", None),
        (
            "security",
            "encrypted",
            Some("“encrypted” is not none, password, hidden-password, verified-server or"),
        ),
        ("viewonly", "true", Some("The entry viewonly in mandatory.json is of no parameter that there is.")),
        // What a link may spell as it likes is yes or no in a rule.
        ("view_only", "Yes", None),
        ("view_only", "off", None),
        ("view_only", "0", None),
        (
            "view_only",
            "never",
            Some("The parameter view_only in mandatory.json: “never” is not true or false."),
        ),
        ("view_only", "", Some("view_only in mandatory.json: “” is not true or false.")),
        ("lossless", "2", Some("“2” is not true or false.")),
        ("encrypt", "wss", Some("“wss” is not true or false.")),
        ("autoconnect", "on", None),
        ("autoconnect", "never", Some("“never” is not true or false.")),
        ("scale", "remote", Some("The parameter scale in mandatory.json: “remote” is not true or false.")),
        ("clip", "none", Some("The parameter clip in mandatory.json: “none” is not true or false.")),
        ("quality", "10", Some("The parameter quality in mandatory.json: “10” is not a level from 0 to 9.")),
        ("repeaterID", "geheim\u{f6}", Some("The parameter repeaterID in mandatory.json: its value is not")),
        // noVNC's own, with and without a feature here, by their present names and by former ones.
        ("scale", "true", None),
        ("clip", "true", None),
        ("keep_device_awake", "true", None),
        ("stylesheet", "x", None),
        ("true_color", "1", None),
        ("cursor", "1", None),
    ];
    for (name, value, expected) in rows {
        let mandatory = file(&[("shared", "true"), (name, value)], &["h"]);
        let said = Sources { mandatory, ..Sources::default() }.broken_rule();
        match (&said, expected) {
            (Some(said), Some(expected)) => {
                assert!(said.contains(expected) && said.ends_with("or take it out."), "{said}");
            }
            (None, None) => {}
            _ => panic!("{name}: {value}: {said:?}"),
        }
    }
    for (name, kind) in [("resize", "a text, a number, true or false."), (ALLOWED_HOSTS, "a list of texts.")]
    {
        let mandatory = OperatorFile { odd: vec![name.to_owned()], ..OperatorFile::default() };
        let said = Sources { mandatory, ..Sources::default() }.broken_rule().unwrap_or_default();
        let start = format!("The entry {name} in mandatory.json is not of the kind it should be: {kind}");
        assert!(said.starts_with(&start), "{said}");
    }
}

#[test]
fn mistakes_in_the_defaults_are_reported_and_passed_over() {
    let defaults = file(&[("viewonly", "true"), ("quality", "x"), ("resize", "scale")], &[]);
    let sources = Sources { defaults, href: "http://h/vnc.html?quality=3".to_owned(), ..Sources::default() };
    let (parameters, complaints) = Parameters::read(&sources);
    assert_eq!((parameters.quality, parameters.resize), (3, Resize::Scale));
    assert_eq!(
        complaints,
        [
            "The entry viewonly in defaults.json is of no parameter that there is.",
            "The parameter quality in defaults.json: “x” is not a level from 0 to 9.",
        ]
    );
    assert_eq!(sources.broken_rule(), None);
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
        (
            "?repeaterID=z%C3%B6",
            &[
                "The parameter repeaterID in the address' query: its value is not an identifier of at most 246 \
               printable ASCII characters.",
            ],
        ),
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
    let href =
        "http://h/vnc.html?path=x:secret1&password=secret2&token=secret3&username=secret4&repeaterID=secret5";
    let (parameters, complaints) = Parameters::read(&Sources { href: href.to_owned(), ..Sources::default() });
    assert_eq!(complaints.len(), 1, "{complaints:?}");
    let said = format!("{complaints:?} {parameters:?} {:?}", endpoint::websocket(href));
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
fn the_strictest_security_that_anybody_demands_holds() {
    let security = |mandatory: &str, defaults: &str, href: &str| {
        let entries = |value: &str| match value {
            "" => file(&[], &[]),
            value => file(&[("security", value)], &[]),
        };
        let sources = Sources {
            mandatory: entries(mandatory),
            defaults: entries(defaults),
            href: href.to_owned(),
            stored: "security=encryption".to_owned(),
        };
        Parameters::read(&sources).0.security
    };
    let table = [
        ("", "", "http://h/", Protection::Nothing),
        ("", "", "http://h/?security=password", Protection::Password),
        ("", "", "http://h/?security=Verified-Server#security=hidden-password", Protection::VerifiedServer),
        ("", "encryption", "http://h/#security=none", Protection::Encryption),
        ("hidden-password", "", "http://h/?security=none", Protection::HiddenPassword),
        ("password", "verified-server", "http://h/", Protection::VerifiedServer),
        ("password", "no such thing", "http://h/", Protection::Password),
    ];
    for (mandatory, defaults, href, expected) in table {
        assert_eq!(security(mandatory, defaults, href), expected, "{mandatory} {defaults} {href}");
    }
}
