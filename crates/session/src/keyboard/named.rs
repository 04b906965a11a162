//! The keys that have a name instead of a character: from `KeyboardEvent.key` to X keysyms.

use xkeysym::key;

/// The keysyms of a key, by where it is on the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    /// Where it is only once, and on the left where it is there twice.
    pub(crate) standard: u32,
    /// On the right.
    pub(crate) right: u32,
    /// On the keypad.
    pub(crate) numpad: u32,
}

/// The keysyms of a name from the W3C's *UI Events KeyboardEvent key Values*; `None` for names that stand for no
/// keysym, such as `Dead`, `Fn` or `Soft1`.
pub(crate) fn named(name: &str) -> Option<Named> {
    if let Some(keysym) = function_key(name) {
        return Some(once(keysym));
    }
    Some(match name {
        // Modifiers.
        "Alt" => twice(key::Alt_L, key::Alt_R),
        "AltGraph" => once(key::ISO_Level3_Shift),
        "CapsLock" => once(key::Caps_Lock),
        "Control" => twice(key::Control_L, key::Control_R),
        "Hyper" => twice(key::Hyper_L, key::Hyper_R),
        // X's own Meta is another key; what browsers call Meta is Super there. `OS` was Firefox's name for it.
        "Meta" | "OS" | "Super" => twice(key::Super_L, key::Super_R),
        "NumLock" => once(key::Num_Lock),
        "ScrollLock" => once(key::Scroll_Lock),
        "Shift" => twice(key::Shift_L, key::Shift_R),

        // Whitespace, navigation, editing.
        "Enter" => keypad(key::Return, key::KP_Enter),
        "Tab" => keypad(key::Tab, key::KP_Tab),
        "ArrowDown" | "UIKeyInputDownArrow" => keypad(key::Down, key::KP_Down),
        "ArrowLeft" | "UIKeyInputLeftArrow" => keypad(key::Left, key::KP_Left),
        "ArrowRight" | "UIKeyInputRightArrow" => keypad(key::Right, key::KP_Right),
        "ArrowUp" | "UIKeyInputUpArrow" => keypad(key::Up, key::KP_Up),
        "End" => keypad(key::End, key::KP_End),
        "Home" => keypad(key::Home, key::KP_Home),
        "PageDown" => keypad(key::Next, key::KP_Next),
        "PageUp" => keypad(key::Prior, key::KP_Prior),
        "Backspace" => once(key::BackSpace),
        // The keypad's 5 without NumLock: Windows calls it Clear, X calls it Begin.
        "Clear" => keypad(key::Clear, key::KP_Begin),
        "Copy" => once(key::XF86_Copy),
        "Cut" => once(key::XF86_Cut),
        "Delete" => keypad(key::Delete, key::KP_Delete),
        "Insert" => keypad(key::Insert, key::KP_Insert),
        "Paste" => once(key::XF86_Paste),
        "Redo" | "Again" => once(key::Redo),
        "Undo" => once(key::Undo),

        // User interface.
        "Cancel" => once(key::Cancel),
        "ContextMenu" => once(key::Menu),
        "Escape" | "UIKeyInputEscape" => once(key::Escape),
        "Execute" => once(key::Execute),
        "Find" => once(key::Find),
        "Help" => once(key::Help),
        "Pause" => once(key::Pause),
        "Props" => once(key::SUN_Props),
        "Select" => once(key::Select),
        "ZoomIn" => once(key::XF86_ZoomIn),
        "ZoomOut" => once(key::XF86_ZoomOut),

        // The device.
        "BrightnessDown" => once(key::XF86_MonBrightnessDown),
        "BrightnessUp" => once(key::XF86_MonBrightnessUp),
        "Eject" => once(key::XF86_Eject),
        "Hibernate" => once(key::XF86_Hibernate),
        "LogOff" => once(key::XF86_LogOff),
        "Power" => once(key::XF86_PowerOff),
        "PowerOff" => once(key::XF86_PowerDown),
        "PrintScreen" => once(key::Print),
        "Sleep" => once(key::XF86_Sleep),
        "Standby" => once(key::XF86_Standby),
        "WakeUp" => once(key::XF86_WakeUp),

        // Input methods.
        "AllCandidates" => once(key::MultipleCandidate),
        "Alphanumeric" | "Eisu" => once(key::Eisu_toggle),
        "CodeInput" => once(key::Codeinput),
        "Compose" => once(key::Multi_key),
        "Convert" => once(key::Henkan),
        "GroupFirst" => once(key::ISO_First_Group),
        "GroupLast" => once(key::ISO_Last_Group),
        "GroupNext" => once(key::ISO_Next_Group),
        "GroupPrevious" => once(key::ISO_Prev_Group),
        "HangulMode" => once(key::Hangul),
        "HanjaMode" => once(key::Hangul_Hanja),
        "Hankaku" => once(key::Hankaku),
        "Hiragana" => once(key::Hiragana),
        "HiraganaKatakana" => once(key::Hiragana_Katakana),
        "JunjaMode" => once(key::Hangul_Jeonja),
        "KanaMode" => once(key::Kana_Shift),
        "KanjiMode" => once(key::Kanji),
        "Katakana" => once(key::Katakana),
        "ModeChange" => once(key::Mode_switch),
        "NonConvert" => once(key::Muhenkan),
        "PreviousCandidate" => once(key::PreviousCandidate),
        "Romaji" => once(key::Romaji),
        "SingleCandidate" => once(key::SingleCandidate),
        "Zenkaku" => once(key::Zenkaku),
        "ZenkakuHankaku" => once(key::Zenkaku_Hankaku),

        // Media, audio and documents.
        "AudioVolumeDown" => once(key::XF86_AudioLowerVolume),
        "AudioVolumeMute" => once(key::XF86_AudioMute),
        "AudioVolumeUp" => once(key::XF86_AudioRaiseVolume),
        "ChannelDown" => once(key::XF86_ChannelDown),
        "ChannelUp" => once(key::XF86_ChannelUp),
        "Close" => once(key::XF86_Close),
        "MailForward" => once(key::XF86_MailForward),
        "MailReply" => once(key::XF86_Reply),
        "MailSend" => once(key::XF86_Send),
        "MediaAudioTrack" => once(key::XF86_AudioCycleTrack),
        "MediaFastForward" => once(key::XF86_AudioForward),
        "MediaPause" => once(key::XF86_AudioPause),
        // X has one key for both.
        "MediaPlay" | "MediaPlayPause" => once(key::XF86_AudioPlay),
        "MediaRecord" => once(key::XF86_AudioRecord),
        "MediaRewind" => once(key::XF86_AudioRewind),
        "MediaStop" => once(key::XF86_AudioStop),
        "MediaTrackNext" => once(key::XF86_AudioNext),
        "MediaTrackPrevious" => once(key::XF86_AudioPrev),
        "MicrophoneVolumeMute" => once(key::XF86_AudioMicMute),
        "New" => once(key::XF86_New),
        "Open" => once(key::XF86_Open),
        "Print" => once(key::Print),
        "RandomToggle" => once(key::XF86_AudioRandomPlay),
        "Save" => once(key::XF86_Save),
        "SpellCheck" => once(key::XF86_Spell),
        "SplitScreenToggle" => once(key::XF86_SplitScreen),
        "Subtitle" => once(key::XF86_Subtitle),
        "VideoModeNext" => once(key::XF86_Next_VMode),

        // Applications, with the names that Firefox had for the first two.
        "LaunchApplication1" | "LaunchMyComputer" => once(key::XF86_MyComputer),
        "LaunchApplication2" | "LaunchCalculator" => once(key::XF86_Calculator),
        "LaunchCalendar" => once(key::XF86_Calendar),
        "LaunchContacts" => once(key::XF86_Addressbook),
        "LaunchMail" => once(key::XF86_Mail),
        "LaunchMediaPlayer" => once(key::XF86_AudioMedia),
        "LaunchMusicPlayer" => once(key::XF86_Music),
        "LaunchPhone" => once(key::XF86_Phone),
        "LaunchScreenSaver" => once(key::XF86_ScreenSaver),
        "LaunchSpreadsheet" => once(key::XF86_Excel),
        "LaunchWebBrowser" => once(key::XF86_WWW),
        "LaunchWebCam" => once(key::XF86_WebCam),
        "LaunchWordProcessor" => once(key::XF86_Word),

        // The browser.
        "BrowserBack" => once(key::XF86_Back),
        "BrowserFavorites" => once(key::XF86_Favorites),
        "BrowserForward" => once(key::XF86_Forward),
        "BrowserHome" => once(key::XF86_HomePage),
        "BrowserRefresh" => once(key::XF86_Refresh),
        "BrowserSearch" => once(key::XF86_Search),
        "BrowserStop" => once(key::XF86_Stop),
        "Dimmer" => once(key::XF86_BrightnessAdjust),
        _ => return None,
    })
}

/// F1 to F35, whose keysyms follow each other.
fn function_key(name: &str) -> Option<u32> {
    let number: u32 = name.strip_prefix('F')?.parse().ok()?;
    (1..=35).contains(&number).then(|| key::F1 + number - 1)
}

const fn once(keysym: u32) -> Named {
    Named { standard: keysym, right: keysym, numpad: keysym }
}

const fn twice(left: u32, right: u32) -> Named {
    Named { standard: left, right, numpad: left }
}

const fn keypad(standard: u32, numpad: u32) -> Named {
    Named { standard, right: standard, numpad }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_keys_end_at_thirty_five() {
        assert_eq!(named("F1"), Some(once(0xffbe)));
        assert_eq!(named("F12"), Some(once(0xffc9)));
        assert_eq!(named("F35"), Some(once(0xffe0)));
        for no_key in ["F0", "F36", "F", "Fn", "FnLock", "Find1", "F-1"] {
            assert_eq!(named(no_key), None, "{no_key}");
        }
    }
}
