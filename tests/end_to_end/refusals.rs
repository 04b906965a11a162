//! What the page says when there is no screen to show: each failure in words, with what to do next.

use tokio::net::{TcpListener, TcpStream};

use porthole_tests::{
    porthole::Porthole,
    process::{free_port, wait_for_equal},
};

use crate::support::{page::Console, websockify::Websockify, x_client::XClient, x_servers::XServer};

#[tokio::test]
async fn a_bad_token_is_told_through_the_proxy() {
    let directory = tempfile::tempdir().unwrap();
    let porthole = Porthole::proxy("good", free_port(), directory.path());
    let browser = Console::open(&porthole.access_url("bad", "")).await;
    browser.wait_for_text("expired").await;
    browser.close().await;
}

#[tokio::test]
async fn a_bad_token_is_told_through_websockify() {
    let directory = tempfile::tempdir().unwrap();
    let websockify = Websockify::with_page("good", free_port(), directory.path());
    let url = websockify.access_url("bad", "");
    let browser = Console::open(&url).await;
    // websockify closes without an answer, so nobody can tell a bad token from a proxy that is away.
    let text = browser.wait_for_text("The server cannot be reached").await;
    assert!(text.contains("the link may have expired"), "{text}");
    browser.close().await;
}

#[tokio::test]
async fn a_dead_server_is_told_through_websockify() {
    let directory = tempfile::tempdir().unwrap();
    let websockify = Websockify::with_page("t", free_port(), directory.path());
    let url = websockify.access_url("t", "");
    let browser = Console::open(&url).await;
    browser.wait_for_text("The machine cannot be reached").await;
    browser.close().await;
}

#[tokio::test]
async fn rules_that_cannot_be_read_forbid_to_connect() {
    let directory = tempfile::tempdir().unwrap();
    let web = directory.path().join("web");
    Porthole::export(&web);
    std::fs::write(web.join("mandatory.json"), "{ \"view_only\": true, }").unwrap();
    let websockify = Websockify::start(&web, "t", free_port(), directory.path());
    let url = websockify.access_url("t", "");
    let browser = Console::open(&url).await;
    browser.wait_for_text("The console's settings cannot be read").await;
    browser.close().await;
}

#[tokio::test]
async fn a_page_that_is_left_ends_its_connection_and_makes_another_on_the_way_back() {
    let server = XServer::tigervnc("640x480", &[]);
    let client = XClient::cover(&server.display);
    let directory = tempfile::tempdir().unwrap();
    let porthole = Porthole::proxy("t", server.port, directory.path());
    let browser = Console::open(&porthole.access_url("t", "&lossless=1")).await;
    browser.wait_for_picture("leaving", || client.screenshot()).await;
    assert_eq!(porthole.sessions(), (1, 0));

    browser.client.goto(&format!("http://127.0.0.1:{}/healthz", porthole.port)).await.unwrap();
    wait_for_equal("the sessions opened and closed", &(1, 1), || porthole.sessions());

    browser.client.back().await.unwrap();
    browser.wait_for_picture("coming back", || client.screenshot()).await;
    assert_eq!(porthole.sessions(), (2, 1));
    browser.close().await;
}

#[tokio::test]
async fn a_dead_server_is_told_through_the_proxy() {
    let directory = tempfile::tempdir().unwrap();
    let porthole = Porthole::proxy("t", free_port(), directory.path());
    let browser = Console::open(&porthole.access_url("t", "&lossless=1")).await;
    browser.wait_for_text("The machine cannot be reached").await;
    browser.close().await;
}

#[tokio::test]
async fn a_link_that_a_proxy_drops_after_opening_it_is_called_expired() {
    let web = Porthole::web(&[]);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let nova = tokio::spawn(refuse_like_nova(listener, web.port));
    let url = format!("http://127.0.0.1:{port}/vnc_auto.html?path=%3Ftoken%3Dx");
    let browser = Console::open(&url).await;
    browser.wait_for_text("expired").await;
    browser.close().await;
    nova.abort();
}

#[tokio::test]
async fn a_server_that_dies_in_the_middle_is_told() {
    let mut server = XServer::tigervnc("640x480", &[]);
    let client = XClient::cover(&server.display);
    let directory = tempfile::tempdir().unwrap();
    let porthole = Porthole::proxy("t", server.port, directory.path());
    let browser = Console::open(&porthole.access_url("t", "&lossless=1")).await;
    browser.wait_for_picture("dying", || client.screenshot()).await;
    server.kill();
    browser.wait_for_text("The machine closed the connection").await;
    browser.close().await;
}

/// Serves the page of the web server on `page_port`, and every WebSocket as nova-novncproxy does one with a bad token:
/// it answers the upgrade before it looks at the token, and its refusal is a bare end of the stream.
async fn refuse_like_nova(listener: TcpListener, page_port: u16) {
    loop {
        let (mut browser, _) = listener.accept().await.unwrap();
        tokio::spawn(async move {
            let mut request = [0; 4096];
            let length = browser.peek(&mut request).await.unwrap();
            if String::from_utf8_lossy(&request[..length]).contains("Upgrade: websocket") {
                drop(tokio_tungstenite::accept_async(browser).await);
            } else {
                let mut page = TcpStream::connect(("127.0.0.1", page_port)).await.unwrap();
                // The browser ends the connection when it likes.
                let _ = tokio::io::copy_bidirectional(&mut browser, &mut page).await;
            }
        });
    }
}
