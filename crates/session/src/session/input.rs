//! What the user's commands become on the wire.

use std::time::Duration;

use rfb::Size;
use rfb::wire::{MAX_CLIPBOARD_OFFER, MAX_CUT_TEXT, PowerAction};

use super::{Phase, Session, Stage};
use crate::clipboard::{self, ClipboardFormat, ClipboardItem, with_plain_line_ends};
use crate::command::{Command, Power};
use crate::event::{Event, Refusal};
use crate::keyboard::{Keyboard, Stroke};
use crate::pointer::Pointer;

impl Session {
    pub(super) fn obey(&mut self, command: Command, now: Duration) {
        match command {
            Command::Key(_)
            | Command::Text(_)
            | Command::Keys(_)
            | Command::Pointer(_)
            | Command::Motion(_)
            | Command::Power(_)
            | Command::Wheel(_)
            | Command::Clipboard(_)
            | Command::OfferClipboard(_)
                if self.options.view_only || self.connected().is_none() => {}
            Command::Key(input) => {
                self.acted(now);
                self.with_keyboard(|keyboard, strokes| keyboard.input(&input, now, strokes));
            }
            Command::Text(text) => {
                self.acted(now);
                let scancodes = self.connected().is_some_and(|(connection, _)| connection.qemu_key_events());
                self.with_keyboard(|keyboard, strokes| keyboard.text(&text, scancodes, strokes));
            }
            Command::Keys(keys) => {
                self.acted(now);
                self.with_keyboard(|keyboard, strokes| keyboard.combination(&keys, strokes));
            }
            Command::ReleaseKeys => self.with_keyboard(Keyboard::release_all),
            Command::Pointer(input) => {
                let screen = self.screen();
                if self.pointer.changes_buttons(&input) {
                    self.acted(now);
                    self.with_keyboard(Keyboard::settle);
                }
                self.with_pointer(|pointer, reports| pointer.input(&input, screen, reports));
            }
            Command::Motion(input) => {
                if self.pointer.motion_changes_buttons(&input) {
                    self.acted(now);
                    self.with_keyboard(Keyboard::settle);
                }
                self.with_pointer(|pointer, reports| pointer.motion(&input, reports));
            }
            Command::Wheel(input) => {
                self.acted(now);
                let screen = self.screen();
                self.with_keyboard(Keyboard::settle);
                self.with_pointer(|pointer, reports| pointer.wheel(&input, screen, reports));
            }
            Command::ReleaseButtons => self.with_pointer(Pointer::release_all),
            Command::Power(power) => self.switch(power),
            Command::Clipboard(text) => self.send_clipboard(&text),
            Command::OfferClipboard(items) => self.offer_clipboard(items),
            Command::FetchClipboard(formats) => {
                if let Some((connection, _)) = self.connected() {
                    connection.request_clipboard(clipboard::formats_to_wire(&formats));
                }
            }
            Command::Sound(sound) if sound != self.sound => {
                self.sound = sound;
                self.ask_for_sound();
            }
            Command::Sound(_) => {}
            Command::Credentials(credentials) => self.provide_credentials(credentials, now),
            Command::AcceptServer => self.accept_server(now),
            Command::ViewOnly(view_only) => {
                if view_only {
                    self.release_everything();
                    if let Some((connection, _)) = self.connected() {
                        connection.withdraw_clipboard();
                    }
                }
                self.options.view_only = view_only;
            }
            Command::Area(area) => self.resizer.set_area(area),
            Command::Resize(mode) => {
                self.options.resize = mode;
                self.resizer.set_mode(mode);
            }
            Command::Quality(quality) => {
                self.options.quality = quality;
                self.apply_preferences();
            }
            Command::Lossless(lossless) => {
                self.options.lossless = lossless;
                self.apply_preferences();
            }
            Command::Compression(compression) => {
                self.options.compression = compression;
                self.apply_preferences();
            }
            Command::Visible(visible) => {
                self.visible = visible;
                if !visible {
                    self.release_everything();
                }
                if let Some((_, updates)) = self.connected() {
                    updates.set_visible(visible);
                    if visible {
                        updates.doubt(now);
                    }
                }
            }
            Command::Disconnect => self.disconnect(now),
            Command::Connect => self.connect(now),
        }
    }

    /// The user did what a server mostly answers by an update.
    fn acted(&mut self, now: Duration) {
        self.with_updates(|updates| updates.acted(now));
    }

    pub(super) fn release_everything(&mut self) {
        self.with_keyboard(Keyboard::release_all);
        self.with_pointer(Pointer::release_all);
    }

    /// Lets the keyboard do something and sends what it did.
    pub(super) fn with_keyboard(&mut self, act: impl FnOnce(&mut Keyboard, &mut Vec<Stroke>)) {
        let mut strokes = Vec::new();
        act(&mut self.keyboard, &mut strokes);
        let Some((connection, _)) = self.connected() else {
            return;
        };
        for Stroke { keysym, scancode, down } in strokes {
            // A key without a keysym, such as a dead key, exists only where scancodes are taken.
            if keysym != 0 || (scancode.is_some() && connection.qemu_key_events()) {
                connection.key_event(keysym, scancode, down);
            }
        }
    }

    /// A server that takes no such requests, which the page is not told can take them, is asked for nothing.
    fn switch(&mut self, power: Power) {
        let action = match power {
            Power::ShutDown => PowerAction::ShutDown,
            Power::Reboot => PowerAction::Reboot,
            Power::Reset => PowerAction::Reset,
        };
        if let Some((connection, _)) = self.connected() {
            connection.power(action);
        }
    }

    fn send_clipboard(&mut self, text: &str) {
        let Some((connection, _)) = self.connected() else {
            return;
        };
        if !connection.cut_text(&with_plain_line_ends(text)) {
            let limit = if connection.clipboard_is_extended() { MAX_CLIPBOARD_OFFER } else { MAX_CUT_TEXT };
            self.tell(Event::Refused(Refusal::ClipboardTooLong { limit }));
        }
    }

    fn offer_clipboard(&mut self, items: Vec<ClipboardItem>) {
        let Some((connection, _)) = self.connected() else {
            return;
        };
        if !connection.clipboard_is_extended() {
            let text = items.iter().find(|item| item.format == ClipboardFormat::Text);
            if let Some(text) = text.map(|item| String::from_utf8_lossy(&item.data)) {
                self.send_clipboard(&text);
            }
        } else if !connection.offer_clipboard(items.into_iter().map(clipboard::to_wire).collect()) {
            self.tell(Event::Refused(Refusal::ClipboardTooLong { limit: MAX_CLIPBOARD_OFFER }));
        }
    }

    pub(super) fn apply_preferences(&mut self) {
        let preferences = self.preferences();
        if let Phase::Open(open) = &mut self.phase {
            open.connection.set_preferences(preferences);
            // What is under way was encoded for the quality of before, which changes what wavelets mean.
            if let Stage::Connected(updates) = &mut open.stage
                && open.connection.encodings_seen().contains(&rfb::wire::Encoding::ZYWRLE)
            {
                updates.resized();
            }
        }
    }

    fn screen(&mut self) -> Size {
        self.connected().map_or_else(Size::default, |(connection, _)| connection.size())
    }
}
