//! Zlib streams that outlive the rectangles sent through them, decompressed a piece at a time.

use flate2::{Decompress, FlushDecompress};

use crate::decode::{DecodeError, Input, Progress};

/// The zlib streams of one encoding, and the piece of decompressed data being read.
///
/// A rectangle's data is never decompressed as a whole: however much it claims to hold, [`PIECE`] bytes of it exist
/// at a time, and the first byte more than the rectangle needs is an error.
#[derive(Debug)]
pub(crate) struct Inflate<const STREAMS: usize> {
    /// Begun when they are first used: each takes 40 KiB.
    streams: [Option<Decompress>; STREAMS],
    /// Empty until the first rectangle.
    piece: Vec<u8>,
    /// INVARIANT: `start <= end <= piece.len()`; what lies between is decompressed and not yet read.
    start: usize,
    end: usize,
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

/// Large enough that the costs of each piece vanish, small enough for a processor's second cache. It must hold whatever
/// a reader wants in one: a row of bits, a palette, a run.
const PIECE: usize = 64 << 10;

impl<const STREAMS: usize> Inflate<STREAMS> {
    /// Forgets all that a stream has seen, as if none of it had been sent.
    pub(crate) fn reset(&mut self, stream: usize) {
        if let Some(stream) = &mut self.streams[stream] {
            stream.reset(true);
        }
    }

    /// Whether a rectangle has begun and not ended.
    pub(crate) fn is_reading(&self) -> bool {
        self.rectangle.is_some()
    }

    /// Begins a rectangle whose compressed data is `length` bytes of one of the streams.
    pub(crate) fn begin(&mut self, stream: usize, length: u32) {
        self.rectangle = Some(Rectangle { stream, left: length as usize, complete: false });
        self.start = 0;
        self.end = 0;
        if self.piece.is_empty() {
            self.piece.resize(PIECE, 0);
        }
    }

    /// Decompresses what has arrived of the rectangle and lets `read` have it, until `read` is done and all of the
    /// compressed data has been used.
    pub(crate) fn read(
        &mut self,
        input: &mut Input<'_>,
        mut read: impl FnMut(&mut Input<'_>) -> Result<Progress, DecodeError>,
    ) -> Result<Progress, DecodeError> {
        let Self { streams, piece, start, end, rectangle } = self;
        let Some(Rectangle { stream, left, complete }) = rectangle else {
            return Ok(Progress::Done);
        };
        let stream = streams[*stream].get_or_insert_with(|| Decompress::new(true));
        loop {
            if !*complete {
                let mut inflated = Input::new(&piece[*start..*end]);
                *complete = read(&mut inflated)? == Progress::Done;
                *start += inflated.consumed();
            }
            if *complete && *start < *end {
                return Err(DecodeError::CompressedDataTooLong);
            }
            piece.copy_within(*start..*end, 0);
            *end -= *start;
            *start = 0;

            let arrived = input.remaining().min(*left);
            let Inflated { used, produced, broken } =
                inflate(stream, &input.rest()[..arrived], &mut piece[*end..]);
            input.take(used);
            *left -= used;
            *end += produced;
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

impl<const STREAMS: usize> Default for Inflate<STREAMS> {
    fn default() -> Self {
        Self { streams: [const { None }; STREAMS], piece: Vec::new(), start: 0, end: 0, rectangle: None }
    }
}

/// Decompresses a stream of its own, but no more than `limit` bytes of it. None if it is broken before that; it may be
/// without an end.
pub(crate) fn inflate_whole(compressed: &[u8], limit: usize) -> Option<Vec<u8>> {
    let mut stream = Decompress::new(true);
    let mut rest = compressed;
    let mut output = Vec::new();
    loop {
        let start = output.len();
        output.resize(limit.min(start + PIECE), 0);
        let Inflated { used, produced, broken } = inflate(&mut stream, rest, &mut output[start..]);
        rest = &rest[used..];
        output.truncate(start + produced);
        if broken {
            return None;
        }
        if output.len() == limit || (used == 0 && produced == 0) {
            return Some(output);
        }
    }
}

/// What came of some input.
struct Inflated {
    /// Bytes of the input that are not needed again.
    used: usize,
    /// Bytes of the output that have been written.
    produced: usize,
    /// Whether what follows these bytes is not zlib.
    broken: bool,
}

fn inflate(stream: &mut Decompress, input: &[u8], output: &mut [u8]) -> Inflated {
    let (total_in, total_out) = (stream.total_in(), stream.total_out());
    // An end of the stream is no error in itself: whatever is sent after it uses no input, and that is one.
    let status = stream.decompress(input, output, FlushDecompress::None);
    Inflated {
        used: (stream.total_in() - total_in) as usize,
        produced: (stream.total_out() - total_out) as usize,
        broken: status.is_err(),
    }
}
