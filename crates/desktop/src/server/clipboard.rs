//! The server's side of the clipboard: plain texts, and the conversation of the Extended Clipboard pseudo-encoding.

use rfb::wire::{
    ClipboardCapabilities, ClipboardFormat, ClipboardFormats, ClipboardItem, ClipboardMessage, CutText,
    ServerMessage,
};

/// What the desktop's clipboard holds, and what the client has not been told of it.
#[derive(Debug, Default)]
pub(super) struct Clipboard {
    /// Whether the client reads the extension's messages.
    extended: bool,
    text: Option<String>,
    to_say: ToSay,
}

/// At most one of each, however often a client asks.
#[derive(Debug, Default)]
struct ToSay {
    capabilities: bool,
    text: bool,
    request: bool,
    provide: bool,
}

impl Clipboard {
    /// The client said by its SetEncodings whether it knows the extension. Each one that does is answered.
    pub(super) fn set_extended(&mut self, extended: bool) {
        self.extended = extended;
        self.to_say.capabilities = extended;
    }

    /// The desktop copied a text.
    pub(super) fn copy(&mut self, text: String) {
        self.text = Some(text);
        self.to_say.text = true;
    }

    /// Takes the body of a client's message, and returns the text in it if there is one. What makes no sense is passed
    /// over: the client said how long it is.
    pub(super) fn receive(&mut self, body: &[u8]) -> Option<String> {
        match ClipboardMessage::decode(body).ok()? {
            ClipboardMessage::Notify(formats) => {
                self.to_say.request |= formats.contains(ClipboardFormat::Text);
                None
            }
            ClipboardMessage::Request(formats) => {
                self.to_say.provide |= formats.contains(ClipboardFormat::Text);
                None
            }
            ClipboardMessage::Peek => {
                self.to_say.text = true;
                None
            }
            ClipboardMessage::Provide(items) => items.iter().find_map(ClipboardItem::to_text),
            ClipboardMessage::Capabilities(_) => None,
        }
    }

    /// Appends what there is to say.
    pub(super) fn say(&mut self, output: &mut Vec<u8>) {
        let ToSay { capabilities, text, request, provide } = std::mem::take(&mut self.to_say);
        if !self.extended {
            if let Some(copied) = self.text.as_ref().filter(|_| text) {
                ServerMessage::CutText(CutText::Text(copied.clone())).encode(output);
            }
            return;
        }
        if capabilities {
            let capabilities = ClipboardCapabilities::asking_for(ClipboardFormats::TEXT);
            ClipboardMessage::Capabilities(capabilities).encode_from_server(output);
        }
        if text {
            let formats = self.text.iter().map(|_| ClipboardFormat::Text).collect();
            ClipboardMessage::Notify(formats).encode_from_server(output);
        }
        if request {
            ClipboardMessage::Request(ClipboardFormats::TEXT).encode_from_server(output);
        }
        if provide {
            let items = self.text.iter().map(|text| ClipboardItem::text(text)).collect();
            ClipboardMessage::Provide(items).encode_from_server(output);
        }
    }
}
