//! Tokens: what a link carries, and the sources that say where it leads.

mod file;
mod single;

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use hyper::header::{COOKIE, HeaderMap};

use super::target::Target;

pub use file::TokenFile;
pub use single::SingleTarget;

/// A place where tokens are looked up.
pub trait TokenSource: Send + Sync {
    /// Says where `token` leads; `None` is a link without one.
    fn resolve<'a>(&'a self, token: Option<&'a Token>) -> Resolving<'a>;
}

/// A lookup that is under way.
pub type Resolving<'a> = Pin<Box<dyn Future<Output = Result<Target, Refused>> + Send + 'a>>;

/// Why a token leads nowhere. `Display` is for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no token in the link.
    Missing,
    /// Nobody knows it, or no longer.
    Unknown,
    /// The source cannot be asked at present, for this reason.
    Unavailable(String),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("the link carries no token"),
            Self::Unknown => f.write_str("the token is unknown or has expired"),
            Self::Unavailable(reason) => write!(f, "tokens cannot be looked up: {reason}"),
        }
    }
}

/// A token as a browser sent it. It opens a console, so it is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Its text, to be looked up and not to be written anywhere.
    pub fn secret(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Token {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The token of a request: the last one in the query, or else the last one among the cookies. As
/// with nova-novncproxy, a good cookie does not mend a bad query.
pub(super) fn from_request(query: Option<&str>, headers: &HeaderMap) -> Option<Token> {
    from_query(query.unwrap_or_default()).or_else(|| from_cookies(headers)).map(Token)
}

const NAME: &str = "token";

fn from_query(query: &str) -> Option<String> {
    form_urlencoded::parse(query.as_bytes())
        .filter(|(name, value)| name == NAME && !value.is_empty())
        .last()
        .map(|(_, value)| value.into_owned())
}

fn from_cookies(headers: &HeaderMap) -> Option<String> {
    let fields = headers.get_all(COOKIE).iter().filter_map(|field| field.to_str().ok());
    let pairs = fields.flat_map(|field| field.split(';')).filter_map(|pair| pair.split_once('='));
    let tokens = pairs.filter(|(name, _)| name.trim() == NAME).map(|(_, value)| value.trim());
    tokens.map(|value| value.trim_matches('"')).rfind(|value| !value.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use hyper::header::{COOKIE, HeaderMap, HeaderValue};

    use super::{Token, from_request};

    #[test]
    fn the_token_is_found_where_nova_finds_it() {
        for (query, cookies, token) in [
            ("token=a", &[][..], Some("a")),
            ("token=a&token=b", &[], Some("b")),
            ("token=a&token=", &[], Some("a")),
            ("path=x&token=a%2Fb+c", &[], Some("a/b c")),
            ("Token=a", &[], None),
            ("", &[], None),
            ("", &["token=a"], Some("a")),
            ("", &["x=1; token=a; token=\"b\"; nonsense"], Some("b")),
            ("", &["token=a", "token=b"], Some("b")),
            ("", &["mytoken=a"], None),
            ("token=q", &["token=c"], Some("q")),
            ("token=", &["token=c"], Some("c")),
        ] {
            let mut headers = HeaderMap::new();
            for cookie in cookies {
                headers.append(COOKIE, HeaderValue::from_static(cookie));
            }
            assert_eq!(from_request(Some(query), &headers), token.map(Token::from), "{query} {cookies:?}");
        }
    }

    #[test]
    fn a_token_does_not_show_itself() {
        assert_eq!(format!("{:?}", Token::from("secret")), "Token(…)");
    }
}
