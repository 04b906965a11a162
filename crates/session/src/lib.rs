//! One viewer's session, sans-IO: commands and bytes come in, bytes and events go out.
//!
//! ```text
//!   the page                        Session                          the link (a WebSocket)
//!   ────────                  ┌───────────────────┐                  ──────────────────────
//!   Command ───command()────► │ keyboard  pointer │ ──Event::OpenLink──►  open
//!   animation frame ─frame()► │ clipboard resize  │ ◄──link_opened()────
//!   Event ◄────next_event()── │ reconnect updates │ ◄──receive()────────  bytes
//!   framebuffer ◄─────────────│  rfb::Connection  │ ──output()─────────►  bytes
//!   timer ─────tick()───────► └───────────────────┘ ◄──link_closed()────  close code
//!                deadline() says when
//! ```
//!
//! Nothing here knows a browser, opens a socket or reads a clock. Time is a [`Duration`](std::time::Duration) since
//! any fixed origin, the same one in every call. [`Command`], [`Event`] and [`Options`] are plain values that
//! serialise, because they cross from the page to a worker and back.
//!
//! The driver obeys one rule. After **every** call that takes `now` it
//! 1. sends what is in the output buffer as **one** message and empties it,
//! 2. acts on all [`Event`]s until there are none,
//! 3. sets its timer to the deadline.
//!
//! When [`Event::OpenLink`] comes, it opens a link and reports on it; when [`Event::CloseLink`] comes, it closes that
//! link and reports nothing of it any more.

#![warn(missing_docs)]

mod clipboard;
mod command;
mod cursor;
mod ending;
mod event;
mod keyboard;
mod options;
mod pointer;
mod reconnect;
mod resize;
mod session;
mod updates;

pub use command::{
    Area, Command, KeyInput, KeyLocation, KeySpec, Modifiers, PointerInput, WheelInput, WheelUnit,
};
pub use event::{Cursor, Ending, Event, LinkClose, Refusal, State, Statistics};
pub use options::{Credentials, LinkUrl, Options, Platform, ResizeMode};
pub use session::Session;
