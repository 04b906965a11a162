//! ClientFence and ServerFence: the same message in both directions, which asks the other side to say when it has come
//! to this place in the stream.

use super::{arrived, u32_at};
use crate::{InvalidMessage, decode::Input};

/// The longest payload that a fence may have, in bytes ("ClientFence").
pub const MAX_FENCE_PAYLOAD: u8 = 64;

/// A fence, or the answer to one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fence {
    /// [`Fence::REQUEST`] and what else is asked for.
    pub flags: u32,
    /// What the answer brings back, at most [`MAX_FENCE_PAYLOAD`] bytes.
    pub payload: Vec<u8>,
}

impl Fence {
    pub(super) const TYPE: u8 = 248;

    /// All messages before this one must have had their effect when the answer leaves.
    pub const BLOCK_BEFORE: u32 = 1 << 0;
    /// No message after this one may have an effect before the answer leaves.
    pub const BLOCK_AFTER: u32 = 1 << 1;
    /// The answer stands where the next message takes its effect: nothing before the answer is affected by it, and
    /// everything after it is.
    pub const SYNC_NEXT: u32 = 1 << 2;
    /// An answer is wanted; without this flag, the message is one.
    pub const REQUEST: u32 = 1 << 31;

    /// The flags that a peer of this implementation may set and get back.
    const UNDERSTOOD: u32 = Self::BLOCK_BEFORE | Self::BLOCK_AFTER | Self::SYNC_NEXT;

    /// Whether an answer is wanted.
    pub const fn is_request(&self) -> bool {
        self.flags & Self::REQUEST != 0
    }

    /// The answer: the flags that are understood, and the same payload.
    pub fn into_answer(self) -> Self {
        Self { flags: self.flags & Self::UNDERSTOOD, ..self }
    }

    pub(super) fn decode(input: &mut Input<'_>) -> Result<Option<Self>, InvalidMessage> {
        let header: [u8; 8] = arrived!(input.take_array()); // padding 3, flags 4, length 1
        let length = header[7];
        if length > MAX_FENCE_PAYLOAD {
            return Err(InvalidMessage::FenceTooLong(length));
        }
        let payload = arrived!(input.take(usize::from(length))).to_vec();
        Ok(Some(Self { flags: u32_at(&header, 3), payload }))
    }

    /// Appends the message; of a payload that is too long, what may be sent.
    pub fn encode(&self, output: &mut Vec<u8>) {
        let length = self.payload.len().min(usize::from(MAX_FENCE_PAYLOAD));
        output.extend([Self::TYPE, 0, 0, 0]);
        output.extend(self.flags.to_be_bytes());
        output.push(length as u8);
        output.extend(&self.payload[..length]);
    }
}

/// The answers that one side owes for the other's fences.
///
/// It is for a side that deals with messages one after the other, each taking effect at once, so that an answer may leave as soon as its fence
/// has been read, whether it is to block before or after it. Only [`Fence::SYNC_NEXT`] makes it wait for the end of the
/// message that follows.
#[derive(Debug, Default)]
pub struct FenceAnswers {
    /// When the message that is being read ends: the answer to the fence before it.
    after_this_message: Option<Fence>,
    /// When the message that is being read ends, which is the fence itself.
    at_once: Option<Fence>,
    /// When the message after the one that is being read, which is the fence itself, ends.
    after_next_message: Option<Fence>,
}

impl FenceAnswers {
    /// Takes a fence that wants an answer.
    pub fn owe(&mut self, fence: Fence) {
        let answer = fence.into_answer();
        if answer.flags & Fence::SYNC_NEXT == 0 {
            self.at_once = Some(answer);
        } else {
            self.after_next_message = Some(answer);
        }
    }

    /// A message, be it a fence, has been dealt with: appends the answers that waited for that.
    pub fn message_ended(&mut self, output: &mut Vec<u8>) {
        for answer in [self.after_this_message.take(), self.at_once.take()].into_iter().flatten() {
            answer.encode(output);
        }
        self.after_this_message = self.after_next_message.take();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_has_the_flags_that_are_understood_and_the_same_payload() {
        let fence = Fence { flags: u32::MAX, payload: vec![1, 2, 3] };
        assert!(fence.is_request());
        let answer = fence.into_answer();
        assert_eq!(answer, Fence { flags: 0b111, payload: vec![1, 2, 3] });
        assert!(!answer.is_request());
    }

    #[test]
    fn a_payload_is_never_longer_than_it_may_be() {
        let mut bytes = Vec::new();
        Fence { flags: 0, payload: vec![7; 100] }.encode(&mut bytes);
        assert_eq!((bytes.len(), bytes[8]), (9 + 64, 64));
        bytes[8] = 65;
        assert_eq!(Fence::decode(&mut Input::new(&bytes[1..])), Err(InvalidMessage::FenceTooLong(65)));
    }
}
