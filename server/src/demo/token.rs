//! The demo's one token, made anew at each start.

use std::fmt::Write as _;
use std::sync::Arc;

use anyhow::Context as _;

use crate::proxy::{InProcess, Refused, Resolving, Target, Token, TokenSource};

/// A token that leads to a target in this process.
pub(super) struct DemoToken {
    text: String,
    target: Target,
}

impl DemoToken {
    pub(super) fn new(server: Arc<dyn InProcess>) -> anyhow::Result<Self> {
        Ok(Self { text: random_uuid()?, target: Target::InProcess(server) })
    }

    /// The token as it stands in the URL.
    pub(super) fn text(&self) -> &str {
        &self.text
    }
}

impl TokenSource for DemoToken {
    fn resolve<'a>(&'a self, token: Option<&'a Token>) -> Resolving<'a> {
        let target = match token {
            None => Err(Refused::Missing),
            Some(token) if token.secret() == self.text => Ok(self.target.clone()),
            Some(_) => Err(Refused::Unknown),
        };
        Box::pin(std::future::ready(target))
    }
}

/// A UUID of version 4 (RFC 9562, section 5.4), which is what Nova's tokens are.
fn random_uuid() -> anyhow::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).context("the system has no random numbers")?;
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    Ok(bytes.iter().enumerate().fold(String::new(), |mut text, (index, byte)| {
        if [4, 6, 8, 10].contains(&index) {
            text.push('-');
        }
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

#[cfg(test)]
mod tests {
    use super::random_uuid;

    #[test]
    fn tokens_are_uuids_and_never_the_same() {
        let (one, two) = (random_uuid().unwrap(), random_uuid().unwrap());
        assert_ne!(one, two);
        let lens: Vec<_> = one.split('-').map(str::len).collect();
        assert_eq!(lens, [8, 4, 4, 4, 12]);
        assert_eq!(one.as_bytes()[14], b'4');
    }
}
