//! The page inside a dashboard's frame, and in browsers that cannot run it.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use porthole_tests::{porthole::Porthole, process::wait_until};

use crate::support::{
    page::Console,
    tap::Tap,
    x_client::{Input, XClient},
    x_servers::XServer,
};

#[tokio::test]
async fn a_console_in_a_cross_origin_frame_shows_the_screen_and_takes_keys_after_a_click() {
    let server = XServer::tigervnc("640x480", &[]);
    let client = XClient::cover(&server.display);
    let directory = tempfile::tempdir().unwrap();
    let porthole = Porthole::proxy("f1", server.port, directory.path());
    // As Horizon embeds it: no sandbox, no allow, no title.
    let frame = format!(
        "<!doctype html><title>dashboard</title><body style=\"margin:40px\">
         <iframe src=\"{}\" style=\"width:900px;height:600px\"></iframe>",
        porthole.access_url("f1", "&lossless=1&title=web-1(5c1f)")
    );
    let dashboard = serve(move |_| std::future::ready(html(&frame))).await;
    let browser = Console::open(&format!("http://localhost:{dashboard}/")).await;
    browser.client.clone().enter_frame(0).await.unwrap();
    browser.wait_for_picture("frame", || client.screenshot()).await;
    let [left, top, width, height] = browser.canvas_place().await;
    client.inputs();
    browser.click(left + width / 2.0, top + height / 2.0).await;
    browser.type_text("ok".chars()).await;
    let mut seen = Vec::new();
    wait_until("keys typed into the frame", || {
        seen.extend(client.inputs());
        let has = |keysym| seen.contains(&Input::Key { keysym, down: true });
        (has(u32::from('o')) && has(u32::from('k'))).then_some(())
    });
    browser.close().await;
}

#[tokio::test]
async fn a_frame_says_that_keys_go_elsewhere_and_leaves_them_there_while_it_connects_again() {
    let server = XServer::tigervnc("640x480", &[]);
    let client = XClient::cover(&server.display);
    let directory = tempfile::tempdir().unwrap();
    let tap = Tap::to(server.port);
    let porthole = Porthole::proxy("f2", tap.port, directory.path());
    let frame = format!(
        "<!doctype html><title>dashboard</title><input id=\"field\" onkeydown=\"this.title = event.key\">
         <iframe src=\"{}\" style=\"width:900px;height:600px\"></iframe>",
        porthole.access_url("f2", "&lossless=1&reconnect=1&reconnect_delay=250")
    );
    let dashboard = serve(move |_| std::future::ready(html(&frame))).await;
    let browser = Console::open(&format!("http://localhost:{dashboard}/")).await;
    let (dashboard, console) = (browser.client.clone(), browser.client.clone());
    console.clone().enter_frame(0).await.unwrap();
    browser.wait_for_picture("frame", || client.screenshot()).await;
    dashboard.clone().enter_parent_frame().await.unwrap();
    browser.evaluate("document.getElementById('field').focus()").await;
    browser.wait_for("document.activeElement.id == 'field'").await;
    console.enter_frame(0).await.unwrap();
    browser.wait_for_text("Click the screen to type").await;
    tap.cut();
    // Only another connection can show this.
    client.fill(0, 0, 200, 100, 0x00AA_3311);
    browser.wait_for_picture("frame again", || client.screenshot()).await;
    browser.wait_for_text("Click the screen to type").await;
    dashboard.enter_parent_frame().await.unwrap();
    browser.wait_for("document.activeElement.id == 'field'").await;
    browser.type_text("x".chars()).await;
    browser.wait_for("document.activeElement.title == 'x'").await;
    let keys: Vec<_> =
        client.inputs().into_iter().filter(|input| matches!(input, Input::Key { .. })).collect();
    assert_eq!(keys, [], "they were for the dashboard");
    browser.close().await;
}

#[tokio::test]
async fn a_rule_that_hangs_or_is_not_understood_is_told_in_words() {
    let web = Porthole::web(&[]);
    let page_port = web.port;
    for (rule, said) in [
        (None, "Starting the console"),
        (Some("{\"viewonly\":true}"), "viewonly"),
        (Some("{\"allowed_hosts\":[\"h\",5]}"), "a list of texts"),
    ] {
        let odd = serve(move |request| async move {
            if !request.contains("mandatory.json") {
                return fetch(page_port, &request, "").await;
            }
            match rule {
                Some(rule) => html(rule),
                None => std::future::pending().await,
            }
        })
        .await;
        let browser = Console::open(&format!("http://127.0.0.1:{odd}/vnc_auto.html?path=x")).await;
        browser.wait_for_text(said).await;
        browser.wait_for_text("The console's settings cannot be read").await;
        browser.close().await;
    }
}

#[tokio::test]
async fn a_policy_that_forbids_wasm_is_told_in_words() {
    let web = Porthole::web(&[]);
    let page_port = web.port;
    let strict = serve_through(page_port, "Content-Security-Policy: script-src 'self'\r\n").await;
    let browser = Console::open(&format!("http://127.0.0.1:{strict}/vnc_auto.html?path=x")).await;
    browser.wait_for_text("WebAssembly").await;
    browser.close().await;
}

#[tokio::test]
async fn a_page_without_its_files_is_not_blank() {
    let web = Porthole::web(&[]);
    let page_port = web.port;
    let broken = serve(move |request| async move {
        if request.contains(".wasm") {
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec();
        }
        fetch(page_port, &request, "").await
    })
    .await;
    let browser = Console::open(&format!("http://127.0.0.1:{broken}/vnc_auto.html?path=x")).await;
    browser.wait_for_text(".wasm").await;
    browser.close().await;
}

/// Serves what `respond` makes of each request's head, on the port that is returned.
async fn serve<F, A>(respond: F) -> u16
where
    F: Fn(String) -> A + Clone + Send + 'static,
    A: Future<Output = Vec<u8>> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (mut browser, _) = listener.accept().await.unwrap();
            let respond = respond.clone();
            tokio::spawn(async move {
                let mut request = vec![0; 16 * 1024];
                let length = browser.read(&mut request).await.unwrap_or(0);
                let request = String::from_utf8_lossy(&request[..length]).into_owned();
                // The browser may have gone; the test will notice if that matters.
                let _ = browser.write_all(&respond(request).await).await;
            });
        }
    });
    port
}

/// Serves the page of the web server on `page_port` with one more header line on every answer.
async fn serve_through(page_port: u16, header: &'static str) -> u16 {
    serve(move |request| async move { fetch(page_port, &request, header).await }).await
}

/// The answer of the web server on `page_port`, with more header lines, and its connection closed behind it.
async fn fetch(page_port: u16, request: &str, header: &str) -> Vec<u8> {
    let line = request.lines().next().unwrap_or_default();
    let request = format!("{line}\r\nHost: 127.0.0.1:{page_port}\r\nConnection: close\r\n\r\n");
    let mut server = TcpStream::connect(("127.0.0.1", page_port)).await.unwrap();
    server.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).await.unwrap();
    let status_end = answer.windows(2).position(|pair| pair == b"\r\n").map_or(0, |at| at + 2);
    answer.splice(status_end..status_end, header.bytes());
    answer
}

/// A whole answer that carries an HTML page.
fn html(body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}")
        .into_bytes()
}
