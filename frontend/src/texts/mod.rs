//! Every word the page says, by language.
//!
//! A language is one file beside this one that fills in [`Texts`], and one entry in [`LANGUAGES`]; the compiler names every text that is missing.
//! `{}` in a text stands for what [`fill`] puts there.

mod de;
mod en;

use session::{Ending, Power, Refusal};
use viewer::LinkFault;

/// The languages there are; the first is used where none of the wanted ones is there.
const LANGUAGES: &[&Texts] = &[&en::TEXTS, &de::TEXTS];

/// The texts of one language.
#[derive(Debug)]
pub(crate) struct Texts {
    /// The language's tag, for the page's `lang` attribute.
    pub(crate) language: &'static str,
    pub(crate) product: &'static str,
    pub(crate) screen: &'static str,
    pub(crate) screen_help: &'static str,

    pub(crate) connect: &'static str,
    pub(crate) cancel: &'static str,
    pub(crate) try_again: &'static str,
    pub(crate) connect_again: &'static str,
    pub(crate) stop: &'static str,
    pub(crate) reconnect_now: &'static str,

    pub(crate) offer_title: &'static str,
    pub(crate) offer_body: &'static str,
    pub(crate) connecting: &'static str,
    pub(crate) reaching: &'static str,
    pub(crate) negotiating: &'static str,
    pub(crate) connected: &'static str,
    pub(crate) connected_to: &'static str,
    pub(crate) waiting: &'static str,
    pub(crate) waiting_one: &'static str,
    pub(crate) waiting_now: &'static str,
    pub(crate) server_says: &'static str,
    pub(crate) stalled: &'static str,

    pub(crate) confirm_title: &'static str,
    pub(crate) confirm_body: &'static str,
    pub(crate) confirm_risk: &'static str,
    pub(crate) confirm_yes: &'static str,
    pub(crate) confirm_no: &'static str,

    pub(crate) identity_title: &'static str,
    pub(crate) identity_body: &'static str,
    pub(crate) identity_changed_title: &'static str,
    pub(crate) identity_changed_body: &'static str,
    pub(crate) identity_compare: &'static str,
    pub(crate) identity_words: &'static str,
    pub(crate) identity_details: &'static str,
    pub(crate) identity_short: &'static str,
    pub(crate) identity_remember: &'static str,
    pub(crate) identity_yes: &'static str,
    pub(crate) identity_changed_yes: &'static str,
    pub(crate) identity_no: &'static str,

    pub(crate) credentials_title: &'static str,
    pub(crate) credentials_body: &'static str,
    pub(crate) password_body: &'static str,
    pub(crate) username: &'static str,
    pub(crate) password: &'static str,
    pub(crate) target: &'static str,
    pub(crate) sign_in: &'static str,

    pub(crate) bar: &'static str,
    pub(crate) show_bar: &'static str,
    pub(crate) show_bar_how: &'static str,
    pub(crate) ctrl_alt_del: &'static str,
    pub(crate) send_ctrl_alt_del: &'static str,
    pub(crate) keys: &'static str,
    pub(crate) keys_title: &'static str,
    pub(crate) keys_consoles: &'static str,
    pub(crate) on_screen_keyboard: &'static str,
    pub(crate) text_input: &'static str,
    pub(crate) panning: &'static str,
    pub(crate) clipboard: &'static str,
    pub(crate) clipboard_help: &'static str,
    pub(crate) clipboard_label: &'static str,
    pub(crate) clipboard_send: &'static str,
    pub(crate) clipboard_copy: &'static str,
    pub(crate) clipboard_lossy: &'static str,
    pub(crate) clipboard_sent: &'static str,
    pub(crate) clipboard_copied: &'static str,
    pub(crate) clipboard_selected: &'static str,
    pub(crate) clipboard_newer: &'static str,
    pub(crate) clipboard_show_newer: &'static str,
    pub(crate) clipboard_new: &'static str,
    pub(crate) clipboard_paste: &'static str,
    pub(crate) clipboard_shared: &'static str,
    pub(crate) clipboard_apart: &'static str,
    pub(crate) clipboard_from_machine: &'static str,
    pub(crate) clipboard_unreadable: &'static str,
    pub(crate) sound: &'static str,
    pub(crate) sound_is_off: &'static str,
    pub(crate) sound_is_on: &'static str,
    pub(crate) sound_turn_on: &'static str,
    pub(crate) sound_turn_off: &'static str,
    pub(crate) sound_latency: &'static str,
    pub(crate) sound_failed: &'static str,
    pub(crate) volume: &'static str,
    pub(crate) mute: &'static str,
    pub(crate) fit: &'static str,
    pub(crate) view_only: &'static str,
    pub(crate) fullscreen: &'static str,
    pub(crate) leave_fullscreen: &'static str,
    pub(crate) fullscreen_forbidden: &'static str,
    pub(crate) new_tab: &'static str,
    pub(crate) power_title: &'static str,
    pub(crate) power_help: &'static str,
    pub(crate) power_no: &'static str,
    pub(crate) power_failed: &'static str,
    pub(crate) shut_down: Switch,
    pub(crate) reboot: Switch,
    pub(crate) reset: Switch,
    pub(crate) caps_lock_on: &'static str,
    pub(crate) click_for_pointer: &'static str,
    pub(crate) pointer_locked: &'static str,
    pub(crate) pointer_refused: &'static str,
    pub(crate) round_trip: &'static str,
    pub(crate) disconnect: &'static str,

