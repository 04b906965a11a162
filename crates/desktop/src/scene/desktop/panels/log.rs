//! A log that scrolls: reports from a harbour, and what the user did.

use std::{collections::VecDeque, time::Duration};

use super::time;
use crate::{
    canvas::{Area, Font, Painter},
    scene::{
        desktop::{
            panel::{Changed, Moment, News, Panel},
            theme::{FAINT_MOON, LINE_HEIGHT, MOON, NIGHT, PADDING},
        },
        texture::scramble,
    },
};

const SIZE: (i32, i32) = (572, 300);

/// Where the lines appear.
const TEXT: Area = Area::new(PADDING, 10, SIZE.0 - 2 * PADDING, LINES as i32 * LINE_HEIGHT);

/// How many lines there is room for.
const LINES: usize = 14;

/// A report comes as often as this.
const PERIOD: Duration = Duration::from_millis(900);

/// How many reports there were before time began, so that the log is never empty.
const REPORTS_BEFORE: u64 = 11;

/// A longer line would not be seen whole.
const MAX_LINE: usize = 64;

/// Who reports, and what.
const REPORTS: [(&str, &str); 8] = [
    ("lighthouse", "light on, visibility {} nautical miles"),
    ("pilot", "vessel {} asks for berth"),
    ("buoy", "wave height {} cm, period 6 s"),
    ("weather", "wind north-east, {} knots"),
    ("harbour", "gate {} opened"),
    ("tide", "{} cm above chart datum, rising"),
    ("radar", "track {} lost, last seen off the cape"),
    ("crane", "container {} on the quay"),
];

/// The latest lines.
#[derive(Debug, Default)]
pub(in crate::scene::desktop) struct Log {
    lines: VecDeque<Line>,
    /// How many reports have been written.
    reports: u64,
    /// How many lines have been written since the last look.
    added: usize,
    /// The time for what the user does, which comes without one.
    seconds: u64,
}

#[derive(Debug)]
struct Line {
    seconds: u64,
    who: &'static str,
    what: String,
}

impl Panel for Log {
    fn title(&self) -> &'static str {
        "Log"
    }

    fn size(&self) -> (i32, i32) {
        SIZE
    }

    fn paint(&self, painter: &mut Painter<'_>, area: Area) {
        painter.rounded(Area::new(area.x + 1, area.y, area.width - 2, area.height - 1), 9.0, NIGHT);
        painter.fill(Area::new(area.x + 1, area.y, area.width - 2, 12), NIGHT);
        let text = TEXT.moved(area.x, area.y);
        for (row, line) in (0..).zip(&self.lines) {
            let y = text.y + row * LINE_HEIGHT;
            painter.text(text.x, y, &time(line.seconds), Font::Text, FAINT_MOON);
            painter.text(text.x + 80, y, line.who, Font::Bold, FAINT_MOON);
            painter.text(text.x + 176, y, &line.what, Font::Text, MOON);
        }
    }

    fn advance(&mut self, moment: Moment) -> Changed {
        let due = REPORTS_BEFORE + (moment.now.as_nanos() / PERIOD.as_nanos()) as u64;
        // What has scrolled away unseen needs not be written.
        self.reports = self.reports.max(due.saturating_sub(LINES as u64));
        while self.reports < due {
            let age = PERIOD * u32::try_from(due - self.reports - 1).unwrap_or(0);
            self.write(report(self.reports, moment.wall.saturating_sub(age)));
            self.reports += 1;
        }
        self.seconds = moment.wall.as_secs();
        let added = std::mem::take(&mut self.added);
        let mut changed = Changed::area_if(added > 0, TEXT);
        if (1..LINES).contains(&added) && self.lines.len() == LINES {
            changed.scrolled = Some((TEXT, added as i32 * LINE_HEIGHT));
        }
        changed
    }

    fn notice(&mut self, news: &News<'_>) {
        if let News::Note(what) = news {
            let what = what.chars().take(MAX_LINE).collect();
            self.write(Line { seconds: self.seconds, who: "you", what });
        }
    }

    fn next_change(&self, moment: Moment) -> Option<Duration> {
        let next = moment.now.as_nanos() / PERIOD.as_nanos() + 1;
        Some(Duration::from_nanos((next * PERIOD.as_nanos()) as u64))
    }
}

impl Log {
    fn write(&mut self, line: Line) {
        self.lines.push_back(line);
        if self.lines.len() > LINES {
            self.lines.pop_front();
        }
        self.added = self.added.saturating_add(1);
    }
}

fn report(number: u64, wall: Duration) -> Line {
    let chance = scramble(number as u32);
    let (who, what) = REPORTS[chance as usize % REPORTS.len()];
    let figure = (2 + (chance >> 8) % 97).to_string();
    Line { seconds: wall.as_secs(), who, what: what.replace("{}", &figure) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(millis: u64) -> Moment {
        Moment { now: Duration::from_millis(millis), wall: Duration::from_millis(millis + 5_000_000) }
    }

    #[test]
    fn new_lines_scroll_the_old_ones_up() {
        let mut log = Log::default();
        log.advance(moment(0));
        assert_eq!(log.lines.len(), 11);
        log.advance(moment(10_000));
        assert_eq!(log.lines.len(), LINES);
        assert_eq!(log.advance(moment(10_800)).scrolled, Some((TEXT, LINE_HEIGHT)));
        assert_eq!(log.advance(moment(10_800)).scrolled, None);
        log.notice(&News::Note("hello"));
        assert_eq!(log.advance(moment(10_800)).scrolled, Some((TEXT, LINE_HEIGHT)));
        assert_eq!(log.lines.back().map(|line| line.what.as_str()), Some("hello"));
    }

    #[test]
    fn a_long_absence_is_caught_up_at_once() {
        let mut log = Log::default();
        log.advance(moment(0));
        let changed = log.advance(moment(1_000_000_000_000));
        assert_eq!((changed.areas.len(), changed.scrolled), (1, None));
        assert_eq!(log.lines.len(), LINES);
    }
}
