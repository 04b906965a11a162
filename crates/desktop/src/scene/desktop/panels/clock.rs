//! A clock with hands, and the date.

use std::time::Duration;

use crate::{
    canvas::{Area, Colour, Font, Painter},
    scene::{
        desktop::{
            panel::{Changed, Moment, News, Panel},
            theme::{FAINT_INK, INK, LINE, WARM, WELL},
        },
        texture::{cosine, sine},
    },
};

const SIZE: (i32, i32) = (300, 226);

/// The middle of the face, and its radius.
const MIDDLE: (f32, f32) = (150.0, 94.0);
const RADIUS: f32 = 86.0;

const DAYS: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The time that the hands show.
#[derive(Debug, Default)]
pub(in crate::scene::desktop) struct Clock {
    seconds: u64,
}

impl Panel for Clock {
    fn title(&self) -> &'static str {
        "Clock"
    }

    fn size(&self) -> (i32, i32) {
        SIZE
    }

    fn paint(&self, painter: &mut Painter<'_>, area: Area) {
        let middle = (area.x as f32 + MIDDLE.0, area.y as f32 + MIDDLE.1);
        let radius = RADIUS as i32;
        let face = Area::new(middle.0 as i32 - radius, middle.1 as i32 - radius, 2 * radius, 2 * radius);
        painter.shadow(face.moved(0, 2), RADIUS, 6.0, INK.with_opacity(0.18));
        painter.rounded(face, RADIUS, WELL);
        painter.outline(face, RADIUS, 1.5, LINE);
        for mark in 0..60_u8 {
            let (length, thickness, colour) =
                if mark % 5 == 0 { (8.0, 2.0, INK) } else { (3.0, 1.0, FAINT_INK) };
            let turns = f32::from(mark) / 60.0;
            painter.line(
                around(middle, turns, RADIUS - 7.0 - length),
                around(middle, turns, RADIUS - 7.0),
                thickness,
                colour,
            );
        }
        let turns = |period: u64| (self.seconds % period) as f32 / period as f32;
        let mut hand = |turns: f32, back: f32, length: f32, thickness: f32, colour: Colour| {
            painter.line(around(middle, turns, -back), around(middle, turns, length), thickness, colour);
        };
        hand(turns(12 * 3600), 8.0, 46.0, 5.0, INK);
        hand(turns(3600), 8.0, 68.0, 3.5, INK);
        hand(turns(60), 14.0, 70.0, 1.5, WARM);
        let hub = Area::new(middle.0 as i32 - 4, middle.1 as i32 - 4, 8, 8);
        painter.rounded(hub, 4.0, WARM);
        let date = date(self.seconds);
        let x = area.x + (SIZE.0 - Font::Text.width(&date)) / 2;
        painter.text(x, area.y + SIZE.1 - 32, &date, Font::Text, FAINT_INK);
    }

    fn advance(&mut self, moment: Moment) -> Changed {
        let seconds = moment.wall.as_secs();
        let changed = seconds != self.seconds;
        self.seconds = seconds;
        Changed::area_if(changed, Area::new(50, 0, 200, SIZE.1 - 8))
    }

    fn notice(&mut self, _news: &News<'_>) {}

    fn next_change(&self, moment: Moment) -> Option<Duration> {
        Some(moment.now + next_second(moment.wall))
    }
}

/// The date of a moment given in seconds since 1970.
pub(in crate::scene::desktop) fn date(seconds: u64) -> String {
    let days = seconds / 86_400;
    let weekday = DAYS[(days % 7) as usize];
    let (mut year, mut day) = (1970, days);
    while day >= days_of_year(year) {
        day -= days_of_year(year);
        year += 1;
    }
    let mut month = 0;
    while day >= days_of_month(year, month) {
        day -= days_of_month(year, month);
        month += 1;
    }
    format!("{weekday}, {} {} {year}", day + 1, MONTHS[month])
}

/// The time of day of a moment given in seconds since 1970.
pub(in crate::scene::desktop) fn time(seconds: u64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60)
}

/// How long until the next full second.
fn next_second(wall: Duration) -> Duration {
    Duration::from_secs(1) - Duration::from_nanos(wall.subsec_nanos().into())
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_of_year(year: u64) -> u64 {
    if is_leap(year) { 366 } else { 365 }
}

fn days_of_month(year: u64, month: usize) -> u64 {
    match month {
        1 if is_leap(year) => 29,
        1 => 28,
        3 | 5 | 8 | 10 => 30,
        _ => 31,
    }
}

/// The point at a distance from the middle in the direction that a hand has after so many turns.
fn around(middle: (f32, f32), turns: f32, distance: f32) -> (f32, f32) {
    (middle.0 + distance * sine(turns), middle.1 - distance * cosine(turns))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_follow_the_calendar() {
        let table = [
            (0, "Thursday, 1 January 1970"),
            (951_782_400, "Tuesday, 29 February 2000"),
            (951_868_800, "Wednesday, 1 March 2000"),
            (4_107_542_400, "Monday, 1 March 2100"),
            (1_767_225_599, "Wednesday, 31 December 2025"),
        ];
        for (seconds, expected) in table {
            assert_eq!(date(seconds), expected);
        }
        assert_eq!(time(86_399), "23:59:59");
    }
}
