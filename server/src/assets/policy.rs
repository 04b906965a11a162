//! The content security policy: the page's own, taken from its `<meta>` so that it is written in
//! one place only, and who may frame the page, which a `<meta>` cannot say.

use std::str::FromStr;

/// For a page that brings no policy: its own files and Wasm, a WebSocket to anywhere (the link in
/// the URL decides, and `self` does not cover `ws:` in every browser), and nothing else.
pub(super) const FALLBACK: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
    worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; media-src 'self'; \
    connect-src 'self' ws: wss:; manifest-src 'self'; base-uri 'none'; form-action 'none'";

/// One source of the `frame-ancestors` directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameAncestor(String);

impl FrameAncestor {
    /// The directive that allows these ancestors. None given means any, because what protects a
    /// console is the token in its URL; that needs no directive, for `*` would leave out whatever
    /// has another scheme than the web's own, such as a dashboard that is an application.
    pub(super) fn directive(ancestors: &[Self]) -> Option<String> {
        let sources: Vec<_> = ancestors.iter().map(|ancestor| ancestor.0.as_str()).collect();
        let is_any = sources.is_empty() || sources.contains(&"*");
        (!is_any).then(|| format!("frame-ancestors {}", sources.join(" ")))
    }
}

impl FromStr for FrameAncestor {
    type Err = String;

    /// Reads an origin such as `https://dashboard.example`, or one of `any`, `self` and `none`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let source = match text {
            "any" | "*" => "*",
            "none" | "'none'" => "'none'",
            "self" | "'self'" => "'self'",
            origin => {
                let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
                let is_host_byte = |byte: u8| {
                    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b':' | b'*' | b'[' | b']')
                };
                if !host.is_some_and(|host| !host.is_empty() && host.bytes().all(is_host_byte)) {
                    return Err(
                        "write an origin such as https://dashboard.example, or any, self or none".to_owned()
                    );
                }
                origin
            }
        };
        Ok(Self(source.to_owned()))
    }
}

/// The policy in the first `<meta http-equiv="Content-Security-Policy">` of an HTML file.
///
/// This is no HTML parser: it reads the page that this project's build writes, whose policy holds
/// no character references.
pub(super) fn from_html(html: &[u8]) -> Option<String> {
    let html = std::str::from_utf8(html).ok()?;
    let tags = html.split("<meta").skip(1).filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag));
    let mut policies = tags.filter(|tag| {
        attribute(tag, "http-equiv")
            .is_some_and(|value| value.eq_ignore_ascii_case("content-security-policy"))
    });
    let policy =
        attribute(policies.next()?, "content")?.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    // It goes into a header as it is.
    let is_safe = policy.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    (is_safe && !policy.is_empty()).then(|| policy.trim_end_matches(';').to_owned())
}

/// The value of an attribute of a tag, with its quotation marks or, as a minifier leaves them, without.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.match_indices(name).find_map(|(at, _)| {
        let value = tag[at + name.len()..].strip_prefix('=')?;
        match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split_once(quote).map(|(value, _)| value),
            _ => value.split_ascii_whitespace().next(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{FrameAncestor, from_html};

    #[test]
    fn the_policy_is_taken_from_the_page() {
        let html = br#"<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none';
              script-src 'self' 'wasm-unsafe-eval';">"#;
        assert_eq!(
            from_html(html).as_deref(),
            Some("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'")
        );
    }

    #[test]
    fn the_policy_is_found_in_a_minified_page_too() {
        let html = b"<!doctype html><meta charset=utf-8><meta http-equiv=Content-Security-Policy \
            content=\"default-src 'none'\"><title>Console</title>";
        assert_eq!(from_html(html).as_deref(), Some("default-src 'none'"));
    }

    #[test]
    fn a_page_without_a_policy_has_none() {
        for html in ["", "<meta", "<meta charset=utf-8>", "<meta http-equiv=\"Content-Security-Policy\">"] {
            assert_eq!(from_html(html.as_bytes()), None, "{html}");
        }
    }

    #[test]
    fn frame_ancestors_cannot_smuggle_a_directive() {
        for text in
            ["https://a.example; script-src *", "https://", "a.example", "javascript:x", "https://a b"]
        {
            assert!(text.parse::<FrameAncestor>().is_err(), "{text}");
        }
        let ancestors = ["self", "https://a.example:8443"].map(|text| text.parse().unwrap());
        let directive = FrameAncestor::directive(&ancestors);
        assert_eq!(directive.as_deref(), Some("frame-ancestors 'self' https://a.example:8443"));
        assert_eq!(FrameAncestor::directive(&[]), None);
        assert_eq!(FrameAncestor::directive(&["self", "any"].map(|text| text.parse().unwrap())), None);
    }
}
