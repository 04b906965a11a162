//! Recordings of what real servers send: the file format, and how to play one.
//!
//! A file is the line `porthole recording 1` and a zlib stream of, with numbers big-endian as in RFB:
//!
//! | bytes | what |
//! | --- | --- |
//! | 4 | the screen's width and height when the handshake was over |
//! | 16 | the pixel format that the client chose, as in SetPixelFormat |
//! | 2, 4 each | how many encodings the client asked for, and these |
//! | 4 | how many pieces follow |
//! | 4, 4, … | of each piece: milliseconds since the first request, its length, the bytes as they were received |
//! | 4 | the screen's width and height at the end |
//! | … | its rows at the end, red, green and blue, as a second connection saw them in the Raw encoding |
//!
//! The handshake is left out: with the size and the format all that matters of it is known.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::Duration;

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use rfb::decode::Input;
use rfb::wire::{Encoding, PixelFormat, ServerInit};
use rfb::{Config, Connection, PixelFormatChoice, Preferences, Size};

const MAGIC: &[u8] = b"porthole recording 1\n";

/// What a server sent to one client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// The screen's size when the handshake was over.
    pub size: Size,
    /// The format of pixels on the wire.
    pub pixel_format: PixelFormat,
    /// What the client asked for.
    pub encodings: Vec<Encoding>,
    /// The bytes, as they were received.
    pub pieces: Vec<Piece>,
    /// What was on the screen in the end.
    pub picture: Picture,
}

/// Bytes that arrived together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// When, since the first request.
    pub at: Duration,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A screen's pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Its size.
    pub size: Size,
    /// Its rows of red, green and blue.
    pub rgb: Vec<u8>,
}

impl Picture {
    /// The picture that a connection has on its framebuffer.
    pub fn of(connection: &Connection) -> Self {
        let rgba = connection.framebuffer().pixels().as_chunks::<4>().0;
        Self { size: connection.size(), rgb: rgba.iter().flat_map(|[rgb @ .., _]| *rgb).collect() }
    }
}

impl Recording {
    /// A connection for which the handshake is over, and which the pieces can be given to.
    pub fn connection(&self) -> Connection {
        let preferences = Preferences {
            encodings: self.encodings.clone(),
            pixel_format: PixelFormatChoice::Server,
            ..Preferences::default()
        };
        let mut connection = Connection::new(Config { preferences, ..Config::default() });
        connection.receive(&self.welcome(), &mut Vec::new()).unwrap();
        connection.output().clear();
        connection
    }

    /// A handshake that leads to what was recorded, for a player of whole connections.
    pub fn welcome(&self) -> Vec<u8> {
        let mut bytes = b"RFB 003.008\n\x01\x01\0\0\0\0".to_vec();
        ServerInit::encode(self.size, self.pixel_format, "recording", &mut bytes);
        bytes
    }

    /// All bytes after the handshake.
    pub fn bytes(&self) -> Vec<u8> {
        self.pieces.iter().flat_map(|piece| piece.bytes.iter().copied()).collect()
    }

    /// Reads a recording from a file.
    ///
    /// # Errors
    /// If it cannot be read or is not a recording.
    pub fn load(path: &Path) -> io::Result<Self> {
        let file = fs::read(path)?;
        let not_a_recording =
            || io::Error::new(io::ErrorKind::InvalidData, format!("{} is no recording", path.display()));
        let compressed = file.strip_prefix(MAGIC).ok_or_else(not_a_recording)?;
        let mut bytes = Vec::new();
        ZlibDecoder::new(compressed).read_to_end(&mut bytes)?;
        Self::decode(&mut Input::new(&bytes)).ok_or_else(not_a_recording)
    }

    /// Writes the recording to a file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        let mut encoder = ZlibEncoder::new(MAGIC.to_vec(), Compression::best());
        encoder.write_all(&self.encode())?;
        fs::write(path, encoder.finish()?)
    }

    fn decode(input: &mut Input<'_>) -> Option<Self> {
        let size = decode_size(input)?;
        let pixel_format = PixelFormat::decode(&input.take_array()?).ok()?;
        let encodings =
            (0..input.u16()?).map(|_| input.i32().map(Encoding)).collect::<Option<Vec<Encoding>>>()?;
        let pieces = (0..input.u32()?).map(|_| Piece::decode(input)).collect::<Option<Vec<Piece>>>()?;
        let size_at_end = decode_size(input)?;
        let rgb = input.take(3 * size_at_end.area())?.to_vec();
        Some(Self { size, pixel_format, encodings, pieces, picture: Picture { size: size_at_end, rgb } })
    }

    fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        encode_size(self.size, &mut bytes);
        self.pixel_format.encode(&mut bytes);
        bytes.extend(u16::try_from(self.encodings.len()).unwrap().to_be_bytes());
        bytes.extend(self.encodings.iter().flat_map(|encoding| encoding.0.to_be_bytes()));
        bytes.extend(u32::try_from(self.pieces.len()).unwrap().to_be_bytes());
        for Piece { at, bytes: piece } in &self.pieces {
            bytes.extend(u32::try_from(at.as_millis()).unwrap().to_be_bytes());
            bytes.extend(u32::try_from(piece.len()).unwrap().to_be_bytes());
            bytes.extend(piece);
        }
        encode_size(self.picture.size, &mut bytes);
        bytes.extend(&self.picture.rgb);
        bytes
    }
}

impl Piece {
    fn decode(input: &mut Input<'_>) -> Option<Self> {
        let at = Duration::from_millis(input.u32()?.into());
        let length = input.u32()?;
        Some(Self { at, bytes: input.take(length as usize)?.to_vec() })
    }
}

fn decode_size(input: &mut Input<'_>) -> Option<Size> {
    Some(Size::new(input.u16()?, input.u16()?))
}

fn encode_size(size: Size, bytes: &mut Vec<u8>) {
    bytes.extend(size.width.to_be_bytes());
    bytes.extend(size.height.to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recordings_survive_the_file() {
        let recording = Recording {
            size: Size::new(640, 480),
            pixel_format: PixelFormat::RGB565,
            encodings: vec![Encoding::ZRLE, Encoding::CURSOR],
            pieces: vec![
                Piece { at: Duration::ZERO, bytes: vec![0, 0, 0, 0] },
                Piece { at: Duration::from_millis(1234), bytes: vec![2] },
            ],
            picture: Picture { size: Size::new(2, 1), rgb: vec![1, 2, 3, 4, 5, 6] },
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.recording");
        recording.save(&path).unwrap();
        assert_eq!(Recording::load(&path).unwrap(), recording);
        fs::write(&path, b"something else").unwrap();
        assert!(Recording::load(&path).is_err());
    }

    #[test]
    fn a_recording_plays_on_a_connection_of_its_size_and_format() {
        let recording = Recording {
            size: Size::new(1, 1),
            pixel_format: PixelFormat::BGR233,
            encodings: vec![],
            pieces: vec![Piece {
                at: Duration::ZERO,
                bytes: vec![0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 7],
            }],
            picture: Picture { size: Size::new(1, 1), rgb: vec![255, 0, 0] },
        };
        let mut connection = recording.connection();
        assert_eq!(connection.pixel_format(), Some(PixelFormat::BGR233));
        for piece in &recording.pieces {
            connection.receive(&piece.bytes, &mut Vec::new()).unwrap();
        }
        assert_eq!(Picture::of(&connection), recording.picture);
    }
}
