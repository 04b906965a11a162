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
//!
//! A whole driver, with a plain TCP connection for a link and nobody to command it:
//!
//! ```no_run
//! use std::io::{ErrorKind, Read, Write};
//! use std::net::TcpStream;
//! use std::time::{Duration, Instant};
//!
//! use session::{Event, LinkClose, Options, Session};
//!
//! # fn main() -> std::io::Result<()> {
//! let started = Instant::now();
//! let mut session = Session::new(Options::new("localhost:5900"));
//! let mut link: Option<TcpStream> = None;
//! let mut bytes = vec![0; 1 << 16];
//! session.start(started.elapsed());
//! loop {
//!     if let Some(link) = &mut link {
//!         link.write_all(session.output())?;
//!         session.output().clear();
//!     }
//!     while let Some(event) = session.next_event() {
//!         match event {
//!             Event::OpenLink { url, .. } => {
//!                 link = Some(TcpStream::connect(&url.0)?);
//!                 session.link_opened(started.elapsed());
//!             }
//!             Event::CloseLink => link = None,
//!             event => println!("{event:?}"),
//!         }
//!     }
//!     let Some(open) = &mut link else { return Ok(()) };
//!     let now = started.elapsed();
//!     let patience = session.deadline().map(|at| at.saturating_sub(now).max(Duration::from_millis(1)));
//!     open.set_read_timeout(patience)?;
//!     match open.read(&mut bytes) {
//!         Ok(0) => {
//!             link = None;
//!             session.link_closed(LinkClose { code: 1006, reason: String::new() }, started.elapsed());
//!         }
//!         Ok(length) => session.receive(&bytes[..length], started.elapsed()),
//!         Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
//!             session.tick(started.elapsed());
//!         }
//!         Err(error) => return Err(error),
//!     }
//! }
//! # }
//! ```

mod clipboard;
mod command;
mod cursor;
mod ending;
mod event;
mod flow;
mod keyboard;
mod options;
mod pointer;
mod reconnect;
mod resize;
mod round_trip;
mod session;
mod sound;
mod updates;
mod video;

pub use clipboard::{ClipboardFormat, ClipboardItem};
pub use command::{
    Area, Command, KeyInput, KeyLocation, KeySpec, Modifiers, MotionInput, PointerInput, Power, WheelInput,
    WheelUnit,
};
pub use event::{
    Cursor, Ending, Event, Lights, LinkClose, Refusal, ServerIdentity, State, Statistics, VideoPicture,
};
pub use options::{Credentials, Fingerprint, LinkUrl, Options, Platform, Protection, RepeaterId, ResizeMode};
pub use session::Session;
pub use sound::{SOUND_CHANNELS, SOUND_RATE, Sound};
