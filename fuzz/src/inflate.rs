//! The inflater alone, beside zlib-rs.

use flate2::{Decompress, FlushDecompress, Status};
use rfb::inflate::Stream;

use crate::pieces::pieces;

/// How much of a stream is looked at: a small one can hold a thousand times as much as it is long.
const LIMIT: usize = 1 << 18;

/// The length of a stream's header and of its checksum.
const HEADER: usize = 2;
const CHECKSUM: usize = 4;

/// A stored block of no bytes. Behind some headers a dictionary is named in its place, which nobody has.
const EMPTY_BLOCK: &[u8] = &[0, 0, 0, 0xff, 0xff];

/// What comes out of a stream, and whether it is broken behind that.
#[derive(PartialEq, Eq)]
struct Outcome {
    output: Vec<u8>,
    broken: bool,
}

/// Reads a way to cut from the first byte and decompresses the others: in one piece, in many, and by zlib-rs, which must
/// not matter.
pub(crate) fn check(bytes: &[u8]) {
    let Some((seed, stream)) = bytes.split_first() else {
        return;
    };
    let whole = inflate([stream], usize::MAX);
    let cut = inflate(pieces(*seed, stream), 1 + usize::from(*seed));
    assert!(whole == cut, "pieces matter");
    if let Some(expected) = inflate_elsewhere(stream) {
        assert!(
            whole.output == expected.output,
            "{} bytes, not {}",
            whole.output.len(),
            expected.output.len()
        );
        assert!(whole.broken == expected.broken || whole.broken && is_doomed(stream, &whole), "not broken");
    }
}

/// Whether zlib-rs, too, finds the stream to be broken where it is, only later: it looks for the end-of-block code, without
/// which a block cannot be, after it has read the lengths of all codes.
fn is_doomed(stream: &[u8], outcome: &Outcome) -> bool {
    [0, 0xff].iter().all(|&byte| {
        let longer = [stream, &[byte; 64]].concat();
        inflate_elsewhere(&longer).as_ref() == Some(outcome)
    })
}

/// Decompresses, and takes no more than `longest` bytes out at a time.
fn inflate<'a>(pieces: impl IntoIterator<Item = &'a [u8]>, longest: usize) -> Outcome {
    let mut stream = Stream::default();
    let mut arrived = Vec::new();
    let mut output = Vec::new();
    for piece in pieces {
        arrived.extend_from_slice(piece);
        loop {
            let inflated = stream.inflate(&arrived);
            arrived.drain(..inflated.used);
            let window = stream.window();
            let taken = window.unread().len().min(longest);
            output.extend_from_slice(&window.unread()[..taken]);
            window.read(taken);
            let is_empty = window.unread().is_empty();
            if output.len() >= LIMIT {
                output.truncate(LIMIT);
                return Outcome { output, broken: false };
            }
            if inflated.broken && is_empty {
                return Outcome { output, broken: true };
            }
            if inflated.used == 0 && inflated.produced == 0 && is_empty {
                break;
            }
        }
    }
    Outcome { output, broken: false }
}

/// The same by zlib-rs. It gets what is between header and checksum, for rectangles are shown before a checksum comes, and
/// nothing if the header is not one for it.
fn inflate_elsewhere(stream: &[u8]) -> Option<Outcome> {
    let (header, compressed) = stream.split_at_checked(HEADER)?;
    let mut buffer = vec![0; 1 << 16];
    let whole_header = [header, EMPTY_BLOCK].concat();
    if Decompress::new(true).decompress(&whole_header, &mut buffer, FlushDecompress::None).is_err() {
        return Some(Outcome { output: Vec::new(), broken: true });
    }
    let mut decompress = Decompress::new(false);
    let mut output = Vec::new();
    loop {
        let (read, written) = (decompress.total_in(), decompress.total_out());
        let rest = &compressed[read as usize..];
        let status = decompress.decompress(rest, &mut buffer, FlushDecompress::None);
        output.extend_from_slice(&buffer[..(decompress.total_out() - written) as usize]);
        if output.len() >= LIMIT {
            output.truncate(LIMIT);
            return Some(Outcome { output, broken: false });
        }
        let left = compressed.len() - decompress.total_in() as usize;
        match status {
            Err(_) => return Some(Outcome { output, broken: true }),
            Ok(Status::StreamEnd) => return Some(Outcome { output, broken: left > CHECKSUM }),
            Ok(_) if decompress.total_in() == read && decompress.total_out() == written => {
                return Some(Outcome { output, broken: false });
            }
            Ok(_) => {}
        }
    }
}
