//! Covers what is not background with rectangles of one colour each: the work that RRE, CoRRE and Hextile
//! share.

/// A rectangle of one colour, in pixels from the tile's top left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Subrect {
    pub(super) colour: u32,
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

/// Finds rectangles that together cover every pixel of another colour than `background`, each pixel once.
///
/// `packed` holds rows of `width` pixels; what has been covered is painted over with the background.
pub(super) fn cover(packed: &mut [u32], width: usize, background: u32, mut emit: impl FnMut(Subrect)) {
    let mut next = 0;
    while let Some(found) = packed[next..].iter().position(|&pixel| pixel != background) {
        let at = next + found;
        let subrect = largest_at(packed, width, at);
        for row in packed[at..].chunks_mut(width).take(subrect.height) {
            row[..subrect.width].fill(background);
        }
        emit(subrect);
        next = at + subrect.width;
    }
}

/// The larger of the widest and the tallest rectangle of one colour whose top left pixel is number `at`.
fn largest_at(packed: &[u32], width: usize, at: usize) -> Subrect {
    let colour = packed[at];
    let (x, y) = (at % width, at / width);
    let run = |start: usize, limit: usize| {
        packed[start..start + limit].iter().take_while(|&&pixel| pixel == colour).count()
    };
    let rows = packed.len() / width - y;
    let widest = run(at, width - x);
    let wide_rows = (1..rows).take_while(|row| run(at + row * width, widest) == widest).count() + 1;
    let tallest = (1..rows).take_while(|row| packed[at + row * width] == colour).count() + 1;
    let tall_columns = (0..tallest).map(|row| run(at + row * width, widest)).min().unwrap_or(1);
    let (width, height) = if widest * wide_rows >= tall_columns * tallest {
        (widest, wide_rows)
    } else {
        (tall_columns, tallest)
    };
    Subrect { colour, x, y, width, height }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pixel_that_is_not_background_is_covered_once() {
        let width = 7;
        let original: Vec<u32> = (0..7 * 9).map(|i: u32| i.wrapping_mul(2_654_435_761) >> 30).collect();
        let mut packed = original.clone();
        let mut painted = vec![0; original.len()];
        cover(&mut packed, width, 0, |subrect| {
            for y in subrect.y..subrect.y + subrect.height {
                for x in subrect.x..subrect.x + subrect.width {
                    assert_eq!(painted[y * width + x], 0);
                    painted[y * width + x] = subrect.colour;
                }
            }
        });
        assert_eq!(painted, original);
    }

    #[test]
    fn a_bar_is_one_rectangle_lying_or_standing() {
        let mut packed = [
            0, 1, 0, 0, //
            0, 1, 0, 0, //
            0, 1, 2, 2,
        ];
        let mut found = Vec::new();
        cover(&mut packed, 4, 0, |subrect| found.push(subrect));
        assert_eq!(
            found,
            [
                Subrect { colour: 1, x: 1, y: 0, width: 1, height: 3 },
                Subrect { colour: 2, x: 2, y: 2, width: 2, height: 1 },
            ]
        );
    }
}
