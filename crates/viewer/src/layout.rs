//! Where the screen lies on the page: pure arithmetic between CSS pixels, device pixels and the screen's own pixels.
//!
//! Sizes are chosen in device pixels, because only whole device pixels are drawn sharply, and turned into CSS pixels
//! last.

use session::ResizeMode;

/// The VM's screen, in its own pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

/// The room on the page for the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Width in device pixels.
    pub width: u32,
    /// Height in device pixels.
    pub height: u32,
    /// Device pixels in one CSS pixel: 1, 1.25, 2, … as the display's scale and the page's zoom have it.
    pub ratio: f64,
}

impl Area {
    /// An area of `width` by `height` CSS pixels, rounded to the device pixels it covers.
    pub fn from_css(width: f64, height: f64, ratio: f64) -> Self {
        let ratio = if ratio.is_finite() && ratio > 0.0 { ratio } else { 1.0 };
        Self { width: device_pixels(width * ratio), height: device_pixels(height * ratio), ratio }
    }

    /// Whether this is what another area leaves of itself when an on-screen keyboard comes up: it is less high, and all else
    /// is equal.
    pub fn is_lower_part_of(self, other: Self) -> bool {
        let Self { width, height, ratio } = other;
        self.height < height && self == Self { width, height: self.height, ratio }
    }

    /// Device pixels a side of a screen pixel takes at actual size: the largest whole number that makes it no larger
    /// than a CSS pixel, so that every screen pixel is sharp and text is near the size of the page's own.
    pub fn actual_scale(self) -> u32 {
        device_pixels(self.ratio.floor()).max(1)
    }

    /// The screen that fills the area exactly at actual size: what a server is asked for in [`ResizeMode::Remote`].
    pub fn screen_size(self) -> Size {
        let side = |length: u32| u16::try_from(length / self.actual_scale()).unwrap_or(u16::MAX);
        Size { width: side(self.width), height: side(self.height) }
    }
}

/// Where the canvas lies in its area, and how large it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layout {
    screen: Size,
    ratio: f64,
    /// Left edge in the area, in device pixels; never negative: what does not fit is scrolled to.
    left: u32,
    /// Top edge, likewise.
    top: u32,
    /// Width in device pixels.
    width: u32,
    /// Height in device pixels.
    height: u32,
}

impl Layout {
    /// Places a `screen` in the `area`, centred.
    ///
    /// [`ResizeMode::Scale`] makes it as large as fits, [`ResizeMode::Off`] shows it at actual size however large it
    /// is, and [`ResizeMode::Remote`] does the latter while it fits: a server that cannot follow is scaled down.
    pub fn new(area: Area, screen: Size, mode: ResizeMode) -> Self {
        let actual = f64::from(area.actual_scale());
        let fitting = (f64::from(area.width) / f64::from(screen.width.max(1)))
            .min(f64::from(area.height) / f64::from(screen.height.max(1)));
        let scale = match mode {
            ResizeMode::Off => actual,
            ResizeMode::Scale => fitting,
            ResizeMode::Remote => actual.min(fitting),
        };
        let width = device_pixels(f64::from(screen.width) * scale).max(1);
        let height = device_pixels(f64::from(screen.height) * scale).max(1);
        Self {
            screen,
            ratio: area.ratio,
            left: area.width.saturating_sub(width) / 2,
            top: area.height.saturating_sub(height) / 2,
            width,
            height,
        }
    }

    /// Left edge in the area, in CSS pixels.
    pub fn left(&self) -> f64 {
        f64::from(self.left) / self.ratio
    }

    /// Top edge in the area, in CSS pixels.
    pub fn top(&self) -> f64 {
        f64::from(self.top) / self.ratio
    }

    /// Width in CSS pixels.
    pub fn width(&self) -> f64 {
        f64::from(self.width) / self.ratio
    }

    /// Height in CSS pixels.
    pub fn height(&self) -> f64 {
        f64::from(self.height) / self.ratio
    }

    /// CSS pixels a screen pixel is wide.
    pub fn scale(&self) -> f64 {
        self.width() / f64::from(self.screen.width.max(1))
    }

