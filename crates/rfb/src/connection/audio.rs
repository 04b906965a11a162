//! The machine's sound: whether the server has it, and in which format it was asked for (QEMU Audio pseudo-encoding).

use super::Event;
use crate::wire::{AudioFormat, AudioMessage, AudioRequest};

/// What was said about sound so far.
#[derive(Debug, Default)]
pub(super) struct Audio {
    available: bool,
    /// The format that sound comes in, while it is wanted.
    format: Option<AudioFormat>,
}

impl Audio {
    /// The server has shown that it has sound.
    pub(super) fn announced(&mut self, events: &mut Vec<Event>) {
        if !std::mem::replace(&mut self.available, true) {
            events.push(Event::AudioAvailable);
        }
    }

    /// Asks for sound, and returns whether there is any.
    pub(super) fn enable(&mut self, format: AudioFormat, output: &mut Vec<u8>) -> bool {
        if self.available {
            // Whatever is under way in another format could not be told apart from what comes in this one.
            self.disable(output);
            self.format = Some(format);
            AudioRequest::SetFormat(format).encode(output);
            AudioRequest::Enable.encode(output);
        }
        self.available
    }

    /// Wants no sound any more.
    pub(super) fn disable(&mut self, output: &mut Vec<u8>) {
        if self.format.take().is_some() {
            AudioRequest::Disable.encode(output);
        }
    }

    /// Reports what is to be heard. What comes without being wanted was under way when it was still, and is dropped.
    pub(super) fn receive(&self, message: AudioMessage, events: &mut Vec<Event>) {
        let Some(format) = self.format else {
            return;
        };
        match message {
            AudioMessage::Begin => events.push(Event::AudioBegun),
            AudioMessage::End => events.push(Event::AudioEnded),
            AudioMessage::Data(mut data) => {
                data.truncate(data.len() - data.len() % format.frame_bytes());
                events.push(Event::AudioData(data));
            }
            AudioMessage::TooLong { .. } => {}
        }
    }
}
