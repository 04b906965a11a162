//! The messages: one type each, with `decode` and `encode`, for both sides of a connection.

mod encoding;
mod pixel_format;

pub use encoding::Encoding;
pub use pixel_format::{InvalidPixelFormat, PixelFormat};
