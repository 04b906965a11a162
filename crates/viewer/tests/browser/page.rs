//! The page's side: what events become, what is shown, and what is left when a viewer goes.

use js_sys::{Array, Function};
use session::{
    Command, Cursor, Ending, Event as SessionEvent, KeyLocation, Options, ResizeMode, State, WheelUnit,
};
use viewer::Event;
use viewer::bridge::{ToPage, ToWorker};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event as DomEvent, EventInit, EventTarget, KeyboardEvent, KeyboardEventInit, PointerEvent};
use web_sys::{PointerEventInit, WheelEvent, WheelEventInit};

use crate::support::{Stage, cancelable, frame, key_event, key_of, pause};

const URL: &str = "wss://proxy.example/?token=1";

#[wasm_bindgen_test]
async fn the_worker_is_started_with_the_options_and_learns_the_area() {
    let mut options = Options::new(URL);
    options.quality = 9;
    let stage = Stage::set(options.clone()).await;
    assert_eq!(stage.told().await, ToWorker::Start(Box::new(options)));
    let area = stage.area().await;
    assert_eq!((area.width, area.height), (400.0, 300.0));
}

#[wasm_bindgen_test]
async fn a_key_reaches_the_worker_and_not_the_browser() {
    let stage = Stage::set(Options::new(URL)).await;
    let init = KeyboardEventInit::new();
    init.set_code("ControlRight");
    init.set_key("Control");
    init.set_location(2);
    init.set_ctrl_key(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &cancelable(init)).unwrap();
    assert!(!stage.canvas().dispatch_event(&event).unwrap(), "the browser would act on it");
    let key = stage.command(key_of).await;
    assert!(key.down && key.modifiers.control && !key.modifiers.shift);
    assert_eq!(
        (key.code.as_str(), key.key.as_str(), key.location),
        ("ControlRight", "Control", KeyLocation::Right)
    );
    assert_eq!(key.at.as_millis(), event.time_stamp() as u128);
}

#[wasm_bindgen_test]
async fn keys_are_the_browser_s_while_the_user_only_watches() {
    let stage = Stage::set(Options { view_only: true, ..Options::new(URL) }).await;
    let press = || {
        let init = KeyboardEventInit::new();
        init.set_key("F5");
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &cancelable(init)).unwrap();
        stage.canvas().dispatch_event(&event).unwrap()
    };
    assert!(press(), "F5 should reload the page");
    stage.viewer.as_ref().unwrap().command(Command::ViewOnly(false));
    assert!(!press(), "F5 should go to the VM");
}

#[wasm_bindgen_test]
async fn on_the_canvas_every_key_is_the_vm_s() {
    let stage = Stage::set(Options::new(URL)).await;
    for (key, key_code, composing) in
        [("Dead", 229, false), ("Dead", 221, false), ("Process", 229, false), ("a", 229, true)]
    {
        for name in ["keydown", "keyup"] {
            let event = key_event(name, "BracketLeft", key, key_code, composing);
            assert!(!stage.canvas().dispatch_event(&event).unwrap(), "{key}, {key_code}: {name}");
            let input = stage.command(key_of).await;
            let told = (input.down, input.code.as_str(), input.key.as_str());
            assert_eq!(told, (name == "keydown", "BracketLeft", key));
        }
    }
}

#[wasm_bindgen_test]
async fn the_pointer_is_told_in_pixels_of_the_element() {
    let stage = Stage::set(Options { resize: ResizeMode::Scale, ..Options::new(URL) }).await;
    stage.say(&ToPage::Event(SessionEvent::Resized { width: 800, height: 600 })).await;
    while stage.canvas().get_bounding_client_rect().width() != 400.0 {
        frame().await;
    }
    let init = PointerEventInit::new();
    init.set_is_primary(true);
    init.set_client_x(100);
    init.set_client_y(50);
    init.set_buttons(4);
    dispatch(&stage.canvas(), &PointerEvent::new_with_event_init_dict("pointerdown", &init).unwrap());
    let pointer =
        stage.command(|command| if let Command::Pointer(input) = command { Some(input) } else { None }).await;
    assert_eq!((pointer.x, pointer.y, pointer.buttons), (100.0, 50.0, 4));
    assert_eq!((pointer.element.width, pointer.element.height), (400.0, 300.0));
    assert_eq!(stage.events.borrow().first(), Some(&Event::Focus(true)), "a press gives the focus");
}

#[wasm_bindgen_test]
async fn the_wheel_is_kept_from_scrolling_the_page() {
    let stage = Stage::set(Options::new(URL)).await;
    let init = WheelEventInit::new();
    init.set_delta_y(-120.0);
    init.set_cancelable(true);
    let event = WheelEvent::new_with_event_init_dict("wheel", &init).unwrap();
    assert!(!stage.canvas().dispatch_event(&event).unwrap());
    let wheel =
        stage.command(|command| if let Command::Wheel(input) = command { Some(input) } else { None }).await;
    assert_eq!((wheel.delta_x, wheel.delta_y, wheel.unit), (0.0, -1.0, WheelUnit::Notch));
}

