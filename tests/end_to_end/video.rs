//! H.264 from a server to the screen: decoded by the browser, in its turn among the other encodings.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    thread,
    time::{Duration, Instant},
};

use porthole_tests::{porthole::Porthole, process::PATIENCE};
use rfb::{
    Rect, Size,
    decode::Input,
    video::access_units,
    wire::{ClientMessage, Encoding, PixelFormat, ServerInit},
};

use crate::support::{page::Console, picture::Picture};

/// What x264 made of twelve pictures, and what ffmpeg makes of the last of them.
const STREAM: &[u8] = include_bytes!("streams/moving.h264");
const LAST: &[u8] = include_bytes!("streams/moving.png");

/// The video is on the left of the screen, and a copy of it on the right.
const VIDEO: Rect = Rect::new(0, 0, 320, 192);
const SCREEN: Size = Size::new(640, 192);

/// What is drawn over the video, in a corner: blue, green, red and a byte that does not count.
const MARK: Rect = Rect::new(0, 0, 16, 16);
const RED: [u8; 4] = [0, 0, 255, 0];

/// How far a colour may be from ffmpeg's, on an average: decoders agree on the video, but not on how to round it to red, green
/// and blue, nor on colours between its pixels.
const TOLERANCE: f64 = 3.0;

/// A rectangle's flag: its stream begins anew.
const RESET_CONTEXT: u32 = 1;

#[tokio::test]
async fn a_stream_is_shown_as_another_decoder_shows_it_even_after_damage() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = thread::spawn(move || serve(&listener.accept().unwrap().0));
    let directory = tempfile::tempdir().unwrap();
    let porthole = Porthole::proxy("v1", port, directory.path());
    let browser = Console::open(&porthole.access_url("v1", "")).await;
    let expected = expected();
    let started = Instant::now();
    loop {
        let seen = browser.canvas().await;
        let distance = seen.as_ref().map(|seen| distance(seen, &expected));
        if distance.is_some_and(|distance| distance < TOLERANCE) {
            break;
        }
        let text = browser.evaluate("return document.body.innerText").await;
        assert!(started.elapsed() < PATIENCE, "the picture is {distance:?} away; the page says {text}");
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    let seen = browser.canvas().await.unwrap();
    assert_eq!(seen.rgb[..3], [255, 0, 0], "what comes after the video is drawn over it");
    browser.close().await;
    // It ends with its client, who was still there at the end of the stream.
    server.join().unwrap();
}

/// The screen at the end: the last picture twice, with the mark on the first.
fn expected() -> Picture {
    let mut reader = png::Decoder::new(std::io::Cursor::new(LAST)).read_info().unwrap();
    let mut rgb = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut rgb).unwrap();
    let mut rows: Vec<_> = rgb.chunks_exact(3 * 320).map(|row| [row, row].concat()).collect();
    for row in &mut rows[..16] {
        row[..3 * 16].copy_from_slice(&[255, 0, 0].repeat(16));
    }
    Picture { width: 640, height: 192, rgb: rows.concat() }
}

/// How far the colours of two pictures are from each other, on an average.
fn distance(seen: &Picture, expected: &Picture) -> f64 {
    if (seen.width, seen.height) != (expected.width, expected.height) {
        return f64::INFINITY;
    }
    let distance = |(a, b): (&u8, &u8)| f64::from(a.abs_diff(*b));
    seen.rgb.iter().zip(&expected.rgb).map(distance).sum::<f64>() / seen.rgb.len() as f64
}

/// Shows the stream to one client that can decode it, a picture for each request, and then waits for it to leave.
fn serve(mut client: &TcpStream) {
    let mut answer = |say: &[u8], length: usize| {
        client.write_all(say).unwrap();
        let mut said = vec![0; length];
        client.read_exact(&mut said).unwrap();
    };
    answer(b"RFB 003.008\n", 12);
    answer(&[1, 1], 1);
    answer(&[0; 4], 1);
    let mut output = Vec::new();
    ServerInit::encode(SCREEN, PixelFormat::BGRX, "video", &mut output);
    let mut updates = updates().into_iter();
    let (mut can_decode, mut asked) = (false, false);
    let (mut received, mut bytes) = (Vec::new(), [0; 4096]);
    loop {
        if can_decode
            && asked
            && let Some(update) = updates.next()
        {
            output.extend(update);
            asked = false;
        }
        client.write_all(&output).unwrap();
        output.clear();
        let length = client.read(&mut bytes).unwrap_or(0);
        if length == 0 {
            assert_eq!(updates.len(), 0, "the client has left before the end");
            return;
        }
        received.extend(&bytes[..length]);
        let mut input = Input::new(&received);
        while let Some(message) = ClientMessage::decode(&mut input).unwrap() {
            match message {
                // What the browser can decode is known a moment after the first of these.
                ClientMessage::SetEncodings(encodings) => can_decode |= encodings.0.contains(&Encoding::H264),
                ClientMessage::FramebufferUpdateRequest(_) => asked = true,
                _ => {}
            }
        }
        received = input.rest().to_vec();
    }
}

/// Half of the stream, a picture that is damaged, and the whole stream from its beginning.
fn updates() -> Vec<Vec<u8>> {
    let frames: Vec<_> = access_units(STREAM).into_iter().map(|unit| unit.bytes).collect();
    assert_eq!(frames.len(), 12);
    let damaged = &frames[6][..frames[6].len() / 2];
    let half = frames[..6].iter().chain([&damaged]).map(|frame| update(0, frame));
    let whole = frames.iter().zip([RESET_CONTEXT].into_iter().chain([0].into_iter().cycle()));
    half.chain(whole.map(|(frame, flags)| update(flags, frame))).collect()
}

/// An update with a picture, a copy of it, and the mark over it.
fn update(flags: u32, frame: &[u8]) -> Vec<u8> {
    let video =
        [&u32::try_from(frame.len()).unwrap().to_be_bytes()[..], &flags.to_be_bytes(), frame].concat();
    let copy = Rect::new(VIDEO.width, 0, VIDEO.width, VIDEO.height);
    let mut update = vec![0, 0, 0, 3];
    for (place, encoding, data) in [
        (VIDEO, Encoding::H264, video),
        (copy, Encoding::COPY_RECT, vec![0; 4]),
        (MARK, Encoding::RAW, RED.repeat(16 * 16)),
    ] {
        for number in [place.x, place.y, place.width, place.height] {
            update.extend(number.to_be_bytes());
        }
        update.extend(encoding.0.to_be_bytes());
        update.extend(data);
    }
    update
}
