//! From the server's first byte to its description of the screen (sections 7.1 to 7.3): one state a type, and
//! each consumes itself into the next.
//!
//! Nothing is ever sent ahead of the message it answers. A console proxy that speaks this handshake in the
//! server's place hands early bytes back instead of passing them on, and the session hangs.

mod init;
mod security;
mod version;

use init::{ExpectCapabilities, ExpectServerInit};
use security::{Authenticating, ExpectDecision, ExpectReason, ExpectResult, ExpectSecurityTypes};
pub(crate) use version::ExpectVersion;

use crate::auth::{Ciphers, RsaKeyPair};
use crate::connection::{Config, Event};
use crate::decode::Input;
use crate::wire::ServerInit;
use crate::{Error, Refusal};

/// A handshake, in one of its states.
#[derive(Debug)]
pub(crate) enum Handshake {
    ExpectVersion(ExpectVersion),
    ExpectSecurityTypes(ExpectSecurityTypes),
    ExpectDecision(ExpectDecision),
    Authenticating(Authenticating),
    ExpectResult(ExpectResult),
    ExpectReason(ExpectReason),
    ExpectServerInit(ExpectServerInit),
    ExpectCapabilities(ExpectCapabilities),
}

/// What a state becomes.
#[derive(Debug)]
pub(crate) enum Next {
    /// Another state, which may have bytes to go on with.
    State(Handshake),
    /// The same state: it needs more bytes, or credentials.
    Wait(Handshake),
    /// Another state, whose bytes and all that follow are encrypted in both directions.
    Encrypted(Handshake, Box<Ciphers>),
    /// The end.
    Done(ServerInit),
}

/// What the states work with beside the bytes that arrive.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) config: &'a mut Config,
    /// The client's own keys, once the user has accepted the server's identity.
    pub(crate) key: Option<&'a RsaKeyPair>,
    pub(crate) output: &'a mut Vec<u8>,
    pub(crate) events: &'a mut Vec<Event>,
}

impl Handshake {
    /// Goes on as far as the bytes at hand allow: anything but [`Next::State`].
    pub(crate) fn advance(self, input: &mut Input<'_>, context: &mut Context<'_>) -> Result<Next, Error> {
        let mut handshake = self;
        loop {
            match handshake.step(input, context)? {
                Next::State(next) => handshake = next,
                end => return Ok(end),
            }
        }
    }

    /// What it means if the link ends here, where that is more than a lost link.
    pub(crate) fn refusal(&self) -> Option<Refusal> {
        match self {
            Self::ExpectReason(state) => Some(state.refusal()),
            _ => None,
        }
    }

    fn step(self, input: &mut Input<'_>, context: &mut Context<'_>) -> Result<Next, Error> {
        match self {
            Self::ExpectVersion(state) => state.step(input, context),
            Self::ExpectSecurityTypes(state) => state.step(input, context),
            Self::ExpectDecision(state) => state.step(input, context),
            Self::Authenticating(state) => state.step(input, context),
            Self::ExpectResult(state) => state.step(input, context),
            Self::ExpectReason(state) => state.step(input),
            Self::ExpectServerInit(state) => state.step(input),
            Self::ExpectCapabilities(state) => Ok(state.step(input)),
        }
    }
}

impl Default for Handshake {
    fn default() -> Self {
        Self::ExpectVersion(ExpectVersion::default())
    }
}
