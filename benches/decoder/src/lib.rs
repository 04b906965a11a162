//! The protocol engine alone, in Wasm: bytes in, pixels in memory, so that decoding can be timed without a screen.

use rfb::connection::{Config, Connection, Preferences};
use wasm_bindgen::prelude::*;

/// A connection that is fed with what a server would send.
#[wasm_bindgen]
pub struct Decoder {
    connection: Connection,
    events: Vec<rfb::connection::Event>,
}

#[wasm_bindgen]
impl Decoder {
    /// A connection that waits for the server's first byte, and asks for this quality, if any.
    #[wasm_bindgen(constructor)]
    pub fn new(quality: Option<u8>) -> Self {
        let preferences = Preferences { quality, ..Preferences::default() };
        let config = Config { preferences, ..Config::default() };
        Self { connection: Connection::new(config), events: Vec::new() }
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

/// Two pieces of memory, one of which is copied to the other: nothing that fills a screen is faster.
#[wasm_bindgen]
pub struct Copier {
    source: Vec<u8>,
    target: Vec<u8>,
}

#[wasm_bindgen]
impl Copier {
    /// Pieces of so many bytes.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: usize) -> Self {
        Self { source: vec![1; bytes], target: vec![0; bytes] }
    }

    /// Copies one piece over the other.
    pub fn copy(&mut self) {
        self.target.copy_from_slice(std::hint::black_box(&self.source));
        std::hint::black_box(&mut self.target);
    }
}
