//! The server's side of extensions, judged by what a client sees that knows them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use desktop::{
    Config,
    canvas::Canvas,
    scene::{CursorShape, Effect, Input, Scene},
};
use rfb::{
    Connection, Event, Point, Preferences, Rect, Size,
    wire::{ClientMessage, Encoding, Leds, PixelFormat, PowerAction, Screen, SetDesktopSize, SetEncodings},
};

use crate::client::Pair;

const SIZE: Size = Size::new(64, 48);
const FRAME: Duration = Duration::from_millis(20);

/// A scene of one colour that does what it is told and notes what it hears.
#[derive(Clone, Default)]
struct Puppet(Arc<Mutex<Strings>>);

#[derive(Default)]
struct Strings {
    effects: Vec<Effect>,
    inputs: Vec<Input>,
    actions: Vec<PowerAction>,
    colour: u32,
}

impl Puppet {
    fn strings(&self) -> std::sync::MutexGuard<'_, Strings> {
        self.0.lock().expect("no test has panicked")
    }

    fn tell(&self, effect: Effect) {
        self.strings().effects.push(effect);
    }

    fn take_inputs(&self) -> Vec<Input> {
        std::mem::take(&mut self.strings().inputs)
    }
}

impl Scene for Puppet {
    fn size(&self) -> Size {
        SIZE
    }

    fn resize(&mut self, size: Size) -> bool {
        size == SIZE
    }

    fn input(&mut self, input: Input, _now: Duration) {
        self.strings().inputs.push(input);
    }

    fn draw_pointer(&mut self, _draw: bool) {}

    fn draw(&mut self, _now: Duration, canvas: &mut Canvas) {
        let colour = self.strings().colour;
        for y in 0..canvas.size().height {
            canvas.row_mut(y).fill(colour);
        }
        canvas.changed(Rect::covering(canvas.size()));
    }

    fn next_change(&self, _now: Duration) -> Option<Duration> {
        None
    }

    fn power(&mut self, action: PowerAction, _now: Duration) -> bool {
        self.strings().actions.push(action);
        action == PowerAction::Reset
    }

    fn next_effect(&mut self) -> Option<Effect> {
        let mut strings = self.strings();
        (!strings.effects.is_empty()).then(|| strings.effects.remove(0))
    }
}

fn connected(config: Config) -> (Pair, Puppet) {
    let puppet = Puppet::default();
    let mut pair = Pair::new(rfb::Config::default(), config, Box::new(puppet.clone()));
    pair.connect();
    (pair, puppet)
}

/// Lets the client name other encodings than its own; it can read all the same.
fn name_encodings(pair: &mut Pair, encodings: &[Encoding]) {
    ClientMessage::SetEncodings(SetEncodings(encodings.to_vec())).encode(pair.client.output());
}

/// What else happens than updates.
fn news(pair: &mut Pair) -> Vec<Event> {
    let mut events = pair.wait(FRAME).take_events();
    events.retain(|event| !matches!(event, Event::UpdateBegun | Event::UpdateEnded));
    events
}

fn red_cursor() -> CursorShape {
    let rgba = vec![[255, 0, 0, 255], [255, 0, 0, 255], [0; 4]];
    CursorShape { size: Size::new(3, 1), hotspot: Point { x: 1, y: 0 }, rgba }
}

#[test]
fn each_encoding_of_a_cursor_shows_the_same_and_the_client_s_favourite_is_taken() {
    let shown = |cursor: &rfb::Cursor| {
        let pixels = cursor.rgba.chunks_exact(4);
        (cursor.size, cursor.hotspot, pixels.map(|pixel| pixel[3]).collect::<Vec<_>>())
    };
    let (mut pair, puppet) = connected(Config::default());
    for (encoding, red) in [
        (Encoding::CURSOR_WITH_ALPHA, [255, 0, 0]),
        (Encoding::VMWARE_CURSOR, [255, 0, 0]),
        (Encoding::CURSOR, [255, 0, 0]),
        // It has black and white only.
        (Encoding::X_CURSOR, [0, 0, 0]),
    ] {
        name_encodings(&mut pair, &[Encoding::RAW, encoding, Encoding::CURSOR]);
        pair.exchange().take_events();
        puppet.tell(Effect::Cursor(red_cursor()));
        let news = news(&mut pair);
        let [Event::Cursor(cursor)] = &news[..] else { panic!("{encoding}: {news:?}") };
        assert_eq!(shown(cursor), (Size::new(3, 1), Point { x: 1, y: 0 }, vec![255, 255, 0]), "{encoding}");
        assert_eq!(cursor.rgba[..3], red, "{encoding}");
    }
}

