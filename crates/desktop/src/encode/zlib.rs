//! Zlib ("zlib Encoding"): raw pixels through one zlib stream that lives as long as the connection.

use super::{Effort, Encode, Picture, Pixels, deflate::Deflate};

/// The encoder and its stream.
#[derive(Debug, Default)]
pub struct Zlib {
    packed: Vec<u32>,
    plain: Vec<u8>,
    deflate: Deflate,
}

impl Encode for Zlib {
    fn encode(&mut self, picture: Picture<'_>, pixels: &Pixels, effort: Effort, output: &mut Vec<u8>) {
        pixels.plain().pack_all(picture, &mut self.packed);
        self.plain.clear();
        pixels.plain().put_all(&self.packed, &mut self.plain);
        self.deflate.set_level(effort.compression);
        self.deflate.append_with_length(&self.plain, output);
    }
}
