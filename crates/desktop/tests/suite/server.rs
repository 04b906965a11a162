//! The server, judged by what a client sees.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use desktop::{
    Config, Security, Server,
    canvas::Canvas,
    encode::Encoders,
    scene::{Desktop, DesktopOptions, Film, Input, Scene},
    serve::Listener,
};
use rfb::{
    Event, Point, Preferences, Rect, Size,
    wire::{
        AudioFormat, ClientMessage, CutText, Encoding, FramebufferUpdateRequest, KeyEvent, PixelFormat,
        PointerEvent, ProtocolVersion, ResizeStatus, SampleFormat, Screen, SetDesktopSize, SetEncodings,
    },
};

use crate::client::Pair;

const SMALL: Size = Size::new(640, 480);

/// Longer than the time between two frames.
const FRAME: Duration = Duration::from_millis(20);

fn options(animated: bool) -> DesktopOptions {
    DesktopOptions { size: SMALL, animated, ..DesktopOptions::default() }
}

fn still() -> Box<dyn Scene> {
    Box::new(Desktop::new(options(false)))
}

/// A viewer of everything lossless.
fn viewer(encoding: Encoding) -> rfb::Config {
    let encodings = vec![Encoding::COPY_RECT, encoding];
    let preferences = Preferences { encodings, quality: None, ..Preferences::default() };
    rfb::Config { preferences, ..rfb::Config::default() }
}

/// What a still desktop looks like after some inputs, drawn without any server.
fn picture(options: DesktopOptions, inputs: &[Input]) -> Vec<u8> {
    let mut scene = Desktop::new(options);
    let mut canvas = Canvas::new(scene.size());
    scene.draw(Duration::ZERO, &mut canvas);
    for input in inputs {
        scene.input(input.clone(), Duration::ZERO);
    }
    scene.draw(Duration::ZERO, &mut canvas);
    canvas.to_rgba()
}

fn key(keysym: u32) -> [Input; 2] {
    [true, false].map(|down| Input::Key { keysym, scancode: Some(0x1e), down })
}

#[test]
fn every_encoding_shows_the_scene() {
    let expected = picture(options(false), &[]);
    for encoding in Encoders::SUPPORTED {
        let mut pair = Pair::new(viewer(encoding), Config::default(), still());
        pair.connect();
        assert!(pair.client.framebuffer().pixels() == expected, "{encoding}");
    }
}

#[test]
fn every_version_connects_with_and_without_a_password() {
    for version in [ProtocolVersion::V3_3, ProtocolVersion::V3_7, ProtocolVersion::V3_8] {
        for password in [None, Some("secret")] {
            let security = match password {
                None => Security::None,
                Some(password) => Security::Password { password: password.into(), challenge: [7; 16] },
            };
            let config = Config { version, security, name: "Büro".into(), ..Config::default() };
            let credentials =
                rfb::Credentials { username: None, password: password.map(str::to_owned), target: None };
            let client = rfb::Config { credentials, ..viewer(Encoding::RAW) };
            let mut pair = Pair::new(client, config, still());
            pair.connect();
            assert!(
                pair.events.contains(&Event::Connected { name: "Büro".into(), size: SMALL }),
                "{version}"
            );
        }
    }
}

#[test]
fn a_wrong_password_is_refused_in_words() {
    let security = Security::Password { password: "secret".into(), challenge: [7; 16] };
    let mut server = Server::new(Config { security, ..Config::default() }, still());
    let mut output = Vec::new();
    server.poll(Duration::ZERO, &mut output);
    assert_eq!(output, b"RFB 003.008\n");
    output.clear();
    server.receive(b"RFB 003.008\n\x02", Duration::ZERO, &mut output).expect("a good beginning");
    assert_eq!(output, [&[1, 2][..], &[7; 16]].concat());
    output.clear();
    let outcome = server.receive(&[0; 16], Duration::ZERO, &mut output);
    assert_eq!(outcome, Err(desktop::server::Error::WrongPassword));
    assert_eq!(output, b"\0\0\0\x01\0\0\0\x15The password is wrong");
    assert_eq!(server.receive(&[0], Duration::ZERO, &mut output), Err(desktop::server::Error::WrongPassword));
}