#[test]
fn lights_places_and_states_are_told_in_either_encoding() {
    let caps = Leds { caps: true, ..Leds::default() };
    let (mut pair, puppet) = connected(Config::default());
    for encodings in [
        [Encoding::LED_STATE, Encoding::POINTER_POSITION, Encoding::VMWARE_CURSOR_STATE],
        [Encoding::VMWARE_LED_STATE, Encoding::VMWARE_CURSOR_POSITION, Encoding::VMWARE_CURSOR_STATE],
    ] {
        name_encodings(&mut pair, &encodings);
        news(&mut pair);
        for effect in [
            Effect::Leds(caps),
            Effect::PointerAt(Point { x: 7, y: 8 }),
            Effect::CursorShown(false),
            Effect::PointerMode { relative: true },
        ] {
            puppet.tell(effect);
        }
        let at = Event::PointerAt(Point { x: 7, y: 8 });
        // The pointer's mode is nothing to a client that has not named it.
        assert_eq!(news(&mut pair), [Event::Leds(caps), Event::CursorShown(false), at], "{encodings:?}");
    }
}

#[test]
fn a_client_that_connects_hears_the_lights_and_the_pointer_s_mode() {
    let (mut pair, _) = connected(Config::default());
    let events = pair.take_events();
    assert!(events.contains(&Event::Leds(Leds::default())));
    assert!(events.contains(&Event::PointerMode { relative: false }));
}

#[test]
fn pointer_events_are_places_or_movements_with_all_buttons() {
    let (mut pair, puppet) = connected(Config::default());
    pair.take_events();
    pair.client.pointer_event(0x181, Point { x: 3, y: 4 });
    pair.exchange();
    assert_eq!(puppet.take_inputs(), [Input::Pointer { buttons: 0x181, at: Point { x: 3, y: 4 } }]);

    puppet.tell(Effect::PointerMode { relative: true });
    assert_eq!(news(&mut pair), [Event::PointerMode { relative: true }]);
    for (right, down) in [(5, -6), (i16::MAX, -i16::MAX)] {
        pair.client.pointer_motion(0x100, right, down);
        pair.exchange();
        assert_eq!(puppet.take_inputs(), [Input::Motion { buttons: 0x100, right, down }]);
    }
}

#[test]
fn power_is_offered_where_it_is_configured_and_failures_are_told() {
    let (mut pair, puppet) = connected(Config { power: true, ..Config::default() });
    assert!(pair.take_events().contains(&Event::PowerReady));
    for (action, failures) in [(PowerAction::Reset, 0), (PowerAction::ShutDown, 1), (PowerAction::Reboot, 1)]
    {
        assert!(pair.client.power(action));
        assert_eq!(news(&mut pair), vec![Event::PowerFailed; failures], "{action:?}");
    }
    let actions = [PowerAction::Reset, PowerAction::ShutDown, PowerAction::Reboot];
    assert_eq!(puppet.strings().actions, actions);

    let (mut pair, _) = connected(Config::default());
    assert!(!pair.take_events().contains(&Event::PowerReady));
}

