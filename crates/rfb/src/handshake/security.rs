//! How the two sides make sure of each other, and the server's verdict (sections 7.1.2 and 7.1.3).

use super::init::ExpectServerInit;
use super::version::Version;
use super::{Context, Handshake, Next};
use crate::auth::{
    self, Agreed, Choice, Kind, Policy, Protection, Scheme, SchemeProgress, SecurityError, ServerIdentity,
    Wanted,
};
use crate::connection::{Config, Event};
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
        let (chosen, authenticating) = Authenticating::begin(self.version, offered, context)?;
        context.output.push(chosen.0);
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
        let (_, authenticating) = Authenticating::begin(Version::V3_3, vec![decided], context)?;
        Ok(Next::State(Handshake::Authenticating(authenticating)))
    }
}

/// The security type's own messages.
#[derive(Debug)]
pub(crate) struct Authenticating {
    version: Version,
    scheme: Box<dyn Scheme>,
    /// What the user has been asked last.
    asked: Option<Question>,
}

/// What a user can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    Credentials(Wanted),
    Trust { identity: ServerIdentity, protection: Protection },
}

impl Authenticating {
    /// Chooses among what is offered.
    fn begin(
        version: Version,
        offered: Vec<SecurityType>,
        context: &Context<'_>,
    ) -> Result<(SecurityType, Self), Incompatible> {
        let Config { credentials, minimum_protection: minimum, random, .. } = &*context.config;
        let policy = Policy { minimum: *minimum, credentials, random: random.is_some() };
        let number = |kind| offered.iter().copied().find(|&number| Kind::of(number) == Some(kind));
        match policy.choose(|kind| number(kind).is_some()) {
            Choice::Kind(kind) => {
                let scheme = auth::scheme(kind);
                let chosen = number(kind).unwrap_or(SecurityType::INVALID);
                Ok((chosen, Self { version, scheme, asked: None }))
            }
            Choice::TooWeak => Err(Incompatible::TooWeak { minimum: *minimum }),
            Choice::Nothing => Err(Incompatible::SecurityTypes { offered }),
        }
    }

    pub(super) fn step(mut self, input: &mut Input<'_>, context: &mut Context<'_>) -> Result<Next, Error> {
        let Config { credentials, minimum_protection, random, .. } = &mut *context.config;
        let mut scheme_context = auth::Context {
            credentials,
            key: context.key,
            minimum: *minimum_protection,
            random,
            output: context.output,
        };
        match self.scheme.advance(input, &mut scheme_context)? {
            SchemeProgress::NeedMore => {}
            SchemeProgress::NeedTrust { identity, protection } => {
                self.ask(Question::Trust { identity, protection }, context);
                // Until the user has said yes, a server has nothing to answer to.
                if input.remaining() > 0 {
                    return Err(SecurityError::OutOfTurn.into());
                }
            }
            SchemeProgress::NeedCredentials(wanted) => {
                self.ask(Question::Credentials(wanted), context);
                // A server that goes on by itself has decided without the user: most likely it will not wait
                // any longer.
                if input.remaining() > 0 {
                    return Ok(self.verdict(Answer::Owed, context));
                }
            }
            SchemeProgress::Done => return Ok(self.verdict(Answer::Given, context)),
        }
        Ok(Next::Wait(Handshake::Authenticating(self)))
    }

    /// Asks the user once.
    fn ask(&mut self, question: Question, context: &mut Context<'_>) {
        if self.asked == Some(question) {
            return;
        }
        self.asked = Some(question);
        context.events.push(match question {
            Question::Trust { identity, protection } => Event::ServerIdentity { identity, protection },
            Question::Credentials(Wanted { username, password, target }) => {
                Event::CredentialsRequired { username, password, target }
            }
        });
    }

    /// The verdict is next. In older versions a server without authentication has nothing to answer.
    fn verdict(mut self, answer: Answer, context: &mut Context<'_>) -> Next {
        let Agreed { authenticated, capabilities, ciphers } = self.scheme.agreed();
        let next = if authenticated || self.version >= Version::V3_8 {
            let version = self.version;
            Handshake::ExpectResult(ExpectResult { version, answer, authenticated, capabilities })
        } else {
            ExpectServerInit::begin(capabilities, context)
        };
        match ciphers {
            Some(ciphers) => Next::Encrypted(next, ciphers),
            None => Next::State(next),
        }
    }
}

/// Whether the client has said all that the server asked it for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    Given,
    Owed,
}

/// The server's verdict.
#[derive(Debug)]
pub(crate) struct ExpectResult {
    version: Version,
    answer: Answer,
    /// Whether the user was asked to prove anything.
    authenticated: bool,
    /// Whether ServerInit ends with lists of capabilities.
    capabilities: bool,
}

impl ExpectResult {
    pub(super) fn step(self, input: &mut Input<'_>, context: &mut Context<'_>) -> Result<Next, Error> {
        let reason = None;
        let refusal = match SecurityResult::decode(input)? {
            None => return Ok(Next::Wait(Handshake::ExpectResult(self))),
            // The security type was chosen for its proof, which nobody has given: a server that lets the client in all the
            // same is not to be believed.
            Some(SecurityResult::Accepted) if self.answer == Answer::Owed => {
                return Err(SecurityError::OutOfTurn.into());
            }
            Some(SecurityResult::Accepted) => {
                return Ok(Next::State(ExpectServerInit::begin(self.capabilities, context)));
            }
            Some(SecurityResult::TooManyAttempts) => Refusal::TooManyAttempts { reason },
            Some(SecurityResult::Failed) if !self.authenticated => Refusal::Connection { reason },
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
