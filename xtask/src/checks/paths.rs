//! The paths that Rust code names, with the trees of `use` spread out: `use std::{fs, net::*};` names `std::fs` and
//! `std::net::*`.

use anyhow::{Result, anyhow};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A path, and where it ends.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Path {
    /// A name that stands alone is a path too, and so are the keywords.
    pub(crate) segments: Vec<String>,
    pub(crate) line: usize,
}

/// All paths of a source file, in order. What an import brings in by another name is listed by its own; what is
/// imported as a whole (`use std as s`, `use std::{self}`), as all that it holds: `std::*`.
///
/// # Errors
///
/// When the text is not made of Rust's tokens.
pub(crate) fn paths(source: &str) -> Result<Vec<Path>> {
    let tokens: TokenStream = source.parse().map_err(|error| anyhow!("{error}"))?;
    let mut paths = Vec::new();
    in_code(tokens, &mut paths);
    Ok(paths)
}

fn in_code(tokens: TokenStream, paths: &mut Vec<Path>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut rest = tokens.as_slice();
    while let Some((token, after)) = rest.split_first() {
        rest = after;
        match token {
            // In types, `use<'a>` says what is captured.
            TokenTree::Ident(name) if name == "use" && !is_sign(after.first(), '<') => {
                rest = in_use(&[], after, paths);
            }
            TokenTree::Ident(name) => {
                let mut path = Path { segments: vec![name.to_string()], line: line_of(token) };
                while let Some([token @ TokenTree::Ident(name), after @ ..]) = after_separator(rest) {
                    path.segments.push(name.to_string());
                    path.line = line_of(token);
                    rest = after;
                }
                paths.push(path);
            }
            TokenTree::Group(group) => in_code(group.stream(), paths),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// Reads a tree of imports below `parent`, and answers what follows the comma or semicolon at its end.
fn in_use<'a>(parent: &[String], tokens: &'a [TokenTree], paths: &mut Vec<Path>) -> &'a [TokenTree] {
    let mut segments = parent.to_vec();
    let mut line = 0;
    let mut rest = after_separator(tokens).unwrap_or(tokens);
    while let Some((token, after)) = rest.split_first() {
        rest = after;
        line = line_of(token);
        match token {
            TokenTree::Ident(name) if name == "self" && !segments.is_empty() => {}
            TokenTree::Ident(name) => segments.push(name.to_string()),
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let branches: Vec<TokenTree> = group.stream().into_iter().collect();
                let mut rest = branches.as_slice();
                while !rest.is_empty() {
                    rest = in_use(&segments, rest, paths);
                }
                segments.clear();
            }
            _ => segments.push("*".to_owned()),
        }
        match after_separator(rest) {
            Some(after) => rest = after,
            None => break,
        }
    }
    if segments.len() == 1 {
        segments.push("*".to_owned());
    }
    if !segments.is_empty() {
        paths.push(Path { segments, line });
    }
    // Past the other name, if it gets one.
    let end = rest.iter().position(|token| is_sign(Some(token), ',') || is_sign(Some(token), ';'));
    end.map_or(&[], |end| &rest[end + 1..])
}

/// What follows `::`, if that comes first.
fn after_separator(tokens: &[TokenTree]) -> Option<&[TokenTree]> {
    let [first, second, after @ ..] = tokens else { return None };
    (is_sign(Some(first), ':') && is_sign(Some(second), ':')).then_some(after)
}

fn is_sign(token: Option<&TokenTree>, sign: char) -> bool {
    matches!(token, Some(TokenTree::Punct(found)) if found.as_char() == sign)
}

fn line_of(token: &TokenTree) -> usize {
    token.span().start().line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(source: &str) -> Vec<String> {
        paths(source).unwrap().into_iter().map(|path| path.segments.join("::")).collect()
    }

    #[test]
    fn trees_of_imports_are_spread_out() {
        for (source, expected) in [
            ("use std::net;", &["std::net"][..]),
            (
                "use std::{fs, net::{TcpStream, UdpSocket as Udp}, io::*};",
                &["std::fs", "std::net::TcpStream", "std::net::UdpSocket", "std::io::*"],
            ),
            ("use ::std::{self as machine, fs as files};", &["std::*", "std::fs"]),
            ("use std as machine;", &["std::*"]),
            ("use {std::{fs::{self}}, core::fmt};", &["std::fs", "core::fmt"]),
            ("pub(crate) use super::{a, b};", &["pub", "crate", "super::a", "super::b"]),
            ("use std::net; fn f() {}", &["std::net", "fn", "f"]),
        ] {
            assert_eq!(names(source), expected, "{source}");
        }
    }

    #[test]
    fn paths_are_found_in_place_and_not_in_words() {
        assert_eq!(
            names("fn f(a: B) { std :: fs::read(a)?.await }"),
            ["fn", "f", "a", "B", "std::fs::read", "a", "await"]
        );
        assert_eq!(names("vec![std::env::args()]"), ["vec", "std::env::args"]);
        assert_eq!(names("// std::net\n'a' \"std::fs\" /* std::env */"), [""; 0]);
        assert_eq!(names("Vec::<u8>::new"), ["Vec", "u8", "new"]);
    }

    #[test]
    fn each_path_has_its_line() {
        let lines: Vec<_> = paths("use a::b;\nuse c::{\n    d,\n    e::f,\n};\n")
            .unwrap()
            .iter()
            .map(|path| path.line)
            .collect();
        assert_eq!(lines, [1, 3, 4]);
    }
}
