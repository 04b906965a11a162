//! What tests of the schemes have in common.

use super::{Context, Protection, Random, RsaKeyPair, Scheme, SchemeProgress};
use crate::decode::Input;
use crate::{Credentials, Error};

/// A name and a password.
pub(crate) fn credentials(username: &str, password: &str) -> Credentials {
    Credentials { username: Some(username.to_owned()), password: Some(password.to_owned()), target: None }
}

/// A client that runs a scheme, with random numbers that every test knows.
pub(crate) struct Client {
    pub(crate) credentials: Credentials,
    pub(crate) key: Option<RsaKeyPair>,
    pub(crate) minimum: Protection,
    pub(crate) output: Vec<u8>,
    pub(crate) random: Option<Random>,
    /// How many bytes the last run left over.
    pub(crate) left: usize,
}

impl Client {
    pub(crate) fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            key: None,
            minimum: Protection::Nothing,
            output: Vec::new(),
            random: Some(Random::new(&[7; 32])),
            left: 0,
        }
    }

    /// Runs the scheme over these bytes.
    pub(crate) fn run(&mut self, scheme: &mut dyn Scheme, bytes: &[u8]) -> Result<SchemeProgress, Error> {
        let Self { credentials, key, minimum, output, random, left } = self;
        let mut context = Context { credentials, key: key.as_ref(), minimum: *minimum, random, output };
        let mut input = Input::new(bytes);
        let outcome = scheme.advance(&mut input, &mut context);
        *left = input.remaining();
        outcome
    }

    /// Of `bytes`, those that the last run, of the first `cut`, has left over and those that it was not given.
    pub(crate) fn rest(&self, bytes: &[u8], cut: usize) -> Vec<u8> {
        bytes[cut - self.left..].to_vec()
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn unhex(digits: &str) -> Vec<u8> {
    let digits: Vec<char> = digits.chars().collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(&pair.iter().collect::<String>(), 16).expect("hexadecimal"))
        .collect()
}
