//! Where windows are until the user moves them.

use rfb::Size;

use super::{
    panel::Panel,
    panels::{Clipboard, Clock, Controls, Keyboard, Log, Motion, Photograph, Pointer},
    theme::{GAP, TITLE_BAR, TOP_BAR},
    window::Window,
};
use crate::canvas::Area;

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

/// Puts windows in their places on a screen of this size. The arrangement as a whole is in the middle; where
/// there is too little room its windows overlap. Windows that the user moved stay where they are, as far as
/// they can be reached.
pub(super) fn arrange(windows: &mut [Window], screen: Size) {
    let spare = |length: u16, comfortable: u16| i32::from(length.saturating_sub(comfortable)) / 2;
    let (left, top) = (spare(screen.width, COMFORTABLE.width), spare(screen.height, COMFORTABLE.height));
    for window in windows {
        if !window.placed_by_user {
            let Area { width, height, .. } = window.area;
            let (last_x, last_y) =
                (i32::from(screen.width) - GAP - width, i32::from(screen.height) - GAP - height);
            window.area.x = (window.home.0 + left).min(last_x).max(0);
            window.area.y = (window.home.1 + top).min(last_y).max(TOP_BAR);
        }
        keep_reachable(window, screen);
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
        arrange(&mut windows, small);
        for window in &windows {
            assert!(window.title_bar().on(small).is_some(), "{}", window.panel.title());
        }
    }
    #[test]
    fn windows_find_back_when_there_is_room_again() {
        let mut windows = windows();
        let before: Vec<Area> = windows.iter().map(|window| window.area).collect();
        let medium = Size::new(900, 600);
        arrange(&mut windows, medium);
        for window in &windows {
            let screen = Area::new(0, TOP_BAR, 900, 600 - TOP_BAR);
            assert!(screen.covers(window.area), "{}", window.panel.title());
        }
        arrange(&mut windows, COMFORTABLE);
        assert!(windows.iter().map(|window| window.area).eq(before));
    }
}
