//! Damage reaches the canvas, and nothing else does.

use rfb::framebuffer::Framebuffer;
use rfb::{Rect, Size};
use viewer::Surface;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{OffscreenCanvas, OffscreenCanvasRenderingContext2d};

const RED: [u8; 4] = [255, 0, 0, 255];
const GREEN: [u8; 4] = [0, 128, 0, 255];
const BLACK: [u8; 4] = [0, 0, 0, 255];

#[wasm_bindgen_test]
fn the_canvas_takes_the_framebuffer_s_size_and_every_pixel_of_it() {
    let (canvas, mut surface) = surface();
    let mut framebuffer = Framebuffer::new(Size::new(37, 21)).unwrap();
    for (index, y) in (0..21).enumerate() {
        let shade = u8::try_from(index * 12).unwrap();
        framebuffer.fill(Rect::new(0, y, 37, 1), [shade, 255 - shade, 7, 255]);
    }
    assert!(surface.collect(&mut framebuffer));
    surface.present(&framebuffer).unwrap();
    assert_eq!((canvas.width(), canvas.height()), (37, 21));
    assert_eq!(pixels(&canvas), framebuffer.pixels());
}

#[wasm_bindgen_test]
fn only_what_was_damaged_is_drawn() {
    let (canvas, mut surface) = surface();
    let mut framebuffer = Framebuffer::new(Size::new(64, 64)).unwrap();
    surface.collect(&mut framebuffer);
    surface.present(&framebuffer).unwrap();

    // Drawn behind the surface's back, so that a present of everything would undo it.
    let context = context(&canvas);
    context.set_fill_style_str("red");
    context.fill_rect(0.0, 0.0, 64.0, 64.0);
    framebuffer.fill(Rect::new(10, 20, 5, 6), GREEN);
    surface.collect(&mut framebuffer);
    surface.present(&framebuffer).unwrap();

    let shown = pixels(&canvas);
    for y in 0..64_u16 {
        for x in 0..64_u16 {
            let drawn = (10..15).contains(&x) && (20..26).contains(&y);
            let at = (usize::from(y) * 64 + usize::from(x)) * 4;
            assert_eq!(shown[at..at + 4], if drawn { GREEN } else { RED }, "at {x}, {y}");
        }
    }
}

#[wasm_bindgen_test]
fn several_updates_make_one_picture() {
    let (canvas, mut surface) = surface();
    let mut framebuffer = Framebuffer::new(Size::new(16, 16)).unwrap();
    for x in 0..16 {
        framebuffer.fill(Rect::new(x, 0, 1, 16), if x % 2 == 0 { RED } else { BLACK });
        assert!(surface.collect(&mut framebuffer));
    }
    surface.present(&framebuffer).unwrap();
    assert_eq!(pixels(&canvas), framebuffer.pixels());
    assert!(!surface.collect(&mut framebuffer), "nothing is left to show");
}

#[wasm_bindgen_test]
fn a_screen_that_changes_its_size_is_shown_anew() {
    let (canvas, mut surface) = surface();
    let mut framebuffer = Framebuffer::new(Size::new(20, 10)).unwrap();
    framebuffer.fill(Rect::new(0, 0, 20, 10), RED);
    surface.collect(&mut framebuffer);
    surface.present(&framebuffer).unwrap();
    framebuffer.resize(Size::new(8, 30)).unwrap();
    framebuffer.fill(Rect::new(0, 29, 8, 1), GREEN);
    surface.collect(&mut framebuffer);
    surface.present(&framebuffer).unwrap();
    assert_eq!((canvas.width(), canvas.height()), (8, 30));
    assert_eq!(pixels(&canvas), framebuffer.pixels());
}

fn surface() -> (OffscreenCanvas, Surface) {
    let canvas = OffscreenCanvas::new(300, 150).unwrap();
    (canvas.clone(), Surface::new(canvas).unwrap())
}

fn context(canvas: &OffscreenCanvas) -> OffscreenCanvasRenderingContext2d {
    canvas.get_context("2d").unwrap().unwrap().unchecked_into()
}

fn pixels(canvas: &OffscreenCanvas) -> Vec<u8> {
    let (width, height) = (canvas.width().into(), canvas.height().into());
    context(canvas).get_image_data(0.0, 0.0, width, height).unwrap().data().0
}
