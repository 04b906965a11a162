//! What the server's messages bring about, and what the server is asked for.

use std::time::Duration;

use rfb::wire::{MAX_CUT_TEXT, RepeaterId};

use super::{Asked, Phase, Session, Shown, Stage};
use crate::clipboard::{self, with_plain_line_ends};
use crate::event::{Cursor, Event, Lights, Refusal, State};
use crate::resize::Step;
use crate::sound::{self, Sound};
use crate::updates::{Request, Updates};

impl Session {
    /// How a connection with these options is made.
    pub(super) fn connection_config(&mut self) -> rfb::Config {
        rfb::Config {
            shared: self.options.shared,
            repeater_id: self.options.repeater_id.as_ref().and_then(|id| RepeaterId::new(&*id.0)),
            credentials: self.rfb_credentials(),
            preferences: self.preferences(),
            minimum_protection: self.trust.least(self.options.minimum_protection.into()),
            random: self.trust.random(),
        }
    }

    pub(super) fn preferences(&self) -> rfb::Preferences {
        rfb::Preferences {
            quality: (!self.options.lossless).then_some(self.options.quality),
            compression: self.options.compression,
            video: self.video_offered,
            ..rfb::Preferences::default()
        }
    }

    pub(super) fn server_event(&mut self, event: rfb::Event, now: Duration) {
        match event {
            rfb::Event::CredentialsRequired { username, password, target } => {
                self.ask_for_credentials(Asked { username, password, target });
            }
            rfb::Event::ServerIdentity { identity, protection } => {
                self.recognise(Shown { identity, protection }, now);
            }
            rfb::Event::Connected { name, size } => {
                if let Phase::Open(open) = &mut self.phase {
                    open.stage = Stage::Connected(Updates::new(self.visible, now));
                }
                self.reconnect.connected();
                self.resizer.connected(now);
                self.tell(Event::State(State::Connected { name }));
                self.tell(Event::Resized { width: size.width, height: size.height });
            }
            rfb::Event::UpdateBegun => self.with_updates(Updates::begun),
            rfb::Event::UpdateEnded => {
                self.statistics.updates += 1;
                self.with_updates(Updates::ended);
            }
            rfb::Event::VideoPicture(picture) => {
                self.video.begun(now);
                self.tell(Event::DecodeVideo(picture.into()));
            }
            rfb::Event::VideoContextClosed(context) => self.tell(Event::CloseVideo { context }),
            rfb::Event::VideoLost => self.video_lost(),
            rfb::Event::Resized(size) => {
                self.with_updates(Updates::resized);
                self.tell(Event::Resized { width: size.width, height: size.height });
            }
            rfb::Event::Screens(_) => self.resizer.screens_told(),
            rfb::Event::DesktopSizeRefused(status) => {
                self.resizer.refused();
                self.tell(Event::Refused(Refusal::ResizeRefused { reason: status.to_string() }));
            }
            rfb::Event::Cursor(cursor) => {
                let shown = self.cursor.take_shape(cursor);
                self.show(shown);
            }
            rfb::Event::CursorShown(visible) => {
                let shown = self.cursor.set_visible(visible);
                self.show(shown);
            }
            rfb::Event::PointerAt(at) => {
                // What a server sends back of this viewer's own movements is no news, and late.
                if !self.pointer.was_lately_at(at) {
                    self.tell(Event::PointerAt { x: at.x, y: at.y });
                }
            }
            rfb::Event::ScancodesTaken => self.tell(Event::ScancodesTaken),
            rfb::Event::PointerMode { relative } => self.tell(Event::PointerMode { relative }),
            rfb::Event::Leds(leds) => {
                let lights = Lights { scroll: leds.scroll, num: leds.num, caps: leds.caps };
                self.keyboard.lights_told(lights);
                self.tell(Event::Lights(lights));
            }
            rfb::Event::PowerReady => self.tell(Event::PowerReady),
            rfb::Event::PowerFailed => self.tell(Event::Refused(Refusal::PowerFailed)),
            rfb::Event::FenceAnswered(mark) => {
                if let Some((_, updates)) = self.connected()
                    && let Some(length) = updates.fence_answered(mark, now)
                {
                    self.statistics.round_trip = Some(length);
                    self.tell(Event::RoundTrip(length));
                }
            }
            rfb::Event::ContinuousUpdatesEnded => self.with_updates(Updates::flow_ended),
            rfb::Event::Bell => self.tell(Event::Bell),
            rfb::Event::CutText(text) => {
                self.tell(Event::Clipboard(with_plain_line_ends(&text).into_owned()));
            }
            rfb::Event::ClipboardExtended => self.tell(Event::ClipboardExtended),
            rfb::Event::ClipboardOffered(formats) => {
                self.tell(Event::ClipboardOffered(clipboard::formats_from_wire(formats)));
            }
            rfb::Event::ClipboardData(item) => {
                if let Some(item) = clipboard::from_wire(item) {
                    self.tell(Event::ClipboardData(item));
                }
            }
            rfb::Event::CutTextTooLong { length } => {
                self.tell(Event::Refused(Refusal::VmClipboardTooLong { length, limit: MAX_CUT_TEXT }));
            }
            rfb::Event::AudioAvailable => {
                self.tell(Event::SoundAvailable);
                self.ask_for_sound();
            }
            rfb::Event::AudioBegun => self.tell(Event::Sound(Sound::Begun)),
            rfb::Event::AudioData(data) => {
                let samples = sound::FORMAT.samples.read(&data);
                if self.sound_meter.admits(samples.len(), now) {
                    self.tell(Event::Sound(Sound::Samples(samples)));
                }
            }
            rfb::Event::AudioEnded => self.tell(Event::Sound(Sound::Ended)),
            rfb::Event::DesktopName(name) => self.tell(Event::DesktopName(name)),
        }
    }

