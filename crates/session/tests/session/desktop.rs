//! A session and the synthetic desktop's server, joined: every byte of both sides is real.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use ::desktop::canvas::Canvas;
use ::desktop::scene::{Effect, Input, Scene};
use ::desktop::{Config, Security, Server};
use rfb::{Point, Rect, Size};
use session::{
    Area, Command, Credentials, Ending, Event, LinkClose, Options, PointerInput, ResizeMode, Session, State,
};

use crate::driver::options;
use crate::keys;

const SIZE: Size = Size::new(320, 200);

/// Both ends of a connection, without a network between them.
struct Pair {
    session: Session,
    server: Server,
    inputs: Arc<Mutex<Vec<Input>>>,
    now: Duration,
    events: Vec<Event>,
}

impl Pair {
    fn new(options: Options, security: Security) -> Self {
        let inputs = Arc::default();
        let scene = Checks { size: SIZE, inputs: Arc::clone(&inputs), pending: Vec::new(), pressed: false };
        let config = Config { security, frame_interval: Duration::ZERO, ..Config::default() };
        let server = Server::new(config, Box::new(scene));
        let mut pair =
            Self { session: Session::new(options), server, inputs, now: Duration::ZERO, events: Vec::new() };
        pair.session.start(pair.now);
        pair.session.link_opened(pair.now);
        pair.exchange();
        pair
    }

    fn command(&mut self, command: Command) {
        self.session.command(command, self.now);
        self.exchange();
    }

    /// Passes bytes to and fro until neither side has more to say.
    fn exchange(&mut self) {
        for _ in 0..50 {
            self.now += Duration::from_millis(10);
            self.session.frame(self.now);
            self.session.tick(self.now);
            let mut from_server = Vec::new();
            let from_session = std::mem::take(self.session.output());
            let outcome = self.server.receive(&from_session, self.now, &mut from_server);
            self.session.receive(&from_server, self.now);
            if outcome.is_err() {
                self.session.link_closed(LinkClose { code: 1000, reason: String::new() }, self.now);
            }
            let mut update = Vec::new();
            self.server.poll(self.now, &mut update);
            // Cut, as a network does.
            for piece in update.chunks(1000) {
                self.session.receive(piece, self.now);
            }
            self.events.extend(std::iter::from_fn(|| self.session.next_event()));
        }
    }

    #[track_caller]
    fn assert_shows(&mut self, size: Size, pressed: bool) {
        let mut canvas = Canvas::new(size);
        draw_checks(&mut canvas, pressed);
        let framebuffer = self.session.framebuffer().expect("a screen");
        assert_eq!(framebuffer.size(), size);
        assert!(framebuffer.pixels() == canvas.to_rgba(), "the session's picture is the server's");
    }

    fn take_inputs(&self) -> Vec<Input> {
        std::mem::take(&mut self.inputs.lock().expect("no test has panicked"))
    }
}

/// A scene of coloured squares that looks different while a button is down.
struct Checks {
    size: Size,
    inputs: Arc<Mutex<Vec<Input>>>,
    pending: Vec<Effect>,
    pressed: bool,
}

impl Scene for Checks {
    fn size(&self) -> Size {
        self.size
    }

    fn resize(&mut self, size: Size) -> bool {
        self.size = size;
        true
    }

    fn input(&mut self, input: Input, _now: Duration) {
        match &input {
            Input::Pointer { buttons, .. } => self.pressed = *buttons != 0,
            // A desktop that answers what is copied to it.
            Input::CutText(text) => self.pending.push(Effect::CutText(format!("{text}, too"))),
            Input::Motion { .. } | Input::Key { .. } => {}
        }
        self.inputs.lock().expect("no test has panicked").push(input);
    }

    fn draw_pointer(&mut self, _draw: bool) {}

    fn draw(&mut self, _now: Duration, canvas: &mut Canvas) {
        if canvas.size() != self.size {
            canvas.resize(self.size);
        }
        draw_checks(canvas, self.pressed);
        canvas.changed(Rect::covering(self.size));
    }

