//! Zlib streams that outlive the rectangles sent through them, decompressed a piece at a time.

mod bits;
mod huffman;
mod stream;
mod window;

use crate::decode::{DecodeError, Input, Progress};
pub use stream::{Inflated, Stream};
pub use window::Window;

/// The zlib streams of one encoding.
///
/// A rectangle's data is never decompressed as a whole: however much it claims to hold, a [`window`] of it exists at a
/// time, and the first byte more than the rectangle needs is an error.
#[derive(Debug)]
pub(crate) struct Inflate<const STREAMS: usize> {
    /// Begun when they are first used: each takes 150 KiB.
    streams: [Option<Box<Stream>>; STREAMS],
    rectangle: Option<Rectangle>,
}

/// The data of one rectangle.
#[derive(Debug)]
struct Rectangle {
    stream: usize,
    /// Compressed bytes that have not been read.
    left: usize,
    /// Whether the reader of the decompressed data needs no more of it.
    complete: bool,
}

impl<const STREAMS: usize> Inflate<STREAMS> {
    /// Forgets all that a stream has seen, as if none of it had been sent.
    pub(crate) fn reset(&mut self, stream: usize) {
        if let Some(stream) = &mut self.streams[stream] {
            stream.reset();
        }
    }

    /// Whether a rectangle has begun and not ended.
    pub(crate) fn is_reading(&self) -> bool {
        self.rectangle.is_some()
    }

    /// Begins a rectangle whose compressed data is `length` bytes of one of the streams.
    pub(crate) fn begin(&mut self, stream: usize, length: u32) {
        self.rectangle = Some(Rectangle { stream, left: length as usize, complete: false });
    }

    /// Decompresses what has arrived of the rectangle and lets `read` have it, until `read` is done and all of the
    /// compressed data has been used.
    ///
    /// `read` must get along with 64 KiB at a time: a row of bits, a palette, a run.
    pub(crate) fn read(
        &mut self,
        input: &mut Input<'_>,
        mut read: impl FnMut(&mut Input<'_>) -> Result<Progress, DecodeError>,
    ) -> Result<Progress, DecodeError> {
        let Self { streams, rectangle } = self;
        let Some(Rectangle { stream, left, complete }) = rectangle else {
            return Ok(Progress::Done);
        };
        let stream = streams[*stream].get_or_insert_with(|| Box::new(Stream::new()));
        loop {
            let window = stream.window();
            if !*complete {
                let mut inflated = Input::new(window.unread());
                *complete = read(&mut inflated)? == Progress::Done;
                let consumed = inflated.consumed();
                window.read(consumed);
            }
            if *complete && !window.unread().is_empty() {
                return Err(DecodeError::CompressedDataTooLong);
            }

            let arrived = input.remaining().min(*left);
            let Inflated { used, produced, broken } = stream.inflate(&input.rest()[..arrived]);
            input.take(used);
            *left -= used;
            if produced == 0 && broken {
                // Whatever came before the flaw has been read by now, and would have failed first.
                return Err(DecodeError::Zlib);
            }
            if produced == 0 && used == 0 {
                // Nothing is left inside the stream either: only more input can bring it on.
                return match (*left, *complete) {
                    (0, true) => {
                        *rectangle = None;
                        Ok(Progress::Done)
                    }
                    (0, false) => Err(DecodeError::CompressedDataTooShort),
                    _ if arrived > 0 => Err(DecodeError::Zlib),
                    _ => {
                        input.want(1);
                        Ok(Progress::NeedMore)
                    }
                };
            }
        }
    }
}

/// Decompresses a stream of its own, but no more than `limit` bytes of it. None if it is broken before that; it may be
/// without an end.
pub(crate) fn inflate_whole(compressed: &[u8], limit: usize) -> Option<Vec<u8>> {
    let mut stream = Stream::new();
    let mut rest = compressed;
    let mut output = Vec::new();
    loop {
        let Inflated { used, produced, broken } = stream.inflate(rest);
        rest = &rest[used..];
        let length = produced.min(limit - output.len());
        output.extend_from_slice(&stream.window().unread()[..length]);
        stream.window().read(produced);
        if output.len() == limit {
            return Some(output);
        }
        if broken {
            return None;
        }
        if used == 0 && produced == 0 {
            return Some(output);
        }
    }
}

impl<const STREAMS: usize> Default for Inflate<STREAMS> {
    fn default() -> Self {
        Self { streams: [const { None }; STREAMS], rectangle: None }
    }
}
