//! The console's page as a user has it: looking at the screen, typing and clicking.

use std::{
    ops::Deref,
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use fantoccini::actions::{InputSource, MOUSE_BUTTON_LEFT, MouseActions, PointerAction};

use porthole_tests::{browser::Browser, process::PATIENCE};

use super::picture::Picture;

/// Every printable character of ASCII.
pub(crate) fn printable_ascii() -> impl Iterator<Item = char> {
    (0x20..0x7F_u8).map(char::from)
}

/// A browser window with a console in it.
pub(crate) struct Console(Browser);

impl Deref for Console {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.0
    }
}

impl Console {
    /// Opens a browser at `url`.
    pub(crate) async fn open(url: &str) -> Self {
        Self::open_with(url, &[]).await
    }

    /// The same, with more command line switches.
    pub(crate) async fn open_with(url: &str, switches: &[&str]) -> Self {
        let browser = Browser::open_with(switches).await;
        browser.client.goto(url).await.unwrap();
        Self(browser)
    }

    /// Opens Firefox at `url`, where all others open Chromium.
    pub(crate) async fn open_in_firefox(url: &str) -> Self {
        let browser = Browser::open_firefox().await;
        browser.client.goto(url).await.unwrap();
        Self(browser)
    }

    /// Waits until the page finds `condition`, a JavaScript expression, true.
    pub(crate) async fn wait_for(&self, condition: &str) {
        let started = Instant::now();
        while self.evaluate(&format!("return Boolean({condition})")).await != true {
            assert!(started.elapsed() < PATIENCE, "the page never came to: {condition}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Ends the session, so that the browser's processes go before their profile does.
    pub(crate) async fn close(self) {
        self.0.close().await;
    }

    /// Waits until the canvas shows `screen`, which is asked again and again as it may change.
    pub(crate) async fn wait_for_picture(&self, test: &str, mut screen: impl FnMut() -> Picture) -> Picture {
        let started = Instant::now();
        loop {
            let expected = screen();
            if let Some(seen) = self.canvas().await {
                if seen == expected && !seen.is_plain() {
                    return seen;
                }
                assert!(started.elapsed() < PATIENCE, "{}", seen.difference(&expected, test));
            }
            let text = self.evaluate("return document.body.innerText").await;
            assert!(started.elapsed() < PATIENCE, "the page never showed a screen; it says:\n{text}");
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    }

    /// The pixels of the console's canvas, if there is one with a picture.
    pub(crate) async fn canvas(&self) -> Option<Picture> {
        let value = self
            .evaluate(
                "const screen = document.querySelector('canvas');
                 if (!screen || !screen.width || !screen.height) return null;
                 const copy = document.createElement('canvas');
                 copy.width = screen.width;
                 copy.height = screen.height;
                 const context = copy.getContext('2d');
                 context.drawImage(screen, 0, 0);
                 const pixels = context.getImageData(0, 0, copy.width, copy.height).data;
                 let text = '';
                 for (let at = 0; at < pixels.length; at += 32768) {
                   text += String.fromCharCode(...pixels.subarray(at, at + 32768));
                 }
                 return [copy.width, copy.height, btoa(text)];",
            )
            .await;
        let number = |at: usize| usize::try_from(value[at].as_u64().unwrap()).unwrap();
        let rgba = STANDARD.decode(value.get(2)?.as_str()?).unwrap();
        Some(Picture::from_rgba(number(0), number(1), &rgba))
    }

    /// Types characters as a person on a US keyboard does.
    pub(crate) async fn type_text(&self, text: impl Iterator<Item = char>) {
        for character in text {
            self.type_character(character).await;
        }
    }

    /// Clicks with the left button at a place of the window, in CSS pixels.
    pub(crate) async fn click(&self, x: f64, y: f64) {
        let actions = MouseActions::new("mouse".to_owned())
            .then(PointerAction::MoveTo { duration: None, x, y })
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.client.perform_actions(actions).await.unwrap();
    }

    /// Where the canvas lies in the window: left, top, width, height, in CSS pixels.
    pub(crate) async fn canvas_place(&self) -> [f64; 4] {
        let place = self
            .evaluate(
                "const box = document.querySelector('canvas').getBoundingClientRect();
                 return [box.left, box.top, box.width, box.height];",
            )
            .await;
        std::array::from_fn(|at| place[at].as_f64().unwrap())
    }
}
