//! Where windows are until the user moves them.

use rfb::Size;

use super::{
    panel::Panel,
    panels::{Clipboard, Clock, Controls, Keyboard, Log, Motion, Photograph, Pointer},
    theme::{GAP, TITLE_BAR, TOP_BAR},
    window::Window,
};

/// The size that the windows fill.
pub(super) const COMFORTABLE: Size = Size::new(1280, 800);

/// At least so much of a window stays on the screen.
const REACHABLE: i32 = 80;

/// All windows, the one that gets the keys on top.
pub(super) fn windows() -> Vec<Window> {
    let columns: [Vec<Box<dyn Panel>>; 3] = [
        vec![Box::new(Keyboard::default()), Box::new(Log::default())],
        vec![Box::new(Clock::default()), Box::new(Pointer::default()), Box::new(Controls::default())],
        vec![Box::new(Photograph::new()), Box::new(Motion::default()), Box::new(Clipboard::default())],
    ];
    let mut windows = Vec::new();
    let mut x = GAP;
    for column in columns {
        let (mut y, mut width) = (TOP_BAR + GAP, 0);
        for panel in column {
            let window = Window::new(panel, x, y);
            y = window.area.bottom() + GAP;
            width = width.max(window.area.width);
            windows.push(window);
        }
        x += width + GAP;
    }
    windows.rotate_left(1);
    windows
}

/// Puts windows in their places on a screen of another size. The arrangement as a whole stays in the middle; windows that the user
/// moved stay where they are, as far as they can be reached.
pub(super) fn arrange(windows: &mut [Window], before: Size, after: Size) {
    let margins = |size: Size| {
        let spare = |length: u16, comfortable: u16| i32::from(length.saturating_sub(comfortable)) / 2;
        (spare(size.width, COMFORTABLE.width), spare(size.height, COMFORTABLE.height))
    };
    let ((left, top), (new_left, new_top)) = (margins(before), margins(after));
    for window in windows {
        let moved = if window.placed_by_user {
            window.area
        } else {
            window.area.moved(new_left - left, new_top - top)
        };
        window.area = moved;
        keep_reachable(window, after);
    }
}

/// Moves a window so that its title bar can be taken hold of.
pub(super) fn keep_reachable(window: &mut Window, screen: Size) {
    let area = &mut window.area;
    let (width, height) = (i32::from(screen.width), i32::from(screen.height));
    area.x = area.x.clamp(REACHABLE - area.width, (width - REACHABLE).max(REACHABLE - area.width));
    area.y = area.y.clamp(TOP_BAR, (height - TITLE_BAR).max(TOP_BAR));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canvas::Area;

    #[test]
    fn the_windows_fill_the_comfortable_size_without_overlapping() {
        let windows = windows();
        let screen = Area::new(0, TOP_BAR, 1280, 800 - TOP_BAR).inset(GAP);
        for (number, window) in windows.iter().enumerate() {
            assert!(screen.covers(window.area), "{}", window.panel.title());
            for other in &windows[..number] {
                assert!(!window.area.overlaps(other.area));
            }
        }
        let right = windows.iter().map(|window| window.area.right()).max();
        let bottom = windows.iter().map(|window| window.area.bottom()).max();
        assert_eq!((right, bottom), (Some(screen.right()), Some(screen.bottom())));
    }

    #[test]
    fn every_window_can_be_reached_on_a_small_screen() {
        let mut windows = windows();
        let small = Size::new(320, 200);
        arrange(&mut windows, COMFORTABLE, small);
        for window in &windows {
            assert!(window.title_bar().on(small).is_some(), "{}", window.panel.title());
        }
    }
}
