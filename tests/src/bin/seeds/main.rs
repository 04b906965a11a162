//! Makes seeds for the fuzzers of recordings and of random scenes: `seeds DIRECTORY` writes a folder for each target.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use desktop::encode::Encoders;
use porthole_tests::recording::Recording;
use porthole_tests::scene::Scene;
use rfb::decode::{Decoders, Input, Progress, Target};
use rfb::pixel::PixelReader;
use rfb::wire::{Encoding, PixelFormat, RectangleHeader, ServerMessage};
use rfb::{Framebuffer, Rect, Size};
use session::Command;

/// What the fuzzers' inputs may have at most; longer streams are cut off, which is one more thing to be tried.
const LONGEST: usize = 16 << 10;

/// The screen of the oracle for rectangles.
const SCREEN: Size = Size::new(150, 140);

/// How many scenes are made in each encoding and format.
const SCENES: u64 = 6;

/// The pixel formats, with their numbers in the oracle for rectangles.
const FORMATS: [(u8, PixelFormat); 4] =
    [(0, PixelFormat::BGRX), (1, PixelFormat::RGBX), (4, PixelFormat::RGB565), (6, PixelFormat::BGR233)];

fn main() -> ExitCode {
    let Some(directory) = std::env::args_os().nth(1).map(PathBuf::from) else {
        let _ = writeln!(io::stderr(), "usage: seeds DIRECTORY");
        return ExitCode::FAILURE;
    };
    match sow(&directory) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "seeds: {error}");
            ExitCode::FAILURE
        }
    }
}

fn sow(directory: &Path) -> io::Result<()> {
    for target in porthole_fuzz::targets() {
        fs::create_dir_all(directory.join(target))?;
    }
    let recordings = Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings");
    for entry in fs::read_dir(recordings)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "recording") {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            sow_recording(directory, &name, &Recording::load(&path)?)?;
        }
    }
    for encoding in Encoders::SUPPORTED {
        for (_, format) in FORMATS {
            for number in 0..SCENES {
                let name =
                    format!("scene-{number}-{encoding}-{}-{}", format.bits_per_pixel, format.red_shift);
                sow_recording(directory, &name, &Scene::new(number, encoding, format).recording)?;
            }
        }
    }
    Ok(())
}

fn sow_recording(directory: &Path, name: &str, recording: &Recording) -> io::Result<()> {
    let write = |target: &str, bytes: &[u8]| {
        fs::write(directory.join(target).join(name), &bytes[..bytes.len().min(LONGEST)])
    };
    let stream = [recording.welcome(), recording.bytes()].concat();
    // No password, the server's own pixel format; cut into pieces of middling length.
    write("connection", &[&[4, 40], stream.as_slice()].concat())?;
    write("handshake", &[&[4, 3], recording.welcome().as_slice()].concat())?;
    write("session", &session_steps(&stream))?;
    let Some((number, _)) = FORMATS.iter().find(|(_, format)| *format == recording.pixel_format) else {
        return Ok(());
    };
    for (rect, encoding, data) in first_rectangles(recording) {
        let (Ok(width), Ok(height), Some(target)) =
            (u8::try_from(rect.width), u8::try_from(rect.height), target_of(encoding))
        else {
            continue;
        };
        if Rect::covering(rect.size()).fits(SCREEN) {
            write(target, &[&[*number, 0, 0, width, height, 40], data.as_slice()].concat())?;
        }
    }
    Ok(())
}

/// The steps of a session that is connected, receives a stream and passes some input on in between.
fn session_steps(stream: &[u8]) -> Vec<u8> {
    let commands = [Command::ctrl_alt_del(), Command::Text("é\n".to_owned()), Command::ReleaseKeys];
    let mut commands =
        commands.iter().map(|command| postcard::to_allocvec(command).unwrap_or_default()).cycle();
    let mut steps = vec![4];
    for piece in stream.chunks(255) {
        steps.extend([3, piece.len() as u8]);
        steps.extend(piece);
        steps.push(0);
        steps.extend(commands.next().unwrap_or_default());
        // A frame, and a second that passes.
        steps.extend([6, 7, 4]);
    }
    steps
}

/// The first rectangle of each encoding: later ones need what the zlib streams saw before.
fn first_rectangles(recording: &Recording) -> Vec<(Rect, Encoding, Vec<u8>)> {
    let bytes = recording.bytes();
    let mut input = Input::new(&bytes);
    let mut found: Vec<(Rect, Encoding, Vec<u8>)> = Vec::new();
    let Ok(mut framebuffer) = Framebuffer::new(recording.size) else {
        return found;
    };
    let mut decoders = Decoders::default();
    let pixels = PixelReader::new(recording.pixel_format);
    // Whatever else a server says ends the search: its first pictures come first.
    while let Ok(Some(ServerMessage::FramebufferUpdate { rectangles })) = ServerMessage::decode(&mut input) {
        for _ in 0..rectangles {
            let Ok(Some(RectangleHeader { rect, encoding })) = RectangleHeader::decode(&mut input) else {
                return found;
            };
            let begin = input.consumed();
            let progress = Target::new(&mut framebuffer, rect, &pixels)
                .and_then(|mut target| decoders.decode(encoding, &mut input, &mut target));
            if progress != Ok(Progress::Done) {
                return found;
            }
            if found.iter().all(|(_, seen, _)| *seen != encoding) {
                found.push((rect, encoding, bytes[begin..input.consumed()].to_vec()));
            }
        }
    }
    found
}

/// The fuzz target of an encoding.
fn target_of(encoding: Encoding) -> Option<&'static str> {
    let name = encoding.to_string().to_lowercase();
    porthole_fuzz::targets().find(|target| target.replace('_', "") == name)
}
