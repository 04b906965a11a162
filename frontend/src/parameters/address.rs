//! The WebSocket's URL: from the page's own address, `path`, `host`, `port`, `encrypt` and `token`.
//!
//! `vnc.html` does what noVNC 1.7's does: without `host`, `path` is a reference relative to the page, as in
//! `new URL(path, location.href)`; with `host`, it is put behind `wss://HOST/`.
//!
//! `vnc_lite.html` and `vnc_auto.html` put `path` behind `/` in noVNC up to 1.7, which loses the directory when a reverse proxy shows the page
//! under one; later releases resolve it against the page. Both kinds of deployment exist, so here:
//!
//! - An empty `path`, and one that is a query only (`?token=…`, Nova's usual form), go to the **directory of the page**: `ws://host:6080/?token=…` at the
//!   root, as ever, and `wss://host/console/novnc/?token=…` below a mount, where the proxy in front is known to answer.
//! - One that starts with `/`, or is a whole URL, is taken as it stands.
//! - Any other is relative to the page's directory, unless it already spells that directory out: `path=novnc?token=…` on `/novnc/vnc_auto.html`
//!   (Nova's documented form) means `/novnc?token=…`. At the root both readings are the same.
//! - With a `host` or `port` other than the page's own, the page's directory means nothing, and `path` goes behind `/`.
//!
//! On all pages a `token` is added to the query of a `path` that has none, the scheme of a whole URL is kept unless it would mean leaving
//! encryption on an encrypted page (browsers refuse that), and a page's own query never becomes part of the URL, since it may hold a password.
//!
//! Only this file decides which host is spoken to. The URL it makes starts with a scheme, `//`, and a host of plain characters followed by
//! `/`, so a browser cannot read another host out of it, whatever `path` holds.

use super::{Endpoint, Page, Parameters, query};

/// Where the WebSocket is, and whether the page may go there without asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    /// The whole URL; it may hold a token.
    pub(crate) url: super::Secret,
    /// The host, with its port when that is not the usual one, to show to the user.
    pub(crate) host: String,
    /// Whether it may be used as it is.
    pub(crate) trust: Trust,
}

/// Whether an address may be used without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// It is on the page's own host, the operator named it, or the operator allowed it.
    Granted,
    /// The link leads away from the page's host, and nobody but its author said so.
    Ask,
}

/// The parts of the page's own address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PageAddress {
    encrypted: bool,
    authority: Authority,
    /// The path with its leading `/`, without query and fragment.
    path: String,
}

/// A host and perhaps a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Authority {
    host: String,
    port: Option<u16>,
}

impl PageAddress {
    /// Takes `location.href` apart; none for an address without a host, such as `file:`.
    pub(crate) fn parse(href: &str) -> Option<Self> {
        let (scheme, rest) = href.split_once("://")?;
        let encrypted = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let host = authority.rsplit('@').next().unwrap_or_default();
        let path = rest.split(['?', '#']).next().unwrap_or_default();
        Some(Self {
            encrypted,
            authority: Authority::parse(host)?,
            path: if path.is_empty() { "/".to_owned() } else { path.to_owned() },
        })
    }

    /// The WebSocket's address as the parameters have it.
    pub(crate) fn websocket(&self, parameters: &Parameters) -> Address {
        let endpoint = &parameters.endpoint;
        let path = with_token(clean(endpoint.path.reveal()), endpoint);
        let target = self.target(parameters.page, endpoint, &path);
        let outside = target.authority.host != self.authority.host;
        let by_link = if target.named_by_path { endpoint.path_by_link } else { endpoint.host_by_link };
        let trust = if outside && by_link && !target.authority.is_among(&endpoint.allowed_hosts) {
            Trust::Ask
        } else {
            Trust::Granted
        };
        let host = target.authority.show(target.encrypted);
        let scheme = if target.encrypted { "wss" } else { "ws" };
        Address { url: super::Secret::new(format!("{scheme}://{host}{}", target.path)), host, trust }
    }

    fn target(&self, page: Page, endpoint: &Endpoint, path: &str) -> Target {
        if let Some(authority) = self.named_authority(page, endpoint) {
            let behind_slash = match page {
                Page::Full => path,
                Page::Lite => path.trim_start_matches(is_slash),
            };
            let encrypted = endpoint.encrypt.unwrap_or(self.encrypted);
            return Target { encrypted, authority, path: format!("/{behind_slash}"), named_by_path: false };
        }
        if let Some((scheme, authority, rest)) = whole_url(path) {
            let encrypted = self.encrypted || matches!(scheme, Some("wss" | "https"));
            let path = if rest.starts_with(is_slash) { rest.to_owned() } else { format!("/{rest}") };
            return Target { encrypted, authority, path, named_by_path: true };
        }
        let path = if path.starts_with(is_slash) {
            path.to_owned()
        } else if path.is_empty() || path.starts_with('?') {
            match page {
                Page::Full => format!("{}{path}", self.path),
                Page::Lite => format!("{}{path}", self.directory()),
            }
        } else if page == Page::Lite && self.spells_directory(path) {
            format!("/{path}")
        } else {
            format!("{}{path}", self.directory())
        };
        Target { encrypted: self.encrypted, authority: self.authority.clone(), path, named_by_path: false }
    }

