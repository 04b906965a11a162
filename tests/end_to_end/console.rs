//! Screen, keyboard and pointer through `porthole proxy` and through an exported page, against X servers.

use porthole_tests::{
    porthole::Porthole,
    process::{wait_for_equal, wait_until},
};

use crate::support::{
    page::{Console, printable_ascii},
    websockify::Websockify,
    x_client::{Input, XClient},
    x_servers::XServer,
};

#[tokio::test]
async fn the_canvas_equals_the_screen_of_xtigervnc_through_the_proxy() {
    let server = XServer::tigervnc("800x600", &[]);
    let directory = tempfile::tempdir().unwrap();
    let porthole = Porthole::proxy("t1", server.port, directory.path());
    let console = Console::open(&porthole.access_url("t1", "&lossless=1")).await;
    check_console(&server.display, console, "xtigervnc-proxy").await;
}

#[tokio::test]
async fn firefox_shows_the_same_and_takes_the_same_input() {
    let server = XServer::tigervnc("800x600", &[]);
    let directory = tempfile::tempdir().unwrap();
    let porthole = Porthole::proxy("t4", server.port, directory.path());
    let console = Console::open_in_firefox(&porthole.access_url("t4", "&lossless=1")).await;
    check_console(&server.display, console, "firefox").await;
}

#[tokio::test]
async fn the_canvas_equals_the_screen_of_xtigervnc_through_an_exported_page_and_websockify() {
    check_exported_page("vnc_auto.html").await;
}

#[tokio::test]
async fn the_exported_lite_page_does_the_same() {
    check_exported_page("vnc_lite.html").await;
}

#[tokio::test]
async fn the_canvas_equals_the_screen_of_x11vnc() {
    let server = XServer::x11vnc("640x480");
    let directory = tempfile::tempdir().unwrap();
    let porthole = Porthole::proxy("t3", server.port, directory.path());
    let console = Console::open(&porthole.access_url("t3", "&lossless=1")).await;
    check_console(&server.display, console, "x11vnc").await;
}

/// Opens an exported page under one of its names, served by websockify.
async fn check_exported_page(page: &str) {
    let server = XServer::tigervnc("800x600", &[]);
    let directory = tempfile::tempdir().unwrap();
    let websockify = Websockify::with_page("t2", server.port, directory.path());
    let url = format!("http://127.0.0.1:{}/{page}?path=%3Ftoken%3Dt2&lossless=1", websockify.port);
    check_console(&server.display, Console::open(&url).await, page).await;
}

/// Holds the console against the X server's own account of its screen and its input.
async fn check_console(display: &str, browser: Console, test: &str) {
    let client = XClient::cover(display);
    browser.wait_for_picture(test, || client.screenshot()).await;
    check_change(&client, &browser, test).await;
    check_typing(&client, &browser).await;
    check_clicks(&client, &browser).await;
    browser.close().await;
}

/// What changes on the screen changes on the canvas.
async fn check_change(client: &XClient, browser: &Console, test: &str) {
    client.fill(11, 23, 301, 97, 0x00C0_FFEE);
    let seen = browser.wait_for_picture(test, || client.screenshot()).await;
    let at = (30 * seen.width + 20) * 3;
    assert_eq!(seen.rgb[at..at + 3], [0xC0, 0xFF, 0xEE]);
}

/// Every printable character arrives, once, in order, pressed and released.
async fn check_typing(client: &XClient, browser: &Console) {
    // The screen has the focus without a click.
    let focused = browser.evaluate("return document.hasFocus() + ' ' + document.activeElement.tagName").await;
    assert_eq!(focused, "true CANVAS");
    client.inputs();
    browser.type_text(printable_ascii()).await;
    let expected: Vec<u32> = printable_ascii().map(u32::from).collect();
    let mut typed = Vec::new();
    wait_for_equal("the typed keysyms", &expected, || {
        typed.extend(client.inputs().into_iter().filter_map(|input| match input {
            // Shift and its like are above.
            Input::Key { keysym, down: true } if keysym < 0xFF00 => Some(keysym),
            _ => None,
        }));
        typed.clone()
    });
}

/// A click lands on the pixel that was clicked: in the corners and in the middle.
async fn check_clicks(client: &XClient, browser: &Console) {
    let (width, height) = client.screen_size();
    let [left, top, shown_width, shown_height] = browser.canvas_place().await;
    let (right, bottom) = (f64::from(width) - 1.0, f64::from(height) - 1.0);
    // Not the first corner first: x11vnc believes that the pointer starts there, and would not move it.
    for (x, y) in [(123.0, 87.0), (0.0, 0.0), (right, 0.0), (right, bottom), (0.0, bottom)] {
        client.inputs();
        let scale = (shown_width / f64::from(width), shown_height / f64::from(height));
        // Before the pixel's middle: Firefox rounds to whole CSS pixels.
        browser.click(left + (x + 0.25) * scale.0, top + (y + 0.25) * scale.1).await;
        let mut seen = Vec::new();
        wait_until("the click", || {
            // The release of the last key typed may still be on its way.
            seen.extend(client.inputs().into_iter().filter(|input| matches!(input, Input::Button { .. })));
            (seen.len() >= 2).then_some(())
        });
        let expected = [true, false].map(|down| Input::Button { button: 1, down, x: x as i16, y: y as i16 });
        assert_eq!(seen, expected, "a click at {x}, {y}");
    }
}
