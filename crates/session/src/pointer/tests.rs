//! Scripts of pointer events, and the positions that they send.

use rfb::{Point, Size};

use super::{Pointer, Position};
use crate::command::{Area, PointerInput, WheelInput, WheelUnit};

const SCREEN: Size = Size::new(800, 600);
/// The screen at half its size.
const ELEMENT: Area = Area { width: 400.0, height: 300.0 };

#[derive(Default)]
struct Script {
    pointer: Pointer,
    positions: Vec<Position>,
}

impl Script {
    fn event(&mut self, x: f64, y: f64, buttons: u16) -> &mut Self {
        let input = PointerInput { x, y, element: ELEMENT, buttons };
        self.pointer.input(&input, SCREEN, &mut self.positions);
        self
    }

    fn wheel(&mut self, x: f64, y: f64, delta_x: f64, delta_y: f64) -> &mut Self {
        let input = WheelInput { x, y, element: ELEMENT, delta_x, delta_y, unit: WheelUnit::Pixel };
        self.pointer.wheel(&input, SCREEN, &mut self.positions);
        self
    }

    fn frame(&mut self) -> &mut Self {
        self.pointer.frame(&mut self.positions);
        self
    }

    fn release_all(&mut self) -> &mut Self {
        self.pointer.release_all(&mut self.positions);
        self
    }

    /// Compares the positions since the last call: buttons, column, row.
    #[track_caller]
    fn expect(&mut self, expected: &[(u8, u16, u16)]) -> &mut Self {
        let expected: Vec<Position> =
            expected.iter().map(|&(buttons, x, y)| Position { buttons, at: Point { x, y } }).collect();
        assert_eq!(self.positions, expected);
        self.positions.clear();
        self
    }
}

#[test]
fn of_many_moves_in_a_frame_the_last_is_sent() {
    Script::default()
        .event(1.0, 1.0, 0)
        .event(2.0, 2.0, 0)
        .event(3.5, 4.0, 0)
        .expect(&[])
        .frame()
        .expect(&[(0, 7, 8)])
        .frame()
        .expect(&[])
        .event(3.5, 4.0, 0)
        .frame()
        .expect(&[]);
}

#[test]
fn buttons_are_sent_at_once_after_the_move_before_them() {
    Script::default()
        .event(10.0, 10.0, 0)
        .event(20.0, 20.0, 1)
        .expect(&[(0, 20, 20), (1, 40, 40)])
        .event(25.0, 20.0, 1)
        .event(30.0, 20.0, 1)
        .event(35.0, 20.0, 0)
        .expect(&[(1, 60, 40), (0, 70, 40)]);
}

#[test]
fn each_button_has_its_bit() {
    for (dom, mask) in [(1, 1), (2, 4), (4, 2), (3, 5), (5, 3), (6, 6), (7, 7), (9, 1)] {
        Script::default().event(0.0, 0.0, dom).expect(&[(mask, 0, 0)]);
    }
    // Back and forward are not among the protocol's three buttons.
    Script::default().event(0.0, 0.0, 8).event(0.0, 0.0, 16).expect(&[]);
}

#[test]
fn a_captured_drag_stays_on_the_screen() {
    Script::default().event(0.0, 0.0, 1).event(-50.0, 1000.0, 1).frame().event(4000.0, -3.0, 0).expect(&[
        (1, 0, 0),
        (1, 0, 599),
        (0, 799, 0),
    ]);
}

#[test]
fn the_wheel_clicks_where_the_pointer_is_and_keeps_the_buttons() {
    Script::default().wheel(100.0, 100.0, 0.0, 100.0).expect(&[(16, 200, 200), (0, 200, 200)]);
    Script::default().wheel(100.0, 100.0, 0.0, -100.0).expect(&[(8, 200, 200), (0, 200, 200)]);
    Script::default().wheel(100.0, 100.0, 100.0, 0.0).expect(&[(64, 200, 200), (0, 200, 200)]);
    Script::default().wheel(100.0, 100.0, -100.0, 0.0).expect(&[(32, 200, 200), (0, 200, 200)]);
    Script::default().event(1.0, 1.0, 1).event(2.0, 2.0, 1).wheel(3.0, 3.0, 100.0, -200.0).expect(&[
        (1, 2, 2),
        (1, 4, 4),
        (9, 6, 6),
        (1, 6, 6),
        (9, 6, 6),
        (1, 6, 6),
        (65, 6, 6),
        (1, 6, 6),
    ]);
}

#[test]
fn a_turn_too_small_for_a_click_sends_nothing() {
    Script::default()
        .wheel(5.0, 5.0, 0.0, 40.0)
        .frame()
        .expect(&[])
        .wheel(5.0, 5.0, 0.0, 60.0)
        .expect(&[(16, 10, 10), (0, 10, 10)]);
}

#[test]
fn buttons_are_released_where_the_pointer_is() {
    Script::default().release_all().expect(&[]);
    Script::default()
        .event(10.0, 10.0, 3)
        .event(11.0, 11.0, 3)
        .release_all()
        .expect(&[(5, 20, 20), (5, 22, 22), (0, 22, 22)])
        .release_all()
        .expect(&[]);
}
