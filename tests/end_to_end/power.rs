//! The machine's power, switched through the page: never by one press alone, and told if it could not be done.

use fantoccini::Locator;
use porthole_tests::{porthole::Porthole, process::wait_for_equal};

use crate::support::{
    page::Console,
    qemu::{PROMPT, Qemu},
};

#[tokio::test]
async fn a_machine_in_qemu_is_reset_once_the_user_means_it() {
    let directory = tempfile::tempdir().unwrap();
    let mut machine = Qemu::boot_with(directory.path(), ",power-control=on", &[]);
    let porthole = Porthole::proxy("p1", machine.port, directory.path());
    let browser = Console::open(&porthole.access_url("p1", "")).await;
    browser.wait_for("document.activeElement.tagName == 'CANVAS'").await;
    wait_for_equal("the guest's screen", &PROMPT.to_owned(), || machine.text().trim_end().to_owned());
    browser.type_text("lost".chars()).await;
    let typed = format!("{PROMPT}lost");
    wait_for_equal("the guest's screen", &typed, || machine.text().trim_end().to_owned());

    // The safe answer has the focus: Enter leaves everything as it is.
    ask(&browser, "Reset").await;
    browser.client.active_element().await.unwrap().send_keys("\n").await.unwrap();
    browser.wait_for("!document.querySelector('[role=alertdialog]')").await;
    assert_eq!(machine.text().trim_end(), typed);

    press(&browser, "#power-panel .keys button:last-child").await;
    press(&browser, "#power-panel .danger").await;
    browser.wait_for_text("The machine's reset button was pressed.").await;
    wait_for_equal("the guest's screen", &PROMPT.to_owned(), || machine.text().trim_end().to_owned());
    browser.close().await;
}

#[tokio::test]
async fn what_a_machine_cannot_do_is_told() {
    let directory = tempfile::tempdir().unwrap();
    let machine = Qemu::boot_with(directory.path(), ",power-control=on", &[]);
    let porthole = Porthole::proxy("p2", machine.port, directory.path());
    let browser = Console::open(&porthole.access_url("p2", "")).await;
    browser.wait_for("document.activeElement.tagName == 'CANVAS'").await;
    // QEMU has no way to restart an operating system.
    ask(&browser, "Restart").await;
    press(&browser, "#power-panel .danger").await;
    browser.wait_for_text("could not do that").await;
    browser.close().await;
}

#[tokio::test]
async fn nothing_is_offered_where_the_server_does_not_offer_it() {
    let directory = tempfile::tempdir().unwrap();
    let machine = Qemu::boot(directory.path());
    let porthole = Porthole::proxy("p3", machine.port, directory.path());
    let browser = Console::open(&porthole.access_url("p3", "")).await;
    browser.wait_for_text("Connected to").await;
    assert_eq!(browser.evaluate("return document.querySelector('[title=Settings]') != null").await, true);
    assert_eq!(
        browser.evaluate("return document.querySelector('[title=Power]')").await,
        serde_json::Value::Null
    );
    browser.close().await;
}

/// Opens the panel and presses this button, after which there is a question.
async fn ask(browser: &Console, name: &str) {
    press(browser, "[title=Power]").await;
    let button = format!("//button[normalize-space()='{name}']");
    browser.client.wait().for_element(Locator::XPath(&button)).await.unwrap().click().await.unwrap();
    browser.wait_for("document.activeElement.textContent.trim() == 'Leave it running'").await;
}

async fn press(browser: &Console, selector: &str) {
    browser.client.wait().for_element(Locator::Css(selector)).await.unwrap().click().await.unwrap();
}