    fn next_change(&self, _now: Duration) -> Option<Duration> {
        None
    }

    fn next_effect(&mut self) -> Option<Effect> {
        self.pending.pop()
    }
}

/// Few colours and hard edges, which no encoding changes.
fn draw_checks(canvas: &mut Canvas, pressed: bool) {
    let colours = if pressed { [0x00ff_0000, 0x0000_ff00] } else { [0x0000_00ff, 0x0080_8080] };
    for y in 0..canvas.size().height {
        for (x, pixel) in canvas.row_mut(y).iter_mut().enumerate() {
            *pixel = colours[(x / 20 + usize::from(y) / 20) % 2];
        }
    }
}

#[test]
fn the_picture_arrives_and_follows_what_the_user_does() {
    let mut pair = Pair::new(options(), Security::None);
    assert!(pair.events.contains(&Event::State(State::Connected { name: "Porthole".to_owned() })));
    pair.assert_shows(SIZE, false);
    let element = Area { width: 160.0, height: 100.0 };
    pair.command(Command::Pointer(PointerInput { x: 10.0, y: 20.0, element, buttons: 1 }));
    pair.assert_shows(SIZE, true);
    let at = Point { x: 20, y: 40 };
    assert_eq!(pair.take_inputs(), [Input::Pointer { buttons: 1, at }]);
    pair.command(Command::ReleaseButtons);
    pair.assert_shows(SIZE, false);
    assert_eq!(pair.take_inputs(), [Input::Pointer { buttons: 0, at }]);
}

#[test]
fn keys_arrive_with_their_scancodes() {
    let mut pair = Pair::new(options(), Security::None);
    for down in [true, false] {
        pair.command(keys::event(down, "ArrowUp", "ArrowUp"));
    }
    let key = |down| Input::Key { keysym: 0xff52, scancode: Some(0xe048), down };
    assert_eq!(pair.take_inputs(), [key(true), key(false)]);
}

#[test]
fn the_clipboard_goes_there_and_back() {
    let mut pair = Pair::new(options(), Security::None);
    pair.command(Command::Clipboard("für dich".to_owned()));
    assert_eq!(pair.take_inputs(), [Input::CutText("für dich".to_owned())]);
    assert!(pair.events.contains(&Event::Clipboard("für dich, too".to_owned())), "{:?}", pair.events);
}

#[test]
fn the_screen_follows_the_page() {
    let mut pair = Pair::new(Options { resize: ResizeMode::Remote, ..options() }, Security::None);
    pair.command(Command::Area(Area { width: 411.0, height: 222.0 }));
    assert!(pair.events.contains(&Event::Resized { width: 411, height: 222 }), "{:?}", pair.events);
    pair.assert_shows(Size::new(411, 222), false);
}

#[test]
fn passwords_open_the_door_or_do_not() {
    let security = || Security::Password { password: "sesame".to_owned(), challenge: [7; 16] };
    let credentials =
        |password: &str| Credentials { username: None, password: Some(password.to_owned()), target: None };

    let mut pair = Pair::new(options(), security());
    assert!(pair.events.contains(&Event::CredentialsRequired {
        username: false,
        password: true,
        target: false
    }));
    pair.command(Command::Credentials(credentials("sesame")));
    pair.assert_shows(SIZE, false);

    let pair = Pair::new(Options { credentials: credentials("mustard"), ..options() }, security());
    let last = pair.events.last();
    assert!(
        matches!(last, Some(Event::State(State::Ended(Ending::AuthenticationFailed { .. })))),
        "{last:?}"
    );

    let pair = Pair::new(options(), Security::Refuse("closed today".to_owned()));
    let what = "the server refused the connection: closed today".to_owned();
    assert_eq!(pair.events.last(), Some(&Event::State(State::Ended(Ending::ServerRefused { what }))));
}
