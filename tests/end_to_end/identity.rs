//! Servers that prove who they are: what the user is shown of it, and what is said to whom before they agree.

use std::{
    fmt::Write as _,
    net::Ipv4Addr,
    sync::{Arc, Mutex},
};

use desktop::{
    Config, Security, Server,
    scene::{Desktop, DesktopOptions},
    serve::Listener,
    server::RsaAes,
};
use fantoccini::Locator;
use porthole_tests::porthole::Porthole;
use rfb::auth::{Random, RsaKeyPair, Suite};

use crate::support::{page::Console, tap::Tap};

const NAME: &str = "zoe";
const PASSWORD: &str = "correct horse";

const NEW: &str = "Is this the right machine?";
const CHANGED: &str = "The machine is not the one you know";

/// All that a client may say before the user has agreed: its version, and that it takes the type RA2-256.
const BEFORE_CONSENT: &[u8] = b"RFB 003.008\n\x81";

#[tokio::test]
async fn a_server_is_shown_remembered_if_wanted_and_asked_about_again_once_forgotten() {
    let machine = Machine::start(None);
    let directory = tempfile::tempdir().unwrap();
    let porthole = Porthole::proxy("i1", machine.tap.port, directory.path());
    let browser = Console::open(&porthole.access_url("i1", "")).await;
    browser.wait_for_text(NEW).await;
    let shown = "return [document.querySelector('.digits').textContent, document.querySelectorAll('.words li').length]";
    assert_eq!(browser.evaluate(shown).await, serde_json::json!([machine.digits(), 12]));
    browser.client.find(Locator::Css(".choice input")).await.unwrap().click().await.unwrap();
    press(&browser, "This is the machine").await;
    answer(&browser, "password", PASSWORD).await;
    wait_for_screen(&browser).await;

    // Known from now on: the first question is who the user is.
    browser.client.refresh().await.unwrap();
    answer(&browser, "password", PASSWORD).await;
    wait_for_screen(&browser).await;

    browser.client.find(Locator::Css("[title=Settings]")).await.unwrap().click().await.unwrap();
    press(&browser, "Forget this machine").await;
    browser.wait_for_text("Forgotten").await;
    assert_eq!(browser.evaluate("return localStorage.getItem('porthole.servers')").await, "");
    browser.client.refresh().await.unwrap();
    browser.wait_for_text(NEW).await;
    browser.close().await;
}

#[tokio::test]
async fn a_changed_key_is_warned_of_before_anything_secret_is_sent() {
    let machine = Machine::start(None);
    let directory = tempfile::tempdir().unwrap();
    let porthole = Porthole::proxy("i2", machine.tap.port, directory.path());
    let fragment = format!("#password={}", PASSWORD.replace(' ', "%20"));
    let browser = Console::open(&porthole.access_url("i2", &fragment)).await;
    browser.wait_for_text(NEW).await;
    assert_eq!(machine.tap.said(), BEFORE_CONSENT);
    browser.client.find(Locator::Css(".choice input")).await.unwrap().click().await.unwrap();
    press(&browser, "This is the machine").await;
    wait_for_screen(&browser).await;
    // Whoever listens on the way hears nothing of it.
    assert!(!machine.tap.said().windows(PASSWORD.len()).any(|said| said == PASSWORD.as_bytes()));

    machine.change_key();
    browser.client.refresh().await.unwrap();
    browser.wait_for_text(CHANGED).await;
    assert_eq!(
        browser.evaluate("return document.querySelector('.card').getAttribute('role')").await,
        "alertdialog"
    );
    // A careless Enter declines.
    assert_eq!(browser.evaluate("return document.activeElement.textContent.trim()").await, "Do not connect");
    browser.client.active_element().await.unwrap().send_keys("\n").await.unwrap();
    browser.wait_for_text("Disconnected").await;
    assert_eq!(machine.tap.said(), BEFORE_CONSENT);

    // Declined once is not agreed to; and who knows why may go on.
    press(&browser, "Connect again").await;
    browser.wait_for_text(CHANGED).await;
    assert_eq!(machine.tap.said(), BEFORE_CONSENT);
    press(&browser, "Connect anyway").await;
    wait_for_screen(&browser).await;
    browser.close().await;
}

