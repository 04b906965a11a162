//! The clipboard between the page and programs on an X server, in letters beyond Latin-1.

use porthole_tests::{porthole::Porthole, process::wait_for_equal};

use crate::support::{
    page::Console,
    x_client::XClient,
    x_clipboard::{Copied, pasted},
    x_servers::XServer,
};

const FROM_MACHINE: &str = "Grüße\n5 € für 東京 😀";
const TO_MACHINE: &str = "Привет\nκόσμε 🌍";

#[tokio::test]
async fn unicode_is_copied_and_pasted_both_ways() {
    let server = XServer::tigervnc("640x480", &[]);
    let client = XClient::cover(&server.display);
    let directory = tempfile::tempdir().unwrap();
    let porthole = Porthole::proxy("c1", server.port, directory.path());
    let browser = Console::open(&porthole.access_url("c1", "&lossless=1")).await;
    browser.wait_for_picture("clipboard", || client.screenshot()).await;

    let copied = Copied::text(&server.display, FROM_MACHINE);
    browser.evaluate("document.querySelector('.bar-button[title^=Clipboard]').click()").await;
    let field = "document.querySelector('#clipboard-panel textarea')";
    browser.wait_for(&format!("{field} && {field}.value == {FROM_MACHINE:?}")).await;

    let enter = format!(
        "const field = {field};
         field.value = {TO_MACHINE:?};
         field.dispatchEvent(new InputEvent('input', {{ bubbles: true }}));"
    );
    browser.evaluate(&enter).await;
    browser.evaluate("document.querySelector('#clipboard-panel .primary').click()").await;
    wait_for_equal("what a program pastes", &Some(TO_MACHINE.to_owned()), || pasted(&server.display));
    drop(copied);
    browser.close().await;
}
