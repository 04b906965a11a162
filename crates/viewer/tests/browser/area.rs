//! The area that the worker is told, and what becomes of it while a virtual keyboard may be up.

use js_sys::Function;
use session::{Area, Options};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

use crate::support::{Stage, frame};

/// A browser whose pointer is a finger, until it is dropped.
struct Touch {
    end: Function,
}

impl Touch {
    fn start() -> Self {
        let pretend = Function::new_no_args(
            "const real = matchMedia;
             window.matchMedia = query => query === '(pointer: coarse)' ? { matches: true } : real.call(window, query);
             return () => { window.matchMedia = real; };",
        );
        Self { end: pretend.call0(&JsValue::NULL).unwrap().unchecked_into() }
    }
}

impl Drop for Touch {
    fn drop(&mut self) {
        self.end.call0(&JsValue::NULL).unwrap();
    }
}

/// Something else on the page that has the focus, such as the clipboard's field.
struct Focused(HtmlElement);

impl Focused {
    fn new(tag: &str, kind: &str) -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let element: HtmlElement = document.create_element(tag).unwrap().unchecked_into();
        element.set_attribute("type", kind).unwrap();
        document.body().unwrap().append_child(&element).unwrap();
        element.focus().unwrap();
        Self(element)
    }
}

impl Drop for Focused {
    fn drop(&mut self) {
        self.0.remove();
    }
}

/// Gives the viewer another room and waits until it has seen that.
async fn resize(stage: &Stage, width: u32, height: u32) {
    stage.parent.style().set_property("width", &format!("{width}px")).unwrap();
    stage.parent.style().set_property("height", &format!("{height}px")).unwrap();
    for _ in 0..3 {
        frame().await;
    }
}

async fn expect(stage: &Stage, width: f64, height: f64, why: &str) {
    assert_eq!(stage.area().await, Area { width, height }, "{why}");
}

#[wasm_bindgen_test]
async fn with_a_mouse_a_lower_window_is_told_though_something_can_be_typed_into() {
    let stage = Stage::set(Options::new("wss://proxy.example/")).await;
    expect(&stage, 400.0, 300.0, "at first").await;
    stage.viewer.as_ref().unwrap().set_text_input(true);
    resize(&stage, 400, 200).await;
    expect(&stage, 400.0, 200.0, "a window's lower edge was dragged up").await;
}

#[wasm_bindgen_test]
async fn what_a_virtual_keyboard_takes_is_not_told_whatever_it_types_into() {
    let _touch = Touch::start();
    let stage = Stage::set(Options::new("wss://proxy.example/")).await;
    expect(&stage, 400.0, 300.0, "at first").await;

    stage.viewer.as_ref().unwrap().set_text_input(true);
    resize(&stage, 400, 150).await;
    resize(&stage, 400, 300).await;
    let field = Focused::new("textarea", "");
    resize(&stage, 400, 160).await;
    resize(&stage, 300, 400).await;
    expect(&stage, 300.0, 400.0, "the device was turned").await;
    drop(field);

    let slider = Focused::new("input", "range");
    resize(&stage, 300, 200).await;
    expect(&stage, 300.0, 200.0, "no keyboard comes up for a slider").await;
    drop(slider);
}

#[wasm_bindgen_test]
async fn a_lower_area_is_told_once_no_keyboard_can_be_the_cause() {
    let _touch = Touch::start();
    let stage = Stage::set(Options::new("wss://proxy.example/")).await;
    expect(&stage, 400.0, 300.0, "at first").await;
    let viewer = stage.viewer.as_ref().unwrap();
    viewer.set_text_input(true);
    resize(&stage, 400, 200).await;
    viewer.set_text_input(false);
    expect(&stage, 400.0, 200.0, "text input is off").await;
}