#[tokio::test]
async fn user_name_and_password_are_asked_for_where_the_server_wants_both() {
    let machine = Machine::start(Some(NAME));
    let directory = tempfile::tempdir().unwrap();
    let porthole = Porthole::proxy("i3", machine.tap.port, directory.path());
    let browser = Console::open(&porthole.access_url("i3", "")).await;
    browser.wait_for_text(NEW).await;
    press(&browser, "This is the machine").await;
    answer(&browser, "username", &format!("{NAME}\t{PASSWORD}x")).await;
    browser.wait_for_text("Sign-in failed").await;
    press(&browser, "Try again").await;
    // The server has been agreed to in this tab, and is not asked about again.
    answer(&browser, "username", &format!("{NAME}\t{PASSWORD}")).await;
    wait_for_screen(&browser).await;
    browser.close().await;
}

#[tokio::test]
async fn user_name_and_password_of_the_link_are_used_without_asking() {
    let machine = Machine::start(Some(NAME));
    let directory = tempfile::tempdir().unwrap();
    let porthole = Porthole::proxy("i4", machine.tap.port, directory.path());
    let fragment = format!("#username={NAME}&password={}", PASSWORD.replace(' ', "%20"));
    let browser = Console::open(&porthole.access_url("i4", &fragment)).await;
    browser.wait_for_text(NEW).await;
    press(&browser, "This is the machine").await;
    wait_for_screen(&browser).await;
    browser.close().await;
}

/// A machine whose display server proves who it is, and encrypts all that follows.
struct Machine {
    tap: Tap,
    key: Arc<Mutex<RsaKeyPair>>,
    _listener: Listener,
}

impl Machine {
    fn start(username: Option<&'static str>) -> Self {
        let key = Arc::new(Mutex::new(key(1)));
        let listener = Listener::start((Ipv4Addr::LOCALHOST, 0), {
            let key = Arc::clone(&key);
            move || server(key.lock().unwrap().clone(), username)
        })
        .unwrap();
        Self { tap: Tap::to(listener.address().port()), key, _listener: listener }
    }

    fn change_key(&self) {
        *self.key.lock().unwrap() = key(2);
    }

    /// The fingerprint as the page shows it.
    fn digits(&self) -> String {
        let fingerprint = self.key.lock().unwrap().public().identity().fingerprint;
        fingerprint.chunks(2).fold("SHA-256".to_owned(), |mut text, pair| {
            write!(text, " {:02x}{:02x}", pair[0], pair[1]).unwrap();
            text
        })
    }
}

fn key(seed: u8) -> RsaKeyPair {
    RsaKeyPair::generate(&mut Random::new(&[seed; 32]), 1024)
}

fn server(key: RsaKeyPair, username: Option<&str>) -> Server {
    let security = Security::RsaAes(Box::new(RsaAes {
        suite: Suite::ENCRYPTED_256,
        key,
        random: Random::new(&[3; 32]),
        username: username.map(str::to_owned),
        password: PASSWORD.to_owned(),
    }));
    let scene = Desktop::new(DesktopOptions { animated: false, ..DesktopOptions::default() });
    Server::new(Config { security, ..Config::default() }, Box::new(scene))
}

/// Presses the button of this name.
async fn press(browser: &Console, name: &str) {
    let button = format!("//button[normalize-space()='{name}']");
    browser.client.wait().for_element(Locator::XPath(&button)).await.unwrap().click().await.unwrap();
}

/// Types what the page asks for, from this field on. It has the focus without a click.
async fn answer(browser: &Console, field: &str, typed: &str) {
    browser.wait_for(&format!("document.activeElement.id == '{field}'")).await;
    let text = browser.evaluate("return document.body.innerText").await;
    assert!(!text.as_str().unwrap().contains(NEW), "{text}");
    for part in typed.split_inclusive('\t') {
        let field = browser.client.active_element().await.unwrap();
        field.send_keys(part).await.unwrap();
    }
    browser.client.active_element().await.unwrap().send_keys("\n").await.unwrap();
}

/// Waits until there is a picture, and the keyboard is the machine's.
async fn wait_for_screen(browser: &Console) {
    browser.wait_for("document.activeElement.tagName == 'CANVAS' && !document.querySelector('.card')").await;
    browser.wait_for_text("Connected to Porthole").await;
}
