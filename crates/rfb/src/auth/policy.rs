//! Which security type is used: the client's decision, whatever the server's order.

use crate::Credentials;
use crate::auth::ra2::Suite;
use crate::wire::SecurityType;

/// How much a security type protects, from the least to the most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protection {
    /// Nothing: whoever reaches the server is in.
    #[default]
    Nothing,
    /// The user proves who they are, by a password that can be read on the way.
    Password,
    /// The password cannot simply be read on the way. A false server may still learn or guess it.
    HiddenPassword,
    /// The server proves who it is, before it is told anything secret.
    VerifiedServer,
    /// That, and everything that follows is encrypted.
    Encryption,
}

impl std::fmt::Display for Protection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Nothing => "none",
            Self::Password => "a password",
            Self::HiddenPassword => "a password that is hidden on its way",
            Self::VerifiedServer => "a server that proves its identity",
            Self::Encryption => "an encrypted session",
        })
    }
}

/// Which of its credentials a security type needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) username: bool,
    pub(crate) password: bool,
    pub(crate) target: bool,
}

impl Wanted {
    pub(crate) const PASSWORD: Self = Self { username: false, password: true, target: false };
    pub(crate) const USERNAME_AND_PASSWORD: Self = Self { username: true, password: true, target: false };
    pub(crate) const ALL: Self = Self { username: true, password: true, target: true };

    /// Whether nothing has to be asked for.
    fn is_known(self, credentials: &Credentials) -> bool {
        let Credentials { username, password, target } = credentials;
        (!self.username || username.is_some())
            && (!self.password || password.is_some())
            && (!self.target || target.is_some())
    }
}

/// The security types that this client has, whatever number they go by where they are offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Ard,
    MsLogon2,
    None,
    Plain,
    Ra2(Suite),
    Tight,
    VenCrypt,
    Vnc,
    Xvp,
}

/// The order of choice, the best first.
///
/// The order is that of what they protect, with two exceptions. Where nothing protects the password, a server that lets
/// everybody in is taken at its word, since then no password is exposed. And Tight and `VeNCrypt`, which only wrap other
/// types, come after what is open to see: what they wrap shows when they have been chosen, and may then be nothing that
/// this client has (of `VeNCrypt` often, since a browser's page cannot do its TLS).
const ORDER: [Kind; 12] = [
    Kind::Ra2(Suite::ENCRYPTED_256),
    Kind::Ra2(Suite::ENCRYPTED_128),
    Kind::Ra2(Suite::PLAIN_256),
    Kind::Ra2(Suite::PLAIN_128),
    Kind::Ard,
    Kind::Vnc,
    Kind::Xvp,
    Kind::None,
    Kind::Tight,
    Kind::MsLogon2,
    Kind::Plain,
    Kind::VenCrypt,
];

impl Kind {
    pub(crate) fn of(security_type: SecurityType) -> Option<Self> {
        Some(match security_type {
            SecurityType::NONE => Self::None,
            SecurityType::VNC_AUTHENTICATION => Self::Vnc,
            SecurityType::RSA_AES => Self::Ra2(Suite::ENCRYPTED_128),
            SecurityType::RSA_AES_UNENCRYPTED => Self::Ra2(Suite::PLAIN_128),
            SecurityType::TIGHT => Self::Tight,
            SecurityType::VENCRYPT => Self::VenCrypt,
            SecurityType::XVP => Self::Xvp,
            SecurityType::APPLE_REMOTE_DESKTOP => Self::Ard,
            SecurityType::MS_LOGON_II => Self::MsLogon2,
            SecurityType::RSA_AES_256 => Self::Ra2(Suite::ENCRYPTED_256),
            SecurityType::RSA_AES_256_UNENCRYPTED => Self::Ra2(Suite::PLAIN_256),
            _ => return None,
        })
    }

    /// How much it protects; of one that wraps others, how much it may.
    ///
    /// MS-Logon II counts as a password in the open: its keys of 64 bits are broken in the time of a coffee.
    pub(super) fn protection(self) -> Protection {
        match self {
            Self::None => Protection::Nothing,
            Self::Plain | Self::MsLogon2 => Protection::Password,
            Self::Vnc | Self::Xvp | Self::Ard => Protection::HiddenPassword,
            Self::Ra2(suite) if suite.encrypts_session() => Protection::Encryption,
            Self::Ra2(_) => Protection::VerifiedServer,
            Self::Tight | Self::VenCrypt => Protection::Encryption,
        }
    }

    pub(crate) const fn wraps(self) -> bool {
        matches!(self, Self::Tight | Self::VenCrypt)
    }

    const fn needs_random(self) -> bool {
        matches!(self, Self::Ard | Self::MsLogon2 | Self::Ra2(_))
    }

    /// Whether it asks the user for nothing. What a wrapper will ask for is not known.
    fn is_silent(self, credentials: &Credentials) -> bool {
        let wanted = match self {
            Self::None => return true,
            Self::Tight | Self::VenCrypt => return false,
            Self::Vnc => Wanted::PASSWORD,
            Self::Xvp => Wanted::ALL,
            Self::Ard | Self::MsLogon2 | Self::Plain | Self::Ra2(_) => Wanted::USERNAME_AND_PASSWORD,
        };
        wanted.is_known(credentials)
    }
}

