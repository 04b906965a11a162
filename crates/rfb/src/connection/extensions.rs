//! What the server has shown to know beyond RFC 6143, and what it says by way of those extensions.

use super::Event;
use crate::decode::Input;
use crate::wire::{Encoding, Fence, FenceAnswers, Leds, RectangleHeader, XvpReply};
use crate::{Error, Point};

/// How many bytes of a fence's payload a [`Connection`](crate::Connection) uses for its mark.
pub(super) const MARK_LENGTH: usize = 8;

/// The extensions of one connection, none of which is used before the server has shown it.
#[derive(Debug, Default)]
pub(super) struct Extensions {
    pub(super) continuous_updates: bool,
    pub(super) extended_buttons: bool,
    pub(super) fences: bool,
    pub(super) power: bool,
    /// Whether pointer events tell movements in place of places.
    pub(super) relative_pointer: bool,
    answers: FenceAnswers,
}

impl Extensions {
    /// Takes a fence: one of the server's, to be answered, or its answer to one of this side's.
    pub(super) fn fence(&mut self, fence: Fence, events: &mut Vec<Event>) {
        self.fences = true;
        if fence.is_request() {
            self.answers.owe(fence);
        } else if let Ok(mark) = <[u8; MARK_LENGTH]>::try_from(fence.payload.as_slice()) {
            events.push(Event::FenceAnswered(u64::from_be_bytes(mark)));
        }
    }

    /// A message has been dealt with: answers the fences that waited for it.
    pub(super) fn message_ended(&mut self, output: &mut Vec<u8>) {
        self.answers.message_ended(output);
    }

    pub(super) fn end_of_continuous_updates(&mut self, events: &mut Vec<Event>) {
        self.continuous_updates = true;
        events.push(Event::ContinuousUpdatesEnded);
    }

    pub(super) fn xvp(&mut self, reply: XvpReply, events: &mut Vec<Event>) {
        events.push(match reply {
            XvpReply::Ready => {
                self.power = true;
                Event::PowerReady
            }
            XvpReply::Failed => Event::PowerFailed,
        });
    }

    /// Reads the data of one of the pseudo-rectangles of an extension; `None` while it is not complete.
    pub(super) fn rectangle(
        &mut self,
        header: RectangleHeader,
        input: &mut Input<'_>,
        events: &mut Vec<Event>,
    ) -> Result<Option<()>, Error> {
        let event = match header.encoding {
            Encoding::LED_STATE => Leds::decode(input)?.map(Event::Leds),
            Encoding::VMWARE_LED_STATE => Leds::decode_vmware(input)?.map(Event::Leds),
            Encoding::VMWARE_CURSOR_STATE => {
                const VISIBLE: u16 = 1 << 0;
                input.u16().map(|state| Event::CursorShown(state & VISIBLE != 0))
            }
            Encoding::VMWARE_CURSOR_POSITION | Encoding::POINTER_POSITION => {
                // The last counts; a flood of them is not to be kept.
                events.retain(|event| !matches!(event, Event::PointerAt(_)));
                Some(Event::PointerAt(Point { x: header.rect.x, y: header.rect.y }))
            }
            Encoding::QEMU_POINTER_MOTION_CHANGE => {
                self.relative_pointer = header.rect.x == 0;
                Some(Event::PointerMode { relative: self.relative_pointer })
            }
            // The only one that is left, and the only one that has nothing to tell the caller.
            _ => {
                self.extended_buttons = true;
                return Ok(Some(()));
            }
        };
        Ok(event.map(|event| events.push(event)))
    }
}
