//! The text field: what is left to it, and what becomes of its text.

use session::{Command, Event, KeySpec, Options, State};
use viewer::bridge::{ToPage, ToWorker};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event as DomEvent, InputEvent, InputEventInit};

use crate::support::{Stage, key_event};

const URL: &str = "wss://proxy.example/?token=1";

/// A field, and how an input method or a virtual keyboard works in it.
struct Typist {
    stage: Stage,
}

impl Typist {
    async fn new() -> Self {
        Self { stage: Stage::set(Options::new(URL)).await }
    }

    fn key(&self, name: &str, code: &str, key: &str, key_code: u32) -> bool {
        self.stage.field().dispatch_event(&key_event(name, code, key, key_code, false)).unwrap()
    }

    /// The field's text after the placeholder becomes `text`, if the page lets it.
    fn edit(&self, input_type: &str, text: &str, composing: bool) {
        let field = self.stage.field();
        let event = |name: &str, cancelable: bool| {
            let init = InputEventInit::new();
            init.set_input_type(input_type);
            init.set_is_composing(composing);
            init.set_bubbles(true);
            init.set_cancelable(cancelable);
            InputEvent::new_with_event_init_dict(name, &init).unwrap()
        };
        if field.dispatch_event(&event("beforeinput", !composing)).unwrap() {
            field.set_value(&format!("_{text}"));
            field.dispatch_event(&event("input", false)).unwrap();
        }
    }

    /// As Android's keyboard does it: a key that says nothing, and then the change.
    fn tap(&self, input_type: &str, text: &str, composing: bool) {
        assert!(self.key("keydown", "", "Unidentified", 229), "the keyboard's key was taken from it");
        self.edit(input_type, text, composing);
    }

    fn compose(&self, text: &str) {
        self.tap("insertCompositionText", text, true);
    }

    fn composed(&self) {
        self.stage.field().dispatch_event(&DomEvent::new("compositionend").unwrap()).unwrap();
        assert_eq!(self.stage.field().value(), "_", "the next word begins with an empty field");
    }

    /// What has been typed into the VM since the last call.
    async fn typed(&self) -> Vec<Command> {
        // Whatever was sent before it arrives before it.
        let end = Command::Quality(3);
        self.stage.viewer.as_ref().unwrap().command(end.clone());
        let mut typed = Vec::new();
        loop {
            match self.stage.told().await {
                ToWorker::Command(command) if command == end => return typed,
                ToWorker::Command(command @ (Command::Text(_) | Command::Key(_) | Command::Keys(_))) => {
                    typed.push(command);
                }
                _ => {}
            }
        }
    }

    async fn expect(&self, texts: &[&str]) {
        let texts: Vec<Command> = texts.iter().map(|&text| Command::Text(text.to_owned())).collect();
        assert_eq!(self.typed().await, texts);
    }
}

#[wasm_bindgen_test]
async fn a_key_that_an_input_method_takes_still_goes_up() {
    let typist = Typist::new().await;
    for (key, key_code, composing) in [("Process", 229, false), ("Process", 65, false), ("x", 88, true)] {
        for name in ["keydown", "keyup"] {
            let event = key_event(name, "KeyX", key, key_code, composing);
            typist.stage.field().dispatch_event(&event).unwrap();
            assert_eq!(event.default_prevented(), name == "keyup", "{key}, {key_code}: {name}");
        }
        let typed = typist.typed().await;
        assert!(matches!(&*typed, [Command::Key(input)] if !input.down && input.code == "KeyX"), "{typed:?}");
    }
}

#[wasm_bindgen_test]
async fn what_a_virtual_keyboard_composes_is_typed_letter_by_letter() {
    let typist = Typist::new().await;
    for word in ["t", "te", "teh"] {
        typist.compose(word);
    }
    typist.expect(&["t", "e", "h"]).await;
    // It corrects the word.
    typist.compose("the");
    typist.expect(&["\u{8}\u{8}he"]).await;
    typist.composed();
    typist.expect(&[]).await;
    typist.tap("insertText", " ", false);
    typist.expect(&[" "]).await;
    // A word put in its place as a whole, by a swipe.
    typist.compose("swiped");
    typist.compose("wiped");
    typist.expect(&["swiped", &format!("{}wiped", "\u{8}".repeat(6))]).await;
}

#[wasm_bindgen_test]
async fn deletions_and_new_lines_of_a_virtual_keyboard_are_typed() {
    let typist = Typist::new().await;
    typist.compose("ab");
    typist.tap("deleteContentBackward", "a", true);
    typist.tap("insertLineBreak", "a\n", true);
    typist.expect(&["ab", "\u{8}", "\n"]).await;
    typist.composed();
    typist.tap("deleteContentBackward", "", false);
    typist.tap("insertLineBreak", "\n", false);
    let key = |name: &str| Command::Keys(vec![KeySpec::new(name, name)]);
    assert_eq!(typist.typed().await, [key("Backspace"), key("Enter")]);
}

#[wasm_bindgen_test]
async fn what_an_input_method_composes_is_typed_once_it_is_chosen() {
    let typist = Typist::new().await;
    for (code, guess) in [("KeyN", "n"), ("KeyI", "ni"), ("Space", "你")] {
        assert!(typist.key("keydown", code, "Process", 229));
        typist.edit("insertCompositionText", guess, true);
    }
    typist.expect(&[]).await;
    typist.composed();
    typist.expect(&["你"]).await;
}

#[wasm_bindgen_test]
async fn a_dead_key_is_left_to_the_field_where_only_meanings_are_taken() {
    let typist = Typist::new().await;
    // As in Chrome on Windows: the keys say nothing of what they make together.
    let press_both = || ["Dead", "e"].map(|key| typist.key("keydown", "KeyE", key, 69));
    assert_eq!(press_both(), [true; 2]);
    typist.edit("insertText", "ê", false);
    typist.expect(&["ê"]).await;
    typist.stage.say(&ToPage::Event(Event::ScancodesTaken)).await;
    assert_eq!(press_both(), [false; 2], "the VM composes them itself");
    assert_eq!(typist.typed().await.len(), 2);
    typist.stage.say(&ToPage::Event(Event::State(State::Connected { name: String::new() }))).await;
    assert_eq!(press_both(), [true; 2], "nothing is known of the next server yet");
}
