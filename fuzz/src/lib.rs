//! What must hold for any bytes at all: the oracles that fuzzing programs and tests share.
//!
//! Each target is a function of bytes that panics if something does not hold: that nothing panics inside, above
//! all, and that it makes no difference how a stream is cut into pieces. That memory is bounded is held by the
//! limits that the programs are run with.

mod client_messages;
mod clipboard;
mod connection;
mod cursor;
mod encrypted;
mod inflate;
mod pieces;
mod player;
mod rectangles;
mod security;
mod session;

use rfb::wire::Encoding;

/// A target's name and what it does with bytes.
type Target = (&'static str, fn(&[u8]));

const TARGETS: &[Target] = &[
    ("client_messages", client_messages::check),
    ("clipboard", clipboard::check),
    ("connection", connection::check),
    ("copyrect", |bytes| rectangles::check(Encoding::COPY_RECT, bytes)),
    ("corre", |bytes| rectangles::check(Encoding::CORRE, bytes)),
    ("cursor", cursor::check),
    ("encrypted", encrypted::check),
    ("handshake", connection::check_handshake),
    ("hextile", |bytes| rectangles::check(Encoding::HEXTILE, bytes)),
    ("inflate", inflate::check),
    ("jpeg", |bytes| rectangles::check(Encoding::JPEG, bytes)),
    ("raw", |bytes| rectangles::check(Encoding::RAW, bytes)),
    ("rre", |bytes| rectangles::check(Encoding::RRE, bytes)),
    ("security", security::check),
    ("session", session::check),
    ("tight", |bytes| rectangles::check(Encoding::TIGHT, bytes)),
    ("tight_png", |bytes| rectangles::check(Encoding::TIGHT_PNG, bytes)),
    ("trle", |bytes| rectangles::check(Encoding::TRLE, bytes)),
    ("video", connection::check_video),
    ("zlib", |bytes| rectangles::check(Encoding::ZLIB, bytes)),
    ("zlib_hex", |bytes| rectangles::check(Encoding::ZLIB_HEX, bytes)),
    ("zrle", |bytes| rectangles::check(Encoding::ZRLE, bytes)),
    ("zywrle", |bytes| rectangles::check(Encoding::ZYWRLE, bytes)),
];

/// The names of all targets.
pub fn targets() -> impl Iterator<Item = &'static str> {
    TARGETS.iter().map(|(name, _)| *name)
}

/// Does with these bytes what the target of this name does with each input of a fuzzer.
///
/// # Panics
/// If what must hold does not, or if there is no such target.
pub fn replay(target: &str, bytes: &[u8]) {
    let known = TARGETS.iter().find(|(name, _)| *name == target);
    let (_, check) = known.unwrap_or_else(|| panic!("there is no fuzz target named {target:?}"));
    check(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;
    use rfb::decode::Decoders;
    use std::fs;
    use std::path::Path;

    #[test]
    fn every_target_is_a_program_and_has_seeds_that_pass() {
        let home = Path::new(env!("CARGO_MANIFEST_DIR"));
        for target in targets() {
            assert!(home.join("targets").join(target).with_extension("rs").is_file(), "{target}");
            let seeds = fs::read_dir(home.join("seeds").join(target)).expect(target);
            let mut seed_count = 0;
            for seed in seeds {
                replay(target, &fs::read(seed.expect(target).path()).expect(target));
                seed_count += 1;
            }
            assert!(seed_count > 0, "{target} has no seeds");
        }
    }

    #[test]
    fn every_decoder_is_a_target() {
        for encoding in Decoders::SUPPORTED {
            let name = encoding.to_string().to_lowercase();
            assert!(targets().any(|target| target.replace('_', "") == name), "{encoding}");
        }
    }
}
