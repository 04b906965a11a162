//! The xvp messages, by which a client asks for the machine to be shut down, rebooted or reset.

use super::arrived;
use crate::{InvalidMessage, decode::Input};

/// The only version of the extension so far.
const VERSION: u8 = 1;

/// What can be asked of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PowerAction {
    /// A clean end: the operating system is told to shut down.
    ShutDown,
    /// A clean end and a new start.
    Reboot,
    /// An abrupt restart, as by the reset button.
    Reset,
}

/// The client asks for something to be done to the machine ("xvp Client Message").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct XvpRequest(pub PowerAction);

impl XvpRequest {
    pub(super) const TYPE: u8 = 250;

    pub(super) fn decode(input: &mut Input<'_>) -> Result<Option<Self>, InvalidMessage> {
        let [_, _, code]: [u8; 3] = arrived!(input.take_array()); // padding 1, version 1, code 1
        Ok(Some(Self(match code {
            2 => PowerAction::ShutDown,
            3 => PowerAction::Reboot,
            4 => PowerAction::Reset,
            other => return Err(InvalidMessage::UnknownXvpCode(other)),
        })))
    }

    /// Appends the message.
    pub fn encode(self, output: &mut Vec<u8>) {
        let code = match self.0 {
            PowerAction::ShutDown => 2,
            PowerAction::Reboot => 3,
            PowerAction::Reset => 4,
        };
        output.extend([Self::TYPE, 0, VERSION, code]);
    }
}

/// The server's side ("xvp Server Message").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum XvpReply {
    /// What was asked for cannot be done.
    Failed,
    /// Requests are taken from now on.
    Ready,
}

impl XvpReply {
    pub(super) const TYPE: u8 = 250;

    pub(super) fn decode(input: &mut Input<'_>) -> Result<Option<Self>, InvalidMessage> {
        // A server says the highest version that it knows, and knows all before it.
        let [_, _, code]: [u8; 3] = arrived!(input.take_array()); // padding 1, version 1, code 1
        Ok(Some(match code {
            0 => Self::Failed,
            1 => Self::Ready,
            other => return Err(InvalidMessage::UnknownXvpCode(other)),
        }))
    }

    /// Appends the message.
    pub fn encode(self, output: &mut Vec<u8>) {
        let code = match self {
            Self::Failed => 0,
            Self::Ready => 1,
        };
        output.extend([Self::TYPE, 0, VERSION, code]);
    }
}
