//! The first exchange with a server that has let the client in (section 7.3).

use super::{Context, Handshake, Next};
use crate::Error;
use crate::decode::Input;
use crate::wire::{ClientInit, ServerInit};

/// The client has said whether it shares the screen; the server describes it.
#[derive(Debug)]
pub(crate) struct ExpectServerInit(());

impl ExpectServerInit {
    /// Says ClientInit.
    pub(super) fn begin(context: &mut Context<'_>) -> Handshake {
        ClientInit { shared: context.config.shared }.encode(context.output);
        Handshake::ExpectServerInit(Self(()))
    }

    pub(super) fn step(self, input: &mut Input<'_>) -> Result<Next, Error> {
        Ok(match ServerInit::decode(input)? {
            None => Next::Wait(Handshake::ExpectServerInit(self)),
            Some(server_init) => Next::Done(server_init),
        })
    }
}
