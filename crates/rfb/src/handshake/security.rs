//! How the two sides make sure of each other, and the server's verdict (sections 7.1.2 and 7.1.3).

use super::init::ExpectServerInit;
use super::version::Version;
use super::{Context, Handshake, Next};
use crate::auth::{self, Scheme, SchemeProgress};
use crate::connection::Event;
use crate::decode::Input;
use crate::wire::{Reason, SecurityResult, SecurityType, SecurityTypes};
use crate::{Error, Incompatible, Refusal};

/// From version 3.7 on, the server lists what it has and the client chooses.
#[derive(Debug)]
pub(crate) struct ExpectSecurityTypes {
    pub(super) version: Version,
}

impl ExpectSecurityTypes {
    pub(super) fn step(self, input: &mut Input<'_>, context: &mut Context<'_>) -> Result<Next, Error> {
        let Some(SecurityTypes(offered)) = SecurityTypes::decode(input)? else {
            return Ok(Next::Wait(Handshake::ExpectSecurityTypes(self)));
        };
        if offered.is_empty() {
            return Ok(Next::State(Handshake::ExpectReason(ExpectReason::of_connection())));
        }
        let chosen = auth::choose(&offered, &context.config.credentials);
        let authenticating = Authenticating::begin(chosen, self.version, offered)?;
        context.output.push(authenticating.security_type.0);
        Ok(Next::State(Handshake::Authenticating(authenticating)))
    }
}

/// In version 3.3 the server decides.
#[derive(Debug)]
pub(crate) struct ExpectDecision;

impl ExpectDecision {
    pub(super) fn step(self, input: &mut Input<'_>, context: &mut Context<'_>) -> Result<Next, Error> {
        let Some(decided) = SecurityTypes::decode_decided(input)? else {
            return Ok(Next::Wait(Handshake::ExpectDecision(self)));
        };
        if decided == SecurityType::INVALID {
            return Ok(Next::State(Handshake::ExpectReason(ExpectReason::of_connection())));
        }
        let offered = vec![decided];
        let chosen = auth::choose(&offered, &context.config.credentials);
        Ok(Next::State(Handshake::Authenticating(Authenticating::begin(chosen, Version::V3_3, offered)?)))
    }
}

/// The security type's own messages.
#[derive(Debug)]
pub(crate) struct Authenticating {
    version: Version,
    security_type: SecurityType,
    scheme: Box<dyn Scheme>,
    /// Whether the user has been asked already.
    asked: bool,
}

impl Authenticating {
    fn begin(
        chosen: Option<SecurityType>,
        version: Version,
        offered: Vec<SecurityType>,
    ) -> Result<Self, Incompatible> {
        let scheme = chosen.and_then(|security_type| Some((security_type, auth::scheme(security_type)?)));
        let (security_type, scheme) = scheme.ok_or(Incompatible::SecurityTypes { offered })?;
        Ok(Self { version, security_type, scheme, asked: false })
    }

    pub(super) fn step(mut self, input: &mut Input<'_>, context: &mut Context<'_>) -> Result<Next, Error> {
        match self.scheme.advance(input, &context.config.credentials, context.output) {
            SchemeProgress::NeedMore => Ok(Next::Wait(Handshake::Authenticating(self))),
            SchemeProgress::NeedCredentials { username, password } => {
                if !self.asked {
                    self.asked = true;
                    context.events.push(Event::CredentialsRequired { username, password });
                }
                // A server that goes on by itself has decided without the user: most likely it will not wait
                // any longer.
                if input.remaining() > 0 {
                    return Ok(self.verdict());
                }
                Ok(Next::Wait(Handshake::Authenticating(self)))
            }
            SchemeProgress::Done
                if self.security_type == SecurityType::NONE && self.version < Version::V3_8 =>
            {
                Ok(Next::State(ExpectServerInit::begin(context)))
            }
            SchemeProgress::Done => Ok(self.verdict()),
        }
    }

    fn verdict(self) -> Next {
        Next::State(Handshake::ExpectResult(ExpectResult {
            version: self.version,
            security_type: self.security_type,
        }))
    }
}

/// The server's verdict.
#[derive(Debug)]
pub(crate) struct ExpectResult {
    version: Version,
    security_type: SecurityType,
}

impl ExpectResult {
    pub(super) fn step(self, input: &mut Input<'_>, context: &mut Context<'_>) -> Result<Next, Error> {
        let reason = None;
        let refusal = match SecurityResult::decode(input)? {
            None => return Ok(Next::Wait(Handshake::ExpectResult(self))),
            Some(SecurityResult::Accepted) => return Ok(Next::State(ExpectServerInit::begin(context))),
            Some(SecurityResult::TooManyAttempts) => Refusal::TooManyAttempts { reason },
            Some(SecurityResult::Failed) if self.security_type == SecurityType::NONE => {
                Refusal::Connection { reason }
            }
            Some(SecurityResult::Failed) => Refusal::Password { reason },
        };
        if self.version < Version::V3_8 {
            return Err(refusal.into());
        }
        Ok(Next::State(Handshake::ExpectReason(ExpectReason { refusal })))
    }
}

/// The server has refused and says why.
#[derive(Debug)]
pub(crate) struct ExpectReason {
    refusal: Refusal,
}

impl ExpectReason {
    const fn of_connection() -> Self {
        Self { refusal: Refusal::Connection { reason: None } }
    }

    /// The refusal without the reason, which some servers do not give.
    pub(super) fn refusal(&self) -> Refusal {
        self.refusal.clone()
    }

    pub(super) fn step(self, input: &mut Input<'_>) -> Result<Next, Error> {
        match Reason::decode(input)? {
            None => Ok(Next::Wait(Handshake::ExpectReason(self))),
            Some(Reason(words)) => Err(self.refusal.because(&words).into()),
        }
    }
}
