//! The desktop against the decoders and the connection of `rfb`: two sides written from the same
//! specification.

mod client;
mod extensions;
mod round_trip;
mod scene;
mod security;
mod server;
