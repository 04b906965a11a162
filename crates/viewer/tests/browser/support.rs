//! A page with a viewer on it, whose worker is a stand-in that shows the test what it is told and says what the test
//! wants.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use gloo_events::EventListener;
use js_sys::{Array, Promise, Uint8Array};
use session::{Area, Command, KeyInput, Options};
use viewer::bridge::{ToPage, ToWorker, decode, encode};
use viewer::{Config, Event, Files, Viewer};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, BroadcastChannel, HtmlCanvasElement, HtmlElement};
use web_sys::{HtmlTextAreaElement, KeyboardEvent, KeyboardEventInit, MessageEvent, Url};

/// A viewer on the page and both ends of its worker.
pub(crate) struct Stage {
    pub(crate) viewer: Option<Viewer>,
    pub(crate) parent: HtmlElement,
    pub(crate) events: Rc<RefCell<Vec<Event>>>,
    worker: BroadcastChannel,
    told: Rc<RefCell<VecDeque<ToWorker>>>,
    _listener: EventListener,
}

impl Stage {
    /// Puts a viewer with these options into a room of 400 by 300 CSS pixels, and waits for its worker.
    pub(crate) async fn set(options: Options) -> Self {
        Self::set_with_sound(options, None).await
    }

    /// The same, with the address of a worklet's module for sound.
    pub(crate) async fn set_with_sound(options: Options, sound: Option<String>) -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let parent: HtmlElement = document.create_element("div").unwrap().unchecked_into();
        for (name, value) in
            [("width", "400px"), ("height", "300px"), ("position", "fixed"), ("top", "0"), ("left", "0")]
        {
            parent.style().set_property(name, value).unwrap();
        }
        document.body().unwrap().append_child(&parent).unwrap();

        let name = format!("worker {}", js_sys::Math::random());
        let worker = BroadcastChannel::new(&name).unwrap();
        let told = Rc::new(RefCell::new(VecDeque::new()));
        let listener = EventListener::new(&worker, "message", {
            let told = Rc::clone(&told);
            move |event| {
                let data = event.unchecked_ref::<MessageEvent>().data();
                told.borrow_mut().push_back(decode(&data).expect("the worker is told what it understands"));
            }
        });
        let files = Files { boot: script(&name), glue: String::new(), sound };
        let events = Rc::new(RefCell::new(Vec::new()));
        let config = Config { options, label: "Screen".to_owned(), described_by: None, clip: false, files };
        let viewer = Viewer::new(&parent, config, {
            let events = Rc::clone(&events);
            move |event| events.borrow_mut().push(event)
        })
        .unwrap();
        while told.borrow().is_empty() {
            frame().await;
        }
        Self { viewer: Some(viewer), parent, events, worker, told, _listener: listener }
    }

    pub(crate) fn canvas(&self) -> HtmlCanvasElement {
        self.parent.query_selector("canvas").unwrap().unwrap().unchecked_into()
    }

    /// The text field.
    pub(crate) fn field(&self) -> HtmlTextAreaElement {
        self.parent.query_selector("textarea").unwrap().unwrap().unchecked_into()
    }

    /// The next message that the worker gets.
    pub(crate) async fn told(&self) -> ToWorker {
        loop {
            if let Some(message) = self.told.borrow_mut().pop_front() {
                return message;
            }
            frame().await;
        }
    }

    /// The next command that the worker gets for which `wanted` has an answer.
    pub(crate) async fn command<T>(&self, wanted: impl Fn(Command) -> Option<T>) -> T {
        loop {
            if let ToWorker::Command(command) = self.told().await
                && let Some(found) = wanted(command)
            {
                return found;
            }
        }
    }

    /// The next area that the worker is told.
    pub(crate) async fn area(&self) -> Area {
        self.command(|command| if let Command::Area(area) = command { Some(area) } else { None }).await
    }

    /// Whether this message is among those that the worker got and nobody asked for yet.
    pub(crate) fn was_told(&self, message: &ToWorker) -> bool {
        self.told.borrow().contains(message)
    }

    /// Lets the worker say something.
    pub(crate) fn post(&self, message: &ToPage) {
        self.worker.post_message(&encode(message)).unwrap();
    }

    /// Lets the worker say something and waits until the page has heard it.
    pub(crate) async fn say(&self, message: &ToPage) {
        let before = self.events.borrow().len();
        self.post(message);
        while self.events.borrow().len() == before {
            frame().await;
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.viewer.take();
        self.worker.close();
        self.parent.remove();
    }
}

/// A key event that bubbles and can be cancelled, as those of users do.
pub(crate) fn key_event(name: &str, code: &str, key: &str, key_code: u32, composing: bool) -> KeyboardEvent {
    let init = KeyboardEventInit::new();
    init.set_code(code);
    init.set_key(key);
    init.set_key_code(key_code);
    init.set_is_composing(composing);
    KeyboardEvent::new_with_keyboard_event_init_dict(name, &cancelable(init)).unwrap()
}

/// What to ask [`Stage::command`] for.
pub(crate) fn key_of(command: Command) -> Option<KeyInput> {
    if let Command::Key(key) = command { Some(key) } else { None }
}

/// Lets a key event bubble and be cancelled.
pub(crate) fn cancelable(init: KeyboardEventInit) -> KeyboardEventInit {
    init.set_cancelable(true);
    init.set_bubbles(true);
    init
}

/// Waits for the next animation frame.
pub(crate) async fn frame() {
    let window = web_sys::window().unwrap();
    let frame = Promise::new(&mut |resolve, _| {
        window.request_animation_frame(&resolve).unwrap();
    });
    JsFuture::from(frame).await.unwrap();
}

/// Waits for so many milliseconds, where nothing is to happen.
pub(crate) async fn pause(milliseconds: i32) {
    let window = web_sys::window().unwrap();
    let pause = Promise::new(&mut |resolve, _| {
        window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds).unwrap();
    });
    JsFuture::from(pause).await.unwrap();
}

/// The stand-in: answers the start script's message with `ToPage::Ready`, and is a relay from then on.
fn script(channel: &str) -> String {
    let ready = Uint8Array::new(&encode(&ToPage::Ready)).to_vec();
    let source = format!(
        "const test = new BroadcastChannel({channel:?});
         test.onmessage = ({{ data }}) => postMessage(data);
         onmessage = ({{ data }}) => {{
           if (data.module) postMessage(new Uint8Array({ready:?}).buffer);
           else test.postMessage(data instanceof ArrayBuffer ? data : data[0]);
         }};"
    );
    module(&source)
}

/// The address of a script of this source.
pub(crate) fn module(source: &str) -> String {
    let options = BlobPropertyBag::new();
    options.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&source.into()), &options).unwrap();
    Url::create_object_url_with_blob(&blob).unwrap()
}
