//! What crosses between the page and its worker arrives as it was sent.

use std::time::Duration;

use js_sys::{ArrayBuffer, Uint8Array};
use session::{
    Area, Command, Cursor, Ending, Event, KeyInput, KeyLocation, Modifiers, Options, PointerInput, State,
};
use viewer::LinkFault;
use viewer::bridge::{ToPage, ToWorker, decode, encode};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn what_is_said_to_the_worker_arrives_as_it_was() {
    let mut options = Options::new("wss://proxy.example/?token=1");
    options.credentials.password = Some("pässword".to_owned());
    options.reconnect = Some(Duration::from_millis(5000));
    let key = KeyInput {
        down: true,
        code: "KeyQ".to_owned(),
        key: "@".to_owned(),
        location: KeyLocation::Standard,
        modifiers: Modifiers { alt_graph: true, ..Modifiers::default() },
        at: Duration::from_micros(1_234_500),
    };
    let pointer =
        PointerInput { x: -0.5, y: 1e4, element: Area { width: 800.25, height: 600.0 }, buttons: 0b11111 };
    for message in [
        ToWorker::Start(Box::new(options)),
        ToWorker::Command(Command::Key(key)),
        ToWorker::Command(Command::Pointer(pointer)),
        ToWorker::Command(Command::Text("🦀 xin chào".to_owned())),
    ] {
        assert_eq!(decode::<ToWorker>(&encode(&message)), Some(message));
    }
}

#[wasm_bindgen_test]
fn what_is_said_to_the_page_arrives_as_it_was() {
    let cursor = Cursor {
        width: 2,
        height: 1,
        hotspot_x: 1,
        hotspot_y: 0,
        rgba: vec![0, 1, 2, 3, 252, 253, 254, 255],
    };
    for message in [
        ToPage::Ready,
        ToPage::Event(Event::Cursor(cursor)),
        ToPage::Event(Event::State(State::Ended(Ending::Closed {
            code: 4999,
            reason: "so it is".to_owned(),
        }))),
        ToPage::LinkFault(LinkFault::Refused("port 1 is blocked".to_owned())),
        ToPage::Stopped("panicked at …".to_owned()),
    ] {
        assert_eq!(decode::<ToPage>(&encode(&message)), Some(message));
    }
}

#[wasm_bindgen_test]
fn what_is_no_message_is_told_apart() {
    let mut cut = Uint8Array::new(&encode(&ToPage::Stopped("words".to_owned()))).to_vec();
    cut.pop();
    let cut: ArrayBuffer = Uint8Array::from(cut.as_slice()).buffer();
    for data in [JsValue::NULL, "text".into(), ArrayBuffer::new(0).into(), cut.into()] {
        assert_eq!(decode::<ToPage>(&data), None);
    }
}
