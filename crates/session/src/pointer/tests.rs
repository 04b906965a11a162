//! Scripts of pointer events, and the reports that they make.

use rfb::{Point, Size};

use super::{Pointer, Report};
use crate::command::{Area, MotionInput, PointerInput, WheelInput, WheelUnit};

const SCREEN: Size = Size::new(800, 600);
/// The screen at half its size.
const ELEMENT: Area = Area { width: 400.0, height: 300.0 };

#[derive(Default)]
struct Script {
    pointer: Pointer,
    reports: Vec<Report>,
}

impl Script {
    fn event(&mut self, x: f64, y: f64, buttons: u16) -> &mut Self {
        let input = PointerInput { x, y, element: ELEMENT, buttons };
        self.pointer.input(&input, SCREEN, &mut self.reports);
        self
    }

    fn wheel(&mut self, x: f64, y: f64, delta_x: f64, delta_y: f64) -> &mut Self {
        let input = WheelInput { x, y, element: ELEMENT, delta_x, delta_y, unit: WheelUnit::Pixel };
        self.pointer.wheel(&input, SCREEN, &mut self.reports);
        self
    }

    fn frame(&mut self) -> &mut Self {
        self.pointer.frame(&mut self.reports);
        self
    }

    fn release_all(&mut self) -> &mut Self {
        self.pointer.release_all(&mut self.reports);
        self
    }

    /// Compares the reports since the last call: buttons, column, row.
    #[track_caller]
    fn expect(&mut self, expected: &[(u16, u16, u16)]) -> &mut Self {
        let expected: Vec<Report> =
            expected.iter().map(|&(buttons, x, y)| Report::Place { buttons, at: Point { x, y } }).collect();
        assert_eq!(self.reports, expected);
        self.reports.clear();
        self
    }

    fn motion(&mut self, right: f64, down: f64, buttons: u16) -> &mut Self {
        self.pointer.motion(&MotionInput { right, down, buttons }, &mut self.reports);
        self
    }

    /// Compares the reports since the last call: buttons, right, down.
    #[track_caller]
    fn expect_motions(&mut self, expected: &[(u16, i16, i16)]) -> &mut Self {
        let motion = |&(buttons, right, down): &(u16, i16, i16)| Report::Motion { buttons, right, down };
        assert_eq!(self.reports, expected.iter().map(motion).collect::<Vec<_>>());
        self.reports.clear();
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
    for (dom, mask) in
        [(1, 1), (2, 4), (4, 2), (3, 5), (5, 3), (6, 6), (7, 7), (9, 0x81), (16, 0x100), (24, 0x180), (32, 0)]
    {
        let changes = if mask == 0 { vec![] } else { vec![(mask, 0, 0)] };
        Script::default().event(0.0, 0.0, dom).expect(&changes);
    }
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

#[test]
fn movements_add_up_and_lose_no_fraction() {
    Script::default()
        .motion(0.5, -0.25, 0)
        .frame()
        .expect_motions(&[])
        .motion(0.75, -0.5, 0)
        .frame()
        .expect_motions(&[(0, 1, 0)])
        .motion(10.0, -9.5, 0)
        .motion(0.75, 0.0, 0)
        .frame()
        .expect_motions(&[(0, 11, -10)])
        .frame()
        .expect_motions(&[]);
}

#[test]
fn buttons_and_the_wheel_work_while_the_pointer_is_nowhere() {
    Script::default()
        .motion(3.0, 4.0, 0)
        .motion(0.0, 0.0, 1)
        .expect_motions(&[(0, 3, 4), (1, 0, 0)])
        .wheel(5.0, 5.0, 0.0, 100.0)
        .expect_motions(&[(17, 0, 0), (1, 0, 0)])
        .motion(1.0, 0.0, 1)
        .release_all()
        .expect_motions(&[(1, 1, 0), (0, 0, 0)]);
}

#[test]
fn a_movement_that_is_no_number_or_too_far_does_no_harm() {
    Script::default()
        .motion(f64::NAN, 1.0, 0)
        .motion(f64::INFINITY, f64::NEG_INFINITY, 0)
        .frame()
        .expect_motions(&[])
        .motion(1e9, -1e9, 0)
        .frame()
        .expect_motions(&[(0, i16::MAX, -i16::MAX)]);
}

#[test]
fn places_are_remembered_for_a_while() {
    let mut pointer = Pointer::default();
    let at = |x| Point { x, y: 0 };
    (0..100).for_each(|x| pointer.sent(at(x)));
    assert!(!pointer.was_lately_at(at(35)));
    assert!(pointer.was_lately_at(at(36)));
    assert_eq!(pointer.last_place(), at(99));
}