/// What a choice depends on beside the server's offer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Policy<'a> {
    /// The least that is acceptable.
    pub(crate) minimum: Protection,
    /// What is known about the user.
    pub(crate) credentials: &'a Credentials,
    /// Whether there are random numbers.
    pub(crate) random: bool,
}

/// What became of a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// This one.
    Kind(Kind),
    /// There are some, but they protect less than is demanded.
    TooWeak,
    /// There is none that this client has.
    Nothing,
}

impl Policy<'_> {
    /// The security type to use.
    ///
    /// A server that can prove who it is, is made to: the best of those types is chosen, even if the user has to sign in
    /// for it. Of the others, none protects the user from a false server, so a prompt that the server itself declares
    /// unnecessary would protect nobody: the best that asks the user for nothing is chosen, or else the best.
    pub(crate) fn choose(self, offered: impl Fn(Kind) -> bool) -> Choice {
        let common =
            || ORDER.into_iter().filter(|&kind| offered(kind) && (self.random || !kind.needs_random()));
        let acceptable = || common().filter(|kind| kind.protection() >= self.minimum);
        let verified = |kind: &Kind| !kind.wraps() && kind.protection() >= Protection::VerifiedServer;
        let chosen = acceptable()
            .find(verified)
            .or_else(|| acceptable().find(|kind| kind.is_silent(self.credentials)))
            .or_else(|| acceptable().next());
        match chosen {
            Some(kind) => Choice::Kind(kind),
            None if common().next().is_some() => Choice::TooWeak,
            None => Choice::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(offered: &[u8], credentials: &Credentials, minimum: Protection) -> Choice {
        let kinds: Vec<Kind> = offered.iter().filter_map(|&number| Kind::of(SecurityType(number))).collect();
        Policy { minimum, credentials, random: true }.choose(|kind| kinds.contains(&kind))
    }

    fn credentials(username: bool, password: bool) -> Credentials {
        let some = |known: bool| known.then(|| "secret".to_owned());
        Credentials { username: some(username), password: some(password), target: None }
    }

    #[test]
    fn the_strongest_type_is_chosen_and_no_prompt_that_protects_nobody() {
        use Protection::{Encryption, HiddenPassword, Nothing, Password, VerifiedServer};
        let (nobody, password, both) =
            (credentials(false, false), credentials(false, true), credentials(true, true));
        let suite = |suite| Choice::Kind(Kind::Ra2(suite));
        let kind = Choice::Kind;
        let table = [
            (&[1, 2][..], &nobody, Nothing, kind(Kind::None)),
            (&[1, 2], &password, Nothing, kind(Kind::Vnc)),
            (&[1, 2], &nobody, Password, kind(Kind::Vnc)),
            (&[18, 2], &nobody, Nothing, kind(Kind::Vnc)),
            (&[18, 1], &password, Nothing, kind(Kind::None)),
            (&[18], &password, Nothing, Choice::Nothing),
            (&[], &password, Nothing, Choice::Nothing),
            (&[1, 2, 6, 5, 130, 129], &nobody, Nothing, suite(Suite::ENCRYPTED_256)),
            (&[1, 6, 5], &nobody, Nothing, suite(Suite::ENCRYPTED_128)),
            (&[2, 6, 130], &password, Nothing, suite(Suite::PLAIN_256)),
            (&[2, 6], &password, Encryption, Choice::TooWeak),
            (&[1, 2], &password, VerifiedServer, Choice::TooWeak),
            (&[2, 30], &nobody, Nothing, kind(Kind::Ard)),
            (&[2, 30], &password, Nothing, kind(Kind::Vnc)),
            (&[2, 30], &both, Nothing, kind(Kind::Ard)),
            (&[22, 2], &both, Nothing, kind(Kind::Vnc)),
            (&[22], &both, Nothing, kind(Kind::Xvp)),
            (&[113, 1], &both, Nothing, kind(Kind::None)),
            (&[113, 1], &both, Password, kind(Kind::MsLogon2)),
            (&[113, 2], &both, Nothing, kind(Kind::Vnc)),
            (&[113], &both, HiddenPassword, Choice::TooWeak),
            (&[16, 19, 2], &nobody, Nothing, kind(Kind::Vnc)),
            (&[19, 16], &nobody, Nothing, kind(Kind::Tight)),
            (&[19, 16, 1], &both, Nothing, kind(Kind::None)),
            (&[19, 16, 1], &both, HiddenPassword, kind(Kind::Tight)),
            (&[19, 2], &both, Encryption, kind(Kind::VenCrypt)),
        ];
        for (offered, credentials, minimum, expected) in table {
            assert_eq!(
                choose(offered, credentials, minimum),
                expected,
                "{offered:?} {credentials:?} {minimum:?}"
            );
        }
    }

    #[test]
    fn types_that_need_random_numbers_are_not_chosen_without_them() {
        let credentials = credentials(true, true);
        let policy = Policy { minimum: Protection::Nothing, credentials: &credentials, random: false };
        let offered = [Kind::Ard, Kind::Vnc, Kind::MsLogon2, Kind::Ra2(Suite::PLAIN_128)];
        assert_eq!(policy.choose(|kind| offered.contains(&kind)), Choice::Kind(Kind::Vnc));
    }

    #[test]
    fn every_type_that_is_known_is_in_the_order_of_choice() {
        for kind in (0..=255).filter_map(|number| Kind::of(SecurityType(number))) {
            assert!(ORDER.contains(&kind), "{kind:?}");
        }
    }
}