#[test]
fn a_refused_client_hears_why() {
    for (version, expected) in
        [(&b"RFB 003.003\n"[..], &b"\0\0\0\0\0\0\0\x04Full"[..]), (b"RFB 003.008\n", b"\0\0\0\0\x04Full")]
    {
        let mut server =
            Server::new(Config { security: Security::Refuse("Full".into()), ..Config::default() }, still());
        let mut output = Vec::new();
        server.poll(Duration::ZERO, &mut output);
        output.clear();
        let outcome = server.receive(version, Duration::ZERO, &mut output);
        assert_eq!((outcome, &output[..]), (Err(desktop::server::Error::Refused), expected));
    }
}

#[test]
fn bytes_can_come_one_by_one() {
    let mut server = Server::new(Config::default(), still());
    let mut output = Vec::new();
    server.poll(Duration::ZERO, &mut output);
    let mut said = b"RFB 003.008\n\x01\x01".to_vec();
    for message in [
        ClientMessage::SetEncodings(SetEncodings(vec![Encoding::ZRLE])),
        ClientMessage::CutText(CutText::Extended { length: 3 }),
    ] {
        message.encode(&mut said);
    }
    said.extend(b"abc");
    request(false).encode(&mut said);
    for byte in said {
        server.receive(&[byte], Duration::ZERO, &mut output).expect("sensible bytes");
    }
    assert!(server.is_connected());
    output.clear();
    server.poll(Duration::ZERO, &mut output);
    assert_eq!(output[..4], [0, 0, 0, 1]);
    assert_eq!(output[12..16], Encoding::ZRLE.0.to_be_bytes());
}

#[test]
fn an_update_waits_for_a_request_and_for_an_empty_output() {
    let mut server = Server::new(Config::default(), still());
    let mut output = Vec::new();
    let poll = |server: &mut Server, output: &mut Vec<u8>| {
        let before = output.len();
        server.poll(Duration::ZERO, output);
        output.len() - before
    };
    poll(&mut server, &mut output);
    server.receive(b"RFB 003.008\n\x01\x01", Duration::ZERO, &mut output).expect("a handshake");
    output.clear();
    assert_eq!(poll(&mut server, &mut output), 0);
    let mut said = Vec::new();
    request(false).encode(&mut said);
    server.receive(&said, Duration::ZERO, &mut output).expect("a request");
    output.push(0);
    assert_eq!(poll(&mut server, &mut output), 0);
    output.clear();
    assert!(poll(&mut server, &mut output) > SMALL.area() * 4);
    output.clear();
    assert_eq!(poll(&mut server, &mut output), 0);
}

#[test]
fn typed_text_appears() {
    let mut pair = Pair::new(viewer(Encoding::HEXTILE), Config::default(), still());
    pair.connect();
    let text: Vec<u32> = vec![0x50, 0xe9, 0x20, 0x21, 0xff08, 0xff0d, 0x41];
    for &keysym in &text {
        pair.client.key_event(keysym, Some(0x1e), true);
        pair.client.key_event(keysym, Some(0x1e), false);
    }
    pair.exchange().wait(FRAME);
    assert!(pair.client.qemu_key_events());
    let inputs: Vec<Input> = text.iter().flat_map(|&keysym| key(keysym)).collect();
    assert!(pair.client.framebuffer().pixels() == picture(options(false), &inputs));
}

#[test]
fn scancodes_keep_their_prefix() {
    let mut pair = Pair::new(viewer(Encoding::HEXTILE), Config::default(), still());
    pair.connect();
    pair.client.key_event(0xff53, Some(0xe04d), true);
    pair.exchange().wait(FRAME);
    let right = Input::Key { keysym: 0xff53, scancode: Some(0xe04d), down: true };
    assert!(pair.client.framebuffer().pixels() == picture(options(false), &[right]));
}

