//! The server's side of the RSA-AES family ("RSA-AES Security Type" and those after it).

use std::fmt;

use ctutils::CtEq;
use rfb::{
    auth::{Opener, Random, RsaKeyPair, RsaPublicKey, Sealer, SecurityError, Suite},
    decode::Input,
    wire::{ProtocolVersion, SecurityType},
};
use zeroize::Zeroizing;

use super::{Error, handshake::result};

/// Who may come in by this type, and what the server proves itself by.
#[derive(Clone)]
pub struct RsaAes {
    /// Which of the four types.
    pub suite: Suite,
    /// The server's key.
    pub key: RsaKeyPair,
    /// Random numbers, others for each connection.
    pub random: Random,
    /// Who may come in; anybody who knows the password, if nobody is named.
    pub username: Option<String>,
    /// The password.
    pub password: String,
}

/// What is awaited.
#[derive(Clone)]
pub(super) enum State {
    ClientKey,
    ClientNumber { client: RsaPublicKey, ours: Zeroizing<Vec<u8>> },
    ClientHash { sealer: Sealer, opener: Opener, expected: Vec<u8> },
    Credentials { sealer: Sealer, opener: Opener },
}

/// What a state has become.
pub(super) enum Step {
    Next(State),
    /// The client is in; everything is encrypted from here on, if the type says so.
    Done(Option<(Sealer, Opener)>),
}

impl RsaAes {
    pub(super) fn security_type(&self) -> SecurityType {
        match self.suite {
            Suite::ENCRYPTED_128 => SecurityType::RSA_AES,
            Suite::PLAIN_128 => SecurityType::RSA_AES_UNENCRYPTED,
            Suite::ENCRYPTED_256 => SecurityType::RSA_AES_256,
            _ => SecurityType::RSA_AES_256_UNENCRYPTED,
        }
    }

    /// Shows the server's key.
    pub(super) fn begin(&self, output: &mut Vec<u8>) -> State {
        output.extend(self.key.public().wire());
        State::ClientKey
    }

    /// Goes one step further; `None` while bytes are missing.
    pub(super) fn advance(
        &self,
        state: State,
        version: ProtocolVersion,
        input: &mut Input<'_>,
        output: &mut Vec<u8>,
    ) -> Result<Option<Step>, Error> {
        let mut random = self.random.clone();
        let next = match state {
            State::ClientKey => RsaPublicKey::decode(input)?.map(|client| {
                let ours = self.suite.draw(&mut random);
                let encrypted = client.encrypt(&ours, &mut random);
                output.extend(u16::try_from(encrypted.len()).unwrap_or(u16::MAX).to_be_bytes());
                output.extend(encrypted);
                Step::Next(State::ClientNumber { client, ours })
            }),
            State::ClientNumber { client, ours } => {
                let length = self.key.public().wire().len() / 2 - 2;
                let Some(part) = input.take(2 + length) else { return Ok(None) };
                let theirs = self.key.decrypt(&part[2..], &vec![0; self.suite.number_length()]);
                let (mut sealer, opener) = self.suite.session(&ours, &theirs);
                let (server, client) = (self.key.public().wire(), client.wire());
                sealer.seal(&self.suite.hash(server, client), output);
                let expected = self.suite.hash(client, server);
                Some(Step::Next(State::ClientHash { sealer, opener, expected }))
            }
            State::ClientHash { mut sealer, mut opener, expected } => {
                let Some(hash) = message(&mut opener, input)? else { return Ok(None) };
                if !hash.ct_eq(&expected).to_bool() {
                    return Err(SecurityError::Identity.into());
                }
                sealer.seal(&[if self.username.is_some() { 1 } else { 2 }], output);
                Some(Step::Next(State::Credentials { sealer, opener }))
            }
            State::Credentials { mut sealer, mut opener } => {
                let Some(credentials) = message(&mut opener, input)? else { return Ok(None) };
                let right = self.is_right(&credentials);
                let verdict = result(version, right);
                if self.suite.encrypts_session() {
                    sealer.seal(&verdict, output);
                } else {
                    output.extend(verdict);
                }
                if !right {
                    return Err(Error::WrongPassword);
                }
                Some(Step::Done(self.suite.encrypts_session().then_some((sealer, opener))))
            }
        };
        Ok(next)
    }

    /// Whether these are the name and the password, each behind its length.
    fn is_right(&self, credentials: &[u8]) -> bool {
        let mut expected = Vec::new();
        for text in [self.username.as_deref().unwrap_or_default(), &self.password] {
            expected.push(u8::try_from(text.len()).unwrap_or(u8::MAX));
            expected.extend(text.as_bytes());
        }
        credentials.ct_eq(&expected[..]).to_bool()
    }
}

impl fmt::Debug for RsaAes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RsaAes").field("suite", &self.suite).field("key", &self.key).finish_non_exhaustive()
    }
}

/// The next encrypted message. It is opened once it is whole: whatever the opener took of less is lost with its copy.
fn message(opener: &mut Opener, input: &mut Input<'_>) -> Result<Option<Vec<u8>>, SecurityError> {
    let all = input.rest();
    let (opened, rest) = opener.open(all)?;
    if opened.is_some() {
        input.take(all.len() - rest.len());
    }
    Ok(opened)
}