    /// The host and port given by parameters of their own, where they lead elsewhere than the page's.
    fn named_authority(&self, page: Page, endpoint: &Endpoint) -> Option<Authority> {
        let port = (endpoint.port != 0).then_some(endpoint.port);
        let host = endpoint.host.as_deref().and_then(Authority::parse);
        match page {
            Page::Full => host.map(|host| Authority { port: port.or(host.port), ..host }),
            Page::Lite if host.is_none() && port.is_none() => None,
            Page::Lite => {
                let host = host.unwrap_or_else(|| Authority { port: None, ..self.authority.clone() });
                let named = Authority { port: port.or(host.port).or(self.authority.port), ..host };
                (named != self.authority || endpoint.encrypt.is_some()).then_some(named)
            }
        }
    }

    /// The page's path up to and with its last `/`.
    fn directory(&self) -> &str {
        &self.path[..=self.path.rfind('/').unwrap_or_default()]
    }

    /// Whether a relative path starts with the page's own directory.
    fn spells_directory(&self, path: &str) -> bool {
        let path = path.split('?').next().unwrap_or_default();
        let Some(directory) = self.directory().strip_prefix('/').and_then(|d| d.strip_suffix('/')) else {
            return false;
        };
        path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl Authority {
    /// Reads `host`, `host:port`, `[v6]` or `[v6]:port`; the host in lower case. None for anything a browser might read differently.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let after_host = match text.strip_prefix('[') {
            Some(v6) => v6.find(']')? + 2,
            None => text.find(':').unwrap_or(text.len()),
        };
        let (host, port) = text.split_at(after_host);
        let valid = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
            Some(v6) => v6.parse::<std::net::Ipv6Addr>().is_ok(),
            None => {
                !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b))
            }
        };
        let port = match port.strip_prefix(':') {
            None | Some("") => None,
            Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => Some(digits.parse().ok()?),
            Some(_) => return None,
        };
        valid.then(|| Self { host: host.to_ascii_lowercase(), port })
    }

    /// Whether a list of the operator's names this host, with this port or with none.
    fn is_among(&self, allowed: &[String]) -> bool {
        allowed
            .iter()
            .filter_map(|text| Self::parse(text))
            .any(|allowed| allowed.host == self.host && (allowed.port.is_none() || allowed.port == self.port))
    }

    fn show(&self, encrypted: bool) -> String {
        let usual = if encrypted { 443 } else { 80 };
        match self.port {
            Some(port) if port != usual => format!("{}:{port}", self.host),
            _ => self.host.clone(),
        }
    }
}

/// Whether a text can be a `path`: everything but a URL of another scheme, or one without a proper host.
pub(super) fn is_path(text: &str) -> bool {
    let text = clean(text);
    let claims_host = scheme(&text).is_some() || leading_slashes(&text) >= 2;
    !claims_host || whole_url(&text).is_some()
}

/// Where the URL leads.
struct Target {
    encrypted: bool,
    authority: Authority,
    /// Path and query, with a leading `/` (or a `\`, which browsers take for one).
    path: String,
    named_by_path: bool,
}

/// What browsers do first to any URL: no tabs and line ends, no spaces and control characters around it. A WebSocket's URL has no fragment either.
fn clean(text: &str) -> String {
    let text: String = text.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let text = text.trim_matches(|c| c <= ' ');
    text.split('#').next().unwrap_or_default().to_owned()
}

/// Puts the token of older releases into the path, unless it has one.
fn with_token(path: String, endpoint: &Endpoint) -> String {
    let Some(token) = &endpoint.token else { return path };
    if query::in_query(&path, "token").is_some() {
        return path;
    }
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}token={}", query::encode(token.reveal()))
}

/// Takes a URL apart that names its host: scheme (none for `//host`), host, and what follows.
fn whole_url(text: &str) -> Option<(Option<&'static str>, Authority, &str)> {
    let scheme = scheme(text);
    let after_scheme = match scheme {
        Some(name) => {
            let name = name.to_ascii_lowercase();
            let known = ["ws", "wss", "http", "https"].into_iter().find(|known| *known == name)?;
            (Some(known), &text[name.len() + 1..])
        }
        None if leading_slashes(text) >= 2 => (None, text),
        None => return None,
    };
    let (scheme, rest) = after_scheme;
    let rest = rest.trim_start_matches(is_slash);
    let end = rest.find(|c| is_slash(c) || c == '?').unwrap_or(rest.len());
    Some((scheme, Authority::parse(&rest[..end])?, &rest[end..]))
}

/// The name before a `:`, if the text starts with a scheme.
fn scheme(text: &str) -> Option<&str> {
    let (name, _) = text.split_once(':')?;
    let mut bytes = name.bytes();
    let starts = bytes.next().is_some_and(|first| first.is_ascii_alphabetic());
    (starts && bytes.all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))).then_some(name)
}

fn leading_slashes(text: &str) -> usize {
    text.chars().take_while(|c| is_slash(*c)).count()
}

/// Browsers take `\` for `/` in the URLs at hand.
fn is_slash(c: char) -> bool {
    matches!(c, '/' | '\\')
}