#[test]
fn an_animated_desktop_stays_the_same_on_both_sides() {
    let interval = Duration::from_millis(150);
    let mut scene = Desktop::new(DesktopOptions::default());
    let mut canvas = Canvas::new(scene.size());
    scene.draw(Duration::ZERO, &mut canvas);
    for draw in 1..=20 {
        scene.draw(interval * draw, &mut canvas);
    }
    for encoding in [Encoding::ZRLE, Encoding::TRLE, Encoding::CORRE] {
        let scene = Desktop::new(DesktopOptions::default());
        let mut pair = Pair::new(viewer(encoding), Config::default(), Box::new(scene));
        pair.connect();
        for _ in 0..20 {
            pair.wait(interval);
        }
        let updates = pair.take_events().iter().filter(|event| **event == Event::UpdateEnded).count();
        assert!(updates > 20, "{updates}");
        assert!(pair.client.framebuffer().pixels() == canvas.to_rgba(), "{encoding}");
    }
}

#[test]
fn a_dragged_window_is_copied_not_sent() {
    let mut pair = Pair::new(viewer(Encoding::RAW), Config::default(), still());
    pair.connect();
    let before = pair.received;
    let drag = [(1, 300, 70), (1, 330, 90), (1, 340, 99), (0, 340, 99)];
    for (buttons, x, y) in drag {
        pair.client.pointer_event(buttons, Point { x, y });
        pair.wait(FRAME);
    }
    // The window has 572 by 364 pixels; only the shadows around it and what was below it are sent.
    assert!(pair.received - before < 2 * 572 * 364 * 4, "{} bytes", pair.received - before);
    let inputs = drag.map(|(buttons, x, y)| Input::Pointer { buttons, at: Point { x, y } });
    assert!(pair.client.framebuffer().pixels() == picture(options(false), &inputs));
}

#[test]
fn without_a_pointer_of_its_own_the_client_gets_it_drawn() {
    let mut client = viewer(Encoding::RAW);
    client.preferences.local_cursor = false;
    let mut pair = Pair::new(client, Config::default(), still());
    pair.connect();
    pair.client.pointer_event(0, Point { x: 320, y: 20 });
    pair.wait(FRAME);
    assert!(!pair.take_events().iter().any(|event| matches!(event, Event::Cursor(_))));
    let pixels = pair.client.framebuffer().pixels();
    let at = (20 * usize::from(SMALL.width) + 320) * 4;
    assert_eq!(pixels[at..at + 4], [0x16, 0x20, 0x28, 255]);
}

#[test]
fn the_pointer_s_image_is_told_and_changes() {
    let mut pair = full_size();
    let cursors = |events: Vec<Event>| {
        events
            .into_iter()
            .filter_map(|event| if let Event::Cursor(cursor) = event { Some(cursor) } else { None })
            .collect::<Vec<_>>()
    };
    let first = cursors(pair.take_events());
    assert_eq!(first.len(), 1);
    click(&mut pair, "Next cursor");
    let second = cursors(pair.take_events());
    assert_eq!(second.len(), 1);
    assert_ne!(first, second);
}

/// Clicks a button of the window "Try it" on the full-size desktop.
fn click(pair: &mut Pair, button: &str) {
    let place = match button {
        "Copy a text" => (700, 656),
        "Ring the bell" => (840, 656),
        "Next cursor" => (700, 688),
        "Next size" => (840, 688),
        "Next name" => (700, 720),
        "Relative pointer" => (700, 752),
        // The last one, which centres the pointer.
        _ => (840, 752),
    };
    let at = Point { x: place.0, y: place.1 };
    for buttons in [0, 1, 0] {
        pair.client.pointer_event(buttons, at);
    }
    pair.exchange().wait(FRAME);
}

fn full_size() -> Pair {
    let scene = Desktop::new(DesktopOptions { animated: false, ..DesktopOptions::default() });
    let mut pair = Pair::new(viewer(Encoding::RAW), Config::default(), Box::new(scene));
    pair.connect();
    pair
}

