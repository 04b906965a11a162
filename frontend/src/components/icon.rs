//! The icons: strokes of one width on a field of 24 by 24, drawn in the text's colour.

use yew::{Html, Properties, component, html};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Icon {
    Clipboard,
    Disconnect,
    Eye,
    Fit,
    Fullscreen,
    Hand,
    Keyboard,
    Keys,
    LeaveFullscreen,
    NewTab,
    Power,
    Settings,
    Silence,
    Sound,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Self::Clipboard => {
                "M9 4H6.5A1.5 1.5 0 0 0 5 5.5v14A1.5 1.5 0 0 0 6.5 21h11a1.5 1.5 0 0 0 1.5-1.5v-14A1.5 1.5 0 0 0 17.5 4H15\
                 M9 3h6v3H9zM9 11h6M9 15h4"
            }
            Self::Disconnect => "M13 4H6v16h7M10.5 12H20M16.5 8.5 20 12l-3.5 3.5",
            Self::Eye => {
                "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z\
                 M12 9.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z"
            }
            Self::Fit => "M3 5h18v14H3zM7 12v3.5h3.5M17 12V8.5h-3.5",
            Self::Fullscreen => "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
            Self::Hand => {
                "M12 3v18M3 12h18M9.5 5.5 12 3l2.5 2.5M9.5 18.5 12 21l2.5-2.5M5.5 9.5 3 12l2.5 2.5M18.5 9.5 21 12l-2.5 2.5"
            }
            Self::Keyboard => {
                "M2.5 4h19v11h-19zM6 7.5h.01M10 7.5h.01M14 7.5h.01M18 7.5h.01M8.5 11.5h7M9.5 18.5 12 21l2.5-2.5"
            }
            Self::Keys => {
                "M2.5 6h19v12h-19zM6 9.5h.01M10 9.5h.01M14 9.5h.01M18 9.5h.01M6 14.5h.01M18 14.5h.01M9.5 14.5h5"
            }
            Self::LeaveFullscreen => "M9 4v5H4M20 9h-5V4M15 20v-5h5M4 15h5v5",
            Self::NewTab => {
                "M14 4h6v6M20 4l-9 9M18 14v4.5A1.5 1.5 0 0 1 16.5 20h-11A1.5 1.5 0 0 1 4 18.5v-11A1.5 1.5 0 0 1 5.5 6H10"
            }
            Self::Power => "M12 3v8M7.2 6.2a7.5 7.5 0 1 0 9.6 0",
            Self::Silence => "M4 9.5v5h3.5L12 19V5L7.5 9.5zM16 9.5l5 5M21 9.5l-5 5",
            Self::Sound => "M4 9.5v5h3.5L12 19V5L7.5 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18.2 6.3a8 8 0 0 1 0 11.4",
            Self::Settings => {
                "M4 7h9M19 7h1M4 17h1M11 17h9M16 4.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM8 14.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5z"
            }
        }
    }
}

#[derive(PartialEq, Properties)]
pub(super) struct IconProps {
    pub(super) icon: Icon,
}

/// A drawing beside or in place of words; the element around it says what it means.
#[component]
pub(super) fn Picture(props: &IconProps) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d={props.icon.path()} />
        </svg>
    }
}