#[wasm_bindgen_test]
async fn the_wheel_and_touches_scroll_a_large_screen_while_the_user_only_watches() {
    let stage = Stage::set(Options { view_only: true, ..Options::new(URL) }).await;
    let viewer = stage.viewer.as_ref().unwrap();
    let turn = || {
        let init = WheelEventInit::new();
        init.set_delta_y(120.0);
        init.set_cancelable(true);
        let event = WheelEvent::new_with_event_init_dict("wheel", &init).unwrap();
        stage.canvas().dispatch_event(&event).unwrap()
    };
    let touches = || stage.canvas().style().get_property_value("touch-action").unwrap();
    assert!(turn(), "the wheel should scroll");
    assert_eq!(touches(), "auto");
    viewer.set_panning(true);
    assert_eq!(touches(), "none", "a finger drags the view by itself");
    viewer.set_panning(false);
    viewer.command(Command::ViewOnly(false));
    assert!(!turn(), "the wheel should go to the VM");
    assert_eq!(touches(), "none");
}

#[wasm_bindgen_test]
async fn a_notch_of_the_wheel_is_told_as_one_wherever_the_browser_tells_it() {
    use WheelUnit::{Line, Notch, Page, Pixel};
    let stage = Stage::set(Options::new(URL)).await;
    // In JavaScript. As in Firefox, lines and pages are told only if the unit is read before the first delta.
    let fake = Function::new_with_args(
        "event, mode, deltas, wheelDeltas",
        "let inPixels = mode === 0, asked = false;
         const delta = axis => () => {
           inPixels ||= !asked;
           return inPixels && mode !== 0 ? deltas[axis] * 16 : deltas[axis];
         };
         const getters = {
           deltaMode: () => { asked = true; return inPixels ? 0 : mode; },
           deltaX: delta(0),
           deltaY: delta(1),
           wheelDeltaX: () => wheelDeltas?.[0],
           wheelDeltaY: () => wheelDeltas?.[1],
         };
         for (const [name, get] of Object.entries(getters)) Object.defineProperty(event, name, { get });",
    );
    /// Whose event it is, its unit, its deltas, those of its forerunner, and what is told.
    type Row = (&'static str, u32, [f64; 2], Option<[f64; 2]>, (f64, f64, WheelUnit));
    let table: [Row; 10] = [
        ("Firefox", 1, [0.0, 3.0], Some([0.0, -144.0]), (0.0, 3.0, Line)),
        ("Firefox, sideways", 1, [-3.0, 0.0], Some([120.0, 0.0]), (-3.0, 0.0, Line)),
        ("by pages", 2, [0.0, 1.0], Some([0.0, -120.0]), (0.0, 1.0, Page)),
        ("Chrome", 0, [0.0, 100.0], Some([0.0, -120.0]), (0.0, 1.0, Notch)),
        ("Chrome at 150 %", 0, [0.0, -66.7], Some([0.0, 120.0]), (0.0, -1.0, Notch)),
        ("Chrome, sideways", 0, [66.7, 0.0], Some([-120.0, 0.0]), (1.0, 0.0, Notch)),
        ("several notches", 0, [-100.0, 200.0], Some([120.0, -240.0]), (-1.0, 2.0, Notch)),
        ("a trackpad", 0, [0.0, 7.0], Some([0.0, -21.0]), (0.0, 7.0, Pixel)),
        ("a trackpad, askew", 0, [40.0, 7.0], Some([-120.0, -21.0]), (40.0, 7.0, Pixel)),
        ("without its forerunner", 0, [0.0, 100.0], None, (0.0, 100.0, Pixel)),
    ];
    for (name, mode, deltas, wheel_deltas, expected) in table {
        let pair = |[x, y]: [f64; 2]| JsValue::from(Array::of2(&x.into(), &y.into()));
        let event = WheelEvent::new("wheel").unwrap();
        let wheel_deltas = wheel_deltas.map_or(JsValue::UNDEFINED, pair);
        let arguments = [event.clone().into(), mode.into(), pair(deltas), wheel_deltas];
        fake.apply(&JsValue::NULL, &arguments.iter().collect()).unwrap();
        dispatch(&stage.canvas(), &event);
        let wheel = stage
            .command(|command| if let Command::Wheel(input) = command { Some(input) } else { None })
            .await;
        assert_eq!((wheel.delta_x, wheel.delta_y, wheel.unit), expected, "{name}");
    }
}

#[wasm_bindgen_test]
async fn the_screen_is_fitted_and_centred() {
    let stage = Stage::set(Options { resize: ResizeMode::Scale, ..Options::new(URL) }).await;
    stage.say(&ToPage::Event(SessionEvent::Resized { width: 200, height: 50 })).await;
    while stage.canvas().get_bounding_client_rect().width() != 400.0 {
        frame().await;
    }
    let place = stage.canvas().get_bounding_client_rect();
    assert_eq!((place.x(), place.y(), place.height()), (0.0, 100.0, 100.0));
    assert_eq!(stage.canvas().style().get_property_value("image-rendering").unwrap(), "pixelated");
    stage.viewer.as_ref().unwrap().command(Command::Resize(ResizeMode::Off));
    assert_eq!(stage.canvas().get_bounding_client_rect().width(), 200.0);
}

#[wasm_bindgen_test]
async fn the_vm_s_pointer_is_shown_or_hidden() {
    let stage = Stage::set(Options::new(URL)).await;
    let cursor = |width: u16, height: u16| {
        let rgba = [9, 8, 7, 255].repeat(usize::from(width) * usize::from(height));
        ToPage::Event(SessionEvent::Cursor(Cursor { width, height, hotspot_x: 3, hotspot_y: 4, rgba }))
    };
    let shown = || stage.canvas().style().get_property_value("cursor").unwrap();
    stage.say(&cursor(16, 20)).await;
    assert!(shown().starts_with("url(\"data:image/png"), "{}", shown());
    assert!(shown().ends_with(" 3 4, default"), "{}", shown());
    stage.say(&cursor(0, 0)).await;
    assert_eq!(shown(), "none");
    stage.say(&cursor(200, 200)).await;
    assert_eq!(shown(), "none", "a browser would ignore it; an element follows the pointer instead");
}

#[wasm_bindgen_test]
async fn a_worker_that_fails_is_reported_once() {
    let stage = Stage::set(Options::new(URL)).await;
    stage.say(&ToPage::Stopped("first".to_owned())).await;
    for late in [ToPage::Stopped("second".to_owned()), ToPage::Event(SessionEvent::Bell)] {
        stage.post(&late);
    }
    for _ in 0..3 {
        frame().await;
    }
    assert_eq!(stage.events.borrow().last(), Some(&Event::Stopped("first".to_owned())));
}

#[wasm_bindgen_test]
async fn a_worker_that_is_too_busy_to_disconnect_is_ended() {
    let stage = Stage::set(Options::new(URL)).await;
    let viewer = stage.viewer.as_ref().unwrap();
    viewer.command(Command::Disconnect);
    stage.command(|command| (command == Command::Disconnect).then_some(())).await;
    // It goes on with the server's work, and says so, instead of disconnecting.
    stage.say(&ToPage::Event(SessionEvent::Bell)).await;
    while stage.events.borrow().last() != Some(&Event::CutOff) {
        frame().await;
    }
    let events = stage.events.borrow().len();
    stage.post(&ToPage::Event(SessionEvent::Bell));
    viewer.command(Command::Connect);
    pause(200).await;
    assert_eq!(stage.events.borrow().len(), events, "it was still heard");
    assert!(!stage.was_told(&ToWorker::Command(Command::Connect)), "it was still spoken to");
}

#[wasm_bindgen_test]
async fn a_worker_that_disconnects_is_kept_for_the_next_connection() {
    let stage = Stage::set(Options::new(URL)).await;
    let viewer = stage.viewer.as_ref().unwrap();
    let ended = ToPage::Event(SessionEvent::State(State::Ended(Ending::ByUser)));
    viewer.command(Command::Disconnect);
    stage.say(&ended).await;
    // A session that has ended has no answer to this one.
    viewer.command(Command::Disconnect);
    pause(3500).await;
    assert_eq!(
        stage.events.borrow().last(),
        Some(&Event::Session(SessionEvent::State(State::Ended(Ending::ByUser))))
    );
    viewer.command(Command::Connect);
    stage.command(|command| (command == Command::Connect).then_some(())).await;
}

#[wasm_bindgen_test]
async fn a_worker_that_is_to_connect_again_is_not_ended_for_the_session_before() {
    let stage = Stage::set(Options::new(URL)).await;
    let viewer = stage.viewer.as_ref().unwrap();
    // As when a page goes into the browser's cache and comes back from it.
    viewer.command(Command::Disconnect);
    viewer.command(Command::Connect);
    pause(3500).await;
    assert!(!stage.events.borrow().contains(&Event::CutOff));
}

#[wasm_bindgen_test]
async fn nothing_is_left_of_a_viewer_that_was_dropped() {
    let mut stage = Stage::set(Options::new(URL)).await;
    let canvas = stage.canvas();
    stage.viewer.take();
    assert!(stage.parent.first_child().is_none(), "its elements are still on the page");
    let events = stage.events.borrow().len();
    for name in ["keydown", "contextmenu", "wheel", "mousedown"] {
        let init = EventInit::new();
        init.set_cancelable(true);
        init.set_bubbles(true);
        let event = DomEvent::new_with_event_init_dict(name, &init).unwrap();
        assert!(canvas.dispatch_event(&event).unwrap(), "{name} is still listened to");
    }
    web_sys::window().unwrap().dispatch_event(&DomEvent::new("blur").unwrap()).unwrap();
    assert_eq!(stage.events.borrow().len(), events);
}

fn dispatch(target: &EventTarget, event: &DomEvent) {
    target.dispatch_event(event).unwrap();
}