    /// Device pixels in one CSS pixel.
    pub fn ratio(&self) -> f64 {
        self.ratio
    }

    /// Whether each screen pixel covers the same whole number of device pixels, so that smoothing could only
    /// blur it.
    pub fn is_exact(&self) -> bool {
        let (across, down) = (u32::from(self.screen.width.max(1)), u32::from(self.screen.height.max(1)));
        self.width.is_multiple_of(across) && self.height.is_multiple_of(down)
    }
}

fn device_pixels(length: f64) -> u32 {
    // More than any canvas can have, and low enough that sums of two cannot overflow.
    const LONGEST: f64 = 1_000_000.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped; a NaN becomes 0")]
    let pixels = length.round().clamp(0.0, LONGEST) as u32;
    pixels
}

#[cfg(test)]
mod tests {
    use super::*;

    const VGA: Size = Size { width: 640, height: 480 };

    #[test]
    fn the_actual_size_is_a_whole_number_of_device_pixels() {
        for (ratio, expected) in [(0.5, 1), (1.0, 1), (1.25, 1), (1.75, 1), (2.0, 2), (2.625, 2), (3.0, 3)] {
            let layout = Layout::new(Area::from_css(2000.0, 2000.0, ratio), VGA, ResizeMode::Off);
            assert_eq!(layout.width, 640 * expected, "at {ratio}");
            assert!(layout.is_exact(), "at {ratio}");
        }
    }

    #[test]
    fn scaling_fills_one_direction_and_keeps_the_aspect() {
        let layout = Layout::new(Area::from_css(1000.0, 480.0, 1.0), VGA, ResizeMode::Scale);
        assert_eq!((layout.left, layout.top, layout.width, layout.height), (180, 0, 640, 480));
        assert!(layout.is_exact());
        let layout = Layout::new(Area::from_css(320.0, 1000.0, 1.0), VGA, ResizeMode::Scale);
        assert_eq!((layout.left, layout.top, layout.width, layout.height), (0, 380, 320, 240));
        assert!(!layout.is_exact());
    }

    #[test]
    fn an_on_screen_keyboard_takes_height_and_nothing_else() {
        let whole = Area::from_css(390.0, 844.0, 3.0);
        for (width, height, ratio, expected) in [
            (390.0, 508.0, 3.0, true),
            (390.0, 844.0, 3.0, false),
            (390.0, 900.0, 3.0, false),
            (844.0, 390.0, 3.0, false),
            (195.0, 254.0, 6.0, false),
        ] {
            let area = Area::from_css(width, height, ratio);
            assert_eq!(area.is_lower_part_of(whole), expected, "{area:?}");
        }
    }

    #[test]
    fn a_screen_larger_than_its_area_starts_at_the_corner() {
        let layout = Layout::new(Area::from_css(100.0, 100.0, 1.0), VGA, ResizeMode::Off);
        assert_eq!((layout.left, layout.top, layout.width), (0, 0, 640));
    }

    #[test]
    fn a_server_that_did_not_follow_is_scaled_down_but_never_up() {
        let small = Layout::new(Area::from_css(320.0, 240.0, 1.0), VGA, ResizeMode::Remote);
        assert_eq!(small.width, 320);
        let large = Layout::new(Area::from_css(3200.0, 2400.0, 1.0), VGA, ResizeMode::Remote);
        assert_eq!(large.width, 640);
    }

    #[test]
    fn a_screen_of_the_size_asked_for_fills_the_area() {
        for ratio in [1.0, 1.25, 1.5, 2.0, 3.0] {
            let area = Area::from_css(1280.0, 720.0, ratio);
            let size = area.screen_size();
            let layout = Layout::new(area, size, ResizeMode::Remote);
            assert_eq!((layout.width, layout.height), (area.width, area.height), "at {ratio}");
            assert!(layout.is_exact(), "at {ratio}");
        }
    }

    #[test]
    fn nothing_divides_by_an_empty_area_or_screen() {
        let layout = Layout::new(Area::from_css(0.0, 0.0, 0.0), Size::default(), ResizeMode::Scale);
        assert!(layout.scale().is_finite() && layout.is_exact());
    }
}
