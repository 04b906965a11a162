//! Commands, bytes and time in any order: nothing panics, links are opened and closed by turns, and deadlines that are
//! kept lead somewhere. The driver checks the last two at every step.

use std::time::Duration;

use session::{
    Area, Command, Credentials, KeyInput, KeyLocation, KeySpec, Modifiers, MotionInput, Options, Platform,
    PointerInput, Power, ResizeMode, WheelInput, WheelUnit,
};

use crate::driver::{Driver, options, pixel, rectangle, screens, update};

#[test]
fn any_order_of_anything_is_survived() {
    let mut connections = 0;
    for seed in 1..=500 {
        let mut random = Random(seed);
        let mut driver = Driver::start(Options {
            platform: random.one_of(&[Platform::Windows, Platform::Mac, Platform::Other]),
            resize: random.one_of(&[ResizeMode::Off, ResizeMode::Scale, ResizeMode::Remote]),
            reconnect: random.one_of(&[None, Some(Duration::ZERO), Some(Duration::from_secs(5))]),
            view_only: random.below(4) == 0,
            show_dot: random.below(2) == 0,
            ..options()
        });
        for _ in 0..400 {
            step(&mut driver, &mut random);
        }
        connections += driver.connections();
    }
    assert!(connections > 5000, "only {connections} connections: the steps do not get far enough");
}

fn step(driver: &mut Driver, random: &mut Random) {
    match random.below(16) {
        0..=6 => {
            let command = command(random);
            driver.command(command);
        }
        7..=9 => {
            let bytes = message(random);
            // As a whole, or cut somewhere.
            let cut = random.below(bytes.len() as u64 + 1) as usize;
            driver.receive(&bytes[..cut]);
            driver.receive(&bytes[cut..]);
        }
        10 | 11 => driver.frame(),
        12 => {
            let milliseconds = random.one_of(&[0, 1, 16, 100, 1000, 5000, 100_000]);
            driver.after(milliseconds);
        }
        13 => {
            driver.command(Command::Connect);
            driver.link_opened();
            if random.below(4) > 0 {
                driver.shake_hands();
            }
        }
        14 => driver.shake_hands(),
        _ if random.below(4) == 0 => {
            let code = random.one_of(&[1000, 1001, 1006, 1011, 4401, 4403, 4500, 4502, 4503, 4504, 0, 65535]);
            driver.close(code, random.one_of(&["", "words"]));
        }
        _ => {}
    }
    driver.forget();
}

fn command(random: &mut Random) -> Command {
    match random.below(21) {
        0..=3 => Command::Key(key(random)),
        4 => Command::Text(random.one_of(&["", "a\r\nB", "\0😀", "@"]).to_owned()),
        5 => Command::Keys(vec![
            KeySpec::new(random.one_of(CODES), random.one_of(KEYS)),
            KeySpec::new(random.one_of(CODES), random.one_of(KEYS)),
        ]),
        6 => Command::ReleaseKeys,
        7 => {
            let (x, y, element) = (random.number(), random.number(), area(random));
            Command::Pointer(PointerInput { x, y, element, buttons: random.below(32) as u16 })
        }
        8 => {
            let (x, y, element) = (random.number(), random.number(), area(random));
            let (delta_x, delta_y) = (random.number(), random.number());
            let unit = random.one_of(&[WheelUnit::Pixel, WheelUnit::Line, WheelUnit::Page, WheelUnit::Notch]);
            Command::Wheel(WheelInput { x, y, element, delta_x, delta_y, unit })
        }
        9 => Command::ReleaseButtons,
        10 => Command::Clipboard(random.one_of(&["", "text", "a\rb\r\n€"]).to_owned()),
        11 => Command::Credentials(Credentials {
            username: random.one_of(&[None, Some("me")]).map(str::to_owned),
            password: random.one_of(&[None, Some("guess")]).map(str::to_owned),
            target: None,
        }),
        12 => Command::ViewOnly(random.below(2) == 0),
        13 => Command::Area(area(random)),
        14 => Command::Resize(random.one_of(&[ResizeMode::Off, ResizeMode::Scale, ResizeMode::Remote])),
        15 => Command::Quality(random.below(256) as u8),
        16 => Command::Lossless(random.below(2) == 0),
        17 => Command::Visible(random.below(2) == 0),
        18 => {
            let (right, down) = (random.number(), random.number());
            Command::Motion(MotionInput { right, down, buttons: random.below(32) as u16 })
        }
        19 => Command::Power(random.one_of(&[Power::ShutDown, Power::Reboot, Power::Reset])),
        _ => random.one_of(&[
            Command::Connect,
            Command::Disconnect,
            Command::AcceptServer,
            Command::Compression(1),
        ]),
    }
}

