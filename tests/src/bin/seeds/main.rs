//! Makes seeds for the fuzzers of recordings, random scenes and conversations: `seeds DIRECTORY` writes a folder for each
//! target.

mod conversations;
mod rectangles;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use desktop::encode::Encoders;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use porthole_tests::recording::Recording;
use porthole_tests::scene::Scene;
use rectangles::{FORMATS, Seed};
use rfb::video::access_units;
use rfb::wire::{
    ClipboardCapabilities, ClipboardFormat, ClipboardFormats, ClipboardItem, ClipboardMessage, Encoding,
    PixelFormat, RectangleHeader, ServerMessage,
};
use rfb::{Rect, Size};
use session::{Command, Event, Options, Session};

/// What the fuzzers' inputs may have at most; longer streams are cut off, which is one more thing to be tried.
const LONGEST: usize = 16 << 10;

/// How many scenes are made in each encoding and format, and how many at each quality.
const SCENES: u64 = 6;
const LOSSY_SCENES: u64 = 2;

/// The qualities at which wavelets have one, two and three levels.
const QUALITIES: [u8; 3] = [8, 5, 2];

/// Three frames of 48 by 32 pixels, red, green and blue, by x264.
const VIDEO: &[u8] = include_bytes!("../../../../crates/rfb/src/video/red-green-blue.h264");
const VIDEO_SIZE: Size = Size::new(48, 32);

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
    let write = |name: &str, target: &str, bytes: &[u8]| {
        fs::write(directory.join(target).join(name), &bytes[..bytes.len().min(LONGEST)])
    };
    let recordings = Path::new(env!("CARGO_MANIFEST_DIR")).join("recordings");
    for entry in fs::read_dir(recordings)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "recording") {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let recording = Recording::load(&path)?;
            // No password, the server's own pixel format.
            write(&name, "handshake", &[&[4, 3], recording.welcome().as_slice()].concat())?;
            for Seed { target, bytes } in of_recording(&recording, None) {
                write(&name, target, &bytes)?;
            }
        }
    }
    let lossless = Encoders::SUPPORTED.map(|encoding| (encoding, None));
    let lossy = [Encoding::JPEG, Encoding::ZYWRLE, Encoding::TIGHT, Encoding::TIGHT_PNG]
        .into_iter()
        .flat_map(|encoding| QUALITIES.map(|quality| (encoding, Some(quality))));
    for (encoding, quality) in lossless.into_iter().chain(lossy) {
        for (_, format) in FORMATS {
            for number in 0..if quality.is_some() { LOSSY_SCENES } else { SCENES } {
                let quality_name = quality.map_or(String::new(), |quality| format!("-quality-{quality}"));
                let PixelFormat { bits_per_pixel, red_shift, .. } = format;
                let name = format!("scene-{number}-{encoding}-{bits_per_pixel}-{red_shift}{quality_name}");
                let recording = Scene::with_quality(number, encoding, format, quality).recording;
                for Seed { target, bytes } in of_recording(&recording, quality) {
                    write(&name, target, &bytes)?;
                }
            }
        }
    }
    let rest = conversations::seeds().into_iter().chain(compressed()?).chain(clipboards()).chain([
        ("commands".to_owned(), Seed { target: "client_messages", bytes: client_messages() }),
        ("three-frames".to_owned(), Seed { target: "video", bytes: video() }),
    ]);
    for (name, Seed { target, bytes }) in rest {
        write(&name, target, &bytes)?;
    }
    Ok(())
}

/// What a recording, or a scene at this quality, gives to start from.
fn of_recording(recording: &Recording, quality: Option<u8>) -> Vec<Seed> {
    let (welcome, stream) = (recording.welcome(), recording.bytes());
    let mut resized = desktop_size(recording.size);
    resized.extend(&stream);
    let whole = [welcome.as_slice(), &stream].concat();
    // No password, the server's own pixel format; cut into pieces of middling length.
    let mut seeds = vec![
        Seed { target: "connection", bytes: [&[4, 40], whole.as_slice()].concat() },
        Seed { target: "session", bytes: session_steps(&whole) },
    ];
    if recording.pixel_format == PixelFormat::BGRX {
        seeds.push(Seed { target: "encrypted", bytes: [&[90, 40], resized.as_slice()].concat() });
        let name = if quality.is_some() { 0b1010_0001 } else { 0b0110_0001 };
        // Extensions or demands, and video beside either.
        seeds.push(Seed { target: "connection", bytes: [&[name, 40], resized.as_slice()].concat() });
    }
    seeds.extend(rectangles::seeds(&stream, recording.size, recording.pixel_format, quality));
    seeds
}

