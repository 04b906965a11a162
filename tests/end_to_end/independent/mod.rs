//! A decoder that others wrote, libvncclient, sees the same pixels in the same bytes.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;

use desktop::encode::Encoders;
use porthole_tests::process::program;
use porthole_tests::recording::{Picture, Recording};
use porthole_tests::scene::Scene;
use rfb::Connection;
use rfb::wire::{Encoding, PixelFormat};

/// How far colours may be apart on average, of 255, where two JPEG decoders round in ways of their own.
const JPEG_TOLERANCE: f64 = 1.0;

/// What libvncclient does not know, or has with the zlib streams in another way.
const UNKNOWN: [Encoding; 2] = [Encoding::TIGHT_PNG, Encoding::ZLIB_HEX];

#[test]
fn libvncclient_sees_the_same_in_recordings() {
    let directory = tempfile::tempdir().unwrap();
    let client = compile(directory.path());
    let recordings = Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings");
    let mut compared = 0;
    for entry in std::fs::read_dir(recordings).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        // It has no cursors with alpha.
        if !name.ends_with(".recording") || name.contains("cursor") {
            continue;
        }
        check(&client, &Recording::load(&path).unwrap(), name.contains("jpeg"), &name);
        compared += 1;
    }
    assert!(compared > 10, "only {compared} recordings");
}

/// Wavelets lose something in the encoder; what is left has one meaning. In libvncclient it depends on the order of colours,
/// of which it knows this one.
#[test]
fn libvncclient_sees_the_same_in_wavelets() {
    let directory = tempfile::tempdir().unwrap();
    let client = compile(directory.path());
    for quality in [8, 5, 2] {
        for number in 0..8 {
            let scene = Scene::with_quality(number, Encoding::ZYWRLE, PixelFormat::BGRX, Some(quality));
            let mut connection = scene.connection();
            connection.receive(&scene.recording.bytes(), &mut Vec::new()).unwrap();
            let output = play(&client, &scene.recording, Some(quality));
            let what = format!("scene {number} in ZYWRLE of quality {quality}");
            compare(&connection, &scene.recording, &output, 0.0, &what);
        }
    }
}

#[test]
fn libvncclient_sees_the_same_in_random_scenes() {
    let directory = tempfile::tempdir().unwrap();
    let client = compile(directory.path());
    for encoding in Encoders::SUPPORTED {
        if UNKNOWN.contains(&encoding) {
            continue;
        }
        for format in [PixelFormat::BGRX, PixelFormat::RGBX, PixelFormat::RGB565, PixelFormat::BGR233] {
            for number in 0..4 {
                let scene = Scene::new(number, encoding, format);
                check(&client, &scene.recording, false, &format!("scene {number} in {encoding}, {format:?}"));
            }
        }
    }
}

/// Compiles the program around libvncclient.
fn compile(directory: &Path) -> PathBuf {
    let client = directory.join("client");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("end_to_end/independent/libvncclient.c");
    let compiled = Command::new(program("cc")).arg("-o").arg(&client).arg(source).arg("-lvncclient").status();
    assert!(compiled.unwrap().success(), "the client does not compile");
    client
}

/// Plays a recording to both.
fn check(client: &Path, recording: &Recording, jpeg: bool, what: &str) {
    let mut connection = recording.connection();
    connection.receive(&recording.bytes(), &mut Vec::new()).unwrap();
    let output = play(client, recording, None);
    compare(&connection, recording, &output, if jpeg { JPEG_TOLERANCE } else { 0.0 }, what);
}

/// What a connection shows of a recording, beside what the client wrote.
fn compare(connection: &Connection, recording: &Recording, output: &Output, tolerance: f64, what: &str) {
    let ours = Picture::of(connection).rgb;
    let words = String::from_utf8_lossy(&output.stderr);
    let theirs = rgb(&output.stdout, recording.pixel_format);
    assert_eq!(theirs.len(), ours.len(), "{what}: {words}");
    let apart: u64 = ours.iter().zip(&theirs).map(|(ours, theirs)| u64::from(ours.abs_diff(*theirs))).sum();
    assert!(apart as f64 <= tolerance * ours.len() as f64, "{what}: {apart} apart: {words}");
}

/// Is the server of a recording for one client that asks for this quality, if any, and answers what that client wrote.
fn play(client: &Path, recording: &Recording, quality: Option<u8>) -> Output {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let bytes = [recording.welcome(), recording.bytes()].concat();
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(&bytes).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        // What the client says changes nothing, but must have a reader until it has read everything itself.
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let quality = quality.map(|quality| quality.to_string());
    let output = Command::new(client).arg(port.to_string()).args(quality).output().unwrap();
    server.join().unwrap();
    output
}

/// Pixels in a format of the machine's own byte order, as red, green and blue.
fn rgb(pixels: &[u8], format: PixelFormat) -> Vec<u8> {
    let value = |pixel: &[u8]| pixel.iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte));
    let parts = |value: u32| {
        [
            (format.red_shift, format.red_max),
            (format.green_shift, format.green_max),
            (format.blue_shift, format.blue_max),
        ]
        .map(|(shift, max)| {
            let (part, max) = (value >> shift & u32::from(max), u32::from(max));
            ((part * 255 + max / 2) / max) as u8
        })
    };
    pixels
        .chunks_exact(usize::from(format.bits_per_pixel) / 8)
        .flat_map(|pixel| parts(value(pixel)))
        .collect()
}
