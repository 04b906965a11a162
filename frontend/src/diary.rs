//! What the browser's console is told of a session that goes well, for whoever has to find out why another one does not.

use session::{Event, State};

use crate::log::Level;

/// An event in a few words that hold nothing secret: no address, no text that was typed or copied. None for what comes
/// all the time, and for endings, which are told with their reasons.
pub(crate) fn entry(event: &Event) -> Option<(Level, String)> {
    let info = |text: String| Some((Level::Info, text));
    let debug = |text: &str| Some((Level::Debug, text.to_owned()));
    match event {
        Event::State(State::Connecting) => debug("Opening the WebSocket."),
        Event::State(State::Negotiating) => debug("The WebSocket is open; the display server is spoken to."),
        Event::State(State::Connected { name }) => {
            info(format!("Connected to the desktop \u{201c}{name}\u{201d}."))
        }
        Event::State(State::Waiting { attempt, .. }) => {
            info(format!("Attempt {attempt} to connect again follows."))
        }
        Event::CredentialsRequired { .. } => debug("The display server asks who comes."),
        Event::ServerIdentity(_) => debug("The display server has shown its key."),
        Event::Resized { width, height } => info(format!("The screen has {width} by {height} pixels.")),
        Event::ScancodesTaken => debug("The machine takes keys by their places."),
        Event::PointerMode { relative: true } => debug("The machine wants the pointer's movements."),
        Event::PointerMode { relative: false } => debug("The machine wants the pointer's places."),
        Event::PowerReady => debug("The machine can be shut down and restarted."),
        Event::ClipboardExtended => debug("The clipboard carries Unicode."),
        Event::SoundAvailable => debug("The machine's sound can be heard."),
        Event::Stalled { .. } => info("Nothing has come for a while.".to_owned()),
        Event::Resumed => info("There is news again.".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_user_copies_is_not_written_down() {
        assert_eq!(entry(&Event::Clipboard("hunter2".to_owned())), None);
        let resized = entry(&Event::Resized { width: 800, height: 600 });
        assert_eq!(resized, Some((Level::Info, "The screen has 800 by 600 pixels.".to_owned())));
    }
}
