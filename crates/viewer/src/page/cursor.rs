//! The pointer over the screen: the VM's image of it as a CSS cursor, as large as the screen makes it.

use std::cell::{Cell, RefCell};

use session::Cursor;
use wasm_bindgen::{Clamped, JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use crate::page::elements::{px, style};

/// Browsers ignore a cursor that is wider or higher than this many CSS pixels.
const LARGEST: f64 = 128.0;

/// Shows a pointer's image over an element, by CSS or, when it is too large for that, by another element that follows.
pub(crate) struct CursorView {
    element: HtmlCanvasElement,
    follower: HtmlCanvasElement,
    cursor: RefCell<Option<Cursor>>,
    /// CSS pixels a screen pixel is wide, and device pixels a CSS pixel is wide.
    scale: Cell<(f64, f64)>,
    /// Where in the follower its hot spot is, in CSS pixels, while it is used.
    following: Cell<Option<(f64, f64)>>,
    /// Where in the picture its hot spot is, in CSS pixels, if there is a picture.
    hot_spot: Cell<Option<(f64, f64)>>,
}

impl CursorView {
    pub(crate) fn new(element: HtmlCanvasElement, follower: HtmlCanvasElement) -> Self {
        Self {
            element,
            follower,
            cursor: RefCell::new(None),
            scale: Cell::new((1.0, 1.0)),
            following: Cell::new(None),
            hot_spot: Cell::new(None),
        }
    }

    pub(crate) fn set(&self, cursor: Cursor) {
        self.cursor.replace(Some(cursor));
        self.show();
    }

    pub(crate) fn set_scale(&self, scale: f64, ratio: f64) {
        if self.scale.replace((scale, ratio)) != (scale, ratio) {
            self.show();
        }
    }

    /// The pointer is here, in CSS pixels of the window.
    pub(crate) fn moved(&self, x: f64, y: f64) {
        match self.following.get() {
            Some(hot_spot) => self.place(x, y, hot_spot),
            None => self.left(),
        }
    }

    /// Shows the picture here, in CSS pixels of the window, until the pointer moves or leaves: the VM has its pointer
    /// elsewhere than the user.
    pub(crate) fn show_at(&self, x: f64, y: f64) {
        if let Some(hot_spot) = self.hot_spot.get() {
            self.place(x, y, hot_spot);
        }
    }

    fn place(&self, x: f64, y: f64, (hot_x, hot_y): (f64, f64)) {
        let at = [("left", px(x - hot_x)), ("top", px(y - hot_y)), ("display", "block".to_owned())];
        style(&self.follower, &at.each_ref().map(|(name, value)| (*name, value.as_str())));
    }

    /// The pointer has left the element.
    pub(crate) fn left(&self) {
        style(&self.follower, &[("display", "none")]);
    }

    fn show(&self) {
        let cursor = self.cursor.borrow();
        let Some(cursor) = cursor.as_ref() else { return };
        self.following.set(None);
        self.left();
        let (scale, ratio) = self.scale.get();
        let picture = Picture::new(cursor, scale, ratio);
        let drawn = picture.draw(cursor, &self.follower);
        let is_seen = matches!(drawn, Ok(Some(_)));
        self.hot_spot.set(is_seen.then_some((picture.hot_x, picture.hot_y)));
        let size = [("width", px(picture.width)), ("height", px(picture.height))];
        style(&self.follower, &size.each_ref().map(|(name, value)| (*name, value.as_str())));
        // A picture that cannot be drawn leaves the browser's own pointer, which is better than none.
        let value = match drawn {
            Ok(None) => "none".to_owned(),
            Ok(Some(_)) if picture.width.max(picture.height) > LARGEST => {
                self.following.set(Some((picture.hot_x, picture.hot_y)));
                "none".to_owned()
            }
            Ok(Some(url)) => picture.css(&url),
            Err(_) => "default".to_owned(),
        };
        style(&self.element, &[("cursor", &value)]);
    }
}

/// A cursor's image as it will appear, in CSS pixels.
struct Picture {
    width: f64,
    height: f64,
    hot_x: f64,
    hot_y: f64,
    /// Pixels of the image in one CSS pixel.
    density: f64,
}

impl Picture {
    fn new(cursor: &Cursor, scale: f64, ratio: f64) -> Self {
        // The image is drawn for the display's own pixels where the browser can be told so.
        let density = if knows_image_set() { ratio } else { 1.0 };
        let whole = |length: u16| (f64::from(length) * scale * density).round().max(1.0) / density;
        // The CSS pixel under the middle of the pixel that points.
        let hot = |place: u16, extent: f64| {
            ((f64::from(place) + 0.5) * scale).floor().clamp(0.0, (extent - 1.0).max(0.0))
        };
        let (width, height) = (whole(cursor.width), whole(cursor.height));
        Self {
            width,
            height,
            hot_x: hot(cursor.hotspot_x, width),
            hot_y: hot(cursor.hotspot_y, height),
            density,
        }
    }

    /// Draws the image on `canvas` and returns it as a `data:` URL; nothing for an invisible pointer.
    fn draw(&self, cursor: &Cursor, canvas: &HtmlCanvasElement) -> Result<Option<String>, JsValue> {
        let pixels = usize::from(cursor.width) * usize::from(cursor.height);
        if pixels == 0 || cursor.rgba.len() != pixels * 4 {
            return Ok(None);
        }
        let (width, height) = (u32::from(cursor.width), u32::from(cursor.height));
        let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&cursor.rgba), width, height)?;
        let source = canvas
            .owner_document()
            .ok_or("the canvas belongs to no document")?
            .create_element("canvas")?
            .unchecked_into::<HtmlCanvasElement>();
        source.set_width(width);
        source.set_height(height);
        context(&source)?.put_image_data(&image, 0.0, 0.0)?;

        let (across, down) = (self.width * self.density, self.height * self.density);
        canvas.set_width(image_side(across));
        canvas.set_height(image_side(down));
        let target = context(canvas)?;
        let exact = image_side(across).is_multiple_of(width) && image_side(down).is_multiple_of(height);
        target.set_image_smoothing_enabled(!exact);
        target.draw_image_with_html_canvas_element_and_dw_and_dh(&source, 0.0, 0.0, across, down)?;
        canvas.to_data_url().map(Some)
    }

    fn css(&self, url: &str) -> String {
        let Self { hot_x, hot_y, density, .. } = self;
        if *density == 1.0 {
            format!("url(\"{url}\") {hot_x} {hot_y}, default")
        } else {
            format!("image-set(url(\"{url}\") {density}x) {hot_x} {hot_y}, default")
        }
    }
}

fn context(canvas: &HtmlCanvasElement) -> Result<CanvasRenderingContext2d, JsValue> {
    let context = canvas.get_context("2d")?.ok_or("no 2d context")?;
    Ok(context.unchecked_into())
}

/// Whether a cursor can be told how many of its pixels make a CSS pixel.
fn knows_image_set() -> bool {
    web_sys::css::supports_with_value("cursor", "image-set(url(\"data:,\") 2x) 0 0, default").unwrap_or(false)
}

fn image_side(length: f64) -> u32 {
    // Far beyond any pointer, and small enough for every browser's canvas.
    const LONGEST: f64 = 4096.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped; a NaN becomes 0")]
    let side = length.round().clamp(1.0, LONGEST) as u32;
    side
}
