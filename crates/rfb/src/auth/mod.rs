//! The security types, one scheme a file: what passes between the choice of a type and the server's verdict.

mod none;
mod vnc;

pub use vnc::response as vnc_response;

use crate::Credentials;
use crate::decode::Input;
use crate::wire::SecurityType;

/// The security types that this client has, the strongest first.
pub(crate) const SUPPORTED: [SecurityType; 2] = [SecurityType::VNC_AUTHENTICATION, SecurityType::NONE];

/// One security type's exchange of messages.
pub(crate) trait Scheme: std::fmt::Debug + Send {
    /// Goes on as far as the bytes and credentials at hand allow, and appends what is to be sent.
    fn advance(
        &mut self,
        input: &mut Input<'_>,
        credentials: &Credentials,
        output: &mut Vec<u8>,
    ) -> SchemeProgress;
}

/// Where a scheme stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SchemeProgress {
    /// The client has said all; the server's verdict is next.
    Done,
    /// The user has to say who they are.
    NeedCredentials {
        /// Whether by a name.
        username: bool,
        /// Whether by a password.
        password: bool,
    },
    /// The server has not said all yet.
    NeedMore,
}

/// The security type to use: of those that both sides have the strongest that asks the user for nothing, or
/// else the strongest. None of the present types protects the user from a false server, so a prompt that the
/// server itself declares unnecessary would protect nobody.
pub(crate) fn choose(offered: &[SecurityType], credentials: &Credentials) -> Option<SecurityType> {
    let common = || SUPPORTED.into_iter().filter(|supported| offered.contains(supported));
    let silent = |chosen: &SecurityType| *chosen == SecurityType::NONE || credentials.password.is_some();
    common().find(silent).or_else(|| common().next())
}

/// The scheme of a security type that [`choose`] chose.
pub(crate) fn scheme(chosen: SecurityType) -> Option<Box<dyn Scheme>> {
    match chosen {
        SecurityType::NONE => Some(Box::new(none::NoAuthentication)),
        SecurityType::VNC_AUTHENTICATION => Some(Box::new(vnc::VncAuthentication::default())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_type_that_asks_for_nothing_is_chosen() {
        const NONE: SecurityType = SecurityType::NONE;
        const VNC: SecurityType = SecurityType::VNC_AUTHENTICATION;
        const TLS: SecurityType = SecurityType(18);
        let table: [(&[SecurityType], bool, Option<SecurityType>); 6] = [
            (&[NONE, VNC], false, Some(NONE)),
            (&[NONE, VNC], true, Some(VNC)),
            (&[TLS, VNC], false, Some(VNC)),
            (&[TLS, NONE], true, Some(NONE)),
            (&[TLS], true, None),
            (&[], true, None),
        ];
        for (offered, has_password, expected) in table {
            let password = has_password.then(|| "secret".to_owned());
            let credentials = Credentials { username: None, password };
            assert_eq!(choose(offered, &credentials), expected, "{offered:?}");
        }
    }

    #[test]
    fn every_supported_type_has_its_scheme() {
        for supported in SUPPORTED {
            assert!(scheme(supported).is_some(), "{supported}");
        }
    }
}
