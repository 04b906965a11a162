//! The RSA-AES family ("RSA-AES Security Type" and those after it): the server shows its key, both sides make sure that they
//! have seen the same keys, and the credentials travel encrypted; in two of the four types, so does the whole session.
//!
//! ```text
//! server: its key ─────────────► client: shows the user what to recognise it by, and waits
//! client: its key, a number ───► server      (each number encrypted for the other side)
//! server: a number ────────────► client      (from here on, encrypted under what both numbers make)
//! both:   what keys they saw ──► each other
//! server: what it wants ───────► client: who the user is
//! ```

mod eax;
mod key;
mod records;
mod suite;

pub use key::{RsaKeyPair, RsaPublicKey, ServerIdentity};
pub(crate) use records::Ciphers;
pub use records::{Opener, Sealer};
pub use suite::Suite;

use ctutils::CtEq;
use zeroize::Zeroizing;

use super::text::up_to;
use super::{Agreed, Context, Kind, Scheme, SchemeProgress, SecurityError, Wanted};
use crate::Error;
use crate::decode::Input;

#[derive(Debug)]
pub(super) struct Ra2 {
    suite: Suite,
    state: State,
    ciphers: Option<Box<Ciphers>>,
}

/// What is awaited.
#[derive(Debug)]
enum State {
    ServerKey,
    Trust { server: RsaPublicKey },
    ServerNumber { server: RsaPublicKey, client: RsaKeyPair, ours: Zeroizing<Vec<u8>> },
    ServerHash { expected: Vec<u8> },
    Subtype,
    Credentials(Wanted),
}

impl Ra2 {
    pub(super) const fn new(suite: Suite) -> Self {
        Self { suite, state: State::ServerKey, ciphers: None }
    }
}

impl Scheme for Ra2 {
    fn advance(&mut self, input: &mut Input<'_>, context: &mut Context<'_>) -> Result<SchemeProgress, Error> {
        let Self { suite, state, ciphers } = self;
        loop {
            let next = match state {
                State::ServerKey => RsaPublicKey::decode(input)?.map(|server| State::Trust { server }),
                State::Trust { server } => {
                    let (Some(key), Some(random)) = (context.key, context.random.as_mut()) else {
                        let (identity, protection) = (server.identity(), Kind::Ra2(*suite).protection());
                        return Ok(SchemeProgress::NeedTrust { identity, protection });
                    };
                    let ours = suite.draw(random);
                    context.output.extend(key.public().wire());
                    put_part(&server.encrypt(&ours, random), context.output);
                    Some(State::ServerNumber { server: server.clone(), client: key.clone(), ours })
                }
                State::ServerNumber { server, client, ours } => {
                    let length = client.public().wire().len() / 2 - 2;
                    let random = context.random.as_mut().ok_or(SecurityError::OutOfTurn)?;
                    take_part(length, input)?.map(|encrypted| {
                        let otherwise = suite.draw(random);
                        let theirs = client.decrypt(encrypted, &otherwise);
                        let (sealer, opener) = suite.session(ours, &theirs);
                        let ciphers = ciphers.insert(Box::new(Ciphers { sealer, opener }));
                        let (server, client) = (server.wire(), client.public().wire());
                        ciphers.sealer.seal(&suite.hash(client, server), context.output);
                        State::ServerHash { expected: suite.hash(server, client) }
                    })
                }
                State::ServerHash { expected } => match expect(ciphers, expected.len(), input)? {
                    Some(hash) if hash.ct_eq(expected).to_bool() => Some(State::Subtype),
                    Some(_) => return Err(SecurityError::Identity.into()),
                    None => None,
                },
                State::Subtype => match expect(ciphers, 1, input)?.as_deref() {
                    Some([1]) => Some(State::Credentials(Wanted::USERNAME_AND_PASSWORD)),
                    Some([2]) => Some(State::Credentials(Wanted::PASSWORD)),
                    Some(other) => {
                        let subtype = other.first().copied().unwrap_or_default();
                        return Err(SecurityError::RsaAesSubtype(subtype).into());
                    }
                    None => None,
                },
                State::Credentials(wanted) => {
                    return Ok(answer(*wanted, ciphers, context));
                }
            };
            match next {
                Some(next) => *state = next,
                None => return Ok(SchemeProgress::NeedMore),
            }
        }
    }

    fn agreed(&mut self) -> Agreed {
        let ciphers = self.ciphers.take().filter(|_| self.suite.encrypts_session());
        Agreed { ciphers, ..Agreed::default() }
    }
}

/// The content of the next message of the handshake.
fn expect(
    ciphers: &mut Option<Box<Ciphers>>,
    length: usize,
    input: &mut Input<'_>,
) -> Result<Option<Vec<u8>>, SecurityError> {
    ciphers.as_mut().ok_or(SecurityError::OutOfTurn)?.opener.expect(length, input)
}

/// Says who the user is, once that is known.
fn answer(wanted: Wanted, ciphers: &mut Option<Box<Ciphers>>, context: &mut Context<'_>) -> SchemeProgress {
    let credentials = context.credentials;
    let username = if wanted.username { credentials.username.as_deref() } else { Some("") };
    let (Some(username), Some(password), Some(ciphers)) = (username, &credentials.password, ciphers) else {
        return SchemeProgress::NeedCredentials(wanted);
    };
    let mut message = Zeroizing::new(Vec::with_capacity(2 + 2 * usize::from(u8::MAX)));
    for text in [username, password] {
        let text = up_to(usize::from(u8::MAX), text);
        message.push(u8::try_from(text.len()).unwrap_or(u8::MAX));
        message.extend(text);
    }
    ciphers.sealer.seal(&message, context.output);
    SchemeProgress::Done
}

/// Appends an encrypted number, behind its length.
fn put_part(part: &[u8], output: &mut Vec<u8>) {
    output.extend(u16::try_from(part.len()).unwrap_or(u16::MAX).to_be_bytes());
    output.extend(part);
}

/// The encrypted number, once all of it has arrived.
fn take_part<'a>(length: usize, input: &mut Input<'a>) -> Result<Option<&'a [u8]>, SecurityError> {
    let Some(part) = input.take(2 + length) else {
        return Ok(None);
    };
    let said = u16::from_be_bytes([part[0], part[1]]);
    if usize::from(said) != length {
        return Err(SecurityError::PartLength(said));
    }
    Ok(Some(&part[2..]))
}
