//! Tight and `VeNCrypt`.

use super::super::{tight::Tight, vencrypt::VenCrypt, vnc_response};
use super::*;
use crate::wire::Capability;

const NO_TUNNEL: (i32, &[u8; 12]) = (0, b"TGHTNOTUNNEL");
const NONE: (i32, &[u8; 12]) = (1, b"STDVNOAUTH__");
const VNC: (i32, &[u8; 12]) = (2, b"STDVVNCAUTH_");
const VENCRYPT: (i32, &[u8; 12]) = (19, b"VENCVENCRYPT");
const UNIX: (i32, &[u8; 12]) = (129, b"TGHTULGNAUTH");
const EXTERNAL: (i32, &[u8; 12]) = (130, b"TGHTXTRNAUTH");

/// A list of capabilities.
fn list(capabilities: &[(i32, &[u8; 12])]) -> Vec<u8> {
    let mut bytes = u32::try_from(capabilities.len()).expect("few").to_be_bytes().to_vec();
    for &(code, &name) in capabilities {
        Capability { code, name }.encode(&mut bytes);
    }
    bytes
}

/// The beginning of VeNCrypt 0.2, and these sub-types.
fn subtypes(numbers: &[u32]) -> Vec<u8> {
    let mut bytes = vec![0, 2, 0, u8::try_from(numbers.len()).expect("few")];
    numbers.iter().for_each(|number| bytes.extend(number.to_be_bytes()));
    bytes
}

fn plain() -> Vec<u8> {
    let (name, password) = ("Zoë".as_bytes(), "pässword, and more".as_bytes());
    [&[0, 0, 0, 4, 0, 0, 0, 19], name, password].concat()
}

fn tight() -> Box<dyn Scheme> {
    Box::<Tight>::default()
}

fn vencrypt() -> Box<dyn Scheme> {
    Box::<VenCrypt>::default()
}

#[test]
fn tight_wraps_what_it_says() {
    let challenge = [4; 16];
    let response = vnc_response("pässword, and more", challenge);
    let code = |code: i32| code.to_be_bytes().to_vec();
    let table = [
        ("nothing at all", [list(&[]), list(&[])].concat(), vec![]),
        ("a tunnel that is none", [list(&[NO_TUNNEL]), list(&[])].concat(), code(0)),
        (
            "a panel of Siemens",
            [list(&[(1, b"SICRSCHANNEL")]), list(&[NONE])].concat(),
            [code(0), code(1)].concat(),
        ),
        ("no authentication", [list(&[]), list(&[NONE])].concat(), code(1)),
        (
            "VNC authentication",
            [list(&[NO_TUNNEL]), list(&[EXTERNAL, NONE, UNIX, VNC]), challenge.to_vec()].concat(),
            [code(0), code(2), response.to_vec()].concat(),
        ),
        ("a Unix login", [list(&[]), list(&[EXTERNAL, UNIX])].concat(), [code(129), plain()].concat()),
        (
            "VeNCrypt",
            [list(&[]), list(&[VENCRYPT]), subtypes(&[256])].concat(),
            [code(19), vec![0, 2, 0, 0, 1, 0], plain()].concat(),
        ),
    ];
    for (what, server, said) in table {
        let mut client = Client::new(zoe());
        let mut scheme = tight();
        assert_eq!(client.run(&mut *scheme, &server), Ok(SchemeProgress::Done), "{what}");
        assert!(scheme.agreed().capabilities, "{what}");
        check(tight, || Client::new(zoe()), &server, &said);
    }
}

#[test]
fn whether_a_verdict_follows_is_told_by_what_is_wrapped() {
    for (subtype, authenticated) in [(NONE, false), (UNIX, true)] {
        let mut scheme = tight();
        let _ = Client::new(zoe()).run(&mut *scheme, &[list(&[]), list(&[subtype])].concat());
        assert_eq!(scheme.agreed().authenticated, authenticated);
    }
}

#[test]
fn vencrypt_wraps_what_a_page_can_do() {
    let begin = |subtype: u32| [&[0, 2], subtype.to_be_bytes().as_slice()].concat();
    let challenge = [4; 16];
    let response = vnc_response("pässword, and more", challenge);
    let table = [
        ("Plain", subtypes(&[259, 256, 262]), [begin(256), plain()].concat()),
        (
            "VNC",
            [subtypes(&[256, 2, 258]), challenge.to_vec()].concat(),
            [begin(2), response.to_vec()].concat(),
        ),
        ("None", subtypes(&[256, 1]), begin(1)),
    ];
    for (what, server, said) in table {
        assert_eq!(Client::new(zoe()).run(&mut *vencrypt(), &server), Ok(SchemeProgress::Done), "{what}");
        check(vencrypt, || Client::new(zoe()), &server, &said);
    }
}

#[test]
fn what_cannot_be_done_is_named() {
    let within = |within, offered: &[&str]| -> Error {
        Incompatible::Subtypes { within, offered: offered.iter().map(ToString::to_string).collect() }.into()
    };
    let tight_table = [
        (list(&[(7, b"TGHTTLSTUNNL")]), within(SecurityType::TIGHT, &["TGHTTLSTUNNL (7)"])),
        ([list(&[]), list(&[EXTERNAL])].concat(), within(SecurityType::TIGHT, &["TGHTXTRNAUTH (130)"])),
        // The code alone is not enough.
        (
            [list(&[]), list(&[(2, b"OTHERVENDOR_")])].concat(),
            within(SecurityType::TIGHT, &["OTHERVENDOR_ (2)"]),
        ),
        (vec![0, 0, 1, 1], SecurityError::Capabilities(257).into()),
        ([list(&[]), vec![0xff; 4]].concat(), SecurityError::Capabilities(u32::MAX).into()),
    ];
    for (bytes, error) in tight_table {
        assert_eq!(outcome(Tight::default(), &bytes), Err(error));
    }
    let vencrypt_table = [
        (vec![0, 1], SecurityError::VenCryptVersion { major: 0, minor: 1 }.into()),
        (vec![0, 2, 1], SecurityError::VenCryptRefused.into()),
        (
            subtypes(&[258, 262, 9, 999]),
            within(SecurityType::VENCRYPT, &["TLSVnc", "X509Plain", "RealVNC (type 9)", "type 999"]),
        ),
        // A wrapper in a wrapper.
        (subtypes(&[16, 19]), within(SecurityType::VENCRYPT, &["Tight", "VeNCrypt"])),
        (subtypes(&[]), within(SecurityType::VENCRYPT, &[])),
    ];
    for (bytes, error) in vencrypt_table {
        assert_eq!(outcome(VenCrypt::default(), &bytes), Err(error));
    }
}

#[test]
fn what_is_wrapped_is_as_strong_as_is_demanded() {
    let weak = |minimum| Err(Incompatible::TooWeak { minimum }.into());
    let table = [
        (tight(), [list(&[]), list(&[])].concat(), Protection::Password),
        (tight(), [list(&[]), list(&[NONE, UNIX])].concat(), Protection::HiddenPassword),
        (vencrypt(), subtypes(&[1, 256]), Protection::HiddenPassword),
        (vencrypt(), subtypes(&[2]), Protection::Encryption),
    ];
    for (mut scheme, bytes, minimum) in table {
        let mut client = Client { minimum, ..Client::new(zoe()) };
        assert_eq!(client.run(&mut *scheme, &bytes), weak(minimum));
    }
}
