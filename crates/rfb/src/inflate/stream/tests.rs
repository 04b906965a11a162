//! Streams of every kind and every fault, held against an independent decoder.

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress};

use super::*;

/// All that a stream gives for some input in pieces of `step` bytes, and whether it is broken.
fn inflate(stream: &mut Stream, input: &[u8], step: usize) -> (Vec<u8>, bool) {
    let mut output = Vec::new();
    for mut piece in input.chunks(step) {
        loop {
            let Inflated { used, produced, broken } = stream.inflate(piece);
            piece = &piece[used..];
            let window = stream.window();
            assert_eq!(window.unread().len(), produced);
            output.extend(window.unread());
            window.read(produced);
            if broken {
                return (output, true);
            }
            if used == 0 && produced == 0 {
                break;
            }
        }
        assert!(piece.is_empty());
    }
    (output, false)
}

fn deflate(data: &[u8], level: u32) -> Vec<u8> {
    let mut compress = Compress::new(Compression::new(level), true);
    let mut output = Vec::with_capacity(data.len() * 2 + 1000);
    for part in data.chunks(50_001) {
        compress.compress_vec(part, &mut output, FlushCompress::Sync).unwrap();
    }
    output
}

fn scramble(seed: usize) -> u8 {
    ((seed as u32).wrapping_mul(2_654_435_761) >> 21) as u8
}

/// Data of many kinds: for each code length, distance and size of block there is some.
fn samples() -> Vec<Vec<u8>> {
    let mut samples: Vec<Vec<u8>> = vec![
        Vec::new(),
        vec![7],
        (0..300_000).map(scramble).collect(),
        (0..300_000).map(|at| scramble(at) & scramble(at * 7) & scramble(at * 31)).collect(),
        (0..300_000).map(|at| if at % 4 == 3 { 0 } else { 100 + scramble(at) % 20 }).collect(),
        (0..200_000).map(|at| scramble(at % 33_000)).collect(),
        vec![0; 1_000_000],
    ];
    for period in 1..40 {
        samples.push((0..20_000).map(|at| scramble(at % period + at / 3000)).collect());
    }
    samples
}

#[test]
fn what_was_compressed_at_any_level_comes_out_again() {
    for (number, data) in samples().into_iter().enumerate() {
        for level in 0..=9 {
            let compressed = deflate(&data, level);
            for step in [compressed.len().max(1), 1000, 1] {
                let (output, broken) = inflate(&mut Stream::new(), &compressed, step);
                assert!(!broken && output == data, "sample {number}, level {level}, steps of {step}");
            }
        }
    }
}

#[test]
fn streams_of_short_pieces_have_fixed_codes() {
    let mut compress = Compress::new(Compression::fast(), true);
    let (mut compressed, mut data) = (Vec::with_capacity(100_000), Vec::new());
    for piece in 0..500 {
        let bytes: Vec<u8> = (0..piece % 40).map(|at| scramble(at + piece) & 31).collect();
        compress.compress_vec(&bytes, &mut compressed, FlushCompress::Sync).unwrap();
        data.extend(bytes);
    }
    assert_eq!(inflate(&mut Stream::new(), &compressed, 100_000), (data, false));
}

#[test]
fn streams_end_with_a_checksum_after_which_nothing_may_follow() {
    let mut compress = Compress::new(Compression::fast(), true);
    let mut compressed = Vec::with_capacity(100);
    compress.compress_vec(b"the end", &mut compressed, FlushCompress::Finish).unwrap();
    for step in [1, 100] {
        let whole = inflate(&mut Stream::new(), &compressed, step);
        assert_eq!(whole, (b"the end".to_vec(), false));
        let with_more = [&compressed[..], &[0]].concat();
        assert!(inflate(&mut Stream::new(), &with_more, step).1);
    }
}

#[test]
fn a_stream_that_begins_again_cannot_reach_back() {
    let compressed = deflate(&samples()[2], 6);
    let mut stream = Stream::new();
    inflate(&mut stream, &compressed, 1000);
    stream.reset();
    // A match at distance 1 before any literal, in fixed codes.
    assert_eq!(inflate(&mut stream, &[0x78, 0x9c, 0x03, 0x02, 0x00], 5), (vec![], true));
    stream.reset();
    assert_eq!(inflate(&mut stream, &compressed, 1000), (samples()[2].clone(), false));
}

#[test]
fn damaged_streams_are_judged_as_another_decoder_judges_them() {
    let data: Vec<u8> = (0..3000).map(|at| 40 + (scramble(at) & scramble(at / 3) & 15)).collect();
    let mut broken_streams = 0;
    for level in [1, 6] {
        let sound = deflate(&data, level);
        for seed in 0..4000 {
            let mut damaged = sound.clone();
            let at = seed * 7919 % if seed % 2 == 0 { 80 } else { damaged.len() };
            damaged[at] ^= 1 << (seed % 8);
            let mut stream = Stream::new();
            let (output, broken) = inflate(&mut stream, &damaged, damaged.len());
            if matches!(stream.stage, Stage::Checksum | Stage::End) {
                // The other decoder looks at the checksum.
                continue;
            }
            let (expected, expected_broken) = reference(&damaged);
            assert_eq!(broken, expected_broken, "level {level}, seed {seed}");
            assert!(output == expected, "level {level}, seed {seed}");
            let (bytewise, bytewise_broken) = inflate(&mut Stream::new(), &damaged, 1);
            assert!(bytewise == output && bytewise_broken == broken, "level {level}, seed {seed}");
            broken_streams += usize::from(broken);
        }
    }
    assert!(broken_streams > 1000, "{broken_streams}");
}

/// What an independent decoder makes of a stream.
fn reference(input: &[u8]) -> (Vec<u8>, bool) {
    let mut decompress = Decompress::new(true);
    let mut output = vec![0; 1 << 20];
    let outcome = decompress.decompress(input, &mut output, FlushDecompress::None);
    output.truncate(decompress.total_out() as usize);
    (output, outcome.is_err())
}
