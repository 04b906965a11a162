//! The RFB (VNC) protocol, sans-IO: bytes and instants come in as arguments, events and pixels go out as values.
//!
//! Nothing here opens a socket, reads a clock, draws a random number or waits. Section numbers in the
//! documentation are those of the community RFB specification (rfbproto).

pub mod geometry;
pub mod wire;

pub use geometry::{Point, Rect, Size};
