//! Images in formats of their own, complete in memory, that fill a rectangle.

mod jpeg;
mod png;

pub(super) use jpeg::{Jpeg, MAX_PIXELS as MAX_JPEG_PIXELS};
pub(super) use png::Png;
