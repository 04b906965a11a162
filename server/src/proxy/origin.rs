//! Which pages may open consoles: the check that nova-novncproxy makes of the `Origin` field.
//!
//! It keeps a page of another site from using a token that the browser carries in a cookie. It
//! trusts the `Host` field, so it does not stop DNS rebinding; against that the token itself is
//! the defence, or, where none is asked for, [`OriginPolicy::known_names_only`].

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

/// From which web addresses consoles may be opened, besides the proxy's own.
#[derive(Clone, Debug, Default)]
pub struct OriginPolicy {
    /// Hosts whose pages may.
    pub allowed_hosts: Vec<HostName>,
    /// Where users find the page. Origins must then have its scheme; without it any will do.
    pub base_url: Option<BaseUrl>,
    /// Whether the proxy's own host must go by an address, as localhost or by a name that stands
    /// above. A stranger's page can be loaded under a name that later leads here (DNS rebinding);
    /// where no token is asked for, nothing else keeps it from the console.
    pub known_names_only: bool,
}

/// The fields of a request that the check looks at.
#[derive(Clone, Debug, Default)]
pub struct OriginFields {
    /// `Origin`; programs that are not browsers send none.
    pub origin: Option<String>,
    /// `Host`.
    pub host: Option<String>,
    /// `X-Forwarded-Proto`, from a reverse proxy that ends TLS.
    pub forwarded_proto: Option<String>,
}

impl OriginPolicy {
    /// Judges a request.
    ///
    /// # Errors
    /// Says which of the rules the request breaks.
    pub fn check(&self, fields: &OriginFields) -> Result<(), OriginRefused> {
        let Some(origin) = &fields.origin else { return Ok(()) };
        let (scheme, host) = origin.split_once("://").unwrap_or_default();
        let scheme = fields.forwarded_proto.as_deref().unwrap_or(scheme);
        let host = host_name(host);
        if host.is_empty() || scheme.is_empty() {
            return Err(OriginRefused::Invalid);
        }
        let own = fields.host.as_deref().map(host_name).filter(|host| self.is_own_name(host));
        let mut expected = self.allowed_hosts.iter().map(|host| host.0.as_str()).chain(own);
        if !expected.any(|expected| expected.eq_ignore_ascii_case(host)) {
            return Err(OriginRefused::OtherHost);
        }
        match &self.base_url {
            Some(base) if !base.scheme.eq_ignore_ascii_case(scheme) => Err(OriginRefused::OtherScheme),
            _ => Ok(()),
        }
    }
}

impl OriginPolicy {
    fn is_own_name(&self, host: &str) -> bool {
        !self.known_names_only
            || host.parse::<IpAddr>().is_ok()
            || host.eq_ignore_ascii_case("localhost")
            || self.base_url.as_ref().is_some_and(|base| base.host.eq_ignore_ascii_case(host))
    }
}

/// Which rule a request breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OriginRefused {
    /// The Origin names no host, as that of a sandboxed frame does.
    Invalid,
    /// The Origin is neither this host nor one that the operator allows.
    OtherHost,
    /// The Origin has another scheme than the URL that users are given.
    OtherScheme,
}

impl fmt::Display for OriginRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Invalid => "the Origin of the page is not valid",
            Self::OtherHost => {
                "the page was loaded from a host that is not known here (see --allowed-origin)"
            }
            Self::OtherScheme => "the Origin of the page has another scheme than --base-url",
        })
    }
}

/// A host name or address, in any case, without port; there are no wildcards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostName(String);

impl FromStr for HostName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let host = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
        let is_address = host.parse::<Ipv6Addr>().is_ok();
        let is_name_byte = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
        if is_address || (!host.is_empty() && host.bytes().all(is_name_byte)) {
            return Ok(Self(host.to_owned()));
        }
        Err("write a host name alone, such as dashboard.example, without scheme, port and path".to_owned())
    }
}

/// The public URL of the page, as in Nova's `novncproxy_base_url`. Only its scheme and its host matter here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseUrl {
    scheme: String,
    host: String,
}

impl FromStr for BaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once("://") {
            Some((scheme @ ("http" | "https"), rest)) if !host_name(rest).is_empty() => {
                Ok(Self { scheme: scheme.to_owned(), host: host_name(rest).to_owned() })
            }
            _ => Err("write a URL such as https://console.example/vnc_auto.html".to_owned()),
        }
    }
}

