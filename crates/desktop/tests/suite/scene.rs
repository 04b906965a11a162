//! The demo's desktop: what it paints in parts is what it would paint as a whole.

use std::time::Duration;

use desktop::{
    canvas::Canvas,
    scene::{Desktop, DesktopOptions, Input, Scene},
};
use rfb::{Point, Size};

/// Numbers that look random and are the same each time.
struct Chance(u32);

impl Chance {
    fn below(&mut self, limit: u16) -> u16 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        u16::try_from(self.0 % u32::from(limit)).expect("below a u16")
    }
}

fn act(scene: &mut Desktop, chance: &mut Chance, now: Duration) {
    let size = scene.size();
    let pointer = |buttons: u16, chance: &mut Chance| Input::Pointer {
        buttons,
        at: Point { x: chance.below(size.width), y: chance.below(size.height) },
    };
    let input = match chance.below(8) {
        0 => Input::Key { keysym: 0x20 + u32::from(chance.below(0xe0)), scancode: Some(0x1e), down: true },
        1 => Input::Key { keysym: 0xff0d, scancode: None, down: true },
        2 => Input::CutText("lorem ipsum ".repeat(usize::from(chance.below(20)))),
        // Presses and releases, among them drags from one place to another.
        3..=5 => pointer(1, chance),
        _ => pointer(chance.below(128) << 1, chance),
    };
    scene.input(input, now);
}

#[test]
fn a_desktop_painted_in_parts_equals_one_painted_whole() {
    let mut scene = Desktop::new(DesktopOptions { size: Size::new(900, 640), ..DesktopOptions::default() });
    let mut chance = Chance(2_463_534_242);
    let mut canvas = Canvas::new(scene.size());
    for round in 0..120_u32 {
        let now = Duration::from_millis(370) * round;
        for _ in 0..chance.below(4) {
            act(&mut scene, &mut chance, now);
        }
        scene.draw_pointer(round % 10 < 7);
        scene.draw(now, &mut canvas);
        let mut whole = Canvas::new(scene.size());
        scene.draw(now, &mut whole);
        assert!(canvas.pixels() == whole.pixels(), "round {round}");
    }
}

#[test]
fn changes_tell_of_every_pixel_that_changed() {
    let mut scene = Desktop::new(DesktopOptions { size: Size::new(900, 640), ..DesktopOptions::default() });
    let mut chance = Chance(88_172_645);
    let mut canvas = Canvas::new(scene.size());
    scene.draw(Duration::ZERO, &mut canvas);
    for round in 1..60_u32 {
        let now = Duration::from_millis(370) * round;
        act(&mut scene, &mut chance, now);
        let (size, before) = (canvas.size(), canvas.pixels().to_vec());
        canvas.take_changes();
        scene.draw(now, &mut canvas);
        let areas = canvas.take_changes().areas;
        if canvas.size() != size {
            continue;
        }
        let width = usize::from(size.width);
        for (at, (before, after)) in before.iter().zip(canvas.pixels()).enumerate() {
            let (x, y) = ((at % width) as u32, (at / width) as u32);
            let told = || {
                areas.iter().any(|area| {
                    let (left, top) = (u32::from(area.x), u32::from(area.y));
                    (left..area.right()).contains(&x) && (top..area.bottom()).contains(&y)
                })
            };
            assert!(before == after || told(), "round {round}: {x}, {y}");
        }
    }
}

#[test]
fn a_still_desktop_never_changes_by_itself() {
    let mut scene = Desktop::new(DesktopOptions { animated: false, ..DesktopOptions::default() });
    let mut canvas = Canvas::new(scene.size());
    scene.draw(Duration::ZERO, &mut canvas);
    canvas.take_changes();
    scene.draw(Duration::from_secs(1000), &mut canvas);
    assert_eq!(canvas.take_changes(), desktop::canvas::Changes::default());
    assert_eq!(scene.next_change(Duration::from_secs(1000)), None);
}
