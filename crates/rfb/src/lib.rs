//! The RFB (VNC) protocol, sans-IO: bytes come in as arguments, events and pixels go out as values.
//!
//! Nothing here opens a socket, reads a clock, draws a random number or waits. Section numbers in the
//! documentation are those of RFC 6143. What that does not have is named by its heading in the community's
//! specification (rfbproto).
//!
//! A client is a loop around a [`Connection`]:
//!
//! ```
//! use std::io::{self, Read, Write};
//!
//! use rfb::{Config, Connection, Event};
//!
//! fn watch(mut link: impl Read + Write, mut show: impl FnMut(&mut rfb::Framebuffer)) -> io::Result<()> {
//!     let mut connection = Connection::new(Config::default());
//!     let (mut bytes, mut events) = (vec![0; 1 << 16], Vec::new());
//!     loop {
//!         let length = link.read(&mut bytes)?;
//!         if length == 0 {
//!             return Ok(());
//!         }
//!         connection.receive(&bytes[..length], &mut events).map_err(io::Error::other)?;
//!         for event in events.drain(..) {
//!             match event {
//!                 Event::Connected { .. } => connection.request_update(false),
//!                 Event::UpdateBegun => connection.request_update(true),
//!                 Event::UpdateEnded => show(connection.framebuffer_mut()),
//!                 _ => {}
//!             }
//!         }
//!         link.write_all(connection.output())?;
//!         connection.output().clear();
//!     }
//! }
//! ```

pub mod auth;
pub mod connection;
pub mod damage;
pub mod decode;
pub mod error;
pub mod framebuffer;
pub mod geometry;
mod handshake;
pub mod inflate;
pub mod pixel;
pub mod video;
pub mod wire;

pub use auth::{Protection, SecurityError};
pub use connection::{Config, Connection, Credentials, Cursor, Event, PixelFormatChoice, Preferences};
pub use damage::Damage;
pub use error::{Error, Incompatible, InvalidMessage, Refusal};
pub use framebuffer::Framebuffer;
pub use geometry::{Point, Rect, Size};