/// An update that gives the screen another size.
fn desktop_size(size: Size) -> Vec<u8> {
    let mut bytes = Vec::new();
    ServerMessage::FramebufferUpdate { rectangles: 1 }.encode(&mut bytes);
    RectangleHeader { rect: Rect::covering(size), encoding: Encoding::DESKTOP_SIZE }.encode(&mut bytes);
    bytes
}

/// The steps of a session that is connected, receives a stream and passes some input on in between.
fn session_steps(stream: &[u8]) -> Vec<u8> {
    let commands = [Command::ctrl_alt_del(), Command::Text("é\n".to_owned()), Command::ReleaseKeys];
    let mut commands =
        commands.iter().map(|command| postcard::to_allocvec(command).unwrap_or_default()).cycle();
    let mut steps = vec![0, 4];
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

/// What a user's input becomes on the wire.
fn client_messages() -> Vec<u8> {
    let mut session = Session::new(Options::new("ws://localhost/"));
    let now = Duration::ZERO;
    session.start(now);
    while let Some(event) = session.next_event() {
        if matches!(event, Event::OpenLink { .. }) {
            session.link_opened(now);
        }
    }
    let mut welcome = b"RFB 003.008\n\x01\x01\0\0\0\0".to_vec();
    rfb::wire::ServerInit::encode(VIDEO_SIZE, PixelFormat::RGB565, "", &mut welcome);
    session.receive(&welcome, now);
    session.output().clear();
    for command in [
        Command::Lossless(true),
        Command::ctrl_alt_del(),
        Command::Text("é".to_owned()),
        Command::Clipboard("copied".to_owned()),
    ] {
        session.command(command, now);
    }
    session.receive(&desktop_size(Size::new(10, 10)), now);
    session.output().clone()
}

/// Streams for the inflater, some without an end.
fn compressed() -> io::Result<Vec<(String, Seed)>> {
    let text = include_bytes!("main.rs");
    let data: [(&str, Vec<u8>); 3] = [
        ("text", text.to_vec()),
        ("run", vec![7; 100_000]),
        ("mixed", text.iter().enumerate().map(|(at, byte)| byte ^ ((at * at) >> 9) as u8).collect()),
    ];
    let mut seeds = Vec::new();
    for (name, data) in data {
        for level in [0, 1, 6, 9] {
            let mut encoder = ZlibEncoder::new(vec![40], Compression::new(level));
            let (first, second) = data.split_at(data.len() / 3);
            encoder.write_all(first)?;
            encoder.flush()?;
            encoder.write_all(second)?;
            seeds.push((format!("{name}-{level}"), Seed { target: "inflate", bytes: encoder.finish()? }));
        }
    }
    Ok(seeds)
}

/// The bodies of all messages about clipboards.
fn clipboards() -> Vec<(String, Seed)> {
    let items =
        ClipboardFormat::ALL.map(|format| ClipboardItem { format, data: b"some of it\r\n\0".repeat(9) });
    let messages = [
        ClipboardMessage::Capabilities(
            ClipboardCapabilities::asking_for(ClipboardFormats::USEFUL).with_unasked_text(100),
        ),
        ClipboardMessage::Request(ClipboardFormats::USEFUL),
        ClipboardMessage::Peek,
        ClipboardMessage::Notify(ClipboardFormats::TEXT),
        ClipboardMessage::Provide(items.to_vec()),
    ];
    let body = |message: &ClipboardMessage| {
        let mut bytes = Vec::new();
        message.encode_from_server(&mut bytes);
        bytes.split_off(8) // Behind its type and its length.
    };
    let seeds = messages.iter().map(|message| Seed { target: "clipboard", bytes: body(message) });
    seeds.enumerate().map(|(number, seed)| (format!("message-{number}"), seed)).collect()
}

/// An update in which two streams of video take turns with what is copied from them, and are closed.
fn video() -> Vec<u8> {
    const RESET: u32 = 1;
    let mut bytes = vec![40];
    for (number, frame) in access_units(VIDEO).iter().enumerate() {
        for place in [Rect::new(0, 0, 48, 32), Rect::new(50, 40, 48, 32)] {
            let flags = if number == 0 { RESET } else { 0 };
            RectangleHeader { rect: place, encoding: Encoding::H264 }.encode(&mut bytes);
            bytes.extend((frame.bytes.len() as u32).to_be_bytes());
            bytes.extend(flags.to_be_bytes());
            bytes.extend(frame.bytes);
        }
        RectangleHeader { rect: Rect::new(20, 20, 8, 8), encoding: Encoding::COPY_RECT }.encode(&mut bytes);
        bytes.extend([0, 1, 0, 2]);
    }
    bytes
}