const CODES: &[&str] = &[
    "KeyA",
    "ControlLeft",
    "AltRight",
    "ShiftLeft",
    "ShiftRight",
    "MetaLeft",
    "CapsLock",
    "Numpad7",
    "PrintScreen",
    "",
    "Unidentified",
    "Nonsense",
];
const KEYS: &[&str] = &[
    "a", "A", "Control", "Alt", "AltGraph", "Shift", "Meta", "CapsLock", "Dead", "Process", "Enter", "F36",
    "", "😀", "Zenkaku", "\0",
];

fn key(random: &mut Random) -> KeyInput {
    let mut flag = || random.below(2) == 0;
    let modifiers = Modifiers {
        shift: flag(),
        control: flag(),
        alt: flag(),
        meta: flag(),
        alt_graph: flag(),
        caps_lock: flag(),
        num_lock: flag(),
        scroll_lock: flag(),
    };
    KeyInput {
        down: flag(),
        code: random.one_of(CODES).to_owned(),
        key: random.one_of(KEYS).to_owned(),
        location: KeyLocation::from_dom(random.below(5) as u32),
        modifiers,
        at: Duration::from_millis(random.below(1000)),
    }
}

fn area(random: &mut Random) -> Area {
    Area { width: random.number(), height: random.number() }
}

/// What a server may say once the screen is there; said before, it is nonsense.
fn message(random: &mut Random) -> Vec<u8> {
    let side = random.one_of(&[0, 1, 64, 300]);
    match random.below(14) {
        0..=2 => update(&[pixel()]),
        3 => update(&[screens(random.below(3) as u16, random.below(6) as u16, side, 48)]),
        4 => update(&[rectangle(0, 0, side, 48, -223, &[])]),
        5 => update(&[rectangle(0, 0, 0, 0, -258, &[]), rectangle(0, 0, 0, 0, -239, &[])]),
        6 => vec![2, 3, 0, 0, 0, 0, 0, 0, 1, b'x'],
        // An update that never ends, until something else is taken for its data.
        7 => vec![0, 0, 0, 9],
        8 => Vec::new(),
        9 => random.one_of(&[&[150][..], &[250, 0, 1, 1], &[250, 0, 1, 0]]).to_vec(),
        // A fence, or an answer with a mark that may be an awaited one.
        10 => vec![248, 0, 0, 0, random.one_of(&[0x80, 0]), 0, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 1],
        11 => update(&[rectangle(random.below(2) as u16, 0, 0, 0, -257, &[])]),
        12 => update(&[
            rectangle(0, 0, 0, 0, -261, &[random.below(8) as u8]),
            rectangle(side, side, 0, 0, -232, &[]),
            rectangle(0, 0, 0, 0, 0x574d_5665, &[0, random.below(2) as u8]),
        ]),
        _ if random.below(8) == 0 => (0..random.below(40)).map(|_| random.below(256) as u8).collect(),
        _ => update(&[]),
    }
}

/// Marsaglia's xorshift: the same numbers on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }

    fn one_of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize].clone()
    }

    fn number(&mut self) -> f64 {
        self.one_of(&[0.0, -1.0, 0.5, 63.0, 200.0, 1e9, -1e300, f64::NAN, f64::INFINITY])
    }
}
