//! Finds one parameter in an address, in the way noVNC's pages always have.
//!
//! It is a search in text, not a proper parsing of a query, and links in the world depend on the difference:
//!
//! - The last occurrence of a name wins.
//! - The query ends at `#` or at the end, a value at the next `&`; further `?` are part of it. So the query within an unencoded
//!   `path=ws?token=x` is searched too.
//! - A `+` is a plus, not a space. Names are compared as they stand, values are `%`-decoded as UTF-8.

/// The value holds a `%` that is not followed by two hexadecimal digits, or bytes that are not UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BadEscape;

/// The value of `name` in the query of `href`, if it is there.
pub(crate) fn in_query(href: &str, name: &str) -> Option<Result<String, BadEscape>> {
    let before_fragment = href.split('#').next().unwrap_or_default();
    last_value(before_fragment, name, ['?', '&']).map(decode)
}

/// The value of `name` in the fragment of `href`, if it is there.
pub(crate) fn in_fragment(href: &str, name: &str) -> Option<Result<String, BadEscape>> {
    let fragment = &href[href.find('#')?..];
    last_value(fragment, name, ['#', '&']).map(decode)
}

/// Decodes `%XX`, as JavaScript's `decodeURIComponent` does.
pub(crate) fn decode(text: &str) -> Result<String, BadEscape> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first != b'%' {
            bytes.push(first);
            continue;
        }
        let [high, low, after @ ..] = rest else { return Err(BadEscape) };
        bytes.push(hex(*high)? << 4 | hex(*low)?);
        rest = after;
    }
    String::from_utf8(bytes).map_err(|_| BadEscape)
}

/// Encodes everything but letters, digits and `-_.~`, so that [`decode`] gives it back.
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// The text between the last `OPENER name =` and the next `&`.
fn last_value<'a>(text: &'a str, name: &str, openers: [char; 2]) -> Option<&'a str> {
    let mut end = text.len();
    while let Some(at) = text[..end].rfind(openers) {
        let value = text[at + 1..].strip_prefix(name).and_then(|after| after.strip_prefix('='));
        if let Some(value) = value {
            return value.split('&').next();
        }
        end = at;
    }
    None
}

fn hex(digit: u8) -> Result<u8, BadEscape> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok()).ok_or(BadEscape)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_is_found_as_novnc_finds_it() {
        let rows: &[(&str, Option<&str>)] = &[
            ("http://h/p", None),
            ("http://h/p?", None),
            ("http://h/p?a", None),
            ("http://h/p?a=", Some("")),
            ("http://h/p?a=1", Some("1")),
            ("http://h/p?A=1", None),
            ("http://h/p?aa=1", None),
            ("http://h/p?ba=1", None),
            ("http://h/p?b=a=1", None),
            ("http://h/p?b=1&a=2", Some("2")),
            ("http://h/p?a=1&a=2", Some("2")),
            ("http://h/p?a=1&a=2&b=3", Some("2")),
            ("http://h/p?a=1&aa=2", Some("1")),
            ("http://h/p?a=x=y", Some("x=y")),
            ("http://h/p?a=x+y", Some("x+y")),
            ("http://h/p?a=x%20y", Some("x y")),
            ("http://h/p?a=x%2By", Some("x+y")),
            ("http://h/p?a=%3Ftoken%3Dxyz", Some("?token=xyz")),
            ("http://h/p?a=?token=xyz", Some("?token=xyz")),
            ("http://h/p?path=ws?a=evil", Some("evil")),
            ("http://h/p?path=ws%3Fa=evil", None),
            ("http://h/p?a=1&&b=2", Some("1")),
            ("http://h/p?&a=1", Some("1")),
            ("http://h/p?%61=1", None),
            ("http://h/p?a=1#a=2", Some("1")),
            ("http://h/p?b=1#x?a=2", None),
            ("http://h/p#a=2", None),
            ("http://h/p&a=2", Some("2")),
            ("http://h/p?a=%C3%A9", Some("é")),
            ("http://h/p?a=é", Some("é")),
            ("", None),
        ];
        for (href, expected) in rows {
            let found = in_query(href, "a").map(|value| value.expect("good escapes"));
            assert_eq!(found.as_deref(), *expected, "{href}");
        }
    }

    #[test]
    fn a_fragment_is_searched_like_a_query() {
        let rows: &[(&str, Option<&str>)] = &[
            ("http://h/p?a=1", None),
            ("http://h/p#", None),
            ("http://h/p#a=1", Some("1")),
            ("http://h/p?a=1#a=2", Some("2")),
            ("http://h/p#b=1&a=2", Some("2")),
            ("http://h/p#a=1&a=2", Some("2")),
            ("http://h/p#a=1?a=2", Some("1?a=2")),
            ("http://h/p#a=1#a=2", Some("2")),
            ("http://h/p#?a=1", None),
            ("http://h/p#/console&a=%20", Some(" ")),
        ];
        for (href, expected) in rows {
            let found = in_fragment(href, "a").map(|value| value.expect("good escapes"));
            assert_eq!(found.as_deref(), *expected, "{href}");
        }
    }

    #[test]
    fn broken_escapes_are_an_error_and_not_a_panic() {
        for text in ["%", "%4", "100%", "%zz", "%4z", "a%", "%C3", "%C3%28", "%FF", "%+1", "%é"] {
            assert_eq!(decode(text), Err(BadEscape), "{text}");
        }
    }

    #[test]
    fn what_is_encoded_is_decoded_to_the_same() {
        for text in ["", "abc", "a b&c=d", "?token=x", "100%", "é漢😀", "~-_.", "+"] {
            assert_eq!(decode(&encode(text)).as_deref(), Ok(text));
        }
    }
}
