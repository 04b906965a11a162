//! Tight's security type ("Tight Security Type"): a tunnel, of which only none at all exists, and a sub-type.

use super::{Agreed, Choice, Context, Kind, Scheme, SchemeProgress, SecurityError, none_of, scheme};
use crate::Error;
use crate::decode::Input;
use crate::wire::{Capability, SecurityType};

/// The most capabilities that a list may have. TightVNC knows a handful; the bound keeps a liar from being listened to for
/// hours.
pub const MAX_CAPABILITIES: u32 = 256;

/// No tunnel: the connection as it is.
const NO_TUNNEL: Capability = Capability { code: 0, name: *b"TGHTNOTUNNEL" };

/// A tunnel that the servers in Siemens' panels list in place of [`NO_TUNNEL`], which they nevertheless take.
const SIEMENS_TUNNEL: Capability = Capability { code: 1, name: *b"SICRSCHANNEL" };

/// The sub-types, each with what it is.
const SUBTYPES: [(Capability, Kind); 4] = [
    (Capability { code: 1, name: *b"STDVNOAUTH__" }, Kind::None),
    (Capability { code: 2, name: *b"STDVVNCAUTH_" }, Kind::Vnc),
    (Capability { code: 19, name: *b"VENCVENCRYPT" }, Kind::VenCrypt),
    (Capability { code: 129, name: *b"TGHTULGNAUTH" }, Kind::Plain),
];

#[derive(Debug, Default)]
pub(super) struct Tight(State);

#[derive(Debug, Default)]
enum State {
    #[default]
    TunnelCount,
    Tunnels(List),
    SubtypeCount,
    Subtypes(List),
    Inner(Box<dyn Scheme>),
}

/// A list on its way.
#[derive(Debug)]
struct List {
    left: u32,
    read: Vec<Capability>,
}

impl Scheme for Tight {
    fn advance(&mut self, input: &mut Input<'_>, context: &mut Context<'_>) -> Result<SchemeProgress, Error> {
        loop {
            self.0 = match &mut self.0 {
                State::TunnelCount => match count(input)? {
                    None => return Ok(SchemeProgress::NeedMore),
                    Some(0) => State::SubtypeCount,
                    Some(left) => State::Tunnels(List { left, read: Vec::new() }),
                },
                State::Tunnels(list) => match list.read(input) {
                    None => return Ok(SchemeProgress::NeedMore),
                    Some(offered) => {
                        if ![NO_TUNNEL, SIEMENS_TUNNEL].iter().any(|tunnel| offered.contains(tunnel)) {
                            return Err(unknown(offered, Choice::Nothing, context).into());
                        }
                        context.output.extend(NO_TUNNEL.code.to_be_bytes());
                        State::SubtypeCount
                    }
                },
                State::SubtypeCount => match count(input)? {
                    None => return Ok(SchemeProgress::NeedMore),
                    Some(0) => match context.policy().choose(|kind| kind == Kind::None) {
                        Choice::Kind(kind) => State::Inner(scheme(kind)),
                        other => return Err(unknown(&[SUBTYPES[0].0], other, context).into()),
                    },
                    Some(left) => State::Subtypes(List { left, read: Vec::new() }),
                },
                State::Subtypes(list) => match list.read(input) {
                    None => return Ok(SchemeProgress::NeedMore),
                    Some(offered) => State::Inner(begin(offered, context)?),
                },
                State::Inner(inner) => return inner.advance(input, context),
            };
        }
    }

    fn agreed(&mut self) -> Agreed {
        let agreed = match &mut self.0 {
            State::Inner(inner) => inner.agreed(),
            _ => Agreed::default(),
        };
        Agreed { capabilities: true, ..agreed }
    }
}

impl List {
    /// The whole list, once it is there.
    fn read(&mut self, input: &mut Input<'_>) -> Option<&[Capability]> {
        while self.left > 0 {
            self.read.push(Capability::decode(input)?);
            self.left -= 1;
        }
        Some(&self.read)
    }
}

fn count(input: &mut Input<'_>) -> Result<Option<u32>, SecurityError> {
    match input.u32() {
        Some(count) if count > MAX_CAPABILITIES => Err(SecurityError::Capabilities(count)),
        count => Ok(count),
    }
}

/// Chooses among the sub-types, says so and begins.
fn begin(offered: &[Capability], context: &mut Context<'_>) -> Result<Box<dyn Scheme>, Error> {
    let is_offered =
        |kind| SUBTYPES.iter().any(|(subtype, its_kind)| *its_kind == kind && offered.contains(subtype));
    match context.policy().choose(is_offered) {
        Choice::Kind(chosen) => {
            let code =
                SUBTYPES.iter().find(|(_, kind)| *kind == chosen).map_or(0, |(subtype, _)| subtype.code);
            context.output.extend(code.to_be_bytes());
            Ok(scheme(chosen))
        }
        other => Err(unknown(offered, other, context).into()),
    }
}

fn unknown(offered: &[Capability], choice: Choice, context: &Context<'_>) -> crate::Incompatible {
    let offered = offered.iter().map(ToString::to_string).collect();
    none_of(SecurityType::TIGHT, offered, choice, context.minimum)
}
