//! Exchanges of the schemes, against what others compute, cut at every position.

mod ra2;
mod wrappers;

use super::testing::{Client, credentials, unhex};
use super::{ard, ms_logon, *};

/// What both sides say, by name.
fn vector(name: &str) -> Vec<u8> {
    let line = include_str!("tests/vectors.txt")
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "));
    unhex(line.expect("a vector of this name"))
}

/// The user of the vectors.
fn zoe() -> Credentials {
    credentials("Zoë", "pässword, and more")
}

/// Runs a new scheme over these bytes, in two pieces for each cut, and expects it to end and to have said this.
fn check(new: impl Fn() -> Box<dyn Scheme>, client: impl Fn() -> Client, bytes: &[u8], said: &[u8]) {
    for cut in 0..=bytes.len() {
        let (mut scheme, mut client) = (new(), client());
        let before = client.run(&mut *scheme, &bytes[..cut]);
        let rest = client.rest(bytes, cut);
        let outcome = if cut == bytes.len() { before } else { client.run(&mut *scheme, &rest) };
        assert_eq!(outcome, Ok(SchemeProgress::Done), "cut at {cut}");
        assert!(client.output == said, "cut at {cut}");
    }
}

/// What becomes of a scheme that is told this.
fn outcome(mut scheme: impl Scheme, bytes: &[u8]) -> Result<SchemeProgress, Error> {
    Client::new(zoe()).run(&mut scheme, bytes)
}

#[test]
fn apple_remote_desktop_says_what_others_compute() {
    let new = || Box::<ard::AppleRemoteDesktop>::default() as Box<dyn Scheme>;
    check(new, || Client::new(zoe()), &vector("ard server"), &vector("ard client"));
}

#[test]
fn ms_logon_says_what_others_compute() {
    let new = || Box::<ms_logon::MsLogon2>::default() as Box<dyn Scheme>;
    check(new, || Client::new(zoe()), &vector("ms-logon server"), &vector("ms-logon client"));
}

#[test]
fn credentials_are_asked_for_once_the_server_has_said_all() {
    let table: [(Box<dyn Scheme>, Vec<u8>); 2] = [
        (Box::<ard::AppleRemoteDesktop>::default(), vector("ard server")),
        (Box::<ms_logon::MsLogon2>::default(), vector("ms-logon server")),
    ];
    for (mut scheme, server) in table {
        let mut client = Client::new(Credentials::default());
        let wanted = SchemeProgress::NeedCredentials(Wanted::USERNAME_AND_PASSWORD);
        assert_eq!(client.run(&mut *scheme, &server), Ok(wanted));
        assert!(client.output.is_empty());
        client.credentials = zoe();
        assert_eq!(client.run(&mut *scheme, b""), Ok(SchemeProgress::Done));
    }
}

#[test]
fn exchanges_that_would_keep_nothing_secret_are_refused() {
    let ard = vector("ard server");
    let changed = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = ard.clone();
        change(&mut bytes);
        bytes
    };
    let public = 4 + 128;
    let table = [
        ("a short prime", changed(&|bytes| bytes[3] = 127)),
        ("a long prime", changed(&|bytes| bytes[2..4].copy_from_slice(&[2, 1]))),
        ("an even prime", changed(&|bytes| bytes[public - 1] = 0xfe)),
        ("a prime with zeros before it", changed(&|bytes| bytes[4] = 0)),
        ("the generator 0", changed(&|bytes| bytes[1] = 0)),
        ("the generator 1", changed(&|bytes| bytes[1] = 1)),
        ("the public number 0", changed(&|bytes| bytes[public..].fill(0))),
        (
            "the public number 1",
            changed(&|bytes| {
                bytes[public..].fill(0);
                *bytes.last_mut().expect("long") = 1;
            }),
        ),
        (
            "the public number -1",
            changed(&|bytes| {
                bytes.copy_within(4..public, public);
                *bytes.last_mut().expect("long") -= 1;
            }),
        ),
        (
            "a public number that is not below the prime",
            changed(&|bytes| bytes.copy_within(4..public, public)),
        ),
    ];
    let refused = Err(SecurityError::DiffieHellman.into());
    for (what, bytes) in table {
        assert_eq!(outcome(ard::AppleRemoteDesktop::default(), &bytes), refused, "{what}");
    }
    for modulus in [0, 1] {
        let mut bytes = vector("ms-logon server");
        bytes[8..16].copy_from_slice(&u64::to_be_bytes(modulus));
        assert_eq!(outcome(ms_logon::MsLogon2::default(), &bytes), refused, "{modulus}");
    }
}