#[test]
fn updates_flow_without_requests_until_they_are_stopped() {
    let puppet = Puppet::default();
    let mut server = desktop::Server::new(Config::default(), Box::new(puppet.clone()));
    let mut client = Connection::new(rfb::Config::default());
    let mut now = Duration::ZERO;
    // A client that never asks for an update.
    let mut turn = |client: &mut Connection, colour: u32| {
        puppet.strings().colour = colour;
        let mut events = Vec::new();
        for _ in 0..8 {
            now += FRAME;
            let mut said = Vec::new();
            server.poll(now, &mut said);
            client.receive(&said, &mut events).expect("the server makes sense");
            let answer = std::mem::take(client.output());
            let mut said = Vec::new();
            server.receive(&answer, now, &mut said).expect("the client makes sense");
            client.receive(&said, &mut events).expect("the server makes sense");
        }
        events
    };
    assert!(turn(&mut client, 0).contains(&Event::ContinuousUpdatesEnded));
    assert!(client.knows_fences());
    let updates = |events: &[Event]| events.iter().filter(|event| **event == Event::UpdateEnded).count();
    assert_eq!(updates(&turn(&mut client, 1)), 0);
    assert!(client.set_continuous_updates(true));
    assert_eq!(updates(&turn(&mut client, 2)), 1);
    assert_eq!(updates(&turn(&mut client, 3)), 1);
    assert_eq!(client.framebuffer().pixels()[..4], [0, 0, 3, 255]);
    assert!(client.send_fence(77));
    assert_eq!(turn(&mut client, 3), [Event::FenceAnswered(77)]);
    assert!(client.set_continuous_updates(false));
    assert_eq!(turn(&mut client, 3), [Event::ContinuousUpdatesEnded]);
    assert_eq!(turn(&mut client, 4), []);
}

#[test]
fn several_screens_are_announced_and_kept() {
    let (mut pair, _) = connected(Config { screens: 2, ..Config::default() });
    let side_by_side =
        |flags| [(0, 0), (1, 32)].map(|(id, x)| Screen { id, area: Rect::new(x, 0, 32, 48), flags }).to_vec();
    assert!(pair.take_events().contains(&Event::Screens(side_by_side(0))));

    let ask = |pair: &mut Pair, screens| {
        ClientMessage::SetDesktopSize(SetDesktopSize { size: SIZE, screens }).encode(pair.client.output());
        news(pair)
    };
    assert_eq!(ask(&mut pair, side_by_side(5)), [Event::Screens(side_by_side(5))]);
    let mut twins = side_by_side(0);
    twins[1].id = twins[0].id;
    let mut outside = side_by_side(0);
    outside[1].area.x = 33;
    for screens in [vec![], twins, outside] {
        let answers = ask(&mut pair, screens);
        assert!(matches!(answers[..], [Event::DesktopSizeRefused(_)]), "{answers:?}");
    }
    assert!(pair.client.set_desktop_size(SIZE));
    assert_eq!(news(&mut pair), [Event::Screens(side_by_side(5))]);
}

#[test]
fn another_pixel_format_is_followed_by_clients_that_can() {
    let (mut pair, puppet) = connected(Config::default());
    let encodings = [Encoding::RAW, Encoding::EXTENDED_DESKTOP_SIZE, Encoding::VMWARE_DISPLAY_MODE];
    name_encodings(&mut pair, &encodings);
    puppet.strings().colour = 0x00ff_0000;
    pair.wait(FRAME).take_events();
    puppet.tell(Effect::PixelFormat(PixelFormat::RGB565));
    let events = news(&mut pair);
    assert!(matches!(events[..], [Event::Screens(_)]), "{events:?}");
    assert_eq!(pair.client.pixel_format(), Some(PixelFormat::RGB565));
    pair.client.request_update(false);
    puppet.strings().colour = 0x0000_00ff;
    pair.wait(FRAME);
    assert_eq!(pair.client.framebuffer().pixels()[..4], [0, 0, 255, 255]);

    let preferences = Preferences {
        pixel_format: rfb::PixelFormatChoice::Fixed(PixelFormat::BGRX),
        ..Preferences::default()
    };
    let client = rfb::Config { preferences, ..rfb::Config::default() };
    let puppet = Puppet::default();
    let mut pair = Pair::new(client, Config::default(), Box::new(puppet.clone()));
    pair.connect();
    puppet.tell(Effect::PixelFormat(PixelFormat::RGB565));
    pair.wait(FRAME);
    assert_eq!(pair.client.pixel_format(), Some(PixelFormat::BGRX));
}
