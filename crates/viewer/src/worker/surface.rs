//! The canvas: shows the framebuffer's damage, straight from Wasm memory.

use js_sys::{Object, Reflect};
use rfb::Rect;
use rfb::damage::Damage;
use rfb::framebuffer::Framebuffer;
use wasm_bindgen::{Clamped, JsCast, JsValue};
use web_sys::{ImageData, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

/// A canvas and what of the framebuffer it does not show yet.
pub struct Surface {
    canvas: OffscreenCanvas,
    context: OffscreenCanvasRenderingContext2d,
    unshown: Damage,
}

impl Surface {
    /// A surface on a canvas that nothing has drawn on.
    ///
    /// # Errors
    /// What the browser throws if it has no 2D context for it.
    pub fn new(canvas: OffscreenCanvas) -> Result<Self, JsValue> {
        let options = Object::new();
        // Screens are opaque; the browser need not blend them with what is behind.
        Reflect::set(&options, &"alpha".into(), &false.into())?;
        let context = canvas
            .get_context_with_context_options("2d", &options)?
            .ok_or("no 2d context")?
            .dyn_into::<OffscreenCanvasRenderingContext2d>()?;
        Ok(Self { canvas, context, unshown: Damage::default() })
    }

    /// Takes over the framebuffer's damage. Whether there is anything to present.
    pub fn collect(&mut self, framebuffer: &mut Framebuffer) -> bool {
        for rect in framebuffer.take_damage().iter() {
            self.unshown.add(rect);
        }
        !self.unshown.is_empty()
    }

    /// Shows everything that was collected, in the canvas's next frame.
    ///
    /// # Errors
    /// What the browser throws if it cannot draw; what was collected is then lost.
    pub fn present(&mut self, framebuffer: &Framebuffer) -> Result<(), JsValue> {
        let size = framebuffer.size();
        let (width, height) = (u32::from(size.width), u32::from(size.height));
        let mut damage = std::mem::take(&mut self.unshown);
        if damage.is_empty() || size.is_empty() {
            return Ok(());
        }
        if (self.canvas.width(), self.canvas.height()) != (width, height) {
            // Setting either side clears the canvas.
            self.canvas.set_width(width);
            self.canvas.set_height(height);
            damage.add(Rect::covering(size));
        }
        // A view of Wasm memory, not a copy. It must not outlive this call: memory that grows moves away from it.
        let image =
            ImageData::new_with_u8_clamped_array_and_sh(Clamped(framebuffer.pixels()), width, height)?;
        for rect in damage.iter() {
            self.context.put_image_data_with_dirty_x_and_dirty_y_and_dirty_width_and_dirty_height(
                &image,
                0.0,
                0.0,
                rect.x.into(),
                rect.y.into(),
                rect.width.into(),
                rect.height.into(),
            )?;
        }
        Ok(())
    }
}
