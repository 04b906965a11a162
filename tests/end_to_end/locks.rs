//! Caps Lock and Num Lock: the machine's follow those of the keyboard in front of the user.

use porthole_tests::{porthole::Porthole, process::wait_for_equal};

use crate::support::{
    page::Console,
    x_client::{Locks, XClient},
    x_servers::XServer,
};

#[tokio::test]
async fn the_locks_of_the_keyboard_become_those_of_the_machine() {
    let server = XServer::tigervnc("640x480", &[]);
    let client = XClient::cover(&server.display);
    let directory = tempfile::tempdir().unwrap();
    let porthole = Porthole::proxy("l1", server.port, directory.path());
    let browser = Console::open(&porthole.access_url("l1", "&lossless=1")).await;
    browser.wait_for_picture("locks", || client.screenshot()).await;
    assert_eq!(client.locks(), Locks { caps: false, num: false });
    for locks in [(true, false), (true, true), (false, true), (false, false)] {
        let expected = Locks { caps: locks.0, num: locks.1 };
        press(&browser, &expected).await;
        wait_for_equal("the locks of the X server", &expected, || client.locks());
    }
    browser.close().await;
}

/// Presses a key while the keyboard's locks are like this. No command of a driver sets them, so the page makes the events.
async fn press(browser: &Console, locks: &Locks) {
    let Locks { caps, num } = locks;
    browser
        .evaluate(&format!(
            "for (const kind of ['keydown', 'keyup']) {{
               document.activeElement.dispatchEvent(new KeyboardEvent(kind, {{
                 key: {caps} ? 'A' : 'a', code: 'KeyA', modifierCapsLock: {caps}, modifierNumLock: {num},
                 bubbles: true, cancelable: true,
               }}));
             }}"
        ))
        .await;
}
