//! What the rules need to know of a request, and how its header fields are read.

use super::Coding;

/// A request, without the sockets and crates it came through.
#[derive(Clone, Copy, Debug, Default)]
pub struct Request<'a> {
    /// The method, such as `GET`.
    pub method: &'a str,
    /// The request target as it was sent: a path, perhaps with a query.
    pub target: &'a str,
    /// All `Accept-Encoding` fields, joined by commas.
    pub accept_encoding: &'a str,
    /// All `If-None-Match` fields, joined by commas.
    pub if_none_match: &'a str,
}

impl<'a> Request<'a> {
    /// The path of the target, without query and without the scheme and host that a client may
    /// put before it when it takes us for a forward proxy (RFC 9112, section 3.2.2).
    pub(super) fn path(&self) -> &'a str {
        self.path_and_query().0
    }

    /// The query of the target with its question mark, or nothing.
    pub(super) fn query(&self) -> &'a str {
        self.path_and_query().1
    }

    fn path_and_query(&self) -> (&'a str, &'a str) {
        let target = match self.target.split_once("://") {
            Some((scheme, rest)) if !scheme.contains('/') => rest.find('/').map_or("/", |at| &rest[at..]),
            _ => self.target,
        };
        let target = target.split('#').next().unwrap_or(target);
        target.split_at(target.find('?').unwrap_or(target.len()))
    }

    /// Whether the client has the form with this entity tag already (RFC 9110, section 13.1.2:
    /// the comparison is weak, and `*` stands for any).
    pub(super) fn has(&self, etag: &str) -> bool {
        let mut rest = self.if_none_match.trim();
        if rest == "*" {
            return true;
        }
        // A tag may hold a comma, so the list is read tag by tag.
        while let Some(open) = rest.find('"') {
            let Some(len) = rest[open + 1..].find('"') else { return false };
            let close = open + 1 + len;
            if &rest[open..=close] == etag {
                return true;
            }
            rest = &rest[close + 1..];
        }
        false
    }

    /// How much the client wants `coding`, in thousandths; zero is not at all (RFC 9110, 12.5.3).
    pub(super) fn weight(&self, coding: Coding) -> u16 {
        let mut any = 0;
        for (name, weight) in self.accepted() {
            let is_named = name.eq_ignore_ascii_case(coding.name())
                || (coding == Coding::Gzip && name.eq_ignore_ascii_case("x-gzip"));
            if is_named {
                return weight;
            }
            if name == "*" {
                any = weight;
            }
        }
        any
    }

    /// How much the client wants the bytes as they are: not at all unless it says so, because
    /// whoever names a coding prefers it.
    pub(super) fn identity_weight(&self) -> u16 {
        self.accepted()
            .find(|(name, _)| name.eq_ignore_ascii_case("identity"))
            .map_or(0, |(_, weight)| weight)
    }

    fn accepted(&self) -> impl Iterator<Item = (&'a str, u16)> {
        self.accept_encoding.split(',').map(|item| {
            let mut parts = item.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default();
            let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
            (name, weight.map_or(1000, parse_weight))
        })
    }
}

/// A weight such as `0.8` in thousandths. What is not a weight counts as a refusal: the bytes as
/// they are suit everyone.
fn parse_weight(text: &str) -> u16 {
    match text.parse::<f32>() {
        // The range makes the product fit.
        Ok(weight) if (0.0..=1.0).contains(&weight) => (weight * 1000.0).round() as u16,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{Coding, Request};

    #[test]
    fn weights_are_read_as_the_standard_says() {
        for (accept_encoding, brotli, gzip, identity) in [
            ("", 0, 0, 0),
            ("gzip, deflate, br", 1000, 1000, 0),
            ("gzip;q=0.5, br;q=0.1", 100, 500, 0),
            ("br;q=0, *", 0, 1000, 0),
            ("*;q=0", 0, 0, 0),
            ("x-gzip", 0, 1000, 0),
            ("BR ; Q=0.25", 250, 0, 0),
            ("br;q=NaN, gzip;q=2, identity;q=0.7", 0, 0, 700),
            (";;;,,,q=1", 0, 0, 0),
        ] {
            let request = Request { accept_encoding, ..Request::default() };
            assert_eq!(request.weight(Coding::Brotli), brotli, "br in {accept_encoding}");
            assert_eq!(request.weight(Coding::Gzip), gzip, "gzip in {accept_encoding}");
            assert_eq!(request.identity_weight(), identity, "identity in {accept_encoding}");
        }
    }

    #[test]
    fn entity_tags_are_compared_weakly() {
        for (if_none_match, has) in [
            ("", false),
            ("*", true),
            ("\"abc\"", true),
            ("W/\"abc\"", true),
            ("\"x\", \"abc\"", true),
            ("\"x,\", W/\"abc\"", true),
            ("\"abc-br\"", false),
            ("abc", false),
            ("\"abc", false),
        ] {
            let request = Request { if_none_match, ..Request::default() };
            assert_eq!(request.has("\"abc\""), has, "{if_none_match}");
        }
    }

    #[test]
    fn the_path_is_what_stands_before_the_query() {
        for (target, path, query) in [
            ("/vnc.html", "/vnc.html", ""),
            ("/vnc.html?path=%3Ftoken%3Dx", "/vnc.html", "?path=%3Ftoken%3Dx"),
            ("/vnc.html#x?y", "/vnc.html", ""),
            ("/vnc.html?a?b#x", "/vnc.html", "?a?b"),
            ("/?u=http://x/y", "/", "?u=http://x/y"),
            ("http://h:1/vnc.html?x", "/vnc.html", "?x"),
            ("http://h", "/", ""),
            ("", "", ""),
            ("*", "*", ""),
        ] {
            let request = Request { target, ..Request::default() };
            assert_eq!((request.path(), request.query()), (path, query), "{target}");
        }
    }
}
