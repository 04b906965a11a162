//! Where the screen has to be painted again.

use crate::canvas::Area;

/// More areas than this become one: painting a little too much is cheaper than painting some of it many
/// times.
const MAX_AREAS: usize = 24;

/// Areas to be painted again.
#[derive(Debug, Default)]
pub(super) struct Damage {
    areas: Vec<Area>,
}

impl Damage {
    /// Adds an area.
    pub(super) fn add(&mut self, area: Area) {
        if self.areas.iter().any(|known| known.covers(area)) {
            return;
        }
        self.areas.retain(|&known| !area.covers(known));
        if self.areas.len() < MAX_AREAS {
            self.areas.push(area);
        } else {
            let all = self.areas.drain(..).fold(area, Area::joined);
            self.areas.push(all);
        }
    }

    /// Takes the areas, of which none lies within another.
    pub(super) fn take(&mut self) -> Vec<Area> {
        std::mem::take(&mut self.areas)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_within_another_area_is_not_kept() {
        let mut damage = Damage::default();
        for area in
            [Area::new(0, 0, 5, 5), Area::new(0, 0, 9, 9), Area::new(1, 1, 2, 2), Area::new(8, 8, 2, 2)]
        {
            damage.add(area);
        }
        assert_eq!(damage.take(), [Area::new(0, 0, 9, 9), Area::new(8, 8, 2, 2)]);
        assert_eq!(damage.take(), []);
    }

    #[test]
    fn many_areas_become_one() {
        let mut damage = Damage::default();
        for place in 0..=24 {
            damage.add(Area::new(place * 10, 0, 5, 5));
        }
        assert_eq!(damage.take(), [Area::new(0, 0, 245, 5)]);
    }
}