/// The host of `host[:port][/…]`, without user, port and the brackets of IPv6.
fn host_name(authority: &str) -> &str {
    let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    match authority.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map_or("", |(address, _)| address),
        None => authority.split_once(':').map_or(authority, |(host, _)| host),
    }
}

#[cfg(test)]
mod tests {
    use super::{HostName, OriginFields, OriginPolicy, OriginRefused};

    /// What nova-novncproxy was seen to do with the same fields.
    #[test]
    fn origins_are_judged_as_nova_does() {
        use OriginRefused::{Invalid, OtherHost, OtherScheme};
        let policy = OriginPolicy {
            allowed_hosts: ["dashboard.example", "[2001:db8::1]"].map(|host| host.parse().unwrap()).to_vec(),
            base_url: Some("http://console.example:6080/vnc_auto.html".parse().unwrap()),
            known_names_only: false,
        };
        let own = "console.example:6080";
        for (origin, host, forwarded_proto, verdict) in [
            (None, own, None, Ok(())),
            (Some("http://console.example:6080"), own, None, Ok(())),
            (Some("http://console.example:1"), own, None, Ok(())),
            (Some("HTTP://CONSOLE.EXAMPLE"), own, None, Ok(())),
            (Some("http://dashboard.example"), own, None, Ok(())),
            (Some("http://[2001:db8::1]:80"), own, None, Ok(())),
            (Some("http://127.0.0.1:6080"), "127.0.0.1:6080", None, Ok(())),
            (Some("http://[::1]:6080"), "[::1]:6080", None, Ok(())),
            (Some("https://console.example"), own, None, Err(OtherScheme)),
            (Some("https://dashboard.example"), own, None, Err(OtherScheme)),
            (Some("https://console.example"), own, Some("http"), Ok(())),
            (Some("http://console.example"), own, Some("https"), Err(OtherScheme)),
            (Some("http://evil.example"), own, None, Err(OtherHost)),
            (Some("http://evil.example"), "evil.example", None, Ok(())),
            (Some("http://sub.console.example"), own, None, Err(OtherHost)),
            (Some("http://console.example.evil.example"), own, None, Err(OtherHost)),
            (Some("http://console.example@evil.example"), own, None, Err(OtherHost)),
            (Some("null"), own, None, Err(Invalid)),
            (Some(""), own, None, Err(Invalid)),
            (Some("http://"), own, None, Err(Invalid)),
            (Some("null"), own, Some("http"), Err(Invalid)),
            (Some("http://console.example"), own, Some(""), Err(Invalid)),
        ] {
            let fields = OriginFields {
                origin: origin.map(str::to_owned),
                host: Some(host.to_owned()),
                forwarded_proto: forwarded_proto.map(str::to_owned),
            };
            assert_eq!(policy.check(&fields), verdict, "{fields:?}");
        }
    }

    #[test]
    fn where_no_token_is_asked_for_only_known_names_of_this_host_will_do() {
        let policy = OriginPolicy {
            allowed_hosts: vec!["dashboard.example".parse().unwrap()],
            base_url: Some("http://console.example/".parse().unwrap()),
            known_names_only: true,
        };
        for (host, verdict) in [
            ("127.0.0.1:6080", Ok(())),
            ("[::1]:6080", Ok(())),
            ("localhost:6080", Ok(())),
            ("Console.example:6080", Ok(())),
            ("dashboard.example:6080", Ok(())),
            ("rebound.example:6080", Err(OriginRefused::OtherHost)),
            ("localhost.example:6080", Err(OriginRefused::OtherHost)),
        ] {
            let origin = Some(format!("http://{host}"));
            let fields = OriginFields { origin, host: Some(host.to_owned()), forwarded_proto: None };
            assert_eq!(policy.check(&fields), verdict, "{host}");
        }
    }

    #[test]
    fn a_host_that_could_never_match_is_not_taken() {
        for text in [
            "",
            "https://dashboard.example",
            "dashboard.example:443",
            "*.example",
            "a b",
            "dashboard.example/",
        ] {
            assert!(text.parse::<HostName>().is_err(), "{text}");
        }
    }

    #[test]
    fn without_a_base_url_any_scheme_will_do() {
        let fields = OriginFields {
            origin: Some("https://console.example".to_owned()),
            host: Some("console.example".to_owned()),
            forwarded_proto: None,
        };
        assert_eq!(OriginPolicy::default().check(&fields), Ok(()));
        let no_host = OriginFields { host: None, ..fields };
        assert_eq!(OriginPolicy::default().check(&no_host), Err(OriginRefused::OtherHost));
    }
}
