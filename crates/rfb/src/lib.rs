//! The RFB (VNC) protocol, sans-IO: bytes and instants come in as arguments, events and pixels go out as values.
//!
//! Nothing here opens a socket, reads a clock, draws a random number or waits. Section numbers in the
//! documentation are those of the community RFB specification (rfbproto).

pub mod damage;
pub mod decode;
pub mod error;
pub mod framebuffer;
pub mod geometry;
mod inflate;
pub mod pixel;
pub mod wire;

pub use damage::Damage;
pub use error::InvalidMessage;
pub use framebuffer::Framebuffer;
pub use geometry::{Point, Rect, Size};