#[test]
fn buttons_ring_copy_rename_and_resize() {
    let mut pair = full_size();
    click(&mut pair, "Ring the bell");
    assert!(pair.take_events().contains(&Event::Bell));
    click(&mut pair, "Copy a text");
    assert!(pair.take_events().contains(&Event::CutText("Hello from the desktop in 東京".into())));
    click(&mut pair, "Next name");
    assert!(pair.take_events().contains(&Event::DesktopName("Porthole at night".into())));
    click(&mut pair, "Next size");
    assert!(pair.take_events().contains(&Event::Resized(Size::new(1024, 768))));
    assert_eq!(pair.client.size(), Size::new(1024, 768));
}

#[test]
fn the_client_s_clipboard_is_shown() {
    let mut pair = full_size();
    pair.client.cut_text("Crème brûlée\nfür zwei");
    pair.exchange().wait(FRAME);
    let whole = DesktopOptions { animated: false, ..DesktopOptions::default() };
    let inputs = [Input::CutText("Crème brûlée\nfür zwei".into())];
    assert!(pair.client.framebuffer().pixels() == picture(whole, &inputs));
}

#[test]
fn a_client_without_the_extended_clipboard_gets_and_gives_latin_1() {
    let mut server = Server::new(
        Config::default(),
        Box::new(Desktop::new(DesktopOptions { animated: false, ..DesktopOptions::default() })),
    );
    let mut output = Vec::new();
    server.poll(Duration::ZERO, &mut output);
    let mut said = b"RFB 003.008\n\x01\x01".to_vec();
    ClientMessage::CutText(CutText::Text("né".into())).encode(&mut said);
    for buttons in [0, 1, 0] {
        ClientMessage::PointerEvent(PointerEvent { buttons, at: Point { x: 700, y: 660 } }).encode(&mut said);
    }
    server.receive(&said, Duration::ZERO, &mut output).expect("sensible bytes");
    output.clear();
    server.poll(Duration::ZERO, &mut output);
    assert_eq!(output, b"\x03\0\0\0\0\0\0\x1cHello from the desktop in ??");
}

#[test]
fn the_client_can_change_the_size() {
    let mut pair = Pair::new(viewer(Encoding::ZRLE), Config::default(), still());
    pair.connect();
    assert!(pair.client.set_desktop_size(Size::new(333, 221)));
    pair.exchange().wait(FRAME);
    assert_eq!(pair.client.size(), Size::new(333, 221));
    let mut scene = Desktop::new(options(false));
    scene.resize(Size::new(333, 221));
    let mut canvas = Canvas::new(scene.size());
    scene.draw(Duration::ZERO, &mut canvas);
    assert!(pair.client.framebuffer().pixels() == canvas.to_rgba());
}

#[test]
fn absurd_sizes_are_refused_with_a_status() {
    let screen = |size: Size| vec![Screen { id: 0, area: Rect::covering(size), flags: 0 }];
    let (huge, empty, small) = (Size::new(u16::MAX, u16::MAX), Size::new(0, 9), Size::new(64, 64));
    let table = [
        (huge, screen(huge), ResizeStatus::OutOfResources),
        (empty, screen(empty), ResizeStatus::InvalidLayout),
        (small, vec![], ResizeStatus::InvalidLayout),
        (small, screen(SMALL), ResizeStatus::InvalidLayout),
    ];
    let mut pair = Pair::new(viewer(Encoding::RAW), Config::default(), still());
    pair.connect();
    for (size, screens, status) in table {
        SetDesktopSize { size, screens }.encode(pair.client.output());
        pair.wait(FRAME);
        assert!(pair.take_events().contains(&Event::DesktopSizeRefused(status)), "{size:?}");
        assert_eq!(pair.client.size(), SMALL);
    }
}