    /// Asks for sound if the user wants it, or for silence.
    pub(super) fn ask_for_sound(&mut self) {
        let wanted = self.sound;
        let Some((connection, _)) = self.connected() else {
            return;
        };
        if wanted {
            connection.enable_audio(sound::FORMAT);
        } else {
            connection.disable_audio();
        }
    }

    pub(super) fn ask_for_update(&mut self, now: Duration) {
        let Some((connection, updates)) = self.connected() else {
            return;
        };
        updates.set_can_flow(connection.knows_continuous_updates() && connection.knows_fences());
        if let Some(flow) = updates.take_flow_change(connection.size()) {
            connection.set_continuous_updates(flow);
        }
        if let Some(request) = updates.take_request(now) {
            connection.request_update(request == Request::Incremental);
        }
    }

    /// Asks whether the server is still there, if that is in doubt.
    pub(super) fn ask_for_sign(&mut self, now: Duration) {
        if let Some((connection, updates)) = self.connected()
            && updates.take_sign_request(connection.knows_fences(), now)
        {
            connection.request_pixel();
        }
    }

    /// Measures the way to the server and back, if it is time to.
    pub(super) fn measure(&mut self, now: Duration) {
        if let Some((connection, updates)) = self.connected()
            && connection.knows_fences()
            && let Some(mark) = updates.take_fence(now)
        {
            connection.send_fence(mark);
        }
    }

    fn show(&mut self, cursor: Option<Cursor>) {
        if let Some(cursor) = cursor {
            self.tell(Event::Cursor(cursor));
        }
    }

    /// Follows the page's size, unless the viewer only watches: the size is everyone's.
    pub(super) fn ask_for_size(&mut self, now: Duration) {
        if self.options.view_only {
            return;
        }
        let Phase::Open(open) = &mut self.phase else {
            return;
        };
        if !matches!(open.stage, Stage::Connected(_)) {
            return;
        }
        match self.resizer.take_step(open.connection.size(), now) {
            Some(Step::Ask(size)) => {
                let asked = open.connection.set_desktop_size(size);
                debug_assert!(asked, "the server has told its screens");
            }
            Some(Step::TellUnsupported) => self.tell(Event::Refused(Refusal::ResizeUnsupported)),
            None => {}
        }
    }

    pub(super) fn with_updates(&mut self, act: impl FnOnce(&mut Updates)) {
        if let Some((_, updates)) = self.connected() {
            act(updates);
        }
    }
}
