//! A ball that bounces: something that always moves.

use std::time::Duration;

use crate::{
    canvas::{Area, Colour, Painter},
    scene::{
        desktop::{
            panel::{Changed, Moment, News, Panel},
            theme::{INK, LINE, WARM},
        },
        texture::smooth,
    },
};

const SIZE: (i32, i32) = (312, 170);

/// Where the ball moves.
const ROOM: Area = Area::new(12, 8, SIZE.0 - 24, SIZE.1 - 20);

/// The ball's radius, and the height of its shadow on the floor.
const BALL: i32 = 20;
const FLOOR: i32 = 12;

/// The ball moves in steps of this length, twice as many as most screens can show.
const STEP: Duration = Duration::from_micros(8_333);

/// Steps for one way from wall to wall, and for one bounce.
const CROSSING_STEPS: u64 = 290;
const BOUNCE_STEPS: u64 = 132;

/// The ball.
#[derive(Debug, Default)]
pub(in crate::scene::desktop) struct Motion {
    /// How many steps it has made.
    step: u64,
    /// The steps of time that it did not make since it was paused.
    skipped: u64,
    paused: bool,
}

impl Panel for Motion {
    fn title(&self) -> &'static str {
        "Motion"
    }

    fn size(&self) -> (i32, i32) {
        SIZE
    }

    fn paint(&self, painter: &mut Painter<'_>, area: Area) {
        let room = ROOM.moved(area.x, area.y);
        let mut painter = painter.within(room);
        painter.shade(room, |_, y| {
            Colour::rgb(0xe3_ee_ee).mixed(Colour::rgb(0xf7_ee_e2), (y - room.y) as f32 / room.height as f32)
        });
        painter.outline(room, 0.0, 1.0, LINE);
        let ball = ball(self.step).moved(area.x, area.y);
        let floor = room.bottom() - FLOOR;
        let closeness = 1.0 - (floor - ball.bottom()) as f32 / room.height as f32;
        // The higher the ball, the wider and fainter its shadow.
        let (wide, high) = (14.0 + 10.0 * (1.0 - closeness), 5.0);
        let (middle_x, middle_y) = ((ball.x + BALL) as f32, floor as f32);
        painter.shade(Area::new(ball.x - 6, floor - 6, ball.width + 12, 12), |x, y| {
            let (dx, dy) = ((x as f32 + 0.5 - middle_x) / wide, (y as f32 + 0.5 - middle_y) / high);
            INK.with_opacity((0.15 + 0.35 * closeness) * smooth(1.0 - dx * dx - dy * dy))
        });
        painter.rounded(ball, BALL as f32, WARM);
        // Light from the upper left.
        painter.within(ball).shadow(
            Area::new(ball.x + 8, ball.y + 7, 10, 10),
            5.0,
            7.0,
            Colour::rgb(0xff_f1_dd).with_opacity(0.8),
        );
    }

    fn advance(&mut self, moment: Moment) -> Changed {
        let steps = (moment.now.as_nanos() / STEP.as_nanos()) as u64;
        if self.paused {
            self.skipped = steps.saturating_sub(self.step);
            return Changed::default();
        }
        let before = ball(self.step);
        self.step = steps.saturating_sub(self.skipped);
        let after = ball(self.step);
        if before == after {
            return Changed::default();
        }
        // Its shadow is below it.
        let column = |ball: Area| {
            let top = ball.y;
            Area::new(ball.x - 6, top, ball.width + 12, ROOM.bottom() - top)
        };
        Changed { areas: vec![column(before).joined(column(after))], scrolled: None }
    }

    fn notice(&mut self, news: &News<'_>) {
        if matches!(news, News::Pause) {
            self.paused = !self.paused;
        }
    }

    fn next_change(&self, moment: Moment) -> Option<Duration> {
        let next = moment.now.as_nanos() / STEP.as_nanos() + 1;
        (!self.paused).then(|| Duration::from_nanos((next * STEP.as_nanos()) as u64))
    }
}

/// Where the ball is after so many steps.
fn ball(step: u64) -> Area {
    let share = |period: u64| (step % period) as f32 / period as f32;
    let crossing = share(2 * CROSSING_STEPS) * 2.0;
    let across = if crossing > 1.0 { 2.0 - crossing } else { crossing };
    let bounce = share(BOUNCE_STEPS) * 2.0 - 1.0;
    let height = 1.0 - bounce * bounce;
    let (wide, high) = ((ROOM.width - 2 * BALL - 8) as f32, (ROOM.height - 2 * BALL - FLOOR - 8) as f32);
    let x = ROOM.x + 4 + (wide * across + 0.5) as i32;
    let y = ROOM.bottom() - FLOOR - 2 * BALL - (high * height + 0.5) as i32;
    Area::new(x, y, 2 * BALL, 2 * BALL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ball_stays_in_its_room() {
        for step in 0..2 * CROSSING_STEPS * 3 {
            let ball = ball(step);
            assert!(ball.x >= ROOM.x && ball.right() <= ROOM.right(), "{ball:?}");
            assert!(ball.y >= ROOM.y && ball.bottom() <= ROOM.bottom(), "{ball:?}");
        }
    }

    #[test]
    fn after_a_pause_the_ball_goes_on_where_it_was() {
        let moment = |millis| Moment { now: Duration::from_millis(millis), wall: Duration::ZERO };
        let mut motion = Motion::default();
        motion.advance(moment(500));
        let before = motion.step;
        motion.notice(&News::Pause);
        assert!(motion.advance(moment(9_000)).areas.is_empty());
        assert_eq!(motion.next_change(moment(9_000)), None);
        motion.notice(&News::Pause);
        motion.advance(moment(9_000));
        assert_eq!(motion.step, before);
    }
}