    pub(crate) settings: &'static str,
    pub(crate) size: &'static str,
    pub(crate) size_actual: &'static str,
    pub(crate) size_fit: &'static str,
    pub(crate) size_remote: &'static str,
    pub(crate) quality: &'static str,
    pub(crate) lossless: &'static str,
    pub(crate) compression: &'static str,
    pub(crate) lossy_help: &'static str,
    pub(crate) bell: &'static str,
    pub(crate) remembered: &'static str,
    pub(crate) remembered_help: &'static str,
    pub(crate) forget: &'static str,
    pub(crate) forgotten: &'static str,
    pub(crate) forgotten_help: &'static str,
    pub(crate) fixed: &'static str,
    pub(crate) shortcut: &'static str,

    pub(crate) click_to_type: &'static str,
    pub(crate) resize_unsupported: &'static str,
    pub(crate) resize_refused: &'static str,
    pub(crate) clipboard_too_long: &'static str,
    pub(crate) vm_clipboard_too_long: &'static str,

    pub(crate) by_user: Said,
    pub(crate) unreachable: Said,
    pub(crate) link_refused: Said,
    pub(crate) origin_refused: Said,
    pub(crate) link_unchecked: Said,
    pub(crate) display_unreachable: Said,
    pub(crate) too_many_connections: Said,
    pub(crate) proxy_shut_down: Said,
    pub(crate) no_answer: Said,
    pub(crate) server_refused: Said,
    pub(crate) authentication_failed: Said,
    pub(crate) too_weak: Said,
    /// Of a server that the user asked to be recognised, and that offers nothing to recognise it by.
    pub(crate) unproved: Said,
    pub(crate) protocol: Said,
    pub(crate) lost: Said,
    pub(crate) closed_by_server: Said,
    pub(crate) closed: Said,
    pub(crate) bad_address: Said,
    pub(crate) insecure: Said,
    pub(crate) broken: Said,
    pub(crate) no_host: Said,
    pub(crate) no_rules: Said,
    pub(crate) old_browser: Said,
}

/// A headline, and what it means for the user and what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) title: &'static str,
    pub(crate) body: &'static str,
}

/// Something that can be done to the machine: on its button, in the question before it, and once it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Switch {
    pub(crate) name: &'static str,
    pub(crate) question: &'static str,
    pub(crate) risk: &'static str,
    pub(crate) done: &'static str,
}

/// An ending in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Explanation {
    pub(crate) title: &'static str,
    pub(crate) body: String,
    /// What more there is to know.
    pub(crate) detail: Option<Detail>,
}

/// More about an ending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// The other side's own words.
    Said(String),
    /// What was found here, as a phrase in English.
    Found(String),
}

impl Detail {
    /// The text, whoever it is by.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Said(text) | Self::Found(text) => text,
        }
    }
}