#[test]
fn a_screen_as_wide_or_as_high_as_can_be_asked_for_is_sent() {
    for size in [Size::new(u16::MAX, 9), Size::new(9, u16::MAX)] {
        for encoding in Encoders::SUPPORTED {
            let mut server = Server::new(Config::default(), still());
            let mut output = Vec::new();
            server.poll(Duration::ZERO, &mut output);
            let mut said = b"RFB 003.008\n\x01\x01".to_vec();
            SetEncodings(vec![encoding, Encoding::EXTENDED_DESKTOP_SIZE]).encode(&mut said);
            let screens = vec![Screen { id: 0, area: Rect::covering(size), flags: 0 }];
            SetDesktopSize { size, screens }.encode(&mut said);
            FramebufferUpdateRequest { incremental: false, area: Rect::covering(size) }.encode(&mut said);
            server.receive(&said, Duration::ZERO, &mut output).expect("sensible bytes");
            server.poll(FRAME, &mut output);
            output.clear();
            said.clear();
            FramebufferUpdateRequest { incremental: false, area: Rect::covering(size) }.encode(&mut said);
            server.receive(&said, FRAME, &mut output).expect("sensible bytes");
            server.poll(FRAME * 2, &mut output);
            assert!(output.starts_with(&[0]), "{encoding} at {size:?}");
        }
    }
}

#[test]
fn colour_map_clients_get_a_colour_map() {
    let config = Config { pixel_format: PixelFormat::COLOUR_MAP, ..Config::default() };
    let mut client = viewer(Encoding::RRE);
    client.preferences.pixel_format = rfb::PixelFormatChoice::Server;
    let mut pair = Pair::new(client, config, still());
    pair.connect();
    let step = |colour: u8| (((u32::from(colour) * 5 + 127) / 255) * 51) as u8;
    let expected: Vec<u8> = picture(options(false), &[])
        .chunks_exact(4)
        .flat_map(|pixel| [step(pixel[0]), step(pixel[1]), step(pixel[2]), 255])
        .collect();
    assert!(pair.client.framebuffer().pixels() == expected);
}

#[test]
fn a_desktop_that_wants_movements_paints_the_pointer_itself() {
    let mut pair = full_size();
    click(&mut pair, "Relative pointer");
    let events = pair.take_events();
    assert!(events.contains(&Event::PointerMode { relative: true }), "{events:?}");
    let hidden = |event: &Event| matches!(event, Event::Cursor(cursor) if cursor.size.is_empty());
    assert!(events.iter().any(hidden), "{events:?}");
    let before = pair.client.framebuffer().pixels().to_vec();
    pair.client.pointer_motion(0, -30, 20);
    pair.wait(FRAME);
    assert!(pair.client.framebuffer().pixels() != before, "the pointer has moved");
}

#[test]
fn lock_keys_have_lights_and_the_desktop_can_move_the_pointer() {
    let mut pair = full_size();
    pair.take_events();
    for down in [true, true, false] {
        pair.client.key_event(0xffe5, None, down);
    }
    let caps = |caps| Event::Leds(rfb::wire::Leds { caps, ..rfb::wire::Leds::default() });
    assert!(pair.wait(FRAME).take_events().contains(&caps(true)));
    click(&mut pair, "Centre the pointer");
    assert!(pair.take_events().contains(&Event::PointerAt(Point { x: 640, y: 400 })));
}

#[test]
fn the_demo_can_be_reset_but_not_switched_off() {
    let scene = Desktop::new(DesktopOptions { animated: false, ..DesktopOptions::default() });
    let config = Config { power: true, ..Config::default() };
    let mut pair = Pair::new(viewer(Encoding::RAW), config, Box::new(scene));
    pair.connect();
    pair.client.key_event(0x41, None, true);
    let typed = pair.wait(FRAME).client.framebuffer().pixels().to_vec();
    assert!(pair.client.power(rfb::wire::PowerAction::ShutDown));
    assert!(pair.wait(FRAME).take_events().contains(&Event::PowerFailed));
    assert!(pair.client.power(rfb::wire::PowerAction::Reset));
    let events = pair.wait(FRAME).take_events();
    assert!(!events.contains(&Event::PowerFailed), "{events:?}");
    assert!(pair.client.framebuffer().pixels() != typed, "what was typed is gone");
}

