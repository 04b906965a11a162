//! Sizes: the server's screen changes, or the window does.

use porthole_tests::{porthole::Porthole, process::wait_for_equal};

use crate::support::{page::Console, websockify::Websockify, x_client::XClient, x_servers::XServer};

#[tokio::test]
async fn a_window_resize_is_followed_by_the_server_through_the_proxy() {
    let server = XServer::tigervnc("640x480", &["-AcceptSetDesktopSize"]);
    let directory = tempfile::tempdir().unwrap();
    let porthole = Porthole::proxy("r1", server.port, directory.path());
    check_resize(&server, &porthole.access_url("r1", "&lossless=1&resize=remote")).await;
}

#[tokio::test]
async fn a_window_resize_is_followed_by_the_server_through_an_exported_page_and_websockify() {
    let server = XServer::tigervnc("640x480", &["-AcceptSetDesktopSize"]);
    let directory = tempfile::tempdir().unwrap();
    let websockify = Websockify::with_page("r2", server.port, directory.path());
    check_resize(&server, &websockify.access_url("r2", "&lossless=1&resize=remote")).await;
}

async fn check_resize(server: &XServer, url: &str) {
    let client = XClient::cover(&server.display);
    let browser = Console::open(url).await;
    for (width, height) in [(1000, 700), (820, 640)] {
        browser.client.set_window_size(width, height).await.unwrap();
        let view = browser.evaluate("return [innerWidth, innerHeight]").await;
        let expected = [0, 1].map(|at| view[at].as_u64().unwrap());
        wait_for_equal("the size of the X screen", &expected, || {
            let (width, height) = client.screen_size();
            [u64::from(width), u64::from(height)]
        });
        browser.wait_for_picture("window-resize", || client.screenshot()).await;
    }
    browser.close().await;
}
