//! The clipboard's conversation: who has what, and who asked for it (Extended Clipboard pseudo-encoding).

use super::Event;
use crate::wire::{
    ClipboardCapabilities, ClipboardFault, ClipboardFormat, ClipboardFormats, ClipboardItem,
    ClipboardMessage, MAX_CLIPBOARD_OFFER, MAX_CUT_TEXT,
};

/// The most bytes that may wait to be sent when a server is answered with data. A request is short and its answer long:
/// a server that asks again and again shall not fill this side's memory.
const MAX_UNSENT: usize = MAX_CUT_TEXT;

/// Both sides' clipboards, as far as this connection knows.
#[derive(Debug, Default)]
pub(super) struct Clipboard {
    /// What the server takes, once it has shown that it speaks of clipboards in this way.
    server: Option<ClipboardCapabilities>,
    /// What this side offers.
    ours: Vec<ClipboardItem>,
    /// Whether the server has been told that there is something.
    offered: bool,
}

impl Clipboard {
    /// Whether the server speaks of clipboards in this way.
    pub(super) const fn is_extended(&self) -> bool {
        self.server.is_some()
    }

    /// Offers what this side's clipboard holds, and returns whether it is short enough to be sent at all; otherwise nothing
    /// is offered. To be called only if [`Self::is_extended`].
    pub(super) fn offer(&mut self, items: Vec<ClipboardItem>, output: &mut Vec<u8>) -> bool {
        let Some(server) = &self.server else {
            return false;
        };
        let length: usize = items.iter().map(|item| item.data.len()).sum();
        if length > MAX_CLIPBOARD_OFFER {
            return false;
        }
        let unasked = !items.is_empty() && items.iter().all(|item| server.takes_unasked(item));
        self.offered = !items.is_empty();
        self.ours = items;
        if unasked || !server.takes_notify() {
            self.provide(ClipboardFormats::USEFUL, output);
        } else {
            self.notify(output);
        }
        true
    }

    /// Takes back what was offered.
    pub(super) fn withdraw(&mut self, output: &mut Vec<u8>) {
        self.ours.clear();
        if std::mem::take(&mut self.offered) && self.server.is_some_and(|server| server.takes_notify()) {
            self.notify(output);
        }
    }

    /// Acts on a message's body.
    pub(super) fn receive(&mut self, body: &[u8], events: &mut Vec<Event>, output: &mut Vec<u8>) {
        match ClipboardMessage::decode(body) {
            Ok(ClipboardMessage::Capabilities(server)) => {
                if self.server.replace(server).is_none() {
                    events.push(Event::ClipboardExtended);
                }
                let ours = ClipboardCapabilities::asking_for(ClipboardFormats::USEFUL);
                ClipboardMessage::Capabilities(ours).encode_from_client(output);
            }
            Ok(ClipboardMessage::Notify(formats)) => {
                let formats = formats.intersection(ClipboardFormats::USEFUL);
                events.push(Event::ClipboardOffered(formats));
                // Text is small, and what everybody wants; the rest is fetched when somebody asks for it.
                if formats.contains(ClipboardFormat::Text) {
                    ClipboardMessage::Request(ClipboardFormats::TEXT).encode_from_client(output);
                }
            }
            Ok(ClipboardMessage::Peek) => self.notify(output),
            Ok(ClipboardMessage::Request(formats)) => {
                if output.len() <= MAX_UNSENT {
                    self.provide(formats, output);
                }
            }
            Ok(ClipboardMessage::Provide(items)) => items.into_iter().for_each(|item| take(item, events)),
            Err(ClipboardFault::TooLong { format: ClipboardFormat::Text, size }) => {
                events.push(Event::CutTextTooLong { length: size });
            }
            // A clipboard is no reason to end a console: the message's length says where the next one begins.
            Err(_) => {}
        }
    }

    /// Says which formats there are.
    fn notify(&self, output: &mut Vec<u8>) {
        let formats = self.ours.iter().map(|item| item.format).collect();
        ClipboardMessage::Notify(formats).encode_from_client(output);
    }

    /// Sends what there is of these formats, which may be nothing: then the server knows that too.
    fn provide(&self, formats: ClipboardFormats, output: &mut Vec<u8>) {
        let items = self.ours.iter().filter(|item| formats.contains(item.format)).cloned().collect();
        ClipboardMessage::Provide(items).encode_from_client(output);
    }
}

/// Reports what the server's clipboard holds. Of each format the newest counts, so that a server that sends the same again
/// and again fills no memory.
fn take(item: ClipboardItem, events: &mut Vec<Event>) {
    let Some(text) = item.to_text() else {
        events.retain(|event| !matches!(event, Event::ClipboardData(other) if other.format == item.format));
        events.push(Event::ClipboardData(item));
        return;
    };
    if item.data.len() > MAX_CUT_TEXT {
        events.push(Event::CutTextTooLong { length: u32::try_from(item.data.len()).unwrap_or(u32::MAX) });
        return;
    }
    events.retain(|event| !matches!(event, Event::CutText(_)));
    events.push(Event::CutText(text));
}