#[test]
fn a_client_that_floods_the_server_costs_no_memory() {
    let mut pair = full_size();
    let mut said = Vec::new();
    for round in 0..20_000_u32 {
        KeyEvent { down: true, keysym: round % 0x7f }.encode(&mut said);
        rfb::wire::PointerEvent { buttons: (round & 1) as u8, at: Point { x: 840, y: 656 } }
            .encode(&mut said);
        request(true).encode(&mut said);
    }
    let mut output = Vec::new();
    pair.server.receive(&said, pair.now, &mut output).expect("a lively client");
    assert!(output.is_empty());
    pair.server.poll(pair.now + FRAME, &mut output);
    // One bell and one update.
    assert_eq!(output[..2], [2, 0]);
    assert!(output.len() < 1280 * 800 * 4 + 1000);
}

#[test]
fn a_client_that_asks_for_sizes_without_end_is_sent_away() {
    let mut pair = full_size();
    let mut said = Vec::new();
    for _ in 0..100 {
        SetDesktopSize { size: Size::default(), screens: vec![] }.encode(&mut said);
    }
    let outcome = pair.server.receive(&said, pair.now, &mut Vec::new());
    assert_eq!(outcome, Err(desktop::server::Error::TooManyResizes));
}

#[test]
fn a_film_is_shown_over_tcp() {
    let size = Size::new(40, 30);
    let frames: Vec<Vec<u32>> = [0x11_22_33, 0xff_80_00].map(|pixel| vec![pixel; size.area()]).to_vec();
    let listener = Listener::start("127.0.0.1:0", move || {
        let film = Film::new(size, frames.clone(), Duration::from_millis(5));
        Server::new(Config::default(), Box::new(film))
    })
    .expect("a free port");
    let mut stream = TcpStream::connect(listener.address()).expect("a listener");
    let mut client = rfb::Connection::new(viewer(Encoding::TRLE));
    let (mut bytes, mut events) = ([0; 4096], Vec::new());
    let mut seen = Vec::new();
    while seen.len() < 4 {
        let length = stream.read(&mut bytes).expect("a server that answers");
        assert_ne!(length, 0);
        client.receive(&bytes[..length], &mut events).expect("sensible bytes");
        for event in events.drain(..) {
            match event {
                Event::Connected { .. } => client.request_update(false),
                Event::UpdateBegun => client.request_update(true),
                Event::UpdateEnded => seen.push(client.framebuffer().pixels()[..4].to_vec()),
                _ => {}
            }
        }
        stream.write_all(client.output()).expect("a server that listens");
        client.output().clear();
    }
    let (first, second) = (vec![0x11, 0x22, 0x33, 255], vec![0xff, 0x80, 0, 255]);
    // The first update only tells of the screens.
    assert!(seen[1..].iter().all(|pixel| *pixel == first || *pixel == second), "{seen:?}");
    assert!(seen[1..].contains(&first) && seen[1..].contains(&second), "{seen:?}");
}

fn request(incremental: bool) -> FramebufferUpdateRequest {
    FramebufferUpdateRequest { incremental, area: Rect::new(0, 0, u16::MAX, u16::MAX) }
}

#[test]
fn keys_are_heard_by_those_who_ask() {
    let mut pair = Pair::new(viewer(Encoding::ZRLE), Config::default(), still());
    pair.connect();
    assert!(pair.take_events().contains(&Event::AudioAvailable));
    let heard = |pair: &mut Pair| {
        pair.client.key_event(0x61, None, true);
        for _ in 0..30 {
            pair.wait(FRAME);
        }
        pair.take_events()
            .into_iter()
            .filter(|event| matches!(event, Event::AudioBegun | Event::AudioData(_) | Event::AudioEnded))
            .collect::<Vec<_>>()
    };
    assert_eq!(heard(&mut pair), []);
    let format = AudioFormat { samples: SampleFormat::U16, channels: 1, frequency: 10_000 };
    assert!(pair.client.enable_audio(format));
    let events = heard(&mut pair);
    assert_eq!((events.first(), events.last()), (Some(&Event::AudioBegun), Some(&Event::AudioEnded)));
    let bytes: usize =
        events.iter().map(|event| if let Event::AudioData(data) = event { data.len() } else { 0 }).sum();
    assert_eq!(bytes, 3000 * 2, "three tenths of a second");
    pair.client.disable_audio();
    assert_eq!(heard(&mut pair), []);
}
