//! Given pictures, one after another: content for tests and measurements.

use std::time::Duration;

use rfb::{Rect, Size};

use super::{Effect, Input, Scene};
use crate::canvas::Canvas;

/// Shows pictures of one size in turn, for ever.
#[derive(Debug)]
pub struct Film {
    size: Size,
    frames: Vec<Vec<u32>>,
    interval: Duration,
    /// Which frame the canvas has.
    shown: Option<usize>,
}

impl Film {
    /// A film of at least one frame; each has `size.area()` pixels `0x00RRGGBB` and is seen for `interval`.
    ///
    /// # Panics
    /// If there is no frame, one is not of this size, or the interval is zero.
    pub fn new(size: Size, frames: Vec<Vec<u32>>, interval: Duration) -> Self {
        assert!(!frames.is_empty(), "a film has a frame");
        assert!(frames.iter().all(|frame| frame.len() == size.area()), "all frames have the film's size");
        assert!(!interval.is_zero(), "a frame is seen for some time");
        Self { size, frames, interval, shown: None }
    }

    fn number(&self, now: Duration) -> u128 {
        now.as_nanos() / self.interval.as_nanos()
    }
}

impl Scene for Film {
    fn size(&self) -> Size {
        self.size
    }

    fn resize(&mut self, _size: Size) -> bool {
        false
    }

    fn input(&mut self, _input: Input, _now: Duration) {}

    fn draw_pointer(&mut self, _draw: bool) {}

    fn draw(&mut self, now: Duration, canvas: &mut Canvas) {
        if canvas.size() != self.size {
            canvas.resize(self.size);
        }
        let number = (self.number(now) % self.frames.len() as u128) as usize;
        if self.shown == Some(number) && !canvas.is_new() {
            return;
        }
        let rows = self.frames[number].chunks(usize::from(self.size.width).max(1));
        for (y, row) in (0..self.size.height).zip(rows) {
            canvas.row_mut(y).copy_from_slice(row);
        }
        canvas.changed(Rect::covering(self.size));
        self.shown = Some(number);
    }

    fn next_change(&self, now: Duration) -> Option<Duration> {
        let next = (self.number(now) + 1).checked_mul(self.interval.as_nanos())?;
        (self.frames.len() > 1).then(|| Duration::from_nanos(next as u64))
    }

    fn next_effect(&mut self) -> Option<Effect> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_follow_each_other_and_begin_again() {
        let size = Size::new(2, 1);
        let mut film = Film::new(size, vec![vec![1, 2], vec![3, 4]], Duration::from_millis(40));
        let mut canvas = Canvas::new(size);
        for (millis, pixels, changes) in [(0, [1, 2], 2), (39, [1, 2], 0), (40, [3, 4], 1), (80, [1, 2], 1)] {
            let now = Duration::from_millis(millis);
            film.draw(now, &mut canvas);
            assert_eq!(canvas.pixels(), pixels);
            assert_eq!(canvas.take_changes().areas.len(), changes, "{millis}");
        }
        assert_eq!(film.next_change(Duration::from_millis(81)), Some(Duration::from_millis(120)));
    }
}