impl PartialEq for Texts {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Texts {
    /// The texts for the first tag that is known, by its whole name or by its language alone.
    pub(crate) fn choose<'a>(wanted: impl IntoIterator<Item = &'a str>) -> &'static Self {
        wanted.into_iter().find_map(Self::of).unwrap_or(LANGUAGES[0])
    }

    fn of(tag: &str) -> Option<&'static Self> {
        let language = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let exact = LANGUAGES.iter().find(|texts| texts.language.eq_ignore_ascii_case(tag));
        exact.or_else(|| LANGUAGES.iter().find(|texts| language(texts.language) == language(tag))).copied()
    }

    /// Puts an ending into words.
    pub(crate) fn explain(&self, ending: &Ending) -> Explanation {
        let said = |reason: &String| Some(Detail::Said(reason.trim().to_owned()));
        let found = |what: &String| Some(Detail::Found(what.clone()));
        let (words, detail) = match ending {
            Ending::ByUser => (self.by_user, None),
            Ending::Unreachable => (self.unreachable, None),
            Ending::LinkRefused { reason } => (self.link_refused, said(reason)),
            Ending::OriginRefused { reason } => (self.origin_refused, said(reason)),
            Ending::LinkUnchecked { reason } => (self.link_unchecked, said(reason)),
            Ending::DisplayUnreachable { reason } => (self.display_unreachable, said(reason)),
            Ending::TooManyConnections { reason } => (self.too_many_connections, said(reason)),
            Ending::ProxyShutDown { reason } => (self.proxy_shut_down, said(reason)),
            Ending::NoAnswer => (self.no_answer, None),
            Ending::ServerRefused { what } => (self.server_refused, found(what)),
            Ending::AuthenticationFailed { reason } => (self.authentication_failed, said(reason)),
            Ending::TooWeak { what } => (self.too_weak, found(what)),
            Ending::Protocol { what } => (self.protocol, found(what)),
            Ending::Lost => (self.lost, None),
            Ending::ClosedByServer => (self.closed_by_server, None),
            Ending::Closed { reason, .. } => (self.closed, said(reason)),
        };
        let body = match ending {
            Ending::Closed { code, .. } => fill(words.body, &code.to_string()),
            _ => words.body.to_owned(),
        };
        Explanation { title: words.title, body, detail: detail.filter(|detail| !detail.text().is_empty()) }
    }

    /// Puts into words why a link could not even be tried.
    pub(crate) fn explain_fault(&self, fault: &LinkFault) -> Explanation {
        let (words, detail) = match fault {
            LinkFault::BadAddress => (self.bad_address, None),
            LinkFault::Insecure => (self.insecure, None),
            LinkFault::Refused(what) => (self.unreachable, Some(Detail::Found(what.clone()))),
        };
        Explanation { title: words.title, body: words.body.to_owned(), detail }
    }

    /// The words for something that can be done to the machine.
    pub(crate) fn power(&self, power: Power) -> Switch {
        match power {
            Power::ShutDown => self.shut_down,
            Power::Reboot => self.reboot,
            Power::Reset => self.reset,
        }
    }

    /// Puts a refusal into words.
    pub(crate) fn refusal(&self, refusal: &Refusal) -> String {
        match refusal {
            Refusal::PowerFailed => self.power_failed.to_owned(),
            Refusal::ResizeUnsupported => self.resize_unsupported.to_owned(),
            Refusal::ResizeRefused { reason } => fill(self.resize_refused, reason),
            Refusal::ClipboardTooLong { limit } => fill(self.clipboard_too_long, &limit.to_string()),
            Refusal::VmClipboardTooLong { limit, .. } => fill(self.vm_clipboard_too_long, &limit.to_string()),
        }
    }

    /// The countdown before the next attempt.
    pub(crate) fn countdown(&self, seconds: u32) -> String {
        match seconds {
            0 => self.waiting_now.to_owned(),
            1 => self.waiting_one.to_owned(),
            _ => fill(self.waiting, &seconds.to_string()),
        }
    }
}

/// Puts a value where a text has `{}`.
pub(crate) fn fill(text: &str, value: &str) -> String {
    text.replacen("{}", value, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_found_by_its_tag_or_its_first_part_and_english_is_the_last_resort() {
        for wanted in [&["de"][..], &["DE"], &["de-AT"], &["de_CH"], &["xx", "de", "en"]] {
            assert_eq!(Texts::choose(wanted.iter().copied()).language, "de", "{wanted:?}");
        }
        for wanted in [&["en"][..], &["EN"], &["en-GB"], &["en_US"], &["xx", "en"], &["xx"], &[], &[""]] {
            assert_eq!(Texts::choose(wanted.iter().copied()).language, "en", "{wanted:?}");
        }
    }

    #[test]
    fn every_language_has_the_same_texts_with_the_same_places() {
        let written = |texts: &Texts| {
            let lines = format!("{texts:#?}");
            let place = |line: &str| {
                let name = line.split(':').next().unwrap_or_default().trim().to_owned();
                (name, line.matches("{}").count(), line.contains("\"\""))
            };
            lines.lines().map(place).collect::<Vec<_>>()
        };
        for texts in LANGUAGES {
            assert_eq!(written(texts), written(LANGUAGES[0]), "{}", texts.language);
        }
    }

    #[test]
    fn endings_carry_the_other_side_s_words_only_if_there_are_any() {
        let texts = LANGUAGES[0];
        let said = texts.explain(&Ending::LinkRefused { reason: " Token expired. ".to_owned() });
        assert_eq!(said.detail, Some(Detail::Said("Token expired.".to_owned())));
        assert_eq!(texts.explain(&Ending::LinkRefused { reason: String::new() }).detail, None);
        let found = texts.explain(&Ending::Protocol { what: "message type 77".to_owned() });
        assert_eq!(found.detail, Some(Detail::Found("message type 77".to_owned())));
        let said = texts.explain(&Ending::Closed { code: 4999, reason: String::new() });
        assert!(said.body.contains("4999"), "{}", said.body);
        assert!(texts.explain(&Ending::Lost).detail.is_none());
    }

    #[test]
    fn a_value_is_put_in_as_text_even_if_it_looks_like_a_place() {
        assert_eq!(fill("to {} now", "{}{}"), "to {}{} now");
        assert_eq!(fill("nothing here", "x"), "nothing here");
    }
}
