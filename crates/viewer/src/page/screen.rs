//! The screen on the page: how large the canvas is, where it lies, and the pointer over it.

use std::cell::{Cell, RefCell};

use session::{Cursor, ResizeMode};
use wasm_bindgen::JsValue;
use web_sys::{FocusOptions, HtmlElement};

use crate::layout::{Area, Layout, Size};
use crate::page::cursor::CursorView;
use crate::page::elements::{Elements, px, style};

/// The elements, and everything that decides how they look.
pub(crate) struct Screen {
    pub(crate) elements: Elements,
    pub(crate) cursor: CursorView,
    area: Cell<Option<Area>>,
    size: Cell<Option<Size>>,
    mode: Cell<ResizeMode>,
    clip: Cell<bool>,
    /// What `arrange` last did.
    layout: Cell<Option<Layout>>,
    label: RefCell<String>,
    text_input: Cell<bool>,
    /// Whether the VM wants to be told of the pointer's movements.
    relative_pointer: Cell<bool>,
    /// Whether the server takes keys by their places.
    scancodes: Cell<bool>,
}

impl Screen {
    pub(crate) fn new(
        parent: &HtmlElement,
        label: &str,
        mode: ResizeMode,
        clip: bool,
    ) -> Result<Self, JsValue> {
        let elements = Elements::append_to(parent, label)?;
        let cursor = CursorView::new(elements.canvas.clone(), elements.cursor.clone());
        Ok(Self {
            elements,
            cursor,
            area: Cell::new(None),
            size: Cell::new(None),
            mode: Cell::new(mode),
            clip: Cell::new(clip),
            layout: Cell::new(None),
            label: RefCell::new(label.to_owned()),
            text_input: Cell::new(false),
            relative_pointer: Cell::new(false),
            scancodes: Cell::new(false),
        })
    }

    pub(crate) fn set_area(&self, area: Area) {
        self.area.set(Some(area));
        self.arrange();
    }

    pub(crate) fn set_size(&self, size: Size) {
        self.size.set(Some(size));
        self.arrange();
    }

    pub(crate) fn set_mode(&self, mode: ResizeMode) {
        self.mode.set(mode);
        self.arrange();
    }

    pub(crate) fn set_clip(&self, clip: bool) {
        self.clip.set(clip);
        self.arrange();
    }

    pub(crate) fn set_cursor(&self, cursor: Cursor) {
        self.cursor.set(cursor);
    }

    /// Shows the VM's pointer at this pixel, until the user's own moves over the screen.
    pub(crate) fn show_pointer_at(&self, x: u16, y: u16) {
        let Some(layout) = self.layout.get() else { return };
        let canvas = self.elements.canvas.get_bounding_client_rect();
        // The middle of the pixel.
        let place = |corner: f64, pixel: u16| corner + (f64::from(pixel) + 0.5) * layout.scale();
        self.cursor.show_at(place(canvas.x(), x), place(canvas.y(), y));
    }

    pub(crate) fn set_relative_pointer(&self, relative: bool) {
        self.relative_pointer.set(relative);
    }

    pub(crate) fn has_relative_pointer(&self) -> bool {
        self.relative_pointer.get()
    }

    pub(crate) fn set_scancodes(&self, taken: bool) {
        self.scancodes.set(taken);
    }

    pub(crate) fn has_scancodes(&self) -> bool {
        self.scancodes.get()
    }

    pub(crate) fn set_label(&self, label: &str) {
        if self.label.replace(label.to_owned()) != label {
            for element in [self.elements.canvas.as_ref(), self.elements.text.as_ref()] {
                let element: &HtmlElement = element;
                element.set_attribute("aria-label", label).expect("the attribute's name is valid");
            }
        }
    }

    /// Names the element that says more about the screen to those who cannot see it.
    pub(crate) fn set_description(&self, id: &str) {
        self.elements.canvas.set_attribute("aria-describedby", id).expect("the attribute's name is valid");
    }

    /// Gives the keyboard to the canvas, or to the text field while text input is on.
    pub(crate) fn focus(&self) {
        let target: &HtmlElement =
            if self.text_input.get() { &self.elements.text } else { &self.elements.canvas };
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        // A browser may refuse, in a frame that the user has not touched; then the first press gives the focus.
        let _ = target.focus_with_options(&options);
    }

    pub(crate) fn set_text_input(&self, on: bool) {
        self.text_input.set(on);
        self.focus();
    }

    fn arrange(&self) {
        let (Some(area), Some(size)) = (self.area.get(), self.size.get()) else { return };
        let layout = Layout::new(area, size, self.mode.get());
        // Scroll bars make the area smaller, so they are kept from a screen that is made to fit it.
        let scrolls = self.mode.get() == ResizeMode::Off && !self.clip.get();
        style(&self.elements.frame, &[("overflow", if scrolls { "auto" } else { "hidden" })]);
        if self.layout.replace(Some(layout)) == Some(layout) {
            return;
        }
        let placed = [
            ("left", px(layout.left())),
            ("top", px(layout.top())),
            ("width", px(layout.width())),
            ("height", px(layout.height())),
        ];
        style(&self.elements.canvas, &placed.each_ref().map(|(name, value)| (*name, value.as_str())));
        let rendering = if layout.is_exact() { "pixelated" } else { "auto" };
        style(&self.elements.canvas, &[("image-rendering", rendering)]);
        self.cursor.set_scale(layout.scale(), layout.ratio());
    }
}
