//! Typing on a US keyboard: in Chromium by its own protocol, which says more than WebDriver's can, in Firefox by WebDriver's.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use url::{ParseError, Url};

use crate::browser::{Browser, Engine};

impl Browser {
    /// Presses and releases the key of a US keyboard that types `character`, Shift around it where it must be.
    pub async fn type_character(&self, character: char) {
        let (code, shifted) = us_key(character);
        if self.engine == Engine::Firefox {
            return self.type_by_webdriver(character, shifted).await;
        }
        if shifted {
            self.key("rawKeyDown", "Shift", "ShiftLeft", 8).await;
        }
        let modifiers = if shifted { 8 } else { 0 };
        let key = character.to_string();
        self.key("rawKeyDown", &key, &code, modifiers).await;
        self.key("keyUp", &key, &code, modifiers).await;
        if shifted {
            self.key("keyUp", "Shift", "ShiftLeft", 0).await;
        }
    }

    /// Presses and releases, in Chromium, a key that types nothing and goes by one name for both its meaning and its place,
    /// such as Escape.
    pub async fn press(&self, name: &str) {
        self.key("rawKeyDown", name, name, 0).await;
        self.key("keyUp", name, name, 0).await;
    }

    /// WebDriver knows by itself which key of a US keyboard types a character, but not that it takes Shift.
    async fn type_by_webdriver(&self, character: char, shifted: bool) {
        let mut actions = KeyActions::new("keyboard".to_owned());
        if shifted {
            actions = actions.then(KeyAction::Down { value: Key::Shift.into() });
        }
        actions = actions.then(KeyAction::Down { value: character }).then(KeyAction::Up { value: character });
        if shifted {
            actions = actions.then(KeyAction::Up { value: Key::Shift.into() });
        }
        self.client.perform_actions(actions).await.unwrap();
    }

    async fn key(&self, kind: &str, key: &str, code: &str, modifiers: u8) {
        let parameters = json!({ "type": kind, "key": key, "code": code, "modifiers": modifiers });
        self.client.issue_cmd(DevTools { method: "Input.dispatchKeyEvent", parameters }).await.unwrap();
    }
}

/// One command of the Chrome DevTools Protocol, by chromedriver's extension of WebDriver.
#[derive(Debug)]
struct DevTools {
    method: &'static str,
    parameters: Value,
}

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base_url: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base_url.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let body = json!({ "cmd": self.method, "params": self.parameters });
        (Method::POST, Some(body.to_string()))
    }
}

/// The `KeyboardEvent.code` of the key that types a printable ASCII character on a US keyboard, and whether with Shift.
fn us_key(character: char) -> (String, bool) {
    const PLAIN: &str = "`1234567890-=[]\\;',./";
    const SHIFTED: &str = "~!@#$%^&*()_+{}|:\"<>?";
    const CODES: [&str; 21] = [
        "Backquote",
        "Digit1",
        "Digit2",
        "Digit3",
        "Digit4",
        "Digit5",
        "Digit6",
        "Digit7",
        "Digit8",
        "Digit9",
        "Digit0",
        "Minus",
        "Equal",
        "BracketLeft",
        "BracketRight",
        "Backslash",
        "Semicolon",
        "Quote",
        "Comma",
        "Period",
        "Slash",
    ];
    if character == ' ' {
        return ("Space".to_owned(), false);
    }
    if character.is_ascii_alphabetic() {
        return (format!("Key{}", character.to_ascii_uppercase()), character.is_ascii_uppercase());
    }
    let key = |keys: &str, shifted| Some((CODES[keys.find(character)?].to_owned(), shifted));
    key(PLAIN, false)
        .or_else(|| key(SHIFTED, true))
        .unwrap_or_else(|| panic!("a US keyboard has no key for {character:?}"))
}
