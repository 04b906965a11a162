//! Before the screen is there: whether the server is the one the user means, and who the user is.

use std::time::Duration;

use rfb::auth::{Protection, Random, RsaKeyPair, ServerIdentity};

use super::{Phase, Session, Stage, TIME_TO_ANSWER};
use crate::event::{self, Event};
use crate::options::{Credentials, Fingerprint};

/// What makes trust in servers possible, and whom it was given to while this session lasts.
#[derive(Debug, Default)]
pub(super) struct Trust {
    /// The source of every connection's random numbers.
    random: Option<Random>,
    /// The session's own keys, made when a server first needs them; it takes a moment that connecting again should not.
    key: Option<RsaKeyPair>,
    accepted: Vec<Fingerprint>,
    /// As much protection as the best of those offered. It is demanded from the moment of acceptance, before that server
    /// has proved anything: whoever cuts the connection in between must not get by offering less on the next.
    demanded: Protection,
}

/// What a server can be recognised by, and how far the security type of which that is a part protects the user.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shown {
    pub(super) identity: ServerIdentity,
    pub(super) protection: Protection,
}

/// Which credentials were asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) username: bool,
    pub(super) password: bool,
    pub(super) target: bool,
}

impl Asked {
    fn is_answered_by(self, credentials: &Credentials) -> bool {
        let Credentials { username, password, target } = credentials;
        (!self.username || username.is_some())
            && (!self.password || password.is_some())
            && (!self.target || target.is_some())
    }
}

impl Trust {
    /// Random numbers for one connection.
    pub(super) fn random(&mut self) -> Option<Random> {
        self.random.as_mut().map(Random::branch)
    }

    /// The least that the next connection has to have. Credentials outlive connections: whoever answers in the place of a
    /// server that was accepted must not get them by offering less than it had.
    pub(super) fn least(&self, configured: Protection) -> Protection {
        configured.max(self.demanded)
    }

    fn accept(&mut self, Shown { identity, protection }: Shown) {
        if !self.accepted.contains(&identity.fingerprint) {
            self.accepted.push(identity.fingerprint);
        }
        self.demanded = self.demanded.max(protection);
    }

    fn key(&mut self) -> Option<RsaKeyPair> {
        if self.key.is_none() {
            let mut random = self.random()?;
            self.key = Some(RsaKeyPair::generate(&mut random, RsaKeyPair::CLIENT_BITS));
        }
        self.key.clone()
    }
}

impl Session {
    /// Random bytes, fit for cryptography, without which the session can use no security type that encrypts anything
    /// beyond a challenge.
    #[must_use]
    pub fn with_seed(mut self, seed: &[u8; Random::SEED]) -> Self {
        self.trust.random = Some(Random::new(seed));
        self
    }

    pub(super) fn rfb_credentials(&self) -> rfb::Credentials {
        let Credentials { username, password, target } = &self.options.credentials;
        rfb::Credentials { username: username.clone(), password: password.clone(), target: target.clone() }
    }

    pub(super) fn ask_for_credentials(&mut self, asked: Asked) {
        if let Phase::Open(open) = &mut self.phase {
            open.stage = Stage::AwaitingCredentials(asked);
        }
        let Asked { username, password, target } = asked;
        self.tell(Event::CredentialsRequired { username, password, target });
    }

    /// Remembers the answer, for connecting again as well, and passes it on if it was asked for and is complete.
    pub(super) fn provide_credentials(&mut self, answer: Credentials, now: Duration) {
        self.options.credentials.update(answer);
        let credentials = self.rfb_credentials();
        let Phase::Open(open) = &mut self.phase else {
            return;
        };
        let Stage::AwaitingCredentials(asked) = open.stage else {
            return;
        };
        if !asked.is_answered_by(&self.options.credentials) {
            self.ask_for_credentials(asked);
            return;
        }
        open.stage = Stage::Negotiating { until: now + TIME_TO_ANSWER };
        open.connection.provide_credentials(credentials);
    }

    /// Goes on with a server that is known, and shows any other to the user.
    pub(super) fn recognise(&mut self, shown: Shown, now: Duration) {
        let Phase::Open(open) = &mut self.phase else {
            return;
        };
        open.stage = Stage::AwaitingTrust(shown);
        let known = || self.options.known_servers.iter().chain(&self.trust.accepted);
        let ServerIdentity { fingerprint, short } = shown.identity;
        if known().any(|known| *known == fingerprint) {
            self.accept_server(now);
        } else {
            let changed = known().next().is_some();
            self.tell(Event::ServerIdentity(event::ServerIdentity { fingerprint, short, changed }));
        }
    }

    /// The user means this server.
    pub(super) fn accept_server(&mut self, now: Duration) {
        let Phase::Open(open) = &mut self.phase else {
            return;
        };
        let Stage::AwaitingTrust(shown) = open.stage else {
            return;
        };
        let Some(key) = self.trust.key() else {
            return;
        };
        self.trust.accept(shown);
        open.stage = Stage::Negotiating { until: now + TIME_TO_ANSWER };
        open.connection.accept_server(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_is_accepted_again_is_kept_once_and_owes_no_less() {
        let shown = |byte, protection| Shown {
            identity: ServerIdentity { fingerprint: [byte; 32], short: [byte; 8] },
            protection,
        };
        let mut trust = Trust::default();
        for protection in [Protection::Encryption, Protection::VerifiedServer] {
            trust.accept(shown(1, protection));
            trust.accept(shown(2, protection));
            assert_eq!(trust.accepted, [[1; 32], [2; 32]]);
            assert_eq!(trust.least(Protection::Nothing), Protection::Encryption);
        }
    }
}
