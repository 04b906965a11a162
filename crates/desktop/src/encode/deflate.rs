//! A zlib stream that is flushed after each rectangle, as Zlib, ZRLE and Tight have it.

use flate2::{Compress, Compression, FlushCompress, Status};

/// Room offered to the compressor at a time.
const CHUNK: usize = 16 * 1024;

/// One stream.
#[derive(Debug)]
pub(super) struct Deflate {
    compress: Compress,
    level: u8,
}

impl Default for Deflate {
    fn default() -> Self {
        Self::new(1)
    }
}

impl Deflate {
    /// A fresh stream with an effort of 0 to 9.
    pub(super) fn new(level: u8) -> Self {
        Self { compress: Compress::new(Compression::new(u32::from(level)), true), level }
    }

    /// The effort it works with.
    pub(super) fn level(&self) -> u8 {
        self.level
    }

    /// Changes the effort; between two flushes that is always possible.
    pub(super) fn set_level(&mut self, level: u8) {
        if level != self.level && self.compress.set_level(Compression::new(u32::from(level))).is_ok() {
            self.level = level;
        }
    }

    /// Appends `plain`, compressed and flushed so that the receiver can inflate all of it.
    pub(super) fn append(&mut self, plain: &[u8], output: &mut Vec<u8>) {
        let mut rest = plain;
        loop {
            output.reserve(CHUNK);
            let before = self.compress.total_in();
            let status = self.compress.compress_vec(rest, output, FlushCompress::Sync);
            rest = &rest[(self.compress.total_in() - before) as usize..];
            // A flush is complete when the compressor leaves room unused.
            let complete = rest.is_empty() && output.len() < output.capacity();
            if complete || !matches!(status, Ok(Status::Ok)) {
                return;
            }
        }
    }

    /// The same, with the compressed length in four bytes before it.
    pub(super) fn append_with_length(&mut self, plain: &[u8], output: &mut Vec<u8>) {
        let start = output.len();
        output.extend([0; 4]);
        self.append(plain, output);
        let length = (output.len() - start - 4) as u32;
        output[start..start + 4].copy_from_slice(&length.to_be_bytes());
    }
}
