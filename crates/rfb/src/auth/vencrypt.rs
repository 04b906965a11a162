//! `VeNCrypt`: a list of sub-types, of which most are TLS and no page of a browser can do them. What is left is Plain and the
//! security types that have a number of their own.

use super::{Agreed, Choice, Context, Kind, Scheme, SchemeProgress, SecurityError, none_of, scheme};
use crate::Error;
use crate::decode::Input;
use crate::wire::SecurityType;

/// The version with sub-types as words; 0.1 is older than any server alive.
const VERSION: [u8; 2] = [0, 2];

/// The sub-type that is none of the security types.
const PLAIN: u32 = 256;

#[derive(Debug, Default)]
pub(super) struct VenCrypt(State);

#[derive(Debug, Default)]
enum State {
    #[default]
    Version,
    Acknowledgement,
    Subtypes,
    Inner(Box<dyn Scheme>),
}

impl Scheme for VenCrypt {
    fn advance(&mut self, input: &mut Input<'_>, context: &mut Context<'_>) -> Result<SchemeProgress, Error> {
        loop {
            self.0 = match &mut self.0 {
                State::Version => match input.take_array() {
                    None => return Ok(SchemeProgress::NeedMore),
                    Some(VERSION) => {
                        context.output.extend(VERSION);
                        State::Acknowledgement
                    }
                    Some([major, minor]) => {
                        return Err(SecurityError::VenCryptVersion { major, minor }.into());
                    }
                },
                State::Acknowledgement => match input.u8() {
                    None => return Ok(SchemeProgress::NeedMore),
                    Some(0) => State::Subtypes,
                    Some(_) => return Err(SecurityError::VenCryptRefused.into()),
                },
                State::Subtypes => match subtypes(input) {
                    None => return Ok(SchemeProgress::NeedMore),
                    Some(offered) => State::Inner(begin(&offered, context)?),
                },
                State::Inner(inner) => return inner.advance(input, context),
            };
        }
    }

    fn agreed(&mut self) -> Agreed {
        match &mut self.0 {
            State::Inner(inner) => inner.agreed(),
            State::Version | State::Acknowledgement | State::Subtypes => Agreed::default(),
        }
    }
}

/// Reads the list; its count is a byte, so that it cannot be long.
fn subtypes(input: &mut Input<'_>) -> Option<Vec<u32>> {
    let start = input.consumed();
    let bytes = input.u8().and_then(|count| input.take(4 * usize::from(count)));
    if bytes.is_none() {
        input.rewind(start);
    }
    Some(bytes?.as_chunks().0.iter().map(|&word| u32::from_be_bytes(word)).collect())
}

/// Chooses among the sub-types, says so and begins.
fn begin(offered: &[u32], context: &mut Context<'_>) -> Result<Box<dyn Scheme>, Error> {
    let kinds: Vec<Option<Kind>> = offered.iter().copied().map(kind).collect();
    match context.policy().choose(|kind| kinds.contains(&Some(kind))) {
        Choice::Kind(chosen) => {
            let number = offered.iter().zip(kinds).find(|(_, kind)| *kind == Some(chosen));
            context.output.extend(number.map_or(0, |(&number, _)| number).to_be_bytes());
            Ok(scheme(chosen))
        }
        other => {
            let offered = offered.iter().copied().map(name).collect();
            Err(none_of(SecurityType::VENCRYPT, offered, other, context.minimum).into())
        }
    }
}

/// What a number stands for. Wrappers in wrappers have no use and are not entered.
fn kind(number: u32) -> Option<Kind> {
    if number == PLAIN {
        return Some(Kind::Plain);
    }
    let kind = u8::try_from(number).ok().and_then(|number| Kind::of(SecurityType(number)));
    kind.filter(|kind| !kind.wraps())
}

fn name(number: u32) -> String {
    let name = match number {
        256 => "Plain",
        257 => "TLSNone",
        258 => "TLSVnc",
        259 => "TLSPlain",
        260 => "X509None",
        261 => "X509Vnc",
        262 => "X509Plain",
        263 => "TLSSASL",
        264 => "X509SASL",
        265 => "Ident",
        266 => "TLSIdent",
        267 => "X509Ident",
        other => {
            return u8::try_from(other)
                .map_or_else(|_| format!("type {other}"), |other| SecurityType(other).to_string());
        }
    };
    name.to_owned()
}
