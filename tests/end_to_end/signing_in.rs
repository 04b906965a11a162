//! Servers that want to know who comes: by a password in the link, or by asking.

use std::path::Path;

use fantoccini::Locator;
use porthole_tests::porthole::Porthole;

use crate::support::{
    page::Console,
    x_client::XClient,
    x_servers::{XServer, password_file},
};

#[tokio::test]
async fn a_password_in_the_link_opens_a_server_that_asks_for_one() {
    let directory = tempfile::tempdir().unwrap();
    let server = with_password(directory.path());
    let client = XClient::cover(&server.display);
    let porthole = Porthole::proxy("s1", server.port, directory.path());
    let browser = Console::open(&porthole.access_url("s1", "&lossless=1#password=password")).await;
    browser.wait_for_picture("password", || client.screenshot()).await;
    browser.close().await;
}

#[tokio::test]
async fn a_password_is_asked_for_and_may_be_mistyped() {
    let directory = tempfile::tempdir().unwrap();
    let server = with_password(directory.path());
    let client = XClient::cover(&server.display);
    let porthole = Porthole::proxy("s2", server.port, directory.path());
    let browser = Console::open(&porthole.access_url("s2", "&lossless=1")).await;
    answer(&browser, "passwort").await;
    let said = browser.wait_for_text("Sign-in failed").await;
    assert!(!said.contains("passwort"), "{said}");
    browser.client.find(Locator::Css("[role=alert] button")).await.unwrap().click().await.unwrap();
    answer(&browser, "password").await;
    browser.wait_for_picture("password-asked", || client.screenshot()).await;
    browser.close().await;
}

/// Types a password where the page asks for one. The field has the focus without a click.
async fn answer(browser: &Console, password: &str) {
    browser.wait_for("document.activeElement.id == 'password'").await;
    let field = browser.client.active_element().await.unwrap();
    field.send_keys(&format!("{password}\n")).await.unwrap();
}

/// Xtigervnc that wants the password "password".
fn with_password(directory: &Path) -> XServer {
    XServer::tigervnc("640x480", &["-SecurityTypes", "VncAuth", "-PasswordFile", &password_file(directory)])
}
