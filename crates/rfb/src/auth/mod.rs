//! The security types, one scheme a file: what passes between the choice of a type and the server's verdict.
//!
//! Which type is chosen is `policy`'s matter. The parts of the schemes that both sides of a connection need are public.

mod ard;
mod diffie_hellman;
mod error;
mod ms_logon;
mod none;
mod plain;
mod policy;
mod ra2;
mod random;
mod text;
mod tight;
mod vencrypt;
mod vnc;
mod xvp;

pub use diffie_hellman::power;
pub use error::SecurityError;
pub use policy::Protection;
pub use ra2::{Opener, RsaKeyPair, RsaPublicKey, Sealer, ServerIdentity, Suite};
pub use random::Random;
pub use tight::MAX_CAPABILITIES;
pub use vnc::response as vnc_response;

pub(crate) use policy::{Choice, Kind, Policy, Wanted};
pub(crate) use ra2::Ciphers;

use crate::decode::Input;
use crate::wire::SecurityType;
use crate::{Credentials, Error, Incompatible};

/// One security type's exchange of messages.
pub(crate) trait Scheme: std::fmt::Debug + Send {
    /// Goes on as far as the bytes and the user's answers at hand allow, and appends what is to be sent.
    fn advance(&mut self, input: &mut Input<'_>, context: &mut Context<'_>) -> Result<SchemeProgress, Error>;

    /// What holds from the server's verdict on; asked once, when the client has said all or the server goes on by itself.
    fn agreed(&mut self) -> Agreed {
        Agreed::default()
    }
}

/// What schemes work with beside the bytes that arrive.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) credentials: &'a Credentials,
    /// The client's own keys, once the user has accepted the server's identity.
    pub(crate) key: Option<&'a RsaKeyPair>,
    pub(crate) minimum: Protection,
    pub(crate) random: &'a mut Option<Random>,
    pub(crate) output: &'a mut Vec<u8>,
}

impl Context<'_> {
    pub(crate) const fn policy(&self) -> Policy<'_> {
        Policy { minimum: self.minimum, credentials: self.credentials, random: self.random.is_some() }
    }
}

/// Where a scheme stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SchemeProgress {
    /// The client has said all; the server's verdict is next.
    Done,
    /// The user has to say who they are.
    NeedCredentials(Wanted),
    /// The user has to say whether this is the server they mean, which protects them as far as this.
    NeedTrust { identity: ServerIdentity, protection: Protection },
    /// The server has not said all yet.
    NeedMore,
}

/// What both sides have agreed on beside who the user is.
#[derive(Debug)]
pub(crate) struct Agreed {
    /// Whether the user was asked to prove anything; if not, older versions of the protocol have no verdict.
    pub(crate) authenticated: bool,
    /// Whether `ServerInit` ends with lists of capabilities.
    pub(crate) capabilities: bool,
    /// What everything is encrypted with from here on.
    pub(crate) ciphers: Option<Box<Ciphers>>,
}

impl Default for Agreed {
    fn default() -> Self {
        Self { authenticated: true, capabilities: false, ciphers: None }
    }
}

/// The scheme of what was chosen.
pub(crate) fn scheme(chosen: Kind) -> Box<dyn Scheme> {
    match chosen {
        Kind::Ard => Box::new(ard::AppleRemoteDesktop::default()),
        Kind::MsLogon2 => Box::new(ms_logon::MsLogon2::default()),
        Kind::None => Box::new(none::NoAuthentication),
        Kind::Plain => Box::new(plain::Plain),
        Kind::Ra2(suite) => Box::new(ra2::Ra2::new(suite)),
        Kind::Tight => Box::new(tight::Tight::default()),
        Kind::VenCrypt => Box::new(vencrypt::VenCrypt::default()),
        Kind::Vnc => Box::new(vnc::VncAuthentication::default()),
        Kind::Xvp => Box::new(xvp::Xvp::default()),
    }
}

/// Why nothing was chosen of what a wrapping type offers.
fn none_of(within: SecurityType, offered: Vec<String>, choice: Choice, minimum: Protection) -> Incompatible {
    match choice {
        Choice::TooWeak => Incompatible::TooWeak { minimum },
        Choice::Kind(_) | Choice::Nothing => Incompatible::Subtypes { within, offered },
    }
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
