//! The RSA-AES family.

use crypto_bigint::BoxedUint;

use super::super::ra2::Ra2;
use super::*;

const SUITES: [(u8, Suite, Wanted); 4] = [
    (5, Suite::ENCRYPTED_128, Wanted::USERNAME_AND_PASSWORD),
    (6, Suite::PLAIN_128, Wanted::PASSWORD),
    (129, Suite::ENCRYPTED_256, Wanted::USERNAME_AND_PASSWORD),
    (130, Suite::PLAIN_256, Wanted::PASSWORD),
];

/// The client's key of the vectors.
fn key() -> RsaKeyPair {
    let prime = |name| BoxedUint::from_be_slice(&vector(name), 512).expect("of 512 bits");
    RsaKeyPair::from_primes(&prime("p"), &prime("q")).expect("two primes")
}

fn client() -> Client {
    Client::new(zoe())
}

fn trusting() -> Client {
    Client { key: Some(key()), ..client() }
}

/// A scheme whose server has shown its key, and been accepted.
fn accepted(suite: Suite) -> (Ra2, Client) {
    let (mut scheme, mut client) = (Ra2::new(suite), client());
    let shown = client.run(&mut scheme, &vector("server key"));
    assert!(matches!(shown, Ok(SchemeProgress::NeedTrust { .. })));
    client.key = Some(key());
    assert_eq!(client.run(&mut scheme, b""), Ok(SchemeProgress::NeedMore));
    (scheme, client)
}

#[test]
fn a_server_is_known_by_the_hash_of_its_key_and_protects_as_its_type_says() {
    let table = [
        (Suite::ENCRYPTED_128, Protection::Encryption),
        (Suite::PLAIN_128, Protection::VerifiedServer),
        (Suite::ENCRYPTED_256, Protection::Encryption),
        (Suite::PLAIN_256, Protection::VerifiedServer),
    ];
    for (suite, expected) in table {
        let progress = client().run(&mut Ra2::new(suite), &vector("server key"));
        let Ok(SchemeProgress::NeedTrust { identity, protection }) = progress else { panic!("{progress:?}") };
        assert_eq!(identity.fingerprint.as_slice(), vector("sha256"));
        assert_eq!(identity.short.as_slice(), vector("sha1"));
        assert_eq!(protection, expected, "{suite:?}");
    }
}

#[test]
fn nothing_is_said_before_the_user_accepts_the_server() {
    let bytes = vector("server key");
    for cut in 0..=bytes.len() {
        let (mut scheme, mut client) = (Ra2::new(Suite::PLAIN_128), client());
        let _ = client.run(&mut scheme, &bytes[..cut]);
        assert!(client.output.is_empty(), "cut at {cut}");
    }
}

/// noVNC waits for the length of the server's encrypted number and reads all of it: a message that is split there breaks it.
#[test]
fn messages_of_the_server_may_be_split_anywhere() {
    for (number, suite, _) in SUITES {
        let (server, said) =
            (vector(&format!("ra2 {number} server")), vector(&format!("ra2 {number} client")));
        for cut in 0..=server.len() {
            let (mut scheme, mut client) = accepted(suite);
            let before = client.run(&mut scheme, &server[..cut]);
            let rest = client.rest(&server, cut);
            let outcome = if cut == server.len() { before } else { client.run(&mut scheme, &rest) };
            assert_eq!(outcome, Ok(SchemeProgress::Done), "{number}, cut at {cut}");
            assert!(client.output == said, "{number}, cut at {cut}");
        }
    }
}

#[test]
fn a_server_that_is_known_already_needs_no_answer() {
    let mut client = trusting();
    let mut scheme = Ra2::new(Suite::ENCRYPTED_256);
    assert_eq!(client.run(&mut scheme, &vector("server key")), Ok(SchemeProgress::NeedMore));
    assert_eq!(client.run(&mut scheme, &vector("ra2 129 server")), Ok(SchemeProgress::Done));
    assert!(client.output == vector("ra2 129 client"));
}

#[test]
fn only_what_the_server_wants_is_asked_for() {
    for (number, suite, wanted) in SUITES {
        let (mut scheme, mut client) = accepted(suite);
        client.credentials = Credentials::default();
        let progress = client.run(&mut scheme, &vector(&format!("ra2 {number} server")));
        assert_eq!(progress, Ok(SchemeProgress::NeedCredentials(wanted)), "{number}");
    }
}

#[test]
fn the_session_goes_on_as_the_type_says() {
    for (number, suite, _) in SUITES {
        let (mut scheme, mut client) = accepted(suite);
        let progress = client.run(&mut scheme, &vector(&format!("ra2 {number} server")));
        assert_eq!(progress, Ok(SchemeProgress::Done), "{number}");
        let agreed = scheme.agreed();
        assert!(agreed.authenticated && !agreed.capabilities);
        assert_eq!(agreed.ciphers.is_some(), suite.encrypts_session(), "{number}");
        let Some(mut ciphers) = agreed.ciphers else { continue };
        let next = vector(&format!("ra2 {number} next"));
        let (opened, rest) = ciphers.opener.open(&next).expect("unchanged");
        assert_eq!((opened.as_deref(), rest), (Some(b"screen".as_slice()), b"".as_slice()));
        let mut sealed = Vec::new();
        ciphers.sealer.seal(b"a key", &mut sealed);
        assert_eq!(sealed, vector(&format!("ra2 {number} next client")));
    }
}

#[test]
fn whoever_changes_anything_is_found_out() {
    let server = vector("ra2 5 server");
    // The length and the number; then the server's hash and the kind of credentials, each with a length and a proof.
    let (hash, subtype) = (2 + 128, 2 + 128 + 2 + 20 + 16);
    let table = [
        (1, SecurityError::PartLength(129)),
        (2, SecurityError::Tampered),
        (hash - 1, SecurityError::Tampered),
        (hash + 1, SecurityError::PartLength(21)),
        (hash + 2, SecurityError::Tampered),
        (subtype - 1, SecurityError::Tampered),
        (subtype, SecurityError::PartLength(257)),
        (subtype + 2, SecurityError::Tampered),
        (server.len() - 1, SecurityError::Tampered),
    ];
    for (at, error) in table {
        let (mut scheme, mut client) = accepted(Suite::ENCRYPTED_128);
        let mut changed = server.clone();
        changed[at] ^= 1;
        assert_eq!(client.run(&mut scheme, &changed), Err(error.into()), "{at}");
    }
}

#[test]
fn a_server_that_saw_another_key_is_found_out() {
    let (mut scheme, mut client) = (Ra2::new(Suite::ENCRYPTED_128), client());
    let mut other = vector("server key");
    // The exponent 65537 becomes 65539: another key of the same length.
    *other.last_mut().expect("long") ^= 2;
    let _ = client.run(&mut scheme, &other);
    client.key = Some(key());
    let _ = client.run(&mut scheme, b"");
    let outcome = client.run(&mut scheme, &vector("ra2 5 server"));
    assert_eq!(outcome, Err(SecurityError::Identity.into()));
}
