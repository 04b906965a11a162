//! The first exchange with a server that has let the client in (section 7.3).

use super::{Context, Handshake, Next};
use crate::Error;
use crate::decode::Input;
use crate::wire::{Capability, ClientInit, ServerInit};

/// The client has said whether it shares the screen; the server describes it.
#[derive(Debug)]
pub(crate) struct ExpectServerInit {
    /// Whether lists of capabilities follow.
    capabilities: bool,
}

impl ExpectServerInit {
    /// Says ClientInit.
    pub(super) fn begin(capabilities: bool, context: &mut Context<'_>) -> Handshake {
        ClientInit { shared: context.config.shared }.encode(context.output);
        Handshake::ExpectServerInit(Self { capabilities })
    }

    pub(super) fn step(self, input: &mut Input<'_>) -> Result<Next, Error> {
        Ok(match ServerInit::decode(input)? {
            None => Next::Wait(Handshake::ExpectServerInit(self)),
            Some(server_init) if self.capabilities => {
                Next::State(Handshake::ExpectCapabilities(ExpectCapabilities { server_init, left: None }))
            }
            Some(server_init) => Next::Done(server_init),
        })
    }
}

/// What a server of the Tight kind adds to its description: the messages and encodings it has. It has to be read past and
/// is of no use: what can be used is asked for as of any other server. Nothing of it is kept, so it may be long.
#[derive(Debug)]
pub(crate) struct ExpectCapabilities {
    server_init: ServerInit,
    /// How many are still to come, once that is known.
    left: Option<u32>,
}

impl ExpectCapabilities {
    pub(super) fn step(mut self, input: &mut Input<'_>) -> Next {
        let mut left = match self.left {
            Some(left) => left,
            None => match input.take_array::<8>() {
                None => return Next::Wait(Handshake::ExpectCapabilities(self)),
                // Messages of the server, messages of the client, encodings, and padding.
                Some([a, b, c, d, e, f, _, _]) => [[a, b], [c, d], [e, f]]
                    .into_iter()
                    .map(|count| u32::from(u16::from_be_bytes(count)))
                    .sum(),
            },
        };
        while left > 0 {
            if Capability::decode(input).is_none() {
                self.left = Some(left);
                return Next::Wait(Handshake::ExpectCapabilities(self));
            }
            left -= 1;
        }
        Next::Done(self.server_init)
    }
}
