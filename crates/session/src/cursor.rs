//! The pointer's image on its way from the server to the page.

use rfb::{Point, Size};

use crate::event::Cursor;

/// The pointer's image, and whether it is shown.
#[derive(Debug)]
pub(crate) struct CursorShown {
    show_dot: bool,
    /// Unless the server has said that it is not shown, whatever it looks like.
    visible: bool,
    /// What it looks like, if that has been told.
    shape: Option<rfb::Cursor>,
}

impl CursorShown {
    pub(crate) fn new(show_dot: bool) -> Self {
        Self { show_dot, visible: true, shape: None }
    }

    /// The server has told another image: what the page is to show, if it is another thing than before.
    pub(crate) fn take_shape(&mut self, shape: rfb::Cursor) -> Option<Cursor> {
        let shown = self.visible.then(|| from_server(shape.clone(), self.show_dot));
        self.shape = Some(shape);
        shown
    }

    /// The server has told whether the pointer is shown: what the page is to show, if it is another thing than before.
    pub(crate) fn set_visible(&mut self, visible: bool) -> Option<Cursor> {
        if std::mem::replace(&mut self.visible, visible) == visible {
            return None;
        }
        let shape = self.shape.as_ref().filter(|_| visible).cloned();
        Some(from_server(shape.unwrap_or_else(nothing), self.show_dot))
    }
}

fn nothing() -> rfb::Cursor {
    rfb::Cursor { size: Size::default(), hotspot: Point::default(), rgba: Vec::new() }
}

/// The page's cursor for the server's. With `show_dot`, an invisible one is replaced by a dot, for guests that hide
/// their pointer or draw it themselves with a delay.
fn from_server(cursor: rfb::Cursor, show_dot: bool) -> Cursor {
    if show_dot && cursor.rgba.chunks_exact(4).all(|pixel| pixel[3] == 0) {
        return dot();
    }
    Cursor {
        width: cursor.size.width,
        height: cursor.size.height,
        hotspot_x: cursor.hotspot.x,
        hotspot_y: cursor.hotspot.y,
        rgba: cursor.rgba,
    }
}

/// One black pixel within a white ring, to be seen on any ground.
fn dot() -> Cursor {
    let mut rgba = [255; 3 * 3 * 4];
    rgba[16..19].fill(0);
    Cursor { width: 3, height: 3, hotspot_x: 1, hotspot_y: 1, rgba: rgba.to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor(size: Size, rgba: &[u8]) -> rfb::Cursor {
        rfb::Cursor { size, hotspot: Point { x: 1, y: 0 }, rgba: rgba.to_vec() }
    }

    #[test]
    fn a_visible_cursor_is_passed_on() {
        let visible = cursor(Size::new(2, 1), &[1, 2, 3, 0, 4, 5, 6, 7]);
        for show_dot in [false, true] {
            let shown = from_server(visible.clone(), show_dot);
            assert_eq!((shown.width, shown.height, shown.hotspot_x, shown.hotspot_y), (2, 1, 1, 0));
            assert_eq!(shown.rgba, visible.rgba);
        }
    }

    #[test]
    fn an_invisible_cursor_becomes_a_dot_if_that_is_wished() {
        for invisible in [cursor(Size::new(0, 0), &[]), cursor(Size::new(1, 1), &[9, 9, 9, 0])] {
            assert_eq!(from_server(invisible.clone(), false).rgba, invisible.rgba);
            let dot = from_server(invisible, true);
            assert_eq!((dot.width, dot.height, dot.rgba.len()), (3, 3, 36));
            assert_eq!(dot.rgba[16..20], [0, 0, 0, 255]);
        }
    }

    #[test]
    fn a_hidden_cursor_is_shown_again_as_it_looks_by_then() {
        let width = |cursor: Option<Cursor>| cursor.map(|cursor| cursor.width);
        let mut shown = CursorShown::new(false);
        assert_eq!(width(shown.take_shape(cursor(Size::new(1, 1), &[1, 2, 3, 255]))), Some(1));
        assert_eq!(width(shown.set_visible(true)), None);
        assert_eq!(width(shown.set_visible(false)), Some(0));
        assert_eq!(width(shown.take_shape(cursor(Size::new(2, 1), &[255; 8]))), None);
        assert_eq!(width(shown.set_visible(true)), Some(2));
        let mut dotted = CursorShown::new(true);
        assert_eq!(width(dotted.set_visible(false)), Some(3));
    }
}
