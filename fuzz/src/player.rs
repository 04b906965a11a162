//! Playing what a server says to a connection, and comparing what comes of it.

use rfb::video::{VideoPicture, access_units};
use rfb::{Connection, Error, Event, Size};

/// Screens above this size are allowed, but filling them would only slow the search down.
const LARGEST_SCREEN: usize = 1 << 20;

/// What one way of feeding a connection leads to.
pub(crate) struct Outcome {
    result: Result<(), Error>,
    events: Vec<Event>,
    /// What the client says.
    pub(crate) output: Vec<u8>,
    size: Size,
    pixels: Vec<u8>,
}

/// When pictures of H.264 are decoded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decoding {
    AtOnce,
    /// After everything has arrived.
    Late,
}

impl Outcome {
    /// Asserts that another way has led to the same.
    pub(crate) fn assert_same(&self, other: &Self) {
        assert_eq!(self.result, other.result);
        assert_eq!(self.events, other.events);
        assert_eq!((&self.output, self.size), (&other.output, other.size));
        // How much of a broken rectangle is drawn before the flaw shows does depend on the pieces.
        assert!(self.result.is_err() || self.pixels == other.pixels, "other pixels");
        assert_eq!(self.pixels.len(), 4 * self.size.area());
    }
}

/// Lets a connection have these bytes; nothing comes of it if the screen gets too large.
pub(crate) fn play<'a>(
    mut connection: Connection,
    pieces: impl IntoIterator<Item = &'a [u8]>,
    decoding: Decoding,
) -> Option<Outcome> {
    let mut events = Vec::new();
    let mut decoder = Decoder { looked_at: 0 };
    let mut result = Ok(());
    for piece in pieces {
        result = connection.receive(piece, &mut events);
        if decoding == Decoding::AtOnce {
            result = result.and_then(|()| decoder.decode(&mut connection, &mut events));
        }
        if connection.size().area() > LARGEST_SCREEN {
            return None;
        }
    }
    result = result.and_then(|()| decoder.decode(&mut connection, &mut events));
    if connection.size().area() > LARGEST_SCREEN {
        return None;
    }
    Some(Outcome {
        result,
        events,
        output: connection.output().clone(),
        size: connection.size(),
        pixels: connection.framebuffer().pixels().to_vec(),
    })
}

/// Stands for a browser's decoder: it makes a plain picture of some, fails at some, and never finishes others.
struct Decoder {
    /// How many events have been looked at.
    looked_at: usize,
}

impl Decoder {
    fn decode(&mut self, connection: &mut Connection, events: &mut Vec<Event>) -> Result<(), Error> {
        while let Some(event) = events.get(self.looked_at) {
            self.looked_at += 1;
            let Event::VideoPicture(VideoPicture { number, size, data, .. }) = event else { continue };
            assert_whole(data);
            let (number, area) = (*number, size.area());
            // Nobody waits for this one, which changes nothing.
            connection.finish_video(number.wrapping_add(1), None, events)?;
            match number % 4 {
                0 | 1 => {
                    let colour = [number as u8, (number >> 8) as u8, 128, 255];
                    connection.finish_video(number, Some(&colour.repeat(area)), events)?;
                }
                2 => connection.finish_video(number, None, events)?,
                _ => connection.abandon_video(events)?,
            }
        }
        Ok(())
    }
}

/// Asserts that the frames of a stream are the stream.
fn assert_whole(stream: &[u8]) {
    let frames = access_units(stream);
    let joined: Vec<u8> = frames.iter().flat_map(|frame| frame.bytes).copied().collect();
    assert!(frames.is_empty() || joined == stream, "frames that are not the stream");
}
