//! The bar above the screen, for those who have no mouse.

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use porthole_tests::porthole::Porthole;

use crate::support::{page::Console, x_client::XClient, x_servers::XServer};

#[tokio::test]
async fn the_keyboard_goes_to_the_bar_and_back_to_the_screen() {
    let server = XServer::tigervnc("640x480", &[]);
    let client = XClient::cover(&server.display);
    let directory = tempfile::tempdir().unwrap();
    let porthole = Porthole::proxy("b1", server.port, directory.path());
    let browser = Console::open(&porthole.access_url("b1", "&lossless=1")).await;
    browser.wait_for_picture("bar", || client.screenshot()).await;
    wait_for_focus(&browser, "canvas").await;
    // The second time the bar comes from where it was put away to, and not from the page's beginning.
    for _ in 0..2 {
        browser.wait_for("getComputedStyle(document.getElementById('bar')).visibility == 'hidden'").await;
        press(&browser, &[Key::Control, Key::Alt, Key::Shift]).await;
        wait_for_focus(&browser, "#bar button").await;
        press(&browser, &[Key::Escape]).await;
        wait_for_focus(&browser, "canvas").await;
    }
    browser.close().await;
}

/// Presses keys one after the other and lets go of them all.
async fn press(browser: &Console, keys: &[Key]) {
    let keys = keys.iter().map(|key| char::from(*key));
    let mut actions = KeyActions::new("keyboard".to_owned());
    for value in keys.clone() {
        actions = actions.then(KeyAction::Down { value });
    }
    for value in keys.rev() {
        actions = actions.then(KeyAction::Up { value });
    }
    browser.client.perform_actions(actions).await.unwrap();
}

async fn wait_for_focus(browser: &Console, selector: &str) {
    browser.wait_for(&format!("document.activeElement.matches('{selector}')")).await;
}
