//! Which parts of a framebuffer have changed since they were last shown.

use crate::Rect;

/// A short list of rectangles that together hold every changed pixel, and perhaps a few unchanged ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Damage {
    /// INVARIANT: `rects.len() <= MAX_RECTS`, and no rectangle in it is empty.
    rects: Vec<Rect>,
}

impl Damage {
    /// More rectangles than this are joined: each costs the surface a call of its own.
    pub const MAX_RECTS: usize = 16;

    /// Adds a rectangle, joining it with those it overlaps or continues.
    pub fn add(&mut self, rect: Rect) {
        if rect.is_empty() {
            return;
        }
        let mut joined = rect;
        // A union may reach a rectangle that neither part did, so look again until nothing joins.
        while let Some(index) = self.rects.iter().position(|&other| worth_joining(joined, other)) {
            joined = joined.union(self.rects.swap_remove(index));
        }
        if self.rects.len() == Self::MAX_RECTS {
            let nearest = (0..self.rects.len()).min_by_key(|&index| wasted(joined, self.rects[index]));
            if let Some(index) = nearest {
                joined = joined.union(self.rects.swap_remove(index));
            }
        }
        self.rects.push(joined);
    }

    /// The rectangles; two of them may share pixels.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Rect> + '_ {
        self.rects.iter().copied()
    }

    /// The smallest rectangle that holds all of them, or none if nothing has changed.
    pub fn bounds(&self) -> Option<Rect> {
        self.iter().reduce(Rect::union)
    }

    /// Whether nothing has changed.
    pub fn is_empty(&self) -> bool {
        self.rects.is_empty()
    }
}

/// Whether one rectangle in place of two shows no more pixels than the two would.
fn worth_joining(a: Rect, b: Rect) -> bool {
    wasted(a, b) == 0
}

/// How many pixels a union shows beyond those that showing both apart would.
fn wasted(a: Rect, b: Rect) -> usize {
    a.union(b).area().saturating_sub(a.area() + b.area())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn damage(rects: &[Rect]) -> Damage {
        let mut damage = Damage::default();
        for &rect in rects {
            damage.add(rect);
        }
        damage
    }

    #[test]
    fn neighbours_become_one_rectangle() {
        let rows = damage(&[Rect::new(0, 0, 64, 8), Rect::new(0, 8, 64, 8), Rect::new(0, 16, 64, 1)]);
        assert_eq!(rows.iter().collect::<Vec<_>>(), [Rect::new(0, 0, 64, 17)]);
    }

    #[test]
    fn a_rectangle_that_closes_a_gap_joins_both_sides() {
        let closed = damage(&[Rect::new(0, 0, 8, 8), Rect::new(16, 0, 8, 8), Rect::new(8, 0, 8, 8)]);
        assert_eq!(closed.iter().collect::<Vec<_>>(), [Rect::new(0, 0, 24, 8)]);
    }

    #[test]
    fn far_rectangles_stay_apart() {
        let far = damage(&[Rect::new(0, 0, 8, 8), Rect::new(900, 700, 8, 8)]);
        assert_eq!(far.iter().len(), 2);
        assert_eq!(far.bounds(), Some(Rect::new(0, 0, 908, 708)));
    }

    #[test]
    fn the_list_stays_short_and_loses_nothing() {
        let scattered: Vec<Rect> = (0..100).map(|n| Rect::new(n * 37 % 1000, n * 91 % 700, 3, 3)).collect();
        let joined = damage(&scattered);
        assert!(joined.iter().len() <= Damage::MAX_RECTS);
        for rect in scattered {
            assert!(joined.iter().any(|whole| whole.union(rect) == whole), "{rect:?} is lost");
        }
    }

    #[test]
    fn nothing_changed_has_no_bounds() {
        let nothing = damage(&[Rect::new(5, 5, 0, 9)]);
        assert!(nothing.is_empty());
        assert_eq!(nothing.bounds(), None);
    }
}
