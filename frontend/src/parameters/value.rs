//! Reads the text of one parameter into its type. An `Err` says what would have been right.

use super::{Page, Resize, address};
use session::Protection;

use crate::log::Level;

/// What the text should have been, to follow "is not".
pub(super) type Expected = &'static str;

/// The longest wait before connecting again, in milliseconds: a day.
const MAX_DELAY_MS: u32 = 24 * 60 * 60 * 1000;

/// The longest identifier that a repeater's message of 250 bytes has room for, behind `ID:` and before a zero.
const MAX_REPEATER_ID: usize = 246;

/// A wait shorter than this would have a page hammer a server that is down, in milliseconds.
const MIN_DELAY_MS: u32 = 250;

/// Yes or no. noVNC's full page takes everything but `0`, `no` and `false` for yes, and its lite page every text at all, even `false`.
/// Here all pages take the four words that plainly mean no for no, and an empty value means what it means on that page of noVNC.
pub(super) fn switch(text: &str, page: Page) -> bool {
    match text.to_ascii_lowercase().as_str() {
        "0" | "no" | "false" | "off" => false,
        "" => page == Page::Full,
        _ => true,
    }
}

/// Yes or no, plainly: whoever makes a rule is told of what would only be taken for a yes.
pub(super) fn rule(text: &str) -> Result<bool, Expected> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "yes" | "true" | "on" => Ok(true),
        "0" | "no" | "false" | "off" => Ok(false),
        _ => Err("true or false"),
    }
}

/// `autoconnect` is stricter on the full page, as noVNC's is; the others connect unless told not to.
pub(super) fn autoconnect(text: &str, page: Page) -> bool {
    match page {
        Page::Full => matches!(text, "true" | "1"),
        Page::Lite => text.is_empty() || switch(text, page),
    }
}

/// `bell` is a word in noVNC (`on`), not a switch; the words of a switch are understood as well.
pub(super) fn bell(text: &str) -> Result<bool, Expected> {
    rule(text).map_err(|_| "on or off")
}

/// A level from 0 to 9.
pub(super) fn level(text: &str) -> Result<u8, Expected> {
    match text.as_bytes() {
        [digit @ b'0'..=b'9'] => Ok(digit - b'0'),
        _ => Err("a level from 0 to 9"),
    }
}

/// A port; empty and 0 mean the usual one.
pub(super) fn port(text: &str) -> Result<u16, Expected> {
    if text.is_empty() { Ok(0) } else { whole(text).ok_or("a port from 0 to 65535") }
}

/// A host, with or without a port; empty means the page's own.
pub(super) fn host(text: &str) -> Result<Option<String>, Expected> {
    if text.is_empty() {
        return Ok(None);
    }
    address::Authority::parse(text).map(|_| Some(text.to_owned())).ok_or("a host's name or address")
}

/// A path as [`address`] understands it.
pub(super) fn path(text: &str) -> Result<&str, Expected> {
    if address::is_path(text) { Ok(text) } else { Err("a path, a query or a ws: or wss: URL") }
}

/// The identifier of a repeater's server; empty means none.
pub(super) fn repeater_id(text: &str) -> Result<Option<&str>, Expected> {
    let printable = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if printable && text.len() <= MAX_REPEATER_ID {
        Ok((!text.is_empty()).then_some(text))
    } else {
        Err("an identifier of at most 246 printable ASCII characters")
    }
}

/// A wait in milliseconds, brought into bounds.
pub(super) fn delay(text: &str) -> Result<u32, Expected> {
    let milliseconds: u32 = whole(text).ok_or("a number of milliseconds")?;
    Ok(milliseconds.clamp(MIN_DELAY_MS, MAX_DELAY_MS))
}

/// What happens when the sizes differ.
pub(super) fn resize(text: &str) -> Result<Resize, Expected> {
    [Resize::Off, Resize::Scale, Resize::Remote]
        .into_iter()
        .find(|mode| mode.name().eq_ignore_ascii_case(text))
        .ok_or("off, scale or remote")
}

/// The least that a server's security has to protect.
pub(super) fn security(text: &str) -> Result<Protection, Expected> {
    Ok(match text.to_ascii_lowercase().as_str() {
        "none" => Protection::Nothing,
        "password" => Protection::Password,
        "hidden-password" => Protection::HiddenPassword,
        "verified-server" => Protection::VerifiedServer,
        "encryption" => Protection::Encryption,
        _ => return Err("none, password, hidden-password, verified-server or encryption"),
    })
}

/// How much is logged.
pub(super) fn logging(text: &str) -> Result<Level, Expected> {
    Level::named(text).ok_or("error, warn, info, debug or none")
}

/// Text, where an empty one means none.
pub(super) fn text(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// Decimal digits only: `str::parse` alone would take a sign as well.
fn whole<N: std::str::FromStr>(text: &str) -> Option<N> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}
