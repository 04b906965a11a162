//! The protocol engine alone, in Wasm: bytes in, pixels in memory, so that decoding can be timed without a screen.

use rfb::connection::{Config, Connection};
use wasm_bindgen::prelude::*;

/// A connection that is fed with what a server would send.
#[wasm_bindgen]
pub struct Decoder {
    connection: Connection,
    events: Vec<rfb::connection::Event>,
}

#[wasm_bindgen]
impl Decoder {
    /// A connection that waits for the server's first byte.
    #[wasm_bindgen(constructor)]
    #[expect(clippy::new_without_default, reason = "made by JavaScript only")]
    pub fn new() -> Self {
        Self { connection: Connection::new(Config::default()), events: Vec::new() }
    }

    /// Takes what a WebSocket message would bring; what the client would answer is dropped.
    ///
    /// # Errors
    /// The engine's own, in words.
    pub fn receive(&mut self, bytes: &[u8]) -> Result<(), JsError> {
        self.events.clear();
        self.connection.receive(bytes, &mut self.events).map_err(|error| JsError::new(&error.to_string()))?;
        self.connection.output().clear();
        Ok(())
    }

    /// A copy of the framebuffer: bytes red, green, blue, alpha.
    pub fn pixels(&self) -> Vec<u8> {
        self.connection.framebuffer().pixels().to_vec()
    }
}
